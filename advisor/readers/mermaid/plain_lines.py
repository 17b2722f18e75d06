"""The lines most flowcharts consist of, `a -->|label| b` or `a["label"]` and nothing else, each read at once."""

from __future__ import annotations

from advisor.readers.mermaid.canvas import Canvas
from advisor.readers.mermaid.labels import shown
from advisor.source.regex import regex

NAME = r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*"
PLAIN = r"<>&#\\`\n"  # what would need more than a look
END = r"[ \t]*(?=\n\s*(?:[^\s=.~<xo→⟶⇒-]|[xo](?![-=])|\Z)|\Z)"  # a link may begin on the next line
LINE = regex(
    rf"({NAME})[ \t]*(--+>|-\.+->|==+>)[ \t]*"
    rf"(?:\|(?:\"([^\"{PLAIN}]+)\"|([^\"|()\[\]{{}}{PLAIN}]+))\|[ \t]?)?({NAME})" + END)
NODE = regex(rf"({NAME})(\[(?:\"([^\"{PLAIN}]+)\"|([^\"|()\[\]{{}}/{PLAIN}]+))\])" + END)
RESERVED = ("style", "linkStyle", "class", "subgraph", "graph", "flowchart", "end", "interpolate", "_self", "_blank",
            "_parent", "_top", "href", "click", "call")  # which begin other statements
HEADS = ("x", "o")  # of links


def read_plain_line(canvas: Canvas, at: int) -> tuple[str, str, int] | None:
    """Draws the edge of a plain line and returns its ends and the place after it, or None where more must be read."""
    found = LINE.match(canvas.page.text, at)
    if not found:
        return None
    source, arrow, quoted, label, target = found.groups()
    if source.startswith(RESERVED) or target.startswith(RESERVED) or source in HEADS or target in HEADS:
        return None
    end = found.end(5)
    if source not in canvas.nodes:
        canvas.mention(source, at, at + len(source))
    if target not in canvas.nodes:
        canvas.mention(target, found.start(5), end)
    canvas.connect(source, target, at, end, label=shown(quoted or label or ""), arrow=arrow,
                   facts=canvas.facts_before(found.start(2)))
    return source, target, found.end()


def read_plain_node(canvas: Canvas, at: int) -> tuple[str, int] | None:
    """Describes the node of a plain line and returns its name and the place after it, or None as above."""
    found = NODE.match(canvas.page.text, at)
    if not found:
        return None
    name, _, quoted, label = found.groups()
    if name.startswith(RESERVED) or name in HEADS:
        return None
    canvas.describe(name, at, found.end(2), label=shown(quoted or label))
    return name, found.end()
