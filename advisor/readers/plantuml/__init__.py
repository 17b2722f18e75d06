"""PlantUML reader: sequence, component and deployment diagrams, and C4 macros."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from advisor.notation.quote import quoted
from advisor.readers.drawing import Drawing, Line
from advisor.readers.plantuml.kinds import kind_of
from advisor.readers.plantuml.statements import Statements
from advisor.readers.sketch import Sketch, together
from advisor.source.regex import regex

START = regex(r"\s*@start(\w+)", re.IGNORECASE)
END = regex(r"\s*@end\w", re.IGNORECASE)


def read_plantuml(lines: Sequence[Line]) -> Drawing:
    """Returns the drawing of the diagrams between `@startuml` and `@enduml`, or of all lines if these are missing.

    Several are merged into one drawing; a name with two meanings has two nodes. Never raises for invalid input:
    errors and unsupported parts are faults.
    """
    drawings = [_read(word, diagram) for word, diagram in _diagrams(lines)]
    return together(drawings) if drawings else _empty_drawing(lines)


def _diagrams(lines: Sequence[Line]) -> Iterator[tuple[str, Sequence[Line]]]:
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


def _read(word: str, lines: Sequence[Line]) -> Drawing:
    sketch = Sketch("unknown")
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


def _empty_drawing(lines: Sequence[Line]) -> Drawing:
    start = lines[0].start if lines else 0
    return Sketch("unknown").drawing(start, lines[-1].start + len(lines[-1].text) if lines else start)
