"""Files to write: refused before any work where they must not be written, then either whole or untouched."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path

from advisor.cli.output import STANDARD, Faults
from advisor.errors import InputError, Problem
from advisor.notation.suggest import did_you_mean
from advisor.source.frozen import NamedTuple


class Destination(NamedTuple):
    """One report: its format, and the file it goes to."""

    format: str
    path: str = STANDARD


def read_reports(pairs: Sequence[str], formats: Sequence[str]) -> list[Destination]:
    """Returns the destinations of `--report FORMAT=FILE` options. Raises InputError with every problem."""
    problems, found = [], []
    for pair in pairs:
        name, _, path = pair.partition("=")
        if not path:
            remedy = "Write FORMAT=FILE, such as json=report.json."
            problems.append(Problem(f"`{pair}` does not name a format and a file.", remedy, file="--report"))
        elif name not in formats:
            remedy = f"{did_you_mean(name, formats)} The formats are {', '.join(formats)}.".strip()
            problems.append(Problem(f"There is no format `{name}`.", remedy, file="--report"))
        else:
            found.append(Destination(name, path))
    if problems:
        raise InputError(problems)
    return found


def check_destinations(destinations: Sequence[Destination], inputs: Iterable[str | Path | None]) -> None:
    """Raises InputError with every destination that could not or must not be written.

    Args:
        inputs: what is read; None and nothing stand for files that are not there.
    """
    problems = []
    read = [Path(file) for file in inputs if file and file != STANDARD]
    seen: set[Path | str] = set()
    for destination in destinations:
        path = destination.path
        fault = "" if path == STANDARD else _fault(Path(path), read)
        place = path if path == STANDARD else Path(path).resolve()
        if place in seen:
            fault = fault or "Two reports would go to the same place."
        seen.add(place)
        if fault:
            problems.append(Problem(fault, "Name another file.", file=path))
    if problems:
        raise InputError(problems)


def write_file(chunks: Iterable[str], path: str) -> None:
    """Writes a file as a whole; what was there stays until the new content is complete."""
    place = Path(path)
    with Faults(path):
        if place.exists() and not place.is_file():  # a pipe or a terminal can only be written to
            with place.open("w", encoding="utf-8", newline="") as stream:
                stream.writelines(chunks)
        else:
            _replace(place.resolve(), chunks)


def _fault(path: Path, inputs: Sequence[Path]) -> str:
    try:
        if any(_is_same(path, read) for read in inputs):
            return "This file is read; it will not be overwritten."
        if path.is_dir():
            return "This is a directory."
        return "" if path.resolve().parent.is_dir() else "The directory of this file is not there."
    except (OSError, RuntimeError, ValueError) as error:  # a loop of links, a name no file can have
        return f"This cannot be written: {error}."


def _is_same(path: Path, read: Path) -> bool:
    """By what the names lead to: links, hard links and spellings included."""
    if path.exists() and read.exists():
        return path.samefile(read)
    return path.resolve() == read.resolve()


def _replace(place: Path, chunks: Iterable[str]) -> None:
    temporary = place.with_name(f".{place.name[:100]}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as stream:
            stream.writelines(chunks)
            stream.flush()
            os.fsync(stream.fileno())  # or a loss of power could leave neither the old content nor the new
        if place.exists():
            temporary.chmod(stat.S_IMODE(place.stat().st_mode))
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)
