"""Reads design documents: YAML blocks, tables, lists and diagrams, merged into one architecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from advisor.errors import Problem
from advisor.model.architecture import Architecture, Service
from advisor.model.terms import Terms
from advisor.readers.cast import role_of_name
from advisor.readers.drawing import Drawing, Line, Lines, lines_of
from advisor.readers.fences import Piece, is_fragment
from advisor.readers.fragments import Pieces
from advisor.readers.inference import Inference
from advisor.readers.interpretation import Interpreted, Page, interpret_all
from advisor.readers.joining import Contradiction, Sighting, join
from advisor.readers.kinds import kind_of_file
from advisor.readers.markdown import Block, blocks
from advisor.readers.names import Known
from advisor.readers.tables import Row, catalogue, rows_of
from advisor.readers.vocabulary import vocabulary_of
from advisor.source import Source, Span
from advisor.source.frozen import NamedTuple

DATA_SUFFIXES = (".yaml", ".yml", ".json")
DRAWN = {"mermaid": "mermaid", "mmd": "mermaid", "plantuml": "plantuml", "puml": "plantuml", "uml": "plantuml",
         "structurizr": "structurizr"}


class Reading(NamedTuple):
    """Everything read from a set of documents, and the parts that could not be read."""

    architecture: Architecture
    problems: tuple[Problem, ...]  # errors in YAML blocks and directives
    broken: tuple[Problem, ...]  # syntax errors in diagrams
    unread: tuple[Problem, ...]  # valid but unsupported parts
    sightings: tuple[Sighting, ...]  # every place that draws or describes an interaction
    contradictions: tuple[Contradiction, ...]
    drawn: Interpreted  # edges as drawn, stores and brokers included
    pages: tuple[Page, ...]  # the drawings
    blocks: Mapping[str, tuple[Block, ...]]  # of each Markdown document, by file name


def read_documents(sources: Sequence[Source], terms: Terms) -> Reading:
    """Returns one reading of all documents; bad input never raises.

    Markdown is read for YAML blocks, tables, lists and diagrams; other files by their format.
    """
    collector = _DocumentCollector(sources, terms)
    for source in sources:
        collector.add(source)
    return collector.result()


class _DocumentCollector:
    def __init__(self, sources: Sequence[Source], terms: Terms) -> None:
        self.sources = sources
        self.terms = terms
        self.pieces = Pieces(sources, terms)
        self.pages: list[Page] = []
        self.unread: list[Problem] = []
        self.blocks: dict[str, tuple[Block, ...]] = {}
        self.tables: list[tuple[Source, Block]] = []
        self.items: list[tuple[Source, Line]] = []
        self.kinds: dict[str, str] = {}
        self.titles: list[str] = []

    def add(self, source: Source) -> None:
        kind = kind_of_file(source.name, source.text)
        if not kind:  # a named file is always read
            kind = "architecture" if source.name.lower().endswith(DATA_SUFFIXES) else "markdown"
        match kind:
            case "markdown":
                self._add_markdown(source)
            case "architecture":
                self.pieces.add(Piece(source, _lines(source)))
            case "asyncapi":
                from advisor.readers.asyncapi import read_asyncapi

                self.pages.append(Page(source, read_asyncapi(source)))
            case "compose":
                from advisor.readers.compose import read_compose

                self.pages.append(Page(source, read_compose(source)))
            case _:
                self._add_diagram(source, kind, _lines(source))

    def result(self) -> Reading:
        described = self._described_names()
        interpreted = interpret_all(self.pages, self.terms, described, self.kinds)
        rows = self._rows([*described, *interpreted.services])
        merged = join(rows, interpreted.seen, self.terms)
        self.pieces.check_names(interpreted.services, (interaction.id for interaction in merged.interactions))
        services = self._services(interpreted, rows)
        inference = Inference(self.terms.needs, services)
        for interaction in merged.interactions:
            inference.complete(interaction)
        files = tuple(source.name for source in self.sources)
        name = ", ".join(self.pieces.names or self.titles[:1])
        architecture = Architecture(name, files, services, merged.interactions, tuple(self.pieces.flows.values()),
                                    tuple(self.pieces.complaints.doubts.values()))
        unread = (*self.unread, *interpreted.notes, *self._diagram_problems(is_broken=False))
        broken = tuple(self._diagram_problems(is_broken=True))
        return Reading(architecture, (*self.pieces.problems, *interpreted.problems), broken, unread,
                       merged.sightings, merged.contradictions, interpreted, tuple(self.pages), self.blocks)

    def _add_markdown(self, source: Source) -> None:
        markdown_blocks = self.blocks[source.name] = tuple(blocks(source))
        for block in markdown_blocks:
            match block.kind:
                case "fence":
                    self._add_fence(source, block)
                case "table":
                    self.tables.append((source, block))
                    for name, kind in catalogue(block).items():
                        self.kinds.setdefault(name, kind)
                case "item":
                    self.items.append((source, block.lines[0]))
                case "heading" if block.info == "1" and block.lines[0].text:
                    self.titles.append(block.lines[0].text)

    def _add_fence(self, source: Source, block: Block) -> None:
        is_yaml_fragment = is_fragment(block)
        notation = DRAWN.get(block.language)
        if not is_yaml_fragment and notation is None:
            return
        if not block.is_closed:
            self.unread.append(Problem("This block is never closed; all that follows was read as part of it.",
                                       "Close it with a line like the one that opens it.",
                                       _line_span(source, block.start)))
        if is_yaml_fragment:
            self.pieces.add(Piece(source, block.lines))
        elif notation is not None:
            self._add_diagram(source, notation, block.lines)

    def _add_diagram(self, source: Source, notation: str, lines: Sequence[Line]) -> None:
        drawing = _read_drawing(notation, lines)
        if drawing is not None:
            self.pages.append(Page(source, drawing))

    def _described_names(self) -> list[str]:
        """Returns the names used in YAML blocks."""
        names = dict.fromkeys(self.pieces.services)
        for interaction in self.pieces.interactions:
            names.update(dict.fromkeys((interaction.sender, *interaction.receivers)))
        return list(names)

    def _rows(self, names: Iterable[str]) -> list[Row]:
        """Returns all described interactions, with names spelled as already known."""
        known = Known(names)
        rows = [Row(interaction, True) for interaction in self.pieces.interactions]
        for source, table in self.tables:
            rows.extend(rows_of(source, table, self.terms, known, self.unread))
        rows.extend(self._list_item_rows(known))
        return rows

    def _list_item_rows(self, known: Known) -> Iterator[Row]:
        if not self.items:
            return
        from advisor.readers.arrows import row_of

        for source, item in self.items:
            row = row_of(source, item, self.terms, known)
            if row is not None:
                yield row

    def _services(self, interpreted: Interpreted, rows: Iterable[Row]) -> dict[str, Service]:
        """Returns all services; stated properties override drawn ones."""
        services = dict(interpreted.services)
        for row in rows:
            for name in (row.interaction.sender, *row.interaction.receivers):
                if name not in services:
                    kind = role_of_name(name, vocabulary_of(self.terms), self.kinds).kind
                    services[name] = Service(name, kind, None, None, None, {}, "", row.interaction.span)
        for name, stated in self.pieces.services.items():
            drawn = services.get(name)
            services[name] = stated if drawn is None or stated.kind else stated._replace(kind=drawn.kind)
        return services

    def _diagram_problems(self, *, is_broken: bool) -> Iterable[Problem]:
        for document, drawing in self.pages:
            for fault in drawing.faults:
                if fault.is_broken == is_broken:
                    yield Problem(fault.message, fault.remedy, Span(document, fault.start, fault.end))


def _read_drawing(notation: str, lines: Sequence[Line]) -> Drawing | None:
    match notation:
        case "mermaid":
            from advisor.readers.mermaid import read_mermaid

            return read_mermaid(lines)
        case "plantuml":
            from advisor.readers.plantuml import read_plantuml

            return read_plantuml(lines)
        case "structurizr":
            from advisor.readers.structurizr import read_structurizr

            return read_structurizr(lines)
    return None


def _lines(source: Source) -> Sequence[Line]:
    start = 1 if source.text.startswith("\ufeff") else 0
    return (lines_of if "\r" in source.text else Lines)(source.text, start, len(source.text))


def _line_span(source: Source, start: int) -> Span:
    end = source.text.find("\n", start)
    return Span(source, start, len(source.text) if end == -1 else end)
