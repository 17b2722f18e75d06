"""Parses a message of a sequence diagram: `"Order service" as orders -[#red]->> payments ++ : charge`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.plantuml.declarations import WrittenName, read_declaration, read_name
from advisor.formats.plantuml.statement import PlantUmlStatement, label_text
from advisor.text.quoting import quote_value

PREFIX = re.compile(r"(?:&\s*)?(?:\{\w+\}\s*)?")
NAME = re.compile(r"[\w.@$]+(?:-(?![xo][\s\"])[\w.@$]+)*")
ARROW = re.compile(
    r"(?P<left>[xo]?(?:<<?|\\\\?|//?)[xo]?)?(?P<line>-+(?:\[[^\]\n]{0,80}\]-*)?)"
    r"(?P<right>(?:>>?|\\\\?|//?)(?:[xo](?=[\s\"\]?(]|$))?|[xo](?=[\s\"]))?(?:\(\d{1,4}\))?")
OUTSIDE_LEFT = re.compile(r"(?:\[(?=[xo]?[-<\\/])|\?)\s*")
OUTSIDE_RIGHT = re.compile(r"\s*[\]?]")
AND = re.compile(r"\s*&\s*")
SHORTCUT = re.compile(r"\s*(\+\+|--|\*\*|!!)")
COLOUR = re.compile(r"\s*#\w+")
LABEL = re.compile(r"\s*:(.*)", re.DOTALL)
EXAMPLE = "Write `A -> B : text`."
MAX_RECEIVERS = 50
MAX_NAME_LENGTH = 200  # of an unquoted name with blanks


class NotAMessageError(Exception):
    """A statement is not a message."""

    def __init__(self, message: str, remedy: str, *, is_broken: bool) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.is_broken = is_broken


class PlantUmlMessage(NamedTuple):
    source: str  # ids; empty if it is outside of the diagram
    targets: tuple[str, ...]
    label: str
    arrow: str
    is_dotted: bool
    is_both_ways: bool
    activates: bool
    deactivates: bool
    names: tuple[WrittenName, ...]  # as written
    faults: tuple[tuple[str, str, int, int], ...]


def read_message(statement: PlantUmlStatement) -> PlantUmlMessage:
    """Returns the message of a statement. Raises NoMessageError if it is not one."""
    text = statement.text
    faults: list[tuple[str, str, int, int]] = []
    prefix = PREFIX.match(text)
    at = prefix.end() if prefix else 0
    outside = OUTSIDE_LEFT.match(text, at)
    left = None if outside else _end(statement, at, faults)
    match = _arrow(text, outside.end() if outside else left.end if left else at)
    if match is None or (left is None and outside is None):
        left, match = _unquoted_sender(statement, at, faults)
    at = match.end()
    beyond = OUTSIDE_RIGHT.match(text, at)
    right = None if beyond else _end(statement, at, faults)
    if right is None and beyond is None:
        raise NotAMessageError(f"The arrow {quote_value(match[0])} leads nowhere.", EXAMPLE, is_broken=True)
    at = right.end if right else beyond.end() if beyond else at
    others: list[WrittenName] = []
    while len(others) < MAX_RECEIVERS and (more := AND.match(text, at)):
        other = _end(statement, more.end(), faults)
        if other is None:
            break
        others.append(other)
        at = other.end
    shortcuts, at = _shortcuts(text, at)
    label = LABEL.match(text, at)
    if label is None and text[at:].strip():
        right, label = _unquoted_receiver(statement, right, at, faults)
    head_left, head_right = match["left"] or "", match["right"] or ""
    ends = (left, *others), (right, *others)
    is_backwards = bool(head_left) and not head_right
    sources, targets = (ends[1][:1], ends[0]) if is_backwards else (ends[0][:1], ends[1])
    line, _, more_of_line = match["line"].partition("[")
    is_dotted = (line + more_of_line.rpartition("]")[2]).count("-") > 1
    return PlantUmlMessage(next((end.id for end in sources if end), ""), tuple(end.id for end in targets if end),
                           label_text(label[1]) if label else "", match[0], is_dotted, bool(head_left and head_right),
                           "++" in shortcuts, "--" in shortcuts, tuple(end for end in (left, right, *others) if end),
                           tuple(faults))


def _arrow(text: str, at: int) -> re.Match[str] | None:
    while at < len(text) and text[at].isspace():
        at += 1
    match = ARROW.match(text, at)
    return match if match and (match["left"] or match["right"]) else None


def _end(statement: PlantUmlStatement, at: int, faults: list[tuple[str, str, int, int]]) -> WrittenName | None:
    """Returns the participant at one end: a name, or a quoted text with an alias."""
    text = statement.text
    name = read_name(text, at, NAME)
    if name is None or text[name.start] in "([:":
        return None
    if text[name.start] == '"':
        declared = read_declaration(text, at)
        assert declared is not None  # the name is there
        return WrittenName(declared.id, declared.label, "", declared.start, declared.end)
    if "-" in name.id:
        faults.append(_needs_quotes(statement, name))
    return name


def _shortcuts(text: str, at: int) -> tuple[str, int]:
    """Returns the activation shortcuts of a message, and the offset after them."""
    shortcuts = ""
    for _ in range(3):
        shortcut = SHORTCUT.match(text, at)
        if not shortcut:
            break
        shortcuts += shortcut[1] + " "
        at = shortcut.end()
    colour = COLOUR.match(text, at)
    return shortcuts, colour.end() if colour else at


def _unquoted_sender(statement: PlantUmlStatement, at: int, faults: list[tuple[str, str, int, int]]
                     ) -> tuple[WrittenName, re.Match[str]]:
    """Returns the left end and the arrow of a message whose sender needs quotes."""
    text = statement.text
    colon = text.find(":", at)
    limit = min(colon if colon >= 0 else len(text), at + MAX_NAME_LENGTH)
    for match in ARROW.finditer(text, at, limit):
        written = text[at : match.start()].strip()
        if (match["left"] or match["right"]) and written:
            name = WrittenName(written, written, "", at, at + len(written))
            faults.append(_needs_quotes(statement, name))
            return name, match
        if match["left"] or match["right"]:
            raise NotAMessageError(f"Nobody stands before the arrow {quote_value(match[0])}.", EXAMPLE, is_broken=True)
    raise NotAMessageError(f"{quote_value(text)} is not read.", EXAMPLE, is_broken=False)


def _unquoted_receiver(
    statement: PlantUmlStatement, right: WrittenName | None, at: int, faults: list[tuple[str, str, int, int]]
) -> tuple[WrittenName | None, re.Match[str] | None]:
    """Returns the right end and the label if the receiver needs quotes."""
    text = statement.text
    colon = text.find(":", at)
    end = colon if colon >= 0 else len(text)
    if right is not None and end - right.start <= MAX_NAME_LENGTH:
        written = text[right.start : end].strip()
        right = WrittenName(written, written, "", right.start, right.start + len(written))
        faults.append(_needs_quotes(statement, right))
    return right, LABEL.match(text, end)


def _needs_quotes(statement: PlantUmlStatement, name: WrittenName) -> tuple[str, str, int, int]:
    return (f"The name {quote_value(name.id)} needs quotes.", f'Write `"{name.id[:60]}"`.',
            statement.source_offset(name.start), statement.source_offset(name.end))
