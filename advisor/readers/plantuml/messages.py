"""One message of a sequence diagram: `"Order service" as orders -[#red]->> payments ++ : charge`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.notation.quote import quoted
from advisor.readers.plantuml.declarations import Name, read_declared, read_name
from advisor.readers.plantuml.statements import Statement
from advisor.readers.plantuml.texts import shown
from advisor.source.regex import regex

PREFIX = regex(r"(?:&\s*)?(?:\{\w+\}\s*)?")
NAME = regex(r"[\w.@$]+(?:-(?![xo][\s\"])[\w.@$]+)*")
ARROW = regex(
    r"(?P<left>[xo]?(?:<<?|\\\\?|//?)[xo]?)?(?P<line>-+(?:\[[^\]\n]{0,80}\]-*)?)"
    r"(?P<right>(?:>>?|\\\\?|//?)(?:[xo](?=[\s\"\]?(]|$))?|[xo](?=[\s\"]))?(?:\(\d{1,4}\))?")
OUTSIDE_LEFT = regex(r"(?:\[(?=[xo]?[-<\\/])|\?)\s*")
OUTSIDE_RIGHT = regex(r"\s*[\]?]")
AND = regex(r"\s*&\s*")
SHORTCUT = regex(r"\s*(\+\+|--|\*\*|!!)")
COLOUR = regex(r"\s*#\w+")
LABEL = regex(r"\s*:(.*)", re.DOTALL)
EXAMPLE = "Write `A -> B : text`."
MOST_RECEIVERS = 50
LONGEST_NAME = 200  # of one that is not in quotes although it holds blanks


class NoMessageError(Exception):
    """A statement is no message."""

    def __init__(self, message: str, remedy: str, *, is_broken: bool) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.is_broken = is_broken


class Message(NamedTuple):
    source: str  # ids; empty where it comes from outside of the diagram, or goes there
    targets: tuple[str, ...]
    label: str
    arrow: str
    is_dotted: bool
    is_both_ways: bool
    activates: bool
    deactivates: bool
    names: tuple[Name, ...]  # as they are written
    faults: tuple[tuple[str, str, int, int], ...]


def read_message(statement: Statement) -> Message:
    """Returns a message. Raises NoMessageError where a statement is none."""
    text = statement.text
    faults: list[tuple[str, str, int, int]] = []
    prefix = PREFIX.match(text)
    at = prefix.end() if prefix else 0
    outside = OUTSIDE_LEFT.match(text, at)
    left = None if outside else _end(statement, at, faults)
    found = _arrow(text, outside.end() if outside else left.end if left else at)
    if found is None or (left is None and outside is None):
        left, found = _loose(statement, at, faults)
    at = found.end()
    beyond = OUTSIDE_RIGHT.match(text, at)
    right = None if beyond else _end(statement, at, faults)
    if right is None and beyond is None:
        raise NoMessageError(f"The arrow {quoted(found[0])} leads nowhere.", EXAMPLE, is_broken=True)
    at = right.end if right else beyond.end() if beyond else at
    others: list[Name] = []
    while len(others) < MOST_RECEIVERS and (more := AND.match(text, at)):
        other = _end(statement, more.end(), faults)
        if other is None:
            break
        others.append(other)
        at = other.end
    shortcuts, at = _shortcuts(text, at)
    label = LABEL.match(text, at)
    if label is None and text[at:].strip():
        right, label = _loose_end(statement, right, at, faults)
    head_left, head_right = found["left"] or "", found["right"] or ""
    ends = (left, *others), (right, *others)
    is_backwards = bool(head_left) and not head_right
    sources, targets = (ends[1][:1], ends[0]) if is_backwards else (ends[0][:1], ends[1])
    line, _, more_of_line = found["line"].partition("[")
    is_dotted = (line + more_of_line.rpartition("]")[2]).count("-") > 1
    return Message(next((end.id for end in sources if end), ""), tuple(end.id for end in targets if end),
                   shown(label[1]) if label else "", found[0], is_dotted, bool(head_left and head_right),
                   "++" in shortcuts, "--" in shortcuts, tuple(end for end in (left, right, *others) if end),
                   tuple(faults))


def _arrow(text: str, at: int) -> re.Match[str] | None:
    while at < len(text) and text[at].isspace():
        at += 1
    found = ARROW.match(text, at)
    return found if found and (found["left"] or found["right"]) else None


def _end(statement: Statement, at: int, faults: list[tuple[str, str, int, int]]) -> Name | None:
    """Returns who stands at one end: a name, or a quoted text with an alias."""
    text = statement.text
    name = read_name(text, at, NAME)
    if name is None or text[name.start] in "([:":
        return None
    if text[name.start] == '"':
        declared = read_declared(text, at)
        assert declared is not None  # the name is there
        return Name(declared.id, declared.label, "", declared.start, declared.end)
    if "-" in name.id:
        faults.append(_needs_quotes(statement, name))
    return name


def _shortcuts(text: str, at: int) -> tuple[str, int]:
    """Returns what a message activates or ends, and the place after it."""
    found = ""
    for _ in range(3):
        shortcut = SHORTCUT.match(text, at)
        if not shortcut:
            break
        found += shortcut[1] + " "
        at = shortcut.end()
    colour = COLOUR.match(text, at)
    return found, colour.end() if colour else at


def _loose(statement: Statement, at: int, faults: list[tuple[str, str, int, int]]) -> tuple[Name, re.Match[str]]:
    """Returns the left end and the arrow of a message whose sender should stand in quotes."""
    text = statement.text
    colon = text.find(":", at)
    limit = min(colon if colon >= 0 else len(text), at + LONGEST_NAME)
    for found in ARROW.finditer(text, at, limit):
        written = text[at : found.start()].strip()
        if (found["left"] or found["right"]) and written:
            name = Name(written, written, "", at, at + len(written))
            faults.append(_needs_quotes(statement, name))
            return name, found
        if found["left"] or found["right"]:
            raise NoMessageError(f"Nobody stands before the arrow {quoted(found[0])}.", EXAMPLE, is_broken=True)
    raise NoMessageError(f"{quoted(text)} is not read.", EXAMPLE, is_broken=False)


def _loose_end(statement: Statement, right: Name | None, at: int, faults: list[tuple[str, str, int, int]]
               ) -> tuple[Name | None, re.Match[str] | None]:
    """Returns the right end and the label where a receiver should stand in quotes."""
    text = statement.text
    colon = text.find(":", at)
    end = colon if colon >= 0 else len(text)
    if right is not None and end - right.start <= LONGEST_NAME:
        written = text[right.start : end].strip()
        right = Name(written, written, "", right.start, right.start + len(written))
        faults.append(_needs_quotes(statement, right))
    return right, LABEL.match(text, end)


def _needs_quotes(statement: Statement, name: Name) -> tuple[str, str, int, int]:
    return (f"The name {quoted(name.id)} needs quotes.", f'Write `"{name.id[:60]}"`.', statement.at(name.start),
            statement.at(name.end))
