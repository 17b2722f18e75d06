"""Compares the findings of `lint` and `evaluate` on every document of a folder: by name, as a copy in .txt, on stdin.

usage: python -m benchmarks.same_findings FOLDER

Prints each document that is judged otherwise on one of these roads, and exits with 1 if there is one. A document that
`evaluate` refuses must have an `invalid-architecture` of `lint`. A format that only its name tells is not copied.
"""

from __future__ import annotations

import io
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import chdir, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from advisor.__main__ import main as advisor
from advisor.formats.detection import DOCUMENT_SUFFIXES, detect_format

NOT_SUPPORTED = 2  # exit code of `evaluate` for a file with problems
MAX_SHOWN = 50


class Run(NamedTuple):
    """What a command printed."""

    code: int
    report: dict[str, Any]

    def findings(self) -> list[tuple[Any, ...]]:
        """Returns rule, severity, place and message of each finding, suppressed ones too, without the file's name."""
        listed = (*self.report.get("findings", ()), *self.report.get("suppressed", ()))
        return sorted((found["rule"], found["severity"], found["line"], found["column"],
                       found["message"].replace(found["file"], ""), "suppression" in found) for found in listed)


def run(command: str, *arguments: str, text: str = "") -> Run:
    """Runs a command of the program in this process, and returns its JSON report."""
    out, stdin = io.StringIO(), io.TextIOWrapper(io.BytesIO(text.encode()), encoding="utf-8")
    with redirect_stdout(out), redirect_stderr(io.StringIO()), patch("sys.stdin", stdin):
        code = advisor([command, *arguments, "--format", "json", "--quiet"])
    return Run(code, json.loads(out.getvalue() or "{}"))


def differences(path: Path) -> Iterator[str]:
    """Yields each road on which a document has other findings than `lint` by its name."""
    text = path.read_bytes().decode("utf-8", "replace").removeprefix("\ufeff")
    by_name = run("lint", path.name, "--no-cache")
    expected = by_name.findings()
    roads = {"evaluate": run("evaluate", path.name),
             "lint on standard input": run("lint", "-", "--no-cache", "--stdin-filename", path.name, text=text)}
    if detect_format("copy.txt", text) is detect_format(path.name, text):
        with tempfile.TemporaryDirectory(dir=".") as folder:
            copy = Path(folder, "copy.txt")
            copy.write_text(text, encoding="utf-8", newline="")
            roads |= {"lint of a copy": run("lint", str(copy), "--no-cache"),
                      "evaluate of a copy": run("evaluate", str(copy)),
                      "evaluate on standard input": run("evaluate", "-", text=text)}
    is_refused = any(found[0] == "invalid-architecture" for found in expected)
    for name, judged in roads.items():
        if name.startswith("evaluate") and is_refused:
            if judged.code != NOT_SUPPORTED:
                yield f"{path}: {name} accepts what lint calls invalid"
        elif judged.findings() != expected:
            yield f"{path}: {name} differs: {sorted(set(judged.findings()) ^ set(expected))[:3]}"


def documents(folder: Path) -> list[Path]:
    """Returns the documents below a folder."""
    paths = (path for path in sorted(folder.rglob("*")) if path.name.lower().endswith(DOCUMENT_SUFFIXES))
    return [path for path in paths if path.is_file()
            and detect_format(path.name, path.read_bytes().decode("utf-8", "replace")) is not None]


def compare_folder(folder: Path) -> tuple[int, list[str]]:
    """Returns the number of documents below a folder, and what differs."""
    paths = documents(folder)
    found: list[str] = []
    for path in paths:
        with chdir(path.parent):
            found += differences(Path(path.name))
    return len(paths), found


def main(arguments: Sequence[str]) -> int:
    """Runs the comparison and returns the exit code."""
    count, found = compare_folder(Path(arguments[0]))
    print(*found[:MAX_SHOWN], f"{count} documents, {len(found)} differences", sep="\n")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
