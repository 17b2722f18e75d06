"""Mermaid reader, tolerant of common syntax errors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.formats.diagram import Diagram, Line

WORD = re.compile(r"\s*([A-Za-z][\w-]*)")


def read_mermaid(lines: Sequence[Line]) -> Diagram | None:
    """Returns the drawing of a diagram, or None if its kind has no interactions, such as a pie or a class diagram.

    Never raises for invalid input: errors and unsupported parts are faults of the drawing.
    """
    from advisor.formats.mermaid.canvas import MermaidDiagramBuilder
    from advisor.formats.mermaid.diagram_text import MermaidText
    from advisor.formats.mermaid.header import WITHOUT_INTERACTIONS, detect_kind, extract_preamble, report_unsupported

    page = MermaidText(lines)
    preamble = extract_preamble(page)
    match = WORD.match(page.text)
    word = match[1] if match else ""
    if word in WITHOUT_INTERACTIONS:
        return None
    kind = detect_kind(word)
    canvas = MermaidDiagramBuilder(page, kind or "unknown", preamble.title)
    if preamble.comments:
        from advisor.formats.mermaid.directives import parse_directives

        canvas.directives = parse_directives(preamble.comments, canvas)
    if preamble.unclosed is not None:
        canvas.fault("This never ends.", "Close it: front matter with `---`, a configuration with `}%%`.",
                     preamble.unclosed, page.line_end(preamble.unclosed))
    match kind:
        case "flowchart":
            from advisor.formats.mermaid.flowchart import read_flowchart

            read_flowchart(canvas)
        case "sequence":
            from advisor.formats.mermaid.sequence import read_sequence

            read_sequence(canvas)
        case "c4":
            from advisor.formats.mermaid.c4 import read_c4

            read_c4(canvas)
        case "architecture":
            from advisor.formats.mermaid.architecture import read_architecture_diagram

            read_architecture_diagram(canvas)
        case _:
            report_unsupported(canvas, word)
    return canvas.drawing()
