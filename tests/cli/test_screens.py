"""Every screen keeps the width of the terminal, and breaks no word that a line can hold."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

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
