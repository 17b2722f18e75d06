"""Catalogue entries as text: a table of all, and a page for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.cli.rules.catalogue import CatalogueEntry
from advisor.model.pack import Provenance
from advisor.page.style import TextStyle
from advisor.reporters.phrasing import format_condition
from advisor.text.layout import apply_style, cell_width, pad, truncate, wrap
from advisor.text.sanitise import escape_controls

GAP = "  "
MIN_TITLE_WIDTH = 30


def catalogue_table(entries: Sequence[CatalogueEntry], style: TextStyle) -> Iterator[str]:
    """Yields one line for each entry: its id, role, title and effect."""
    rows = [("id", "role", "title", "favours"),
            *((e.id, e.role, escape_controls(e.title), describe_effect(e)) for e in entries)]
    id_width, role_width = (max(cell_width(row[column]) for row in rows) for column in (0, 1))
    longest = max(cell_width(row[3]) for row in rows)
    title_width = max(MIN_TITLE_WIDTH, style.width - id_width - role_width - longest - 3 * len(GAP))
    for index, (name, role, title, favours) in enumerate(rows):
        columns = (pad(name, id_width), pad(role, role_width), pad(truncate(title, title_width), title_width), favours)
        line = GAP.join(columns)
        yield (apply_style(line.rstrip(), "dim", style.colour) if index == 0 else line.rstrip()) + "\n"


def describe_effect(entry: CatalogueEntry) -> str:
    """Describes the effect of an entry on the scores, briefly."""
    if entry.excludes:
        return f"excludes {', '.join(entry.excludes)}"
    if entry.favours:
        points = sorted(entry.favours.items(), key=lambda pair: (-pair[1], pair[0]))
        return ", ".join(f"{pattern} {score:+d}" for pattern, score in points)
    patterns = f"for {', '.join(entry.applies_to)}" if entry.applies_to else ""
    return ", ".join(filter(None, (entry.severity, patterns)))


def entry_as_text(
    entry: CatalogueEntry, provenance: Provenance | None, cases: Sequence[str], style: TextStyle
) -> Iterator[str]:
    """Yields the full description of an entry."""
    yield f"{apply_style(entry.id, 'bold', style.colour)}  {entry.role}\n"
    for label, text in _lines(entry, provenance, cases):
        if text:
            for line in wrap(escape_controls(text), style.width, f"  {label}: " if label else "  ", "    "):
                yield f"{line}\n"


def _lines(entry: CatalogueEntry, provenance: Provenance | None, cases: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "", entry.title
    if entry.role != "pattern":
        yield "when", format_condition(entry.when)
    yield "broken when", format_condition(entry.violated_when) if entry.violated_when else ""
    yield "check", entry.check
    yield "does", describe_effect(entry)
    yield "because", entry.because
    yield from entry.says.items()
    if entry.corrects:
        yield "corrected", entry.corrects
    yield "sources" if len(entry.source) > 1 else "source", "; ".join(entry.source)
    yield "status", entry.status
    yield "in the article", entry.article
    if provenance is not None:
        yield "from", _origin(provenance)
    yield "examples", " ".join(entry.examples)
    yield "cases", "" if entry.examples else ", ".join(cases)


def _origin(provenance: Provenance) -> str:
    location = f"pack {provenance.pack}, {provenance.file}:{provenance.line}"
    if not provenance.change:
        return location
    because = f": {provenance.because}" if provenance.because else ""
    return f"{location}, {provenance.change} by {provenance.by}{because}"
