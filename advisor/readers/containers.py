"""What stands before the text of a Markdown line: quotes, list items, admonitions and components."""

from __future__ import annotations

from advisor.source.frozen import NamedTuple

MOST_NESTED = 48  # deeper ones are read as text
TAB = 4
WIDEST_CODE = 4  # columns from which on a line is indented code
WIDEST_NUMBER = 9  # digits of a list marker
BLANKS = frozenset((" ", "\t"))
OPENERS = ("!!!", "???", "=== ", ":::", "<")  # admonitions, tabs and components hold indented text


class Container(NamedTuple):
    """A quote has no width; anything else holds lines that are indented by at least its width."""

    width: int  # columns; 0 for a quote


QUOTE = Container(0)


class Cursor(NamedTuple):
    """A place in a line: its index and its column, which differ where there are tabs."""

    at: int
    column: int
    spare: int = 0  # columns of a tab before it that nothing has taken


START = Cursor(0, 0)


def skip_blanks(text: str, cursor: Cursor, most: int = 1 << 30) -> Cursor:
    """Returns the place after blanks, at most so many columns further."""
    at, column, spare = cursor
    if not spare and text[at : at + 1] not in BLANKS:
        return cursor
    size, limit = len(text), column + most
    taken = min(spare, most)
    column, spare = column + taken, spare - taken
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


def matched(text: str, containers: list[Container]) -> tuple[int, Cursor]:
    """Returns how many of the open containers a line continues, and where its own text begins."""
    cursor = START
    for number, container in enumerate(containers):
        inner = skip_blanks(text, cursor)
        if container is QUOTE:
            if inner.at == len(text) or text[inner.at] != ">" or inner.column - cursor.column >= WIDEST_CODE:
                return number, cursor
            cursor = _after_quote(text, inner)
        elif inner.at < len(text):
            if inner.column - cursor.column < container.width:
                return number, cursor
            cursor = skip_blanks(text, cursor, container.width)
    return len(containers), cursor


def opened(text: str, cursor: Cursor, containers: list[Container], *, in_paragraph: bool) -> tuple[Cursor, bool]:
    """Adds the containers that begin in a line. Returns where its own text begins, and whether it is a list item.

    Args:
        in_paragraph: whether the line before is one of a paragraph, which not every list item may interrupt.
    """
    is_item = False
    while len(containers) < MOST_NESTED:
        inner = skip_blanks(text, cursor)
        if inner.at == len(text) or inner.column - cursor.column >= WIDEST_CODE:
            break
        if text[inner.at] == ">":
            containers.append(QUOTE)
            cursor = _after_quote(text, inner)
            is_item = in_paragraph = False
            continue
        after = _after_marker(text, inner)
        if after is None or (in_paragraph and _goes_on(text, inner, after)):
            break
        in_paragraph = False
        containers.append(Container(after.column - cursor.column))
        cursor, is_item = after, True
    return cursor, is_item


def holds_indented(text: str) -> bool:
    """Whether a line begins something whose indented lines are no code."""
    return text.startswith(OPENERS) and not text.startswith(("</", "<!"))


def is_rule(text: str, at: int) -> bool:
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
    return skip_blanks(text, Cursor(cursor.at + 1, cursor.column + 1), 1)


def _after_marker(text: str, cursor: Cursor) -> Cursor | None:
    """Returns the place after a list marker and its blanks, or None where there is none."""
    at, size = cursor.at, len(text)
    if text[at] in "-*+":
        end = at + 1
        if text[at] != "+" and is_rule(text, at):
            return None
    else:
        end = at
        while end < size and end - at < WIDEST_NUMBER and "0" <= text[end] <= "9":
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
    if inner.at == size or inner.column - after.column > WIDEST_CODE:
        return skip_blanks(text, after, 1)
    return inner


def _goes_on(text: str, marker: Cursor, after: Cursor) -> bool:
    """Whether a list marker is only a word of the paragraph above: `10. ` and empty items interrupt none."""
    is_empty = skip_blanks(text, after).at == len(text)
    number = text[marker.at : after.at].strip().rstrip(".)")
    return is_empty or (number.isdecimal() and int(number) != 1)
