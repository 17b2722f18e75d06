"""Benchmark programs as subprocesses with a JSON request/response protocol and reliable cleanup."""

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

from advisor.bench.claims import BenchCase
from advisor.bench.rounds import MeasurementError, TurnResult

START_S = 60.0
STOP_S = 5.0
GRACE_S = 60.0  # grace period beyond the requested time; its own call timeout is shorter


class BenchWorker:
    """One benchmark process. It exits when its standard input closes, even if we are killed."""

    def __init__(self, name: str, command: Sequence[str], environment: Mapping[str, str], log: Path,
                 secret: str = "") -> None:
        """Starts the process.

        Args:
            secret: a text to mask in error messages.
        """
        self._name, self._log, self._secret = name, log, secret
        with log.open("wb") as errors:
            # In its own session the process gets no terminal interrupt; we stop it in order.
            self._process = subprocess.Popen(command, env=dict(environment), stdin=subprocess.PIPE,
                                             stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8",
                                             start_new_session=True)

    def wait_until_ready(self) -> dict[str, str]:
        """Waits until it is ready and returns its package versions. Raises MeasuringError."""
        response = self._read_response(START_S)
        return {str(name): str(version) for name, version in response.get("packages", {}).items()}

    def run_turn(self, task: str, case: BenchCase, seconds: float) -> TurnResult:
        """Runs a turn. Raises MeasuringError if there is no response."""
        request = json.dumps({"task": task, "size": case.size, "kind": case.kind, "seconds": seconds})
        with suppress(OSError):  # an exited process is detected when reading the response
            if self._process.stdin is not None:
                self._process.stdin.write(request + "\n")
                self._process.stdin.flush()
        response = self._read_response(seconds + GRACE_S)
        values = tuple(float(value) for value in response.get("values", ()))
        return TurnResult(values, int(response.get("size_bytes", 0)), str(response.get("failed", "")))

    def stop(self) -> None:
        """Stops the process and its children."""
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

    def _read_response(self, timeout_s: float) -> dict[str, Any]:
        timer = Timer(timeout_s, self._kill)
        timer.daemon = True
        timer.start()
        try:
            line = self._process.stdout.readline() if self._process.stdout is not None else ""
        finally:
            timer.cancel()
        with suppress(ValueError):
            response = json.loads(line)
            if isinstance(response, dict):
                return response
        raise MeasurementError(f"the program `{self._name}` ended: {self._last_log_line() or 'it said nothing'}")

    def _last_log_line(self) -> str:
        """Returns the last line of its log, which holds the error message."""
        lines = self._log.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        return "".join(lines).replace(self._secret, "***") if self._secret else "".join(lines)

    def _kill(self) -> None:
        """Kills the process group, which includes its children."""
        with suppress(ProcessLookupError, PermissionError):
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.killpg(self._process.pid, signal.SIGKILL)
