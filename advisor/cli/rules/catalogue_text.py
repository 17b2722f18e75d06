"""Catalogue entries as text: a table of all, and a page for one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from advisor.cli.rules.catalogue import CatalogueEntry
from advisor.model.pack import Provenance
from advisor.page.elements import BLANK, Column, Element, Paragraph, Run, Table, TextLine
from advisor.page.style import NAME, QUIET, STRONG
from advisor.reporters.phrasing import format_condition

MIN_TITLE_WIDTH, MAX_TITLE_WIDTH = 30, 1000
COLUMNS = (Column("id", style=NAME), Column("role", style=QUIET, dropped=1),
           Column("title", MAX_TITLE_WIDTH, min_width=MIN_TITLE_WIDTH), Column("favours", dropped=2))


def catalogue_table(entries: Sequence[CatalogueEntry]) -> Iterator[Element]:
    """Yields a table of the entries: id, role, title and effect."""
    yield Table(COLUMNS, [(entry.id, entry.role, entry.title, describe_effect(entry)) for entry in entries])


def describe_effect(entry: CatalogueEntry) -> str:
    """Describes the effect of an entry on the scores, briefly."""
    if entry.excludes:
        return f"excludes {', '.join(entry.excludes)}"
    if entry.favours:
        points = sorted(entry.favours.items(), key=lambda pair: (-pair[1], pair[0]))
        return ", ".join(f"{pattern} {score:+d}" for pattern, score in points)
    patterns = f"for {', '.join(entry.applies_to)}" if entry.applies_to else ""
    return ", ".join(filter(None, (entry.severity, patterns)))


def entry_pages(pages: Iterable[tuple[CatalogueEntry, Provenance | None]], cases: Sequence[str]) -> Iterator[Element]:
    """Yields the full descriptions of entries, which may share an id."""
    for number, (entry, provenance) in enumerate(pages):
        if number:
            yield BLANK
        yield TextLine((Run(entry.id, STRONG), Run(f"  {entry.role}", QUIET)))
        for label, text in _lines(entry, provenance, cases):
            if text:
                yield Paragraph(text, f"  {label}: " if label else "  ", "    ")


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
