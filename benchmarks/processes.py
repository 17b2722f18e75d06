"""What a process costs: processor time, time on the clock, and memory at its peak."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1024 * 1024
RSS_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes of one unit of `ru_maxrss`


class Cost(NamedTuple):
    """Costs of one process from its start to its end.

    The peak of memory includes that of the parent at the moment of the start, so parents here stay small.
    """

    cpu: float  # seconds, of user and system
    wall: float  # seconds
    peak: float  # megabytes


class FailedError(RuntimeError):
    """A process to measure did not end well."""


def environment_of(directory: str) -> dict[str, str]:
    """Returns an environment in which compiled modules and packs are kept, in a directory that is thrown away later."""
    kept = {name: value for name, value in os.environ.items()
            if name != "ADVISOR_NO_CACHE" and not name.startswith("PYTHON")}
    return {**kept, "PYTHONPYCACHEPREFIX": str(Path(directory) / "modules"), "XDG_CACHE_HOME": directory}


def cost_of(command: Sequence[str], environment: Mapping[str, str], fine: Sequence[int] = (0,)) -> Cost:
    """Runs a command with its output thrown away. Raises FailedError for an exit code that is not fine."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, env=dict(environment), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - begin
    process.returncode = os.waitstatus_to_exitcode(status)  # else it would be waited for once more
    if process.returncode not in fine:
        raise FailedError(f"exit code {process.returncode}: {' '.join(command)}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * RSS_UNIT / MEGABYTE)
