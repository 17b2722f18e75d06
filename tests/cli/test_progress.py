"""Long work shows its progress on a terminal, and nowhere else."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from advisor.cli import progress
from advisor.cli.console import ConsoleOptions
from advisor.cli.progress import show_phase, show_progress

CONSOLE = ConsoleOptions()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def open_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Returns a terminal that takes the place of stderr; a fixture would come too early."""
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm")
    return stream


class NoDelay:
    """A timer whose time has come when it starts."""

    daemon = False

    def __init__(self, delay: float, call: Callable[[], None]) -> None:
        self.start = call

    def cancel(self) -> None:
        pass


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets a second pass between two looks at the clock, and all work take long."""
    monkeypatch.setattr(progress, "monotonic", count().__next__)
    monkeypatch.setattr(progress, "Timer", NoDelay)


def test_items_are_counted_and_the_bar_is_cleared(monkeypatch: pytest.MonkeyPatch, slow: None) -> None:
    terminal = open_terminal(monkeypatch)
    assert list(show_progress(iter("abc"), 3, "documents", CONSOLE)) == ["a", "b", "c"]
    assert "2/3 documents" in re.sub(r"\x1b\[[0-9;]*m", "", terminal.getvalue())
    assert terminal.getvalue().endswith("\x1b[2K")


def test_short_work_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = open_terminal(monkeypatch)
    list(show_progress(iter("abc"), 3, "documents", CONSOLE))
    with show_phase("reading", CONSOLE) as update:
        update("reviewing")
    assert terminal.getvalue() == ""


def test_a_phase_is_named_and_cleared(monkeypatch: pytest.MonkeyPatch, slow: None) -> None:
    terminal = open_terminal(monkeypatch)
    with show_phase("reading \x1b[2J[red]", CONSOLE) as update:
        update(f"reviewing \x1b[2J[red] {'x' * 300}")
    assert "reviewing \\x1b[2J[red] xxx" in terminal.getvalue()
    assert "x" * 160 not in terminal.getvalue()
    assert "\x1b[2J" not in terminal.getvalue()
    assert terminal.getvalue().endswith("\x1b[2K")


def test_the_display_is_cleared_where_work_fails(monkeypatch: pytest.MonkeyPatch, slow: None) -> None:
    terminal = open_terminal(monkeypatch)
    def failing() -> Iterator[str]:
        yield from "ab"
        raise RuntimeError

    with pytest.raises(RuntimeError):
        list(show_progress(failing(), 3, "documents", CONSOLE))
    with pytest.raises(KeyError), show_phase("reading", CONSOLE):
        raise KeyError
    assert terminal.getvalue().endswith("\x1b[2K")
    assert "\x1b[?25h" in terminal.getvalue()  # the cursor is back


@pytest.mark.parametrize("console", [CONSOLE, CONSOLE._replace(quiet=True)])
@pytest.mark.parametrize("stream", [io.StringIO(), Terminal()])
def test_pipes_dumb_terminals_and_quiet_runs_see_nothing(
    console: ConsoleOptions, stream: io.StringIO, slow: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("TERM", "xterm" if console.quiet or not stream.isatty() else "dumb")
    assert list(show_progress(iter("abc"), 3, "documents", console)) == ["a", "b", "c"]
    with show_phase("reading", console) as update:
        update("reviewing")
    assert stream.getvalue() == ""
