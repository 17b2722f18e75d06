"""Parses the label in brackets, or the properties, after a flowchart node's name."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import label_text, unquote_label
from advisor.text.quoting import quote_value

# Opening and closing brackets, longer ones before their prefixes.
BRACKETS = (("(((", (")))",)), ("((", ("))",)), ("([", ("])",)), ("(-", ("-)",)), ("(", (")",)),
            ("[[", ("]]",)), ("[(", (")]",)), ("[/", ("/]", "\\]")), ("[\\", ("\\]", "/]")), ("[", ("]",)),
            ("{{", ("}}",)), ("{", ("}",)), (">", ("]",)))
OPENING = ("(", "[", "{", ">")
SPECIAL = re.compile(r'[\[\](){}"|]')
SPECIAL_IN_SLANTED = re.compile(r'[\[\](){}"]')
QUOTE = re.compile(r'"')
END_OF_PROPERTIES = re.compile(r"\}")
MAX_SEARCH = 200  # characters, for the end of a broken label
PAIRS = {")": "(", "]": "[", "}": "{"}

HINTS = {
    **dict.fromkeys(("cyl", "db", "database", "cylinder", "datastore", "data-store"), "database"),
    **dict.fromkeys(("das", "h-cyl", "horizontal-cylinder"), "queue"),
    **dict.fromkeys(("disk", "lin-cyl", "lined-cylinder", "bucket", "stored-data", "bow-rect", "bow-tie-rectangle",
                     "internal-storage", "win-pane", "window-pane"), "storage"),
    **dict.fromkeys(("diam", "diamond", "decision", "question"), "decision"),
    **dict.fromkeys(("junction", "f-circ", "filled-circle"), "junction"),
    **dict.fromkeys(("comment", "brace", "brace-l", "brace-r", "braces"), "comment"),
    "browser": "browser", "person": "person", "cloud": "cloud",
}
HINTS_OF_BRACKETS = {"[(": "database", "{": "decision"}


class NodeShape(NamedTuple):
    label: str
    hint: str
    technology: str
    end: int


def read_shape(builder: MermaidDiagramBuilder, at: int) -> NodeShape | None:
    """Returns the shape in brackets at an offset, or None if unclosed; the rest of the line is then unusable."""
    text = builder.page.text
    opening, closings = next(pair for pair in BRACKETS if text.startswith(pair[0], at))
    label = read_label(builder, at + len(opening), closings, at)
    return NodeShape(label[0], HINTS_OF_BRACKETS.get(opening, ""), "", label[1]) if label else None


def read_properties(builder: MermaidDiagramBuilder, at: int) -> NodeShape | None:
    """Returns the shape of `@{ shape: cyl, label: "Orders" }` at an offset, or None if unclosed."""
    page = builder.page
    closing = _end_of_properties(builder, at + 2)
    if closing is None:
        builder.fault("These properties never end.", "Close them with `}`.", at, page.line_end(at))
        return None
    from advisor.formats.mermaid.labels import icon_product, parse_properties

    properties = parse_properties(page.text[at + 2 : closing])
    hint = HINTS.get(properties.get("shape", ""), "")
    return NodeShape(
        label_text(properties.get("label", "")), hint, icon_product(properties.get("icon", "")), closing + 1
    )


def read_label(
    builder: MermaidDiagramBuilder, at: int, closings: tuple[str, ...], opening: int
) -> tuple[str, int] | None:
    """Returns a label and the offset after its closing bracket, or None if unclosed."""
    page, text = builder.page, builder.page.text
    inner = at
    if text.startswith('"', at):
        quote = page.search(QUOTE, at + 1)
        if not quote:
            builder.fault("This label never ends.", 'Close it with `"`.', opening, page.line_end(opening))
            return None
        inner = quote.end()
    special = page.search(SPECIAL_IN_SLANTED if len(closings) > 1 else SPECIAL, inner)
    end = _label_end(text, special.start(), closings) if special else None
    if end is not None and end >= inner:
        if end == at or text[at:end] == '""':
            builder.fault("This label is empty.", "Write a label, or leave it out with what is around it.",
                          opening, end + len(closings[0]))
        return unquote_label(text[at:end]), end + len(closings[0])
    return _broken_label(builder, at, special.start() if special else None, closings, opening)


def _label_end(text: str, special: int, closings: tuple[str, ...]) -> int | None:
    """Returns the end of a label if a special character belongs to its closing bracket."""
    for closing in closings:
        before = 0 if closing[0] in "])}|" else 1
        if text.startswith(closing, special - before):
            return special - before
    return None


def _broken_label(builder: MermaidDiagramBuilder, at: int, special: int | None, closings: tuple[str, ...], opening: int
                  ) -> tuple[str, int] | None:
    page, text = builder.page, builder.page.text
    line_end = page.line_end(opening)
    if special is None or special >= line_end:
        builder.fault("This label never ends.", f"Close it with `{closings[0]}`.", opening, line_end)
        return None
    builder.fault(f"{quote_value(text[special])} may not stand in a label without quotes.",
                  'Put the label in quotes: `"..."`.', special, special + 1)
    end = _end_of_broken_label(text, special, min(line_end, special + MAX_SEARCH), closings)
    return (unquote_label(text[at:end]), end + len(closings[0])) if end >= 0 else None


def _end_of_broken_label(text: str, at: int, last: int, closings: tuple[str, ...]) -> int:
    """Returns the likely end of a label: after balanced brackets, or else at the first closing one."""
    open_brackets: list[str] = []
    for index in range(at, last):
        char = text[index]
        if not open_brackets and text.startswith(closings, index):
            return index
        if char in "([{":
            open_brackets.append(char)
        elif char in PAIRS and open_brackets and open_brackets[-1] == PAIRS[char]:
            open_brackets.pop()
    ends = [index for closing in closings if (index := text.find(closing, at, last)) >= 0]
    return min(ends, default=-1)


def _end_of_properties(builder: MermaidDiagramBuilder, at: int) -> int | None:
    page = builder.page
    while closing := page.search(END_OF_PROPERTIES, at):
        quote = page.search(QUOTE, at)
        if not quote or quote.start() > closing.start():
            return closing.start()
        ending = page.search(QUOTE, quote.end())
        if not ending:
            return None
        at = ending.end()
    return None
