"""Catalogue entries as text: a table of all, and a page for one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.cli.rules.knowledge import Entry
from advisor.model.pack import Provenance
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, cut, pad, paint, wrap
from advisor.reporters.report import Look
from advisor.reporters.words import condition_in_words

GAP = "  "
MIN_TITLE_WIDTH = 30


def listing(entries: Sequence[Entry], look: Look) -> Iterator[str]:
    """Yields one line for each entry: its id, role, title and effect."""
    rows = [("id", "role", "title", "favours"), *((e.id, e.role, clean(e.title), effect(e)) for e in entries)]
    id_width, role_width = (max(cells(row[column]) for row in rows) for column in (0, 1))
    longest = max(cells(row[3]) for row in rows)
    title_width = max(MIN_TITLE_WIDTH, look.width - id_width - role_width - longest - 3 * len(GAP))
    for index, (name, role, title, favours) in enumerate(rows):
        columns = (pad(name, id_width), pad(role, role_width), pad(cut(title, title_width), title_width), favours)
        line = GAP.join(columns)
        yield (paint(line.rstrip(), "dim", look.colour) if index == 0 else line.rstrip()) + "\n"


def effect(entry: Entry) -> str:
    """Describes the effect of an entry on the scores, briefly."""
    if entry.excludes:
        return f"excludes {', '.join(entry.excludes)}"
    if entry.favours:
        points = sorted(entry.favours.items(), key=lambda pair: (-pair[1], pair[0]))
        return ", ".join(f"{pattern} {score:+d}" for pattern, score in points)
    patterns = f"for {', '.join(entry.applies_to)}" if entry.applies_to else ""
    return ", ".join(filter(None, (entry.severity, patterns)))


def entry_page(entry: Entry, provenance: Provenance | None, cases: Sequence[str], look: Look) -> Iterator[str]:
    """Yields the full description of an entry."""
    yield f"{paint(entry.id, 'bold', look.colour)}  {entry.role}\n"
    for label, text in _lines(entry, provenance, cases):
        if text:
            for line in wrap(clean(text), look.width, f"  {label}: " if label else "  ", "    "):
                yield f"{line}\n"


def _lines(entry: Entry, provenance: Provenance | None, cases: Sequence[str]) -> Iterator[tuple[str, str]]:
    yield "", entry.title
    if entry.role != "pattern":
        yield "when", condition_in_words(entry.when)
    yield "broken when", condition_in_words(entry.violated_when) if entry.violated_when else ""
    yield "check", entry.check
    yield "does", effect(entry)
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
