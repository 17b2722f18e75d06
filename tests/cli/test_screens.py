"""Every screen keeps the width of the terminal, and breaks no word that a line can hold."""

from __future__ import annotations

import io
import re
import shutil
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from advisor.cli.console import ConsoleOptions
from tests import ROOT
from tests.conftest import Advise

WIDTHS = [40, 60, 80, 100, 160, 200]
EXAMPLES = {"bad.yaml": "order-processing-bad.yaml", "good.yaml": "order-processing.yaml", "design.md": "checkout.md"}
BAD, GOOD, DESIGN = EXAMPLES
NAMES = re.compile(r"[a-z]+(?:-[a-z]+)+")  # rules, patterns and services, which are the long words
SCREENS = {
    "evaluate": ("evaluate", BAD, "--fail-on", "never"),
    "evaluate with all questions": ("evaluate", BAD, "--fail-on", "never", "--questions"),
    "evaluate without findings": ("evaluate", GOOD),
    "a page of evaluate": ("evaluate", BAD, "--fail-on", "never", "--explain", "check-fraud"),
    "recommend": ("recommend", "--no-needs-response", "--fan-out", "4", "--replay"),
    "a conflict": ("recommend", "--needs-response", "--replay"),
    "what if": ("recommend", "--no-needs-response", "--what-if", "replay=true", "--what-if", "fan_out=4"),
    "lint": ("lint", DESIGN, BAD, "--no-cache", "--fail-on", "never"),
    "lint with counts": ("lint", BAD, "--no-cache", "--fail-on", "never", "--questions", "--statistics"),
    "concise": ("lint", BAD, "--no-cache", "--fail-on", "never", "--format", "concise"),
    "compare": ("compare", GOOD, BAD, "--fail-on", "never"),
    "rules list": ("rules", "list"),
    "rules show": ("rules", "show", "missing-timeout"),
    "a pattern": ("rules", "show", "rest"),
    "config": ("config", "--show", BAD),
    "scaffold": ("scaffold", "rest", "--out", "shop", "--dry-run"),
    "questions of ask": ("ask", "--questions"),
}


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    for name, example in EXAMPLES.items():
        shutil.copy(ROOT / "examples" / example, tmp_path / name)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("TERM_PROGRAM", "vscode")
    for name in ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def lines_of(text: str) -> list[str]:
    return re.sub(r"\x1b\[[0-9;]*m|\x1b\]8;[^\x1b]*\x1b\\", "", text).split("\n")


@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_keeps_the_width_and_its_words(name: str, run: Advise, terminal: pytest.MonkeyPatch) -> None:
    terminal.setattr(sys.stdout, "isatty", lambda: True)
    terminal.setenv("COLUMNS", "200")
    whole = set(NAMES.findall("\n".join(lines_of(run(*SCREENS[name]).out))))
    for width in WIDTHS:
        terminal.setenv("COLUMNS", str(width))
        done = run(*SCREENS[name])
        lines = lines_of(done.out)
        assert done.code == 0, done.err
        assert "\x1b" not in "".join(lines)
        assert max(map(cell_len, lines)) <= width, width
        assert set(NAMES.findall("\n".join(lines))) - whole <= cut_names(lines), width


def cut_names(lines: list[str]) -> set[str]:
    """Returns names in source lines, which are cropped."""
    return set(NAMES.findall("\n".join(line for line in lines if "│" in line)))


def test_a_pipe_gets_the_same_text_whatever_the_terminal(run: Advise, terminal: pytest.MonkeyPatch) -> None:
    plain = run(*SCREENS["evaluate"]).out
    terminal.setenv("COLUMNS", "40")
    assert run(*SCREENS["evaluate"]).out == plain
    assert run(*SCREENS["evaluate"], "--color", "always").out != plain


@pytest.mark.parametrize(("environment", "follows"), [
    ({"TERM_PROGRAM": "vscode"}, True), ({"TERM": "xterm-kitty"}, True), ({"VTE_VERSION": "7600"}, True),
    ({"WT_SESSION": "x"}, True), ({"VTE_VERSION": "4500"}, False), ({"VTE_VERSION": "new"}, False), ({}, False),
    ({"TERM_PROGRAM": "vscode", "NO_COLOR": "1"}, False)])
def test_links_are_for_terminals_that_follow_them(environment: dict[str, str], follows: bool,
                                                  monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TERM_PROGRAM", "VTE_VERSION", "WT_SESSION", "KONSOLE_VERSION", "DOMTERM", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ConsoleOptions().style(Terminal()).has_links is follows
    assert not ConsoleOptions(color="always").style(io.StringIO()).has_links


@pytest.mark.parametrize(("columns", "width"), [("20", 40), ("72", 72), ("900", 200), ("0", 100), ("wide", 100)])
def test_the_width_is_the_terminal_s_within_bounds(columns: str, width: int, terminal: pytest.MonkeyPatch) -> None:
    terminal.setenv("COLUMNS", columns)
    assert ConsoleOptions().style(Terminal()).width == width
    assert ConsoleOptions().style(io.StringIO()).width == 100
