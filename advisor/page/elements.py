"""Elements of a page: headings, paragraphs, tables, findings and commands.

Text may come from anywhere: it is escaped when it is written, and never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from advisor.page.style import QUIET, STRONG
from advisor.text.source import Span

PIPE, TERMINAL = "pipe", "terminal"
BRANCH, DEPTH = "+- ", "   "


class Run(NamedTuple):
    """A run of text in one style; `link` is an https URL."""

    text: str
    style: str = ""
    link: str = ""


Content = str | tuple[Run, ...]


class Bar(NamedTuple):
    """A cell of a table that is a bar; `share` of the longest is from 0 to 1, and a lighter bar goes on to `reach`."""

    share: float
    style: str = ""
    reach: float = 0.0


class Branch(NamedTuple):
    """A cell of a table that is a branch of a tree; the root has depth 0."""

    depth: int
    text: str


class Column(NamedTuple):
    """A column of a table.

    The width of plain text is that of the longest cell, unless `width` is given, which a table needs that is written
    while its rows come in. On a terminal columns are fitted to the width.
    """

    title: str = ""
    width: int | None = None  # in plain text
    is_cut: bool = False  # whether plain text truncates longer cells
    min_width: int = 0  # in plain text: the column takes the room that is left, at least this much and at most `width`
    is_right: bool = False
    is_bar: bool = False
    style: str = ""
    styles: Mapping[str, str] = {}  # by cell text
    dropped: int = 0  # on a narrow terminal the highest goes first; 0 is never dropped
    only_on: str = ""  # PIPE or TERMINAL


TableCell = Content | Bar | Branch


class Table(NamedTuple):
    """Rows of cells; `rows` may be a stream."""

    columns: Sequence[Column]
    rows: Iterable[Sequence[TableCell]]
    indent: str = ""


class Paragraph(NamedTuple):
    """Text that is wrapped: the first line begins with `first`, the others with `rest`, or as many spaces."""

    content: Content
    first: str = ""
    rest: str | None = None
    style: str = ""
    label_style: str = QUIET  # of the words of `first`


class TextLine(NamedTuple):
    """One line of plain text, however long; a terminal wraps it."""

    content: Content
    style: str = ""


class Title(NamedTuple):
    """Title of a page or section."""

    text: str
    style: str = STRONG


class Entry(NamedTuple):
    """A finding: place, kind, message, and below them the source line and details, if there are any."""

    location: str
    kind: tuple[Run, ...]  # such as `error[missing-timeout]`
    message: str
    style: str  # of its severity
    span: Span | None = None  # of the source line to show
    details: tuple[tuple[str, str], ...] = ()  # label and text
    mark: str = ""


class ShellCommand(NamedTuple):
    """A command to copy."""

    words: tuple[str, ...]


class Separator(NamedTuple):
    """A line between pages."""


BLANK = TextLine("")
Element = Table | Paragraph | TextLine | Title | Entry | ShellCommand | Separator


def section(title: str, elements: Iterator[Element]) -> Iterator[Element]:
    """Yields elements below a title; nothing if there are none. A blank first one is left out."""
    first = next(elements, None)
    if first is None:
        return
    yield BLANK
    yield Title(title)
    if first != BLANK:
        yield first
    yield from elements


def as_text(content: Content) -> str:
    """Returns the text of all runs."""
    return content if isinstance(content, str) else "".join(run.text for run in content)


def branch_label(branch: Branch) -> str:
    """Returns a branch of a tree in plain text."""
    return f"{DEPTH * (branch.depth - 1)}{BRANCH if branch.depth else ''}{branch.text}"
