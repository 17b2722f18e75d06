"""Design documents as they stand: blocks, tables, lists and diagrams, read together as one architecture."""

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

DATA = (".yaml", ".yml", ".json")
DRAWN = {"mermaid": "mermaid", "mmd": "mermaid", "plantuml": "plantuml", "puml": "plantuml", "uml": "plantuml",
         "structurizr": "structurizr"}


class Reading(NamedTuple):
    """Everything that documents say together, and what could not be read."""

    architecture: Architecture
    problems: tuple[Problem, ...]  # what is wrong in what is stated: blocks of YAML, directives
    broken: tuple[Problem, ...]  # what a diagram's own notation would refuse
    unread: tuple[Problem, ...]  # what is fine and not read
    sightings: tuple[Sighting, ...]  # where each interaction is drawn and described
    contradictions: tuple[Contradiction, ...]
    drawn: Interpreted  # every edge as it is drawn, stores and brokers included
    pages: tuple[Page, ...]  # the drawings
    blocks: Mapping[str, tuple[Block, ...]]  # of each Markdown document, by its name


def read_documents(sources: Sequence[Source], terms: Terms) -> Reading:
    """Returns what documents say together; nothing in them raises an error.

    Markdown is read for blocks of YAML, tables, lists and diagrams; other files for what they are.
    """
    gathering = _Gathering(sources, terms)
    for source in sources:
        gathering.take(source)
    return gathering.reading()


class _Gathering:
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

    def take(self, source: Source) -> None:
        kind = kind_of_file(source.name, source.text)
        if not kind:  # its name says enough: whoever names a file wants it read
            kind = "architecture" if source.name.lower().endswith(DATA) else "markdown"
        match kind:
            case "markdown":
                self._take_markdown(source)
            case "architecture":
                self.pieces.add(Piece(source, _lines(source)))
            case "asyncapi":
                from advisor.readers.asyncapi import read_asyncapi

                self.pages.append(Page(source, read_asyncapi(source)))
            case "compose":
                from advisor.readers.compose import read_compose

                self.pages.append(Page(source, read_compose(source)))
            case _:
                self._draw(source, kind, _lines(source))

    def reading(self) -> Reading:
        described = self._described()
        seen = interpret_all(self.pages, self.terms, described, self.kinds)
        rows = self._rows([*described, *seen.services])
        union = join(rows, seen.seen, self.terms)
        self.pieces.check_names(seen.services, (interaction.id for interaction in union.interactions))
        services = self._services(seen, rows)
        inference = Inference(self.terms.needs, services)
        for interaction in union.interactions:
            inference.complete(interaction)
        files = tuple(source.name for source in self.sources)
        name = ", ".join(self.pieces.names or self.titles[:1])
        architecture = Architecture(name, files, services, union.interactions, tuple(self.pieces.flows.values()),
                                    tuple(self.pieces.complaints.doubts.values()))
        unread = (*self.unread, *seen.notes, *self._faults(is_broken=False))
        broken = tuple(self._faults(is_broken=True))
        return Reading(architecture, (*self.pieces.problems, *seen.problems), broken, unread,
                       union.sightings, union.contradictions, seen, tuple(self.pages), self.blocks)

    def _take_markdown(self, source: Source) -> None:
        found = self.blocks[source.name] = tuple(blocks(source))
        for block in found:
            match block.kind:
                case "fence":
                    self._take_fence(source, block)
                case "table":
                    self.tables.append((source, block))
                    for name, kind in catalogue(block).items():
                        self.kinds.setdefault(name, kind)
                case "item":
                    self.items.append((source, block.lines[0]))
                case "heading" if block.info == "1" and block.lines[0].text:
                    self.titles.append(block.lines[0].text)

    def _take_fence(self, source: Source, block: Block) -> None:
        is_piece = is_fragment(block)
        notation = DRAWN.get(block.language)
        if not is_piece and notation is None:
            return
        if not block.is_closed:
            self.unread.append(Problem("This block is never closed; all that follows was read as part of it.",
                                       "Close it with a line like the one that opens it.",
                                       _line_span(source, block.start)))
        if is_piece:
            self.pieces.add(Piece(source, block.lines))
        elif notation is not None:
            self._draw(source, notation, block.lines)

    def _draw(self, source: Source, notation: str, lines: Sequence[Line]) -> None:
        drawing = _read_drawing(notation, lines)
        if drawing is not None:
            self.pages.append(Page(source, drawing))

    def _described(self) -> list[str]:
        """Returns the names that blocks of YAML use."""
        found = dict.fromkeys(self.pieces.services)
        for interaction in self.pieces.interactions:
            found.update(dict.fromkeys((interaction.sender, *interaction.receivers)))
        return list(found)

    def _rows(self, names: Iterable[str]) -> list[Row]:
        """Returns everything that is described, in the names that are known already."""
        known = Known(names)
        rows = [Row(interaction, True) for interaction in self.pieces.interactions]
        for source, table in self.tables:
            rows.extend(rows_of(source, table, self.terms, known, self.unread))
        rows.extend(self._listed(known))
        return rows

    def _listed(self, known: Known) -> Iterator[Row]:
        if not self.items:
            return
        from advisor.readers.arrows import row_of

        for source, item in self.items:
            row = row_of(source, item, self.terms, known)
            if row is not None:
                yield row

    def _services(self, seen: Interpreted, rows: Iterable[Row]) -> dict[str, Service]:
        """Returns all services; what is stated of one beats what is drawn."""
        services = dict(seen.services)
        for row in rows:
            for name in (row.interaction.sender, *row.interaction.receivers):
                if name not in services:
                    kind = role_of_name(name, vocabulary_of(self.terms), self.kinds).kind
                    services[name] = Service(name, kind, None, None, None, {}, "", row.interaction.span)
        for name, stated in self.pieces.services.items():
            drawn = services.get(name)
            services[name] = stated if drawn is None or stated.kind else stated._replace(kind=drawn.kind)
        return services

    def _faults(self, *, is_broken: bool) -> Iterable[Problem]:
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
