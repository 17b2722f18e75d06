"""Parses a link of a component diagram: `[Orders] -[#red]down-> "1" queue : publishes`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.diagram import match_end
from advisor.formats.plantuml.declarations import WrittenName, read_name
from advisor.formats.plantuml.statement import PlantUmlStatement, label_text
from advisor.text.quoting import quote_value

NAME = re.compile(r"[\w.@$/]+")
WITH_HYPHENS = re.compile(r"[\w.@$/]+(?:-[\w.@$/]+)*")
STYLE = r"(?:\[[^\]\n]{0,120}\])?"
ARROW = re.compile(
    rf"(?P<left><\|?|<<|[*#+^}}@]|[ox](?=[-=.~])|\(?0\)?|\(\)?|\))?(?P<line>[-=.~]+{STYLE}"
    rf"(?:(?:left|right|up|down|le|ri|do|l|r|u|d)(?=[-=.~\[]))?{STYLE}(?P<middle>(?:\(0\)?|0\)?)(?=[-=.~]))?[-=.~]*)"
    r"(?P<right>\|?>{1,2}|[*#+^{@]|[ox](?![\w.])|\(0\)?|0\)?(?![\w.])|\(\)(?=\s)|\((?=[\s\[\"\w])|\))?")
CARDINALITY = re.compile(r'\s*"[^"]*"')
STEREOTYPE = re.compile(r"\s*<<[^<>]*>>")
COLOUR = re.compile(r"\s*#[\w:;.,|/\\-]+")
LABEL = re.compile(r"\s*:(.*)", re.DOTALL)
BLANKS = re.compile(r"\s*")


class ComponentLink(NamedTuple):
    left: WrittenName
    right: WrittenName
    label: str
    arrow: str
    is_backwards: bool
    is_both_ways: bool
    is_drawn: bool  # False if it is hidden, or structural and not a call
    faults: tuple[tuple[str, str, int, int], ...]


def read_link(statement: PlantUmlStatement) -> ComponentLink | None:
    """Returns the link of a statement, or None if it is not one."""
    link = _read(statement, NAME)
    if link is None or link[1].strip():  # remaining text hints at a name such as `order-service`
        loose = _read(statement, WITH_HYPHENS)
        link = loose if loose is not None and not loose[1].strip() else None
    if link is None:
        return None
    bare = [end for end in (link[0].left, link[0].right) if statement.text[end.start] not in '"[(:']
    faults = tuple(
        (f"The name {quote_value(end.id)} needs quotes.", f"Write `[{end.id[:60]}]`.",
         statement.source_offset(end.start), statement.source_offset(end.end))
        for end in bare
        if "-" in end.id
    )
    return link[0]._replace(faults=faults) if faults else link[0]


def dangling_arrow(text: str) -> str:
    """Returns the arrow of a statement without a target, or an empty string."""
    left = read_name(text, 0, NAME)
    match = _arrow(text, left.end) if left is not None else None
    return match[0] if match is not None and not text[match.end() :].strip() and len(match[0]) > 1 else ""


def _read(statement: PlantUmlStatement, bare: re.Pattern[str]) -> tuple[ComponentLink, str] | None:
    """Returns a link and the remaining text."""
    text = statement.text
    left = read_name(text, 0, bare)
    if left is None:
        return None
    at = match_end(STEREOTYPE, text, left.end)
    at = match_end(CARDINALITY, text, at)
    match = _arrow(text, at)
    if match is None:
        return None
    right = _right(text, match.end(), bare)
    if right is None:
        return None
    at = match_end(COLOUR, text, match_end(STEREOTYPE, text, right.end))
    label = LABEL.match(text, at)
    head, tail = match["left"] or "", match["right"] or ""
    points_back, points_on = _points(head, is_left=True), _points(tail, is_left=False)
    is_backwards = (points_back and not points_on) or bool(match["middle"] and match["middle"].startswith("0"))
    is_drawn = "hidden" not in match["line"] and not any(sign in head + tail for sign in "|*^+#}{o")
    link = ComponentLink(left, right, label_text(label[1].lstrip(": ")) if label else "", match[0].strip(),
                         is_backwards, points_back and points_on, is_drawn, ())
    return link, "" if label else text[at:]


def _points(head: str, *, is_left: bool) -> bool:
    """Whether the head of an arrow marks a call; a socket `(` calls the owner of the ball."""
    return ("<" in head or head == ")") if is_left else (">" in head or head in ("(", "(0"))


def _arrow(text: str, at: int) -> re.Match[str] | None:
    return ARROW.match(text, match_end(BLANKS, text, at))


def _right(text: str, at: int, bare: re.Pattern[str]) -> WrittenName | None:
    cardinality = CARDINALITY.match(text, at)
    if cardinality is not None:
        name = read_name(text, cardinality.end(), bare)
        if name is not None and text[name.start] != ":":
            return name
    return read_name(text, at, bare)
