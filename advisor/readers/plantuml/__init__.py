"""PlantUML: sequence, component and deployment diagrams, and C4 macros; what else there is is not read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.notation.quote import quoted
from advisor.readers.drawing import Drawing, Line
from advisor.readers.plantuml.kinds import kind_of
from advisor.readers.plantuml.statements import Statements
from advisor.readers.sketch import Sketch, together

START = re.compile(r"\s*@start(\w+)", re.IGNORECASE)
END = re.compile(r"\s*@end(\w+)", re.IGNORECASE)


def read_plantuml(lines: Sequence[Line]) -> Drawing:
    """Returns what the diagrams between `@startuml` and `@enduml` say, or all lines where these are missing.

    Several are read as one drawing, in which a name that means two things has two nodes. Never raises for what the
    text says; what is wrong, or not read, is a fault.
    """
    found = [_read(kind, diagram, faults) for kind, diagram, faults in _diagrams(lines)]
    return together(found) if found else _empty(lines)


def _diagrams(lines: Sequence[Line]) -> Iterator[tuple[str, Sequence[Line], list[tuple[str, str, Line]]]]:
    """Yields each diagram with the word behind its `@start`, its lines, and what is wrong with its frame."""
    begin, kind = -1, ""
    has_frame = False
    for number, line in enumerate(lines):
        if opening := START.match(line.text):
            if begin >= 0:
                yield kind, lines[begin:number], [_unended(kind, lines[begin - 1])]
            begin, kind, has_frame = number + 1, opening[1].lower(), True
        elif begin >= 0 and (closing := END.match(line.text)):
            faults = [] if closing[1].lower() == kind else [_unended(kind, lines[begin - 1])]
            yield kind, lines[begin:number], faults
            begin = -1
    if begin >= 0:
        yield kind, lines[begin:], [_unended(kind, lines[begin - 1])]
    elif not has_frame and lines:
        yield "uml", lines, []


def _unended(kind: str, line: Line) -> tuple[str, str, Line]:
    return f"This diagram has no `@end{kind}`.", f"Close it with `@end{kind}`.", line


def _read(word: str, lines: Sequence[Line], faults: list[tuple[str, str, Line]]) -> Drawing:
    sketch = Sketch("unknown")
    for message, remedy, line in faults:
        sketch.fault(message, remedy, line.start, line.start + len(line.text))
    start, end = (lines[0].start, lines[-1].start + len(lines[-1].text)) if lines else (0, 0)
    if word != "uml":
        sketch.skip(f"Diagrams of kind {quoted(word)} are not read.", "Draw a sequence or a component diagram.", start,
                    lines[0].start + len(lines[0].text) if lines else end)
        return sketch.drawing(start, end)
    reader = Statements(lines, sketch)
    statements = list(reader.read())
    kind = kind_of(statements)
    if kind.word == "sequence":
        from advisor.readers.plantuml.sequence import read_sequence

        sketch.kind = "sequence"
        read_sequence(statements, sketch)
    elif kind.word == "component":
        from advisor.readers.plantuml.component import read_component

        sketch.kind = "component"
        read_component(statements, sketch, reader.notes)
    elif kind.sign is not None:
        sketch.skip(f"This is a diagram of {kind.word}, which is not read.", "Draw a sequence or a component diagram.",
                    kind.sign.start, kind.sign.end)
    return sketch.drawing(start, end)


def _empty(lines: Sequence[Line]) -> Drawing:
    start = lines[0].start if lines else 0
    return Sketch("unknown").drawing(start, lines[-1].start + len(lines[-1].text) if lines else start)
