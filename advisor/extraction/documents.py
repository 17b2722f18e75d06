"""Reads design documents: YAML blocks, tables, lists and diagrams, merged into one architecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.errors import Problem
from advisor.extraction.architecture.read import ArchitectureCollector
from advisor.extraction.architecture.yaml_blocks import Fragment, is_fragment
from advisor.extraction.diagram_interactions import Interpretation, SourcedDiagram, interpret_diagrams
from advisor.extraction.inference import Inference
from advisor.extraction.merging import Contradiction, Occurrence, merge_interactions
from advisor.extraction.names import KnownNames
from advisor.extraction.node_roles import classify_name
from advisor.extraction.tables import DescribedInteraction, parse_catalogue, parse_table
from advisor.extraction.technology_words import vocabulary_of
from advisor.formats.detection import ARCHITECTURE, FORMAT_BY_LANGUAGE, MARKDOWN, Format, detect_format
from advisor.formats.diagram import Line, Lines, split_lines
from advisor.formats.markdown.blocks import MarkdownBlock, scan_blocks
from advisor.formats.markdown.embedded import find_embedded
from advisor.model.architecture import Architecture, Service
from advisor.model.terms import Terms
from advisor.text.source import Source, Span


class DocumentReading(NamedTuple):
    """Everything read from a set of documents, and the parts that could not be read."""

    sources: tuple[Source, ...]
    architecture: Architecture
    problems: tuple[Problem, ...]  # errors in YAML blocks and directives
    syntax_errors: tuple[Problem, ...]  # syntax errors in diagrams
    not_read: tuple[Problem, ...]  # valid but unsupported parts
    occurrences: tuple[Occurrence, ...]  # every place that draws or describes an interaction
    contradictions: tuple[Contradiction, ...]
    interpretation: Interpretation  # edges as drawn, stores and brokers included
    diagrams: tuple[SourcedDiagram, ...]  # the drawings
    blocks: Mapping[str, tuple[MarkdownBlock, ...]]  # of each Markdown document, by file name

    @classmethod
    def of(cls, sources: Sequence[Source], architecture: Architecture, problems: Sequence[Problem] = ()
           ) -> DocumentReading:
        """Returns the reading of architecture files alone."""
        return cls(tuple(sources), architecture, tuple(problems), (), architecture.warnings, (), (), NO_DIAGRAMS, (),
                   {})


NO_DIAGRAMS = Interpretation((), {}, (), (), (), ())


def read_documents(sources: Sequence[Source], terms: Terms, *, is_complete: bool = True) -> DocumentReading:
    """Returns one reading of architecture files and design documents together; bad input never raises.

    Markdown is read for YAML blocks, tables, lists and diagrams; other files by their format, and a text of no known
    format as Markdown.

    Args:
        is_complete: False if some files could not be loaded; then no name is reported as undefined.
    """
    collector = _DocumentCollector(sources, terms, is_complete)
    for source in sources:
        collector.add(source)
    return collector.result()


class _DocumentCollector:
    def __init__(self, sources: Sequence[Source], terms: Terms, is_complete: bool) -> None:
        self.sources = sources
        self.terms = terms
        self.stated = ArchitectureCollector(sources, terms, is_complete=is_complete)
        self.has_documents = False  # anything but architecture files
        self.pages: list[SourcedDiagram] = []
        self.unread: list[Problem] = []
        self.blocks: dict[str, tuple[MarkdownBlock, ...]] = {}
        self.tables: list[tuple[Source, MarkdownBlock]] = []
        self.items: list[tuple[Source, Line]] = []
        self.kinds: dict[str, str] = {}
        self.titles: list[str] = []

    def add(self, source: Source) -> None:
        known = detect_format(source.name, source.text) or MARKDOWN
        if known is ARCHITECTURE:
            self.stated.add_file(source)
            return
        self.has_documents = True
        if known is MARKDOWN:
            self._add_markdown(source)
        else:
            self._add_diagram(source, known, _lines(source))

    def result(self) -> DocumentReading:
        if not self.has_documents:  # nothing to merge
            architecture = self.stated.architecture()
            return DocumentReading.of(self.sources, architecture, self.stated.problems)
        described = self._described_names()
        interpreted = interpret_diagrams(self.pages, self.terms, described, self.kinds)
        rows = self._rows([*described, *interpreted.services])
        merged = merge_interactions(rows, interpreted.drawn_interactions, self.terms)
        self.stated.check_names(interpreted.services, (interaction.id for interaction in merged.interactions))
        services = self._services(interpreted, rows)
        inference = Inference(self.terms.needs, services)
        for interaction in merged.interactions:
            inference.add_inferred(interaction)
        files = tuple(source.name for source in self.sources)
        name = ", ".join(self.stated.names or self.titles[:1])
        architecture = Architecture(name, files, services, merged.interactions, tuple(self.stated.flows.values()), ())
        unread = (*self.stated.collector.warnings.values(), *self.unread, *interpreted.notes,
                  *self._diagram_problems(is_broken=False))
        broken = tuple(self._diagram_problems(is_broken=True))
        problems = (*self.stated.problems, *interpreted.problems)
        return DocumentReading(tuple(self.sources), architecture, problems, broken, unread, merged.occurrences,
                               merged.contradictions, interpreted, tuple(self.pages), self.blocks)

    def _add_markdown(self, source: Source) -> None:
        markdown_blocks = self.blocks[source.name] = tuple(scan_blocks(source))
        for block in markdown_blocks:
            match block.kind:
                case "fence":
                    self._add_fence(source, block)
                case "table":
                    self.tables.append((source, block))
                    for name, kind in parse_catalogue(block).items():
                        self.kinds.setdefault(name, kind)
                case "item":
                    self.items.append((source, block.lines[0]))
                case "heading" if block.info == "1" and block.lines[0].text:
                    self.titles.append(block.lines[0].text)
        for part in find_embedded(source.text, markdown_blocks):
            remedy = "Write it as a fenced block." if part.kind == "diagram" else "Write it with pipes."
            self.unread.append(Problem(f"A {part.kind} in HTML or a shortcode is not read.", remedy,
                                       Span(source, part.start, part.end)))

    def _add_fence(self, source: Source, block: MarkdownBlock) -> None:
        is_yaml_fragment = is_fragment(block)
        notation = FORMAT_BY_LANGUAGE.get(block.language)
        if not is_yaml_fragment and notation is None:
            return
        if not block.is_closed:
            self.unread.append(Problem("This block is never closed; all that follows was read as part of it.",
                                       "Close it with a line like the one that opens it.",
                                       _line_span(source, block.start)))
        if is_yaml_fragment:
            self.stated.add_fragment(Fragment(source, block.lines))
        elif notation is not None:
            self._add_diagram(source, notation, block.lines)

    def _add_diagram(self, source: Source, notation: Format, lines: Sequence[Line]) -> None:
        drawing = notation.read(source, lines) if notation.read is not None else None
        if drawing is not None:
            self.pages.append(SourcedDiagram(source, drawing))

    def _described_names(self) -> list[str]:
        """Returns the names used in YAML blocks."""
        names = dict.fromkeys(self.stated.services)
        for interaction in self.stated.interactions:
            names.update(dict.fromkeys((interaction.sender, *interaction.receivers)))
        return list(names)

    def _rows(self, names: Iterable[str]) -> list[DescribedInteraction]:
        """Returns all described interactions, with names spelled as already known."""
        known = KnownNames(names)
        rows = [DescribedInteraction(interaction, True) for interaction in self.stated.interactions]
        for source, table in self.tables:
            rows.extend(parse_table(source, table, self.terms, known, self.unread))
        rows.extend(self._list_item_rows(known))
        return rows

    def _list_item_rows(self, known: KnownNames) -> Iterator[DescribedInteraction]:
        if not self.items:
            return
        from advisor.extraction.arrow_lists import parse_arrow

        for source, item in self.items:
            row = parse_arrow(source, item, self.terms, known)
            if row is not None:
                yield row

    def _services(self, interpreted: Interpretation, rows: Iterable[DescribedInteraction]) -> dict[str, Service]:
        """Returns all services; stated properties override drawn ones."""
        services = dict(interpreted.services)
        for row in rows:
            for name in (row.interaction.sender, *row.interaction.receivers):
                if name not in services:
                    kind = classify_name(name, vocabulary_of(self.terms), self.kinds).kind
                    services[name] = Service(name, kind, None, None, None, {}, "", row.interaction.span)
        for name, stated in self.stated.services.items():
            drawn = services.get(name)
            services[name] = stated if drawn is None or stated.kind else stated._replace(kind=drawn.kind)
        return services

    def _diagram_problems(self, *, is_broken: bool) -> Iterable[Problem]:
        for document, drawing in self.pages:
            for fault in drawing.faults:
                if fault.is_broken == is_broken:
                    yield Problem(fault.message, fault.remedy, Span(document, fault.start, fault.end))


def _lines(source: Source) -> Sequence[Line]:
    start = 1 if source.text.startswith("\ufeff") else 0
    return (split_lines if "\r" in source.text else Lines)(source.text, start, len(source.text))


def _line_span(source: Source, start: int) -> Span:
    end = source.text.find("\n", start)
    return Span(source, start, len(source.text) if end == -1 else end)
