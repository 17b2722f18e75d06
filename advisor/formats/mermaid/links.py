"""Parses links of a flowchart: `-->`, `-- text -->`, `-.->|text|` and others."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.diagram import match_end
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import unquote_label
from advisor.formats.mermaid.shapes import read_label

MAY_BEGIN = frozenset("-=.~<xo→⟶⇒")
HEADS = frozenset("xo")  # these begin names more often than links
MAY_FOLLOW = frozenset("-=.~")  # after one of these
NAME = re.compile(r'([^\s"@{}\[\]()|<>;]{1,100})@(?=[-=.~<xo])')
WHOLE = re.compile(r"([xo<]?)(--+[-xo>]|==+[=xo>]|-?\.+-[xo>]?|~~~+)(\s*)")
OPENED = re.compile(r"([xo<]?)(--|==|-\.)[^\S\n]*")
CLOSINGS = {"--": re.compile(r"--+[-xo>]"), "==": re.compile(r"==+[=xo>]"), "-.": re.compile(r"-?\.+-[xo>]?")}
INVALID = re.compile(r"(<?)[-=]{1,2}>|[→⟶⇒]|<--?(?![->])")
QUOTE = re.compile(r'"')
BLANKS = re.compile(r"\s*")
BLANK = re.compile(r"[^\S\n]*")


class FlowchartLink(NamedTuple):
    name: str
    label: str
    arrow: str
    is_both_ways: bool
    is_invisible: bool
    is_backwards: bool  # only in invalid syntax
    start: int
    written_end: int
    end: int  # where its target can begin
    is_rest_unusable: bool = False  # whether the rest of the line is unusable


def read_link(builder: MermaidDiagramBuilder, at: int) -> FlowchartLink | None:
    """Returns the link that continues a statement, also on the next line, or None."""
    text = builder.page.text
    start = match_end(BLANKS, text, at)
    if start == len(text):
        return None
    may_begin = text[start] in MAY_BEGIN and (text[start] not in HEADS or text[start + 1 : start + 2] in MAY_FOLLOW)
    link = _link(builder, "", start, start) if may_begin else None
    if link or "\n" in text[at:start]:
        return link
    named = NAME.match(text, start)
    return _link(builder, named[1], start, named.end()) if named else None


def _link(builder: MermaidDiagramBuilder, name: str, start: int, at: int) -> FlowchartLink | None:
    text = builder.page.text
    whole = WHOLE.match(text, at)
    if whole:
        head, line, _ = whole.groups()
        link = FlowchartLink(
            name, "", head + line, _is_both_ways(head, line), line[0] == "~", False, start, whole.end(2), whole.end()
        )
        return _with_label(builder, link) if text.startswith("|", link.end) else link
    opened = OPENED.match(text, at)
    if opened:
        return _with_text(builder, name, opened, start)
    invalid = INVALID.match(text, at)
    if not invalid:
        return None
    builder.fault(f"`{invalid[0]}` is no link.", "Write `-->`.", at, invalid.end())
    end = match_end(BLANK, text, invalid.end())
    is_backwards = invalid[0].startswith("<") and invalid[0][-1] != ">"
    return FlowchartLink(name, "", invalid[0], False, False, is_backwards, start, invalid.end(), end)


def _with_label(builder: MermaidDiagramBuilder, link: FlowchartLink) -> FlowchartLink:
    page, text = builder.page, builder.page.text
    result = read_label(builder, link.end + 1, ("|",), link.end)
    if not result:
        return link._replace(end=page.line_end(link.end), is_rest_unusable=True)
    label, end = result
    following = match_end(BLANKS, text, end)
    if following - end > 1 or "\n" in text[end:following]:
        builder.fault("Between a label and what it leads to, one blank may stand and no more.",
                      "Put both on one line, with one blank between them.", end - 1, end)
    return link._replace(label=label, written_end=end, end=following)


def _with_text(builder: MermaidDiagramBuilder, name: str, opened: re.Match[str], start: int) -> FlowchartLink:
    page, text = builder.page, builder.page.text
    head, line = opened.groups()
    at = inner = opened.end()
    if text.startswith('"', at):
        quote = page.search(QUOTE, at + 1)
        inner = quote.end() if quote else at + 1
    closing = page.search(CLOSINGS[line], inner)
    if not closing:
        return _unclosed(builder, name, opened, start)
    quote = page.search(QUOTE, inner)
    if quote and quote.start() < closing.start():
        if closing.start() > page.line_end(at):
            return _unclosed(builder, name, opened, start)
        builder.fault('A `"` may not stand within the text of a link.', 'Put all of the text in quotes: `"..."`.',
                      quote.start(), quote.end())
    arrow = head + (line[0] + closing[0] if line == "-." and closing[0][0] == "." else closing[0])
    return FlowchartLink(name, unquote_label(text[at : closing.start()]), arrow, _is_both_ways(head, closing[0]), False,
                         False, start, closing.end(), match_end(BLANKS, text, closing.end()))


def _unclosed(builder: MermaidDiagramBuilder, name: str, opened: re.Match[str], start: int) -> FlowchartLink:
    """Treats the text of an unclosed link as its target, which it most likely is."""
    head, line = opened.groups()
    whole = f"{line}>" if line != "-." else "-.->"
    remedy = "Let the arrow point to the right." if head == "<" else f"Write `{whole}`."
    builder.fault(f"`{head}{line}` begins the text of a link that never ends.", remedy, opened.start(), opened.end(2))
    return FlowchartLink(name, "", head + line, False, False, head == "<", start, opened.end(2), opened.end())


def _is_both_ways(head: str, line: str) -> bool:
    return bool(head) and (line[-1] == ">" if head == "<" else line[-1] == head)
