"""Fast path for the common flowchart lines `a -->|label| b` and `a["label"]`."""

from __future__ import annotations

from advisor.readers.mermaid.canvas import Canvas
from advisor.readers.mermaid.labels import shown
from advisor.source.regex import regex

NAME = r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*"
PLAIN = r"<>&#\\`\n"  # characters that need full parsing
END = r"[ \t]*(?=\n\s*(?:[^\s=.~<xo→⟶⇒-]|[xo](?![-=])|\Z)|\Z)"  # a link may begin on the next line
LINE = regex(
    rf"({NAME})[ \t]*(--+>|-\.+->|==+>)[ \t]*"
    rf"(?:\|(?:\"([^\"{PLAIN}]+)\"|([^\"|()\[\]{{}}{PLAIN}]+))\|[ \t]?)?({NAME})" + END)
NODE = regex(rf"({NAME})(\[(?:\"([^\"{PLAIN}]+)\"|([^\"|()\[\]{{}}/{PLAIN}]+))\])" + END)
RESERVED = ("style", "linkStyle", "class", "subgraph", "graph", "flowchart", "end", "interpolate", "_self", "_blank",
            "_parent", "_top", "href", "click", "call")  # these begin other statements
HEADS = ("x", "o")  # of links


def read_plain_line(canvas: Canvas, at: int) -> tuple[str, str, int] | None:
    """Adds the edge of a simple line; returns its ends and the offset after it, or None for other lines."""
    match = LINE.match(canvas.page.text, at)
    if not match:
        return None
    source, arrow, quoted, label, target = match.groups()
    if source.startswith(RESERVED) or target.startswith(RESERVED) or source in HEADS or target in HEADS:
        return None
    end = match.end(5)
    if source not in canvas.nodes:
        canvas.mention(source, at, at + len(source))
    if target not in canvas.nodes:
        canvas.mention(target, match.start(5), end)
    canvas.connect(source, target, at, end, label=shown(quoted or label or ""), arrow=arrow,
                   facts=canvas.facts_before(match.start(2)))
    return source, target, match.end()


def read_plain_node(canvas: Canvas, at: int) -> tuple[str, int] | None:
    """Adds the node of a simple line; returns its name and the offset after it, or None for other lines."""
    match = NODE.match(canvas.page.text, at)
    if not match:
        return None
    name, _, quoted, label = match.groups()
    if name.startswith(RESERVED) or name in HEADS:
        return None
    canvas.describe(name, at, match.end(2), label=shown(quoted or label))
    return name, match.end()
