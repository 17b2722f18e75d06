"""Programs that measure, as processes that are asked and answer, and of which none is left over."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import Any

from advisor.measurement.claims import Case
from advisor.measurement.rounds import Answer, MeasuringError

START_S = 60.0
STOP_S = 5.0
LONGER_S = 60.0  # than it was asked for: its own patience with a call ends before


class Worker:
    """One program. It ends by itself when its standard input does, whatever becomes of us."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path,
                 secret: str = "") -> None:
        """Starts it.

        Args:
            secret: a text that must not be repeated, whatever goes wrong.
        """
        self._name, self._log, self._secret = name, log, secret
        with log.open("wb") as errors:
            # In a session of its own an interrupt of the terminal reaches us alone, and we end it in order.
            self._process = subprocess.Popen(command, env=dict(environment), stdin=subprocess.PIPE,
                                             stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
                                             start_new_session=True)

    def ready(self) -> dict[str, str]:
        """Returns the versions of its packages when it can be asked. Raises MeasuringError."""
        said = self._line(START_S)
        return {str(name): str(version) for name, version in said.get("packages", {}).items()}

    def ask(self, task: str, case: Case, seconds: float) -> Answer:
        """Returns what came of a turn. Raises MeasuringError where no answer comes."""
        request = json.dumps({"task": task, "size": case.size, "kind": case.kind, "seconds": seconds})
        with suppress(OSError):  # that it is gone shows when its answer is read
            if self._process.stdin is not None:
                self._process.stdin.write(request + "\n")
                self._process.stdin.flush()
        said = self._line(seconds + LONGER_S)
        values = tuple(float(value) for value in said.get("values", ()))
        return Answer(values, int(said.get("size_bytes", 0)), str(said.get("failed", "")))

    def stop(self) -> None:
        """Ends it and everything that it has started."""
        try:
            if self._process.stdin is not None:
                with suppress(OSError):
                    self._process.stdin.close()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(STOP_S)
        finally:
            self._kill()
            self._process.wait()
            if self._process.stdout is not None:
                self._process.stdout.close()

    def _line(self, within_s: float) -> dict[str, Any]:
        watch = Timer(within_s, self._kill)
        watch.daemon = True
        watch.start()
        try:
            line = self._process.stdout.readline() if self._process.stdout is not None else ""
        finally:
            watch.cancel()
        with suppress(ValueError):
            said = json.loads(line)
            if isinstance(said, dict):
                return said
        raise MeasuringError(f"the program `{self._name}` ended: {self._last_words() or 'it said nothing'}")

    def _last_words(self) -> str:
        """Returns the last line of its log, which is where an error says what it is."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        return "".join(lines).replace(self._secret, "***") if self._secret else "".join(lines)

    def _kill(self) -> None:
        """What it has started is in its session too."""
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
