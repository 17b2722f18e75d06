"""Tables on a terminal: columns are fitted to the width, dropped, or stacked below each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from rich.box import SIMPLE_HEAD, Box
from rich.cells import cell_len
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from advisor.page.bars import BAR_WIDTH, MIN_BAR_WIDTH, draw_bar
from advisor.page.elements import PIPE, Bar, Branch, Column, Table, TableCell, as_text
from advisor.page.style import QUIET, STRONG, TextStyle
from advisor.page.terminal import shown_text, styled_text, wrapped_lines

MAX_ROWS = 1000  # drawn at once; a longer table goes on below a new heading
GAP = 2
REACH, ASCII_REACH = "░", "."
BRANCH, ASCII_BRANCH = "└ ", "+ "
MAX_INDENT = 4  # deeper levels are not indented further: a narrow line would hold no word
ASCII_HEAD = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)


class TextCell(NamedTuple):
    """Text of a cell, and the branch in front of its first line."""

    text: Text
    branch: str = ""


Cell = TextCell | Bar


def draw_table(table: Table, console: Console, style: TextStyle) -> Iterator[RenderableType]:
    """Yields the table, in parts if it is long."""
    indent = len(table.indent)
    rows = iter(table.rows)
    while part := list(islice(rows, MAX_ROWS)):
        shown = [index for index, column in enumerate(table.columns) if column.only_on != PIPE and
                 any(row[index] for row in part)]
        while shown:
            columns = [table.columns[index] for index in shown]
            cells = [[_cell_text(row[index], columns[place], style) for place, index in enumerate(shown)]
                     for row in part]
            widths = fit_columns(columns, cells, style.width - indent)
            if widths is not None:
                yield Padding(_grid(columns, cells, widths, console, style), (0, 0, 0, indent), expand=False)
                break
            droppable = max(shown, key=lambda index: table.columns[index].dropped)
            if not table.columns[droppable].dropped:
                yield from _stacked(columns, cells, indent, console, style)
                break
            shown.remove(droppable)


def fit_columns(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], room: int) -> list[int] | None:
    """Returns the width of each column, or None if a word would be broken: short columns get what they need first."""
    ranges = [_width_range(column, [row[index] for row in rows]) for index, column in enumerate(columns)]
    widths = [smallest for smallest, _ in ranges]
    spare = room - sum(widths) - GAP * (len(columns) - 1)
    if spare < 0:
        return None
    for index in sorted(range(len(columns)), key=lambda index: ranges[index][1] - ranges[index][0]):
        more = min(spare, ranges[index][1] - widths[index])
        widths[index] += more
        spare -= more
    return widths


def _width_range(column: Column, cells: Sequence[Cell]) -> tuple[int, int]:
    """Returns the width of the longest word and of the longest cell of a column."""
    if column.is_bar:
        return MIN_BAR_WIDTH, BAR_WIDTH
    smallest, longest = max(map(cell_len, column.title.split()), default=0), cell_len(column.title)
    for cell in cells:
        if isinstance(cell, TextCell):
            text, lead = cell.text.plain, cell_len(cell.branch)
            smallest = max(smallest, lead + max(map(cell_len, text.split()), default=0))
            longest = max(longest, lead + cell_len(text))
    return smallest, longest


def _cell_text(cell: TableCell, column: Column, style: TextStyle) -> Cell:
    match cell:
        case Bar():
            return cell
        case Branch(depth, text):
            mark = BRANCH if style.is_unicode else ASCII_BRANCH
            return TextCell(styled_text(text, column.style, style), _branch(depth, mark))
        case _:
            return TextCell(styled_text(cell, column.styles.get(as_text(cell), column.style), style))


def _branch(depth: int, mark: str) -> str:
    return " " * len(mark) * min(depth - 1, MAX_INDENT) + mark if depth else ""


def _grid(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], widths: Sequence[int], console: Console,
          style: TextStyle) -> RichTable:
    is_headed = any(column.title for column in columns)
    box = SIMPLE_HEAD if style.is_unicode else ASCII_HEAD
    grid = RichTable(box=box if is_headed else None, show_header=is_headed, show_edge=False, pad_edge=False,
                     padding=(0, GAP - 1 if is_headed else GAP, 0, 0), header_style=STRONG, border_style=QUIET)
    for column, width in zip(columns, widths, strict=True):
        grid.add_column(shown_text(column.title, style), width=width, overflow="fold",
                        justify="right" if column.is_right else "left")
    for row in rows:
        grid.add_row(*(_drawn(cell, width, console, style) for cell, width in zip(row, widths, strict=True)))
    return grid


def _drawn(cell: Cell, width: int, console: Console, style: TextStyle) -> Text:
    if isinstance(cell, Bar):
        bar = Text(draw_bar(cell.share, width, smooth=style.is_unicode), cell.style)
        reach = REACH if style.is_unicode else ASCII_REACH
        return bar.append(reach * (round(cell.reach * width) - len(bar)), cell.style)
    if not cell.branch:
        return cell.text
    lead = len(cell.branch)
    lines = cell.text.wrap(console, width - lead, overflow="fold")
    return Text("\n").join(Text(" " * lead if number else cell.branch).append_text(line)
                           for number, line in enumerate(lines))


def _stacked(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], indent: int, console: Console, style: TextStyle
) -> Iterator[Text]:
    """Yields each row as lines: the first cell, and the others below it with their titles."""
    for row in rows:
        for place, (column, cell) in enumerate(zip(columns, row, strict=True)):
            if isinstance(cell, Bar) or not cell.text.plain:
                continue
            label = styled_text(f"{column.title}: " if place and column.title else "", QUIET, style)
            lead = indent + (GAP if place else 0)
            yield from wrapped_lines(label + cell.text, lead, lead + GAP, console)
