"""Output files: checked before any work, then written atomically."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from advisor.errors import InputError, Problem
from advisor.notation.write_errors import STANDARD_STREAM, WriteErrors
from advisor.text.suggestions import did_you_mean


class ReportDestination(NamedTuple):
    """One report: its format and its file."""

    format: str
    path: str = STANDARD_STREAM


def parse_report_options(pairs: Sequence[str], formats: Sequence[str]) -> list[ReportDestination]:
    """Parses `--report FORMAT=FILE` options. Raises InputError with every problem."""
    problems, destinations = [], []
    for pair in pairs:
        name, _, path = pair.partition("=")
        if not path:
            remedy = "Write FORMAT=FILE, such as json=report.json."
            problems.append(Problem(f"`{pair}` does not name a format and a file.", remedy, file="--report"))
        elif name not in formats:
            remedy = f"{did_you_mean(name, formats)} The formats are {', '.join(formats)}.".strip()
            problems.append(Problem(f"There is no format `{name}`.", remedy, file="--report"))
        else:
            destinations.append(ReportDestination(name, path))
    if problems:
        raise InputError(problems)
    return destinations


def check_destinations(destinations: Sequence[ReportDestination], inputs: Iterable[str | Path | None]) -> None:
    """Raises InputError with every destination that cannot or must not be written.

    Args:
        inputs: the files to read; None and empty names are skipped.
    """
    problems = []
    read = [Path(file) for file in inputs if file and file != STANDARD_STREAM]
    seen: set[Path | str] = set()
    for destination in destinations:
        path = destination.path
        message = "" if path == STANDARD_STREAM else _write_problem(Path(path), read)
        target = path if path == STANDARD_STREAM else Path(path).resolve()
        if target in seen:
            message = message or "Two reports would go to the same place."
        seen.add(target)
        if message:
            problems.append(Problem(message, "Name another file.", file=path))
    if problems:
        raise InputError(problems)


def write_file(chunks: Iterable[str], path: str) -> None:
    """Writes a file atomically: the old content stays until the new one is complete."""
    target = Path(path)
    with WriteErrors(path):
        if target.exists() and not target.is_file():  # a pipe or a terminal cannot be replaced
            with target.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(chunks)
        else:
            _replace(target.resolve(), chunks)


def _write_problem(path: Path, inputs: Sequence[Path]) -> str:
    try:
        if any(_is_same_file(path, read) for read in inputs):
            return "This file is read; it will not be overwritten."
        if path.is_dir():
            return "This is a directory."
        return "" if path.resolve().parent.is_dir() else "The directory of this file is not there."
    except (OSError, RuntimeError, ValueError) as error:  # a symlink loop, an invalid file name
        return f"This cannot be written: {error}."


def _is_same_file(path: Path, read: Path) -> bool:
    """Whether both names lead to one file, by links, hard links or spelling."""
    if path.exists() and read.exists():
        return path.samefile(read)
    return path.resolve() == read.resolve()


def _replace(target: Path, chunks: Iterable[str]) -> None:
    temporary = target.with_name(f".{target.name[:100]}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())  # without it, a power loss could destroy both the old and the new content
        if target.exists():
            temporary.chmod(stat.S_IMODE(target.stat().st_mode))
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
