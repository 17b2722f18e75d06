"""Host conditions of a measurement: hardware, versions, load."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

MAX_IDLE_LOAD_PER_CORE = 0.5  # runnable tasks per core before the measurement
LOOPBACK = "loopback; who calls and who answers are processes of one machine"


def describe_host() -> dict[str, Any]:
    """Returns the constant properties of the host."""
    return {"cpu": parse_cpu_name(_read_text("/proc/cpuinfo")) or platform.processor() or platform.machine(),
            "cores": count_cores(), "system": f"{platform.system()} {platform.release()}",
            "python": f"{platform.python_implementation()} {platform.python_version()}", "network": LOOPBACK}


def count_cores() -> int:
    """Returns the number of cores available to this process."""
    if sys.platform == "linux":
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def load_average() -> float | None:
    """Returns the one-minute load average, or None if unavailable."""
    try:
        return round(os.getloadavg()[0], 2)
    except (AttributeError, OSError):
        return None


def is_busy(load_before: float | None, core_count: int) -> bool:
    """Returns whether other load affects the measurement."""
    return load_before is not None and load_before > MAX_IDLE_LOAD_PER_CORE * core_count


def parse_cpu_name(cpuinfo: str) -> str:
    """Returns the processor name from the text of `/proc/cpuinfo`, or an empty text."""
    for line in cpuinfo.splitlines():
        name, _, value = line.partition(":")
        if name.strip() == "model name":
            return " ".join(value.split())
    return ""


def condition_lines(conditions: Mapping[str, Any]) -> Iterable[str]:
    """Yields conditions as text lines."""
    busy = " (busy: other work takes part in these numbers)" if conditions.get("busy") else ""
    yield f"{conditions.get('cpu', 'an unknown processor')}, {conditions.get('cores', '?')} cores, " \
          f"{conditions.get('system', '')}, {conditions.get('python', '')}; {conditions.get('network', '')}"
    if "load_before" in conditions:
        yield f"load average {conditions['load_before']} before, {conditions.get('load_after')} after{busy}"
    packages = conditions.get("packages")
    if isinstance(packages, Mapping) and packages:
        yield ", ".join(f"{name} {version}" for name, version in packages.items())
    edited = conditions.get("edited_projects")
    if isinstance(edited, list) and edited:
        yield f"not as they would be generated now: {', '.join(map(str, edited))}"


def _read_text(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
