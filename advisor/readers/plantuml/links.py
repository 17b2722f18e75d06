"""One link of a component diagram: `[Orders] -[#red]down-> "1" queue : publishes`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.notation.quote import quoted
from advisor.readers.plantuml.declarations import Name, read_name
from advisor.readers.plantuml.statements import Statement
from advisor.readers.plantuml.texts import shown
from advisor.source.regex import regex

NAME = regex(r"[\w.@$/]+")
WITH_HYPHENS = regex(r"[\w.@$/]+(?:-[\w.@$/]+)*")
STYLE = r"(?:\[[^\]\n]{0,120}\])?"
ARROW = regex(
    rf"(?P<left><\|?|<<|[*#+^}}@]|[ox](?=[-=.~])|\(?0\)?|\(\)?|\))?(?P<line>[-=.~]+{STYLE}"
    rf"(?:(?:left|right|up|down|le|ri|do|l|r|u|d)(?=[-=.~\[]))?{STYLE}(?P<middle>(?:\(0\)?|0\)?)(?=[-=.~]))?[-=.~]*)"
    r"(?P<right>\|?>{1,2}|[*#+^{@]|[ox](?![\w.])|\(0\)?|0\)?(?![\w.])|\(\)(?=\s)|\((?=[\s\[\"\w])|\))?")
CARDINALITY = regex(r'\s*"[^"]*"')
STEREOTYPE = regex(r"\s*<<[^<>]*>>")
COLOUR = regex(r"\s*#[\w:;.,|/\\-]+")
LABEL = regex(r"\s*:(.*)", re.DOTALL)
BLANKS = regex(r"\s*")


class Link(NamedTuple):
    left: Name
    right: Name
    label: str
    arrow: str
    is_backwards: bool
    is_both_ways: bool
    is_drawn: bool  # False where it is hidden, or says what something is and not whom it calls
    faults: tuple[tuple[str, str, int, int], ...]


def read_link(statement: Statement) -> Link | None:
    """Returns a link, or None where a statement is none."""
    link = _read(statement, NAME)
    if link is None or link[1].strip():  # what is left over hints at a name such as `order-service`
        loose = _read(statement, WITH_HYPHENS)
        link = loose if loose is not None and not loose[1].strip() else None
    if link is None:
        return None
    bare = [end for end in (link[0].left, link[0].right) if statement.text[end.start] not in '"[(:']
    faults = tuple((f"The name {quoted(end.id)} needs quotes.", f"Write `[{end.id[:60]}]`.", statement.at(end.start),
                    statement.at(end.end)) for end in bare if "-" in end.id)
    return link[0]._replace(faults=faults) if faults else link[0]


def ends_nowhere(text: str) -> str:
    """Returns the arrow of a statement that is a name and an arrow and nothing else."""
    left = read_name(text, 0, NAME)
    found = _arrow(text, left.end) if left is not None else None
    return found[0] if found is not None and not text[found.end() :].strip() and len(found[0]) > 1 else ""


def _read(statement: Statement, bare: re.Pattern[str]) -> tuple[Link, str] | None:
    """Returns a link and what is left over behind it."""
    text = statement.text
    left = read_name(text, 0, bare)
    if left is None:
        return None
    at = _past(text, left.end, STEREOTYPE)
    at = _past(text, at, CARDINALITY)
    found = _arrow(text, at)
    if found is None:
        return None
    right = _right(text, found.end(), bare)
    if right is None:
        return None
    at = _past(text, _past(text, right.end, STEREOTYPE), COLOUR)
    label = LABEL.match(text, at)
    head, tail = found["left"] or "", found["right"] or ""
    points_back, points_on = _points(head, is_left=True), _points(tail, is_left=False)
    is_backwards = (points_back and not points_on) or bool(found["middle"] and found["middle"].startswith("0"))
    is_drawn = "hidden" not in found["line"] and not any(sign in head + tail for sign in "|*^+#}{o")
    link = Link(left, right, shown(label[1].lstrip(": ")) if label else "", found[0].strip(), is_backwards,
                points_back and points_on, is_drawn, ())
    return link, "" if label else text[at:]


def _points(head: str, *, is_left: bool) -> bool:
    """Whether the head of an arrow says that somebody calls; a socket `(` calls what offers the ball."""
    return ("<" in head or head == ")") if is_left else (">" in head or head in ("(", "(0"))


def _arrow(text: str, at: int) -> re.Match[str] | None:
    blanks = BLANKS.match(text, at)
    return ARROW.match(text, blanks.end() if blanks else at)


def _right(text: str, at: int, bare: re.Pattern[str]) -> Name | None:
    cardinality = CARDINALITY.match(text, at)
    if cardinality is not None:
        behind = read_name(text, cardinality.end(), bare)
        if behind is not None and text[behind.start] != ":":
            return behind
    return read_name(text, at, bare)


def _past(text: str, at: int, pattern: re.Pattern[str]) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
