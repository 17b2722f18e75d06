"""Containers of a Markdown line: block quotes, list items, admonitions and components."""

from __future__ import annotations

from typing import NamedTuple

MAX_NESTING = 48  # deeper containers are read as text
TAB = 4
CODE_INDENT = 4  # columns of indentation that make a line indented code
MAX_NUMBER_DIGITS = 9  # digits of a list marker
BLANKS = frozenset((" ", "\t"))
OPENERS = ("!!!", "???", "=== ", ":::", "<")  # admonitions, tabs and components hold indented text


class BlockContainer(NamedTuple):
    """A block container; its lines are indented by at least its width, those of a quote by 0."""

    width: int  # columns; 0 for a quote


QUOTE = BlockContainer(0)


class Cursor(NamedTuple):
    """A position in a line: offset and column, which differ after tabs."""

    offset: int
    column: int
    unused_columns: int = 0  # unused columns of the preceding tab


LINE_START = Cursor(0, 0)


def skip_blanks(text: str, cursor: Cursor, max_columns: int = 1 << 30) -> Cursor:
    """Returns the position after blanks, at most `max_columns` further."""
    at, column, spare = cursor
    if not spare and text[at : at + 1] not in BLANKS:
        return cursor
    size, limit = len(text), column + max_columns
    consumed = min(spare, max_columns)
    column, spare = column + consumed, spare - consumed
    while at < size and column < limit and not spare:
        char = text[at]
        if char == " ":
            column += 1
        elif char == "\t":
            column += TAB - column % TAB
            spare = max(0, column - limit)
            column -= spare
        else:
            break
        at += 1
    return Cursor(at, column, spare)


def match_containers(text: str, containers: list[BlockContainer]) -> tuple[int, Cursor]:
    """Returns the number of open containers that a line continues, and the start of its own text."""
    cursor = LINE_START
    for number, container in enumerate(containers):
        inner = skip_blanks(text, cursor)
        if container is QUOTE:
            if inner.offset == len(text) or text[inner.offset] != ">" or inner.column - cursor.column >= CODE_INDENT:
                return number, cursor
            cursor = _after_quote(text, inner)
        elif inner.offset < len(text):
            if inner.column - cursor.column < container.width:
                return number, cursor
            cursor = skip_blanks(text, cursor, container.width)
    return len(containers), cursor


def open_containers(
    text: str, cursor: Cursor, containers: list[BlockContainer], *, in_paragraph: bool
) -> tuple[Cursor, bool]:
    """Adds the containers that a line opens. Returns the start of its text, and whether it is a list item.

    Args:
        in_paragraph: whether the previous line is in a paragraph, which not every list item may interrupt.
    """
    is_item = False
    while len(containers) < MAX_NESTING:
        inner = skip_blanks(text, cursor)
        if inner.offset == len(text) or inner.column - cursor.column >= CODE_INDENT:
            break
        if text[inner.offset] == ">":
            containers.append(QUOTE)
            cursor = _after_quote(text, inner)
            is_item = in_paragraph = False
            continue
        after = _after_marker(text, inner)
        if after is None or (in_paragraph and _continues_paragraph(text, inner, after)):
            break
        in_paragraph = False
        containers.append(BlockContainer(after.column - cursor.column))
        cursor, is_item = after, True
    return cursor, is_item


def opens_indented_text(text: str) -> bool:
    """Whether a line opens a container whose indented lines are text, not code."""
    return text.startswith(OPENERS) and not text.startswith(("</", "<!"))


def is_thematic_break(text: str, at: int) -> bool:
    """Whether a line is a thematic break such as `* * *`."""
    mark = text[at]
    count = 0
    for char in text[at:]:
        if char == mark:
            count += 1
        elif char not in " \t":
            return False
    return count > 2


def _after_quote(text: str, cursor: Cursor) -> Cursor:
    return skip_blanks(text, Cursor(cursor.offset + 1, cursor.column + 1), 1)


def _after_marker(text: str, cursor: Cursor) -> Cursor | None:
    """Returns the position after a list marker and its blanks, or None if there is no marker."""
    at, size = cursor.offset, len(text)
    if text[at] in "-*+":
        end = at + 1
        if text[at] != "+" and is_thematic_break(text, at):
            return None
    else:
        end = at
        while end < size and end - at < MAX_NUMBER_DIGITS and "0" <= text[end] <= "9":
            end += 1
        if end in (at, size) or text[end] not in ".)":
            return None
        end += 1
    after = Cursor(end, cursor.column + end - at)
    if end == size:
        return Cursor(end, after.column + 1)
    if text[end] not in " \t":
        return None
    inner = skip_blanks(text, after)
    if inner.offset == size or inner.column - after.column > CODE_INDENT:
        return skip_blanks(text, after, 1)
    return inner


def _continues_paragraph(text: str, marker: Cursor, after: Cursor) -> bool:
    """Whether a list marker is text of the paragraph above: `10. ` and empty items cannot interrupt one."""
    is_empty = skip_blanks(text, after).offset == len(text)
    number = text[marker.offset : after.offset].strip().rstrip(".)")
    return is_empty or (number.isdecimal() and int(number) != 1)
