"""`advisor ask` in a process of its own, on a terminal and without one."""

from __future__ import annotations

import fcntl
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests import ROOT

ASK = (sys.executable, "-m", "advisor", "ask")
CONTROLS = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]|\x1b[()][A-Z0-9]|\x1b[=>]")
COLOURS = re.compile(r"\x1b\[[0-9;]*\b(3[0-7]|9[0-7])[0-9;]*m")
PATIENCE_SECONDS = 30


class Window:
    """A process on a terminal of its own."""

    def __init__(self, command: Sequence[str], here: Path, columns: int, **environment: str) -> None:
        unset = {"CI", "NO_COLOR", "ACCESSIBLE", "COLUMNS", "LINES"}
        kept = {name: value for name, value in os.environ.items() if name not in unset}
        self.process, self.terminal = pty.fork()
        if not self.process:
            for one in (signal.SIGINT, signal.SIGHUP):  # which are ignored in the background of a shell
                signal.signal(one, signal.SIG_DFL)
            os.chdir(here)
            os.execvpe(command[0], command, {**kept, "TERM": "xterm", "PYTHONPATH": str(ROOT), **environment})
        fcntl.ioctl(self.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        self.seen = ""

    def wait_for(self, words: str) -> str:
        """Reads until these words are shown, and returns all that was, without controls."""
        end = time.monotonic() + PATIENCE_SECONDS
        while words not in self.shown:
            assert time.monotonic() < end, self.shown
            if not self._read():
                break
        assert words in self.shown
        return self.shown

    def type(self, keys: str) -> None:
        self.seen = ""
        os.write(self.terminal, keys.encode())

    def end(self) -> int:
        """Returns the exit code, when all is read."""
        end = time.monotonic() + PATIENCE_SECONDS
        while self._read():
            assert time.monotonic() < end, self.shown
        os.close(self.terminal)
        return os.waitstatus_to_exitcode(os.waitpid(self.process, 0)[1])

    @property
    def shown(self) -> str:
        return CONTROLS.sub("", self.seen)

    def _read(self) -> bool:
        if not select.select([self.terminal], [], [], 1)[0]:
            return True
        try:
            chunk = os.read(self.terminal, 65536).decode("utf-8", "replace")
        except OSError:  # the process has ended
            return False
        self.seen += chunk
        if "\x1b[6n" in chunk:  # it asks where the cursor is
            os.write(self.terminal, b"\x1b[1;1R")
        return bool(chunk)


def test_a_terminal_is_asked_stopped_and_gone_on_with(tmp_path: Path) -> None:
    window = Window(ASK, tmp_path, 100)
    window.wait_for("1. Does the caller need the answer")
    assert COLOURS.search(window.seen)
    window.type("\x1b[B\r")
    window.wait_for("2. Who is the caller")
    window.type("\x03")
    assert window.end() == 130
    assert json.loads((tmp_path / ".advisor-interview.json").read_text())["answers"][0]["asked"] == "needs_response"
    again = Window((*ASK, "--resume"), tmp_path, 100, NO_COLOR="1")
    again.wait_for("2. Who is the caller")
    assert not COLOURS.search(again.seen)
    again.type("3\r" + "s" * 24)
    again.wait_for("rest")
    assert again.end() == 0
    assert not (tmp_path / ".advisor-interview.json").exists()


@pytest.mark.parametrize("ending", [signal.SIGHUP, signal.SIGTERM, signal.SIGKILL])
def test_whatever_ends_a_terminal_the_answers_are_there(tmp_path: Path, ending: signal.Signals) -> None:
    window = Window(ASK, tmp_path, 100)
    window.wait_for("1. Does the caller need the answer")
    window.type("\x1b[B\r")
    window.wait_for("2. Who is the caller")
    os.kill(window.process, ending)
    assert window.end() == -ending
    assert json.loads((tmp_path / ".advisor-interview.json").read_text())["answers"] == [
        {"asked": "needs_response", "known": {"needs_response": False}, "meant": ""}]
    again = Window((*ASK, "--resume"), tmp_path, 100)
    again.wait_for("2. Who is the caller")
    again.type("3\r" + "s" * 24)
    again.wait_for("rest")
    assert again.end() == 0
    assert list(tmp_path.iterdir()) == []


def test_a_narrow_window_shows_whole_words(tmp_path: Path) -> None:
    window = Window(ASK, tmp_path, 34)
    window.wait_for("don't know")
    fcntl.ioctl(window.terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 30, 60, 0, 0))
    window.type("\x1b[B\r")
    window.wait_for("2. Who is the caller")
    window.type("\x03")
    assert window.end() == 130


def test_a_dumb_terminal_gets_plain_lines(tmp_path: Path) -> None:
    window = Window(ASK, tmp_path, 80, TERM="dumb")
    window.wait_for("> ")
    assert "\x1b" not in window.seen
    window.type("yes\n")
    window.wait_for("2. ")
    window.type("\x03")
    assert window.end() == 130


@pytest.mark.parametrize("name", ["CI", ""])
def test_without_a_terminal_nothing_is_asked(name: str, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **({name: "true"} if name else {})}
    done = subprocess.run(ASK, cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=60)
    assert done.returncode == 2
    assert "--set needs_response=true|false|unknown" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_only_a_terminal_imports_what_draws_on_one(tmp_path: Path) -> None:
    code = "import sys; from advisor.__main__ import main; main(sys.argv[1:]); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code, "ask"], cwd=tmp_path, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=60, env={**os.environ, "PYTHONPATH": str(ROOT)})
    names = {name.partition(".")[0] for name in done.stdout.split()}
    assert not names & {"prompt_toolkit", "rich", "pydantic", "asyncio"}
