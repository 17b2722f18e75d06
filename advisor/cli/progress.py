"""Progress of long work on a terminal (stderr); short work shows nothing, and everything is cleared at the end."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock, Timer
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from advisor.cli.console import ConsoleOptions

if TYPE_CHECKING:
    from rich.progress import Progress
    from rich.status import Status
    from rich.text import Text

    from advisor.page.style import TextStyle

DELAY_S = 0.5  # work that ends sooner shows nothing: a line would only flicker
INTERVAL_S = 0.1
SPINNER_WIDTH = 2  # cells, with the space behind it
Item = TypeVar("Item")


def show_progress(items: Iterator[Item], total: int, noun: str, console: ConsoleOptions) -> Iterator[Item]:
    """Yields the items, and counts them in a bar."""
    if not _is_shown(console):
        yield from items
        return
    bar, shown = None, monotonic() + DELAY_S - INTERVAL_S
    try:
        for count, item in enumerate(items):
            if monotonic() - shown > INTERVAL_S:
                shown = monotonic()
                bar = bar or _open_bar(total, noun, console.style(sys.stderr))
                bar.update(bar.task_ids[0], completed=count, refresh=True)
            yield item
    finally:
        if bar is not None:
            bar.stop()


@contextmanager
def show_phase(name: str, console: ConsoleOptions) -> Iterator[Callable[[str], None]]:
    """Shows the name of a phase while it lasts, and yields a function that changes it."""
    if not _is_shown(console):
        yield lambda name: None
        return
    status = _DelayedStatus(name, console.style(sys.stderr))
    try:
        yield status.update
    finally:
        status.stop()


class _DelayedStatus:
    """A status that is shown from another thread once the work has taken long."""

    def __init__(self, name: str, style: TextStyle) -> None:
        self._name = name
        self._style = style
        self._lock = Lock()
        self._status: Status | None = None
        self._timer = Timer(DELAY_S, self._start)
        self._timer.daemon = True
        self._timer.start()

    def update(self, name: str) -> None:
        with self._lock:
            self._name = name
            if self._status is not None:
                self._status.update(_status_text(name, self._style))

    def stop(self) -> None:
        self._timer.cancel()
        with self._lock:
            if self._status is not None:
                self._status.stop()
            self._name = ""

    def _start(self) -> None:
        with self._lock:
            if self._name:
                self._status = _open_status(self._name, self._style)
                self._status.start()


def _is_shown(console: ConsoleOptions) -> bool:
    return not console.quiet and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _open_bar(total: int, noun: str, style: TextStyle) -> Progress:
    """Returns a bar that is redrawn by its owner alone: a thread of its own would not survive a fork."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    from advisor.page.terminal import open_console

    columns = (BarColumn(style="dim", complete_style="green"), MofNCompleteColumn(), TextColumn(noun, markup=False))
    bar = Progress(*columns, console=open_console(style, sys.stderr), transient=True, auto_refresh=False,
                   redirect_stdout=False, redirect_stderr=False)
    bar.add_task("", total=total)
    bar.start()
    return bar


def _open_status(name: str, style: TextStyle) -> Status:
    from rich.status import Status

    from advisor.page.terminal import open_console

    spinner = "dots" if style.is_unicode else "line"
    return Status(_status_text(name, style), console=open_console(style, sys.stderr), spinner=spinner,
                  spinner_style="cyan")


def _status_text(name: str, style: TextStyle) -> Text:
    from advisor.page.terminal import styled_text

    text = styled_text(name, "", style)
    text.truncate(style.width - SPINNER_WIDTH, overflow="ellipsis")
    return text
