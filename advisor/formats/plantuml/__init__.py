"""PlantUML reader: sequence, component and deployment diagrams, and C4 macros."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.formats.diagram import Diagram, Line
from advisor.formats.diagram_builder import DiagramBuilder, merge_diagrams
from advisor.formats.plantuml.diagram_kind import detect_kind
from advisor.formats.plantuml.statement_splitter import StatementSplitter
from advisor.text.quoting import quote_value

START = re.compile(r"\s*@start(\w+)", re.IGNORECASE)
END = re.compile(r"\s*@end\w", re.IGNORECASE)


def read_plantuml(lines: Sequence[Line]) -> Diagram:
    """Returns the diagram between `@startuml` and `@enduml`, or of all lines if these are missing.

    Several diagrams are merged into one; a name with two meanings has two nodes. Never raises for invalid input:
    errors and unsupported parts are faults.
    """
    diagrams = [_read(word, part) for word, part in _split_diagrams(lines)]
    return merge_diagrams(diagrams) if diagrams else _empty_diagram(lines)


def _split_diagrams(lines: Sequence[Line]) -> Iterator[tuple[str, Sequence[Line]]]:
    """Yields the word after each `@start`, and the lines up to the `@end`, which can be missing."""
    begin, word, has_frame = -1, "", False
    for number, line in enumerate(lines):
        opening = START.match(line.text)
        if begin >= 0 and (opening or END.match(line.text)):
            yield word, lines[begin:number]
            begin = -1
        if opening:
            begin, word, has_frame = number + 1, opening[1].lower(), True
    if begin >= 0:
        yield word, lines[begin:]
    elif not has_frame and lines:
        yield "uml", lines


def _read(word: str, lines: Sequence[Line]) -> Diagram:
    builder = DiagramBuilder("unknown")
    start, end = (lines[0].start, lines[-1].start + len(lines[-1].text)) if lines else (0, 0)
    if word != "uml":
        builder.skip(f"Diagrams of kind {quote_value(word)} are not read.", "Draw a sequence or a component diagram.",
                     start, lines[0].start + len(lines[0].text) if lines else end)
        return builder.diagram(start, end)
    reader = StatementSplitter(lines, builder)
    statements = list(reader.read())
    kind = detect_kind(statements)
    if kind.word == "sequence":
        from advisor.formats.plantuml.sequence import read_sequence

        builder.kind = "sequence"
        read_sequence(statements, builder)
    elif kind.word == "component":
        from advisor.formats.plantuml.component import read_component

        builder.kind = "component"
        read_component(statements, builder, reader.notes)
    elif kind.statement is not None:
        builder.skip(f"This is a diagram of {kind.word}, which is not read.", "Draw a sequence or a component diagram.",
                     kind.statement.start, kind.statement.end)
    return builder.diagram(start, end)


def _empty_diagram(lines: Sequence[Line]) -> Diagram:
    start = lines[0].start if lines else 0
    return DiagramBuilder("unknown").diagram(start, lines[-1].start + len(lines[-1].text) if lines else start)
