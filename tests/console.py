"""Documents as promises: the commands they show with what these print, and the links they hold."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
ANY_LINES = "..."
FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})\s*(\S*)")
LINK = re.compile(r"!?\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
HEADING = re.compile(r"^#{1,6}\s+(.*?)\s*#*$")
ANCHOR = re.compile(r'<a (?:id|name)="([^"]+)"')


class Shown(NamedTuple):
    """A command of a ```console block and the lines shown below it."""

    line: int
    command: str
    output: tuple[str, ...]


def shown_commands(text: str) -> Iterator[Shown]:
    """Yields the commands of every ```console block. A command goes on after a backslash at its end."""
    for start, lines in blocks(text, "console"):
        at, command, output = 0, "", list[str]()
        for number, line in enumerate(lines, start=start):
            if command.endswith("\\"):
                command = f"{command[:-1]}{line.removeprefix('> ').strip()}"
            elif line.startswith("$ "):
                if command:
                    yield Shown(at, command, _trimmed(output))
                at, command, output = number, line[2:].rstrip(), []
            elif command:
                output.append(line)
            elif line.strip():
                raise AssertionError(f"line {number}: a console block begins with a line `$ command`")
        if command:
            yield Shown(at, command, _trimmed(output))


def run_shown(command: str) -> tuple[str, ...]:
    """Returns what a command prints, on both streams, in the repository's root without a terminal."""
    unset = {"COLUMNS", "NO_COLOR", "FORCE_COLOR", "CI"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment.get('PATH', '')}"
    environment["PYTHONIOENCODING"] = "utf-8"
    done = subprocess.run(command, shell=True, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, timeout=120,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")
    return _trimmed(done.stdout.split("\n"))


def matches(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Returns whether lines are as shown, where a line `...` stands for any number of lines."""
    if ANY_LINES not in shown:
        return list(shown) == list(printed)
    place = shown.index(ANY_LINES)
    head, rest = shown[:place], shown[place + 1:]
    if list(printed[:place]) != list(head):
        return False
    return any(matches(rest, printed[start:]) for start in range(place, len(printed) + 1))


def links(text: str) -> Iterator[tuple[int, str]]:
    """Yields the line and target of every link outside code."""
    for number, line in _prose(text):
        for found in LINK.finditer(re.sub(r"`[^`]*`", "", line)):
            yield number, found[1]


def anchors(text: str) -> set[str]:
    """Returns what a link into a Markdown text may point at, headings as GitHub names them."""
    found: set[str] = set()
    for _, line in _prose(text):
        found |= set(ANCHOR.findall(line))
        heading = HEADING.match(line)
        if heading:
            name = re.sub(r"[^\w\- ]", "", heading[1].lower()).replace(" ", "-")
            known = (f"{name}-{count}" if count else name for count in range(len(found) + 1))
            found.add(next(one for one in known if one not in found))
    return found


def _prose(text: str) -> Iterator[tuple[int, str]]:
    fence = ""
    for number, line in enumerate(text.splitlines(), start=1):
        mark = FENCE.match(line)
        if fence:
            fence = "" if mark and not mark[2] and mark[1].startswith(fence) else fence
        elif mark:
            fence = mark[1]
        else:
            yield number, line


def blocks(text: str, language: str) -> Iterator[tuple[int, list[str]]]:
    """Yields the first line's number and the lines of every fenced block in a language."""
    fence, start, lines, wanted = "", 0, list[str](), False
    for number, line in enumerate(text.splitlines(), start=1):
        mark = FENCE.match(line)
        if not fence and mark:
            fence, start, lines, wanted = mark[1], number + 1, [], mark[2] == language
        elif fence and mark and not mark[2] and mark[1].startswith(fence):
            if wanted:
                yield start, lines
            fence = ""
        elif fence:
            lines.append(line)
    if fence and wanted:
        raise AssertionError(f"line {start - 1}: this block is not closed")


def _trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    """Trailing space is invisible in a document, and so are blank lines at its edges."""
    kept = [line.rstrip() for line in lines]
    while kept and not kept[-1]:
        kept.pop()
    while kept and not kept[0]:
        kept.pop(0)
    return tuple(kept)
