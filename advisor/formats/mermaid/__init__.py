"""Mermaid reader, tolerant of common syntax errors."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.formats.diagram import Diagram, Line

WORD = re.compile(r"\s*([A-Za-z][\w-]*)")


def read_mermaid(lines: Sequence[Line]) -> Diagram | None:
    """Returns a diagram, or None if its kind has no interactions, such as a pie or a class diagram.

    Never raises for invalid input: errors and unsupported parts are faults of the diagram.
    """
    from advisor.formats.mermaid.builder import MermaidDiagramBuilder
    from advisor.formats.mermaid.diagram_text import MermaidText
    from advisor.formats.mermaid.header import WITHOUT_INTERACTIONS, detect_kind, extract_preamble, report_unsupported

    page = MermaidText(lines)
    preamble = extract_preamble(page)
    match = WORD.match(page.text)
    word = match[1] if match else ""
    if word in WITHOUT_INTERACTIONS:
        return None
    kind = detect_kind(word)
    builder = MermaidDiagramBuilder(page, kind or "unknown", preamble.title)
    if preamble.comments:
        builder.read_directives(preamble.comments)
    if preamble.unclosed is not None:
        builder.fault("This never ends.", "Close it: front matter with `---`, a configuration with `}%%`.",
                      preamble.unclosed, page.line_end(preamble.unclosed))
    match kind:
        case "flowchart":
            from advisor.formats.mermaid.flowchart import read_flowchart

            read_flowchart(builder)
        case "sequence":
            from advisor.formats.mermaid.sequence import read_sequence

            read_sequence(builder)
        case "c4":
            from advisor.formats.mermaid.c4 import read_c4

            read_c4(builder)
        case "architecture":
            from advisor.formats.mermaid.architecture import read_architecture_diagram

            read_architecture_diagram(builder)
        case _:
            report_unsupported(builder, word)
    builder.skip_unused_directives()
    return builder.diagram(0, len(page.text))
