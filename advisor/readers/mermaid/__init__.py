"""Mermaid reader, tolerant of common syntax errors."""

from __future__ import annotations

from collections.abc import Sequence

from advisor.readers.drawing import Drawing, Line
from advisor.source.regex import regex

WORD = regex(r"\s*([A-Za-z][\w-]*)")


def read_mermaid(lines: Sequence[Line]) -> Drawing | None:
    """Returns the drawing of a diagram, or None if its kind has no interactions, such as a pie or a class diagram.

    Never raises for invalid input: errors and unsupported parts are faults of the drawing.
    """
    from advisor.readers.mermaid.canvas import Canvas
    from advisor.readers.mermaid.kinds import WITHOUT_INTERACTIONS, kind_of, note_unknown
    from advisor.readers.mermaid.page import Page
    from advisor.readers.mermaid.preamble import take_out_preamble

    page = Page(lines)
    preamble = take_out_preamble(page)
    match = WORD.match(page.text)
    word = match[1] if match else ""
    if word in WITHOUT_INTERACTIONS:
        return None
    kind = kind_of(word)
    canvas = Canvas(page, kind or "unknown", preamble.title)
    if preamble.comments:
        from advisor.readers.mermaid.directives import directives_of

        canvas.directives = directives_of(preamble.comments, canvas)
    if preamble.unclosed is not None:
        canvas.fault("This never ends.", "Close it: front matter with `---`, a configuration with `}%%`.",
                     preamble.unclosed, page.line_end(preamble.unclosed))
    match kind:
        case "flowchart":
            from advisor.readers.mermaid.flowchart import read_flowchart

            read_flowchart(canvas)
        case "sequence":
            from advisor.readers.mermaid.sequence import read_sequence

            read_sequence(canvas)
        case "c4":
            from advisor.readers.mermaid.c4 import read_c4

            read_c4(canvas)
        case "architecture":
            from advisor.readers.mermaid.architecture import read_architecture_diagram

            read_architecture_diagram(canvas)
        case _:
            note_unknown(canvas, word)
    return canvas.drawing()
