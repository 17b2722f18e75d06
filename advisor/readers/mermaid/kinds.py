"""Detects the kind of a diagram by its first word."""

from __future__ import annotations

from advisor.notation.quote import quoted
from advisor.notation.suggest import did_you_mean
from advisor.readers.mermaid.canvas import Canvas

KINDS = {
    **dict.fromkeys(("graph", "flowchart", "flowchart-elk", "swimlane-beta"), "flowchart"),
    "sequenceDiagram": "sequence",
    **dict.fromkeys(("C4Context", "C4Container", "C4Component", "C4Dynamic", "C4Deployment"), "c4"),
    **dict.fromkeys(("architecture-beta", "architecture"), "architecture"),
}
WITHOUT_INTERACTIONS = frozenset((
    "classDiagram", "classDiagram-v2", "erDiagram", "gantt", "gitGraph", "info", "ishikawa", "ishikawa-beta", "journey",
    "kanban", "mindmap", "packet", "packet-beta", "pie", "quadrantChart", "radar-beta", "requirement",
    "requirementDiagram", "sankey", "sankey-beta", "stateDiagram", "stateDiagram-v2", "timeline", "treemap",
    "treemap-beta", "venn-beta", "wardley-beta", "xychart", "xychart-beta",
))
WITH_UNREAD_INTERACTIONS = ("block", "block-beta", "zenuml")


def kind_of(word: str) -> str:
    """Returns the kind of diagram, or an empty string if it is not supported."""
    return KINDS.get(word, "")


def note_unknown(canvas: Canvas, word: str) -> None:
    """Records why a diagram is not read."""
    text = canvas.page.text
    start = len(text) - len(text.lstrip())
    end = canvas.page.line_end(start)
    if start == len(text):
        canvas.fault("The diagram is empty.", "Draw something, or remove it.", 0, 0, is_broken=False)
        return
    suggestion = did_you_mean(word, KINDS) if word and word not in WITH_UNREAD_INTERACTIONS else ""
    if word in WITH_UNREAD_INTERACTIONS:
        message, remedy = f"Diagrams of kind {quoted(word)} are not read.", "Draw a flowchart or a sequence diagram."
    elif suggestion:
        message, remedy = f"There is no diagram of kind {quoted(word)}.", suggestion
    else:
        message, remedy = f"What begins with {quoted(text[start:end].rstrip())} is no diagram that can be read.", (
            "Begin with `flowchart`, `sequenceDiagram`, `C4Context` or `architecture-beta`.")
    canvas.fault(message, remedy, start, end, is_broken=bool(suggestion))
