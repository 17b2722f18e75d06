"""Plain text of a page, for pipes and files: stable, without styles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from advisor.page.bars import bar_width, draw_bar
from advisor.page.elements import (
    TERMINAL,
    Bar,
    Branch,
    Column,
    Element,
    Entry,
    Paragraph,
    Separator,
    ShellCommand,
    Table,
    TableCell,
    TextLine,
    Title,
    as_text,
    branch_label,
)
from advisor.page.style import TextStyle
from advisor.text.code_frame import code_frame
from advisor.text.layout import cell_width, pad, truncate, wrap
from advisor.text.sanitise import escape_ci_commands, escape_controls

GAP = "  "
SEPARATOR_WIDTH = 60


def write_plain(elements: Iterator[Element], style: TextStyle) -> Iterator[str]:
    """Yields the lines of a page, with newlines."""
    for element in elements:
        for line in _lines(element, style.width):
            yield f"{escape_ci_commands(line)}\n"


def wrap_command(command: Sequence[str], width: int) -> Iterator[str]:
    """Yields a command wrapped to a width with `\\` continuations; never splits a word."""
    from shlex import quote

    line = " "
    for number, word in enumerate(map(quote, map(escape_controls, command))):
        if number and cell_width(line) + cell_width(word) + 1 > width - len(" \\"):
            yield f"{line} \\"
            line = "   "
        line = f"{line} {word}"
    yield line


def _lines(element: Element, width: int) -> Iterator[str]:
    match element:
        case TextLine(content):
            yield escape_controls(as_text(content))
        case Paragraph(content, first, rest):
            yield from wrap(escape_controls(as_text(content)), width, escape_controls(first), rest)
        case Title(text):
            yield escape_controls(text)
        case Table():
            yield from _table(element, width)
        case Entry():
            yield from _entry(element, width)
        case ShellCommand(words):
            yield from wrap_command(words, width)
        case Separator():
            yield from ("", "-" * min(width, SEPARATOR_WIDTH), "")


def _entry(entry: Entry, width: int) -> Iterator[str]:
    kind = "".join(run.text for run in entry.kind)
    yield escape_controls(f"{entry.location}: {kind} {entry.message}{entry.mark}")
    if entry.span is not None:
        yield from code_frame(entry.span, width)
    for label, text in entry.details:
        yield from wrap(escape_controls(text), width, f"  {label}: ", "    ")


def _table(table: Table, width: int) -> Iterator[str]:
    shown = [index for index, column in enumerate(table.columns) if column.only_on != TERMINAL]
    columns = [table.columns[index] for index in shown]
    rows: Iterable[Sequence[TableCell]] = ([row[index] for index in shown] for row in table.rows)
    measured: Sequence[Sequence[TableCell]] = ()
    if any(column.width is None and not column.is_bar for column in columns):
        rows = measured = list(rows)
    widths = _widths(columns, measured, width - len(table.indent))
    titles = [column.title for column in columns]
    for row in chain([titles] if any(titles) else [], rows):
        cells = map(_cell, row, columns, widths)
        yield f"{table.indent}{GAP.join(cells)}".rstrip()


def _widths(columns: Sequence[Column], rows: Sequence[Sequence[TableCell]], total: int) -> list[int]:
    """Returns the width of each column; bars and a column with a least width take the room that the others leave."""
    widths = [_natural_width(column, [row[index] for row in rows]) for index, column in enumerate(columns)]
    for index, column in enumerate(columns):
        room = total - sum(widths) + widths[index] - len(GAP) * (len(columns) - 1)
        if column.is_bar:
            widths[index] = bar_width(room)
        elif column.min_width:
            widths[index] = min(max(room, column.min_width), widths[index])
    return widths


def _natural_width(column: Column, cells: Sequence[TableCell]) -> int:
    if column.is_bar:
        return 0
    if column.width is not None:
        return column.width
    return max(map(cell_width, (column.title, *map(_cell_text, cells))))


def _cell(cell: TableCell, column: Column, width: int) -> str:
    if isinstance(cell, Bar):
        return pad(draw_bar(cell.share, width, smooth=False), width)
    text = _cell_text(cell)
    if column.is_cut or column.min_width:
        text = truncate(text, width)
    return " " * (width - cell_width(text)) + text if column.is_right else pad(text, width)


def _cell_text(cell: TableCell) -> str:
    match cell:
        case Branch():
            return escape_controls(branch_label(cell))
        case Bar():
            return ""
        case _:
            return escape_controls(as_text(cell))

