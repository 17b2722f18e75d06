"""Patterns of paths with the meaning they have in `.gitignore`, matched in time linear in pattern and path.

A library for this exists, but it is one more dependency for a page of code, and asking git itself would cost a process
and an answer that differs where git is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise

from advisor.source.frozen import NamedTuple

ANY_DEPTH = "**"  # any number of directories, none included
CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
           "xdigit": "0-9a-fA-F"}


class Pattern(NamedTuple):
    """One line; its parts are names or ANY_DEPTH, in the order of the path."""

    parts: tuple[str, ...]
    includes: bool  # begins with `!`: takes back what an earlier line excludes
    only_directories: bool


class Rules(NamedTuple):
    """The patterns of one file, for the paths below the directory it stands in."""

    directory: str  # with `/` and without one at the end; empty for where the paths begin
    patterns: tuple[Pattern, ...]

    def verdict(self, path: str, *, is_directory: bool) -> bool | None:
        """Returns whether a path is excluded, or None where no line is about it; the last one that is decides."""
        if self.directory:
            if not path.startswith(f"{self.directory}/"):
                return None
            path = path[len(self.directory) + 1:]
        names = path.split("/")
        for pattern in reversed(self.patterns):
            if (is_directory or not pattern.only_directories) and _matches(pattern.parts, names):
                return not pattern.includes
        return None


def read_rules(directory: str, lines: Iterable[str]) -> Rules:
    """Returns the patterns that stand in some lines."""
    patterns = (pattern_of(line.rstrip("\r\n")) for line in lines)
    return Rules(directory, tuple(pattern for pattern in patterns if pattern is not None))


def pattern_of(line: str) -> Pattern | None:
    """Returns the pattern that a line states, or None for an empty line and a comment."""
    text = _without_blanks(line)
    includes = text.startswith("!")
    text = text[1:] if includes else text
    if not text or text.startswith("#"):
        return None
    only_directories = text.endswith("/")
    text = text[:-1] if only_directories else text
    is_anchored = "/" in text
    parts: list[str] = [] if is_anchored else [ANY_DEPTH]
    for part in text.removeprefix("/").split("/"):
        if part != ANY_DEPTH or parts[-1:] != [ANY_DEPTH]:
            parts.append(part)
    if parts[-1:] == [ANY_DEPTH]:
        parts.append("*")  # everything below, and not the directory itself
    return Pattern(tuple(parts), includes, only_directories) if any(parts) else None


def is_excluded(rules: Sequence[Rules], path: str) -> bool:
    """Returns whether a file is excluded, itself or with a directory above it."""
    names = path.split("/")
    return any(excludes(rules, "/".join(names[:depth]), is_directory=depth < len(names))
               for depth in range(1, len(names) + 1))


def excludes(rules: Sequence[Rules], path: str, *, is_directory: bool) -> bool:
    """Returns whether the last of some rules that is about a path excludes it."""
    for one in reversed(rules):
        verdict = one.verdict(path, is_directory=is_directory)
        if verdict is not None:
            return verdict
    return False


def _matches(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Matches names one by one; after ANY_DEPTH, only the last one is ever gone back to."""
    at = place = 0
    resume: tuple[int, int] | None = None
    while place < len(names):
        if at < len(parts) and parts[at] == ANY_DEPTH:
            resume, at = (at + 1, place), at + 1
        elif at < len(parts) and _is_like(parts[at], names[place]):
            at, place = at + 1, place + 1
        elif resume is not None:
            at, place = resume[0], resume[1] + 1
            resume = (at, place)
        else:
            return False
    return at == len(parts)


def _is_like(part: str, name: str) -> bool:
    if part == "*" or part == name:
        return True
    compiled = _compiled(part)
    return compiled is not None and compiled.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _compiled(part: str) -> re.Pattern[str] | None:
    """Returns what one part matches, or None where it matches only itself or nothing."""
    pieces: list[str] = []
    at = 0
    while at < len(part):
        char = part[at]
        at += 1
        if char == "*":
            if pieces[-1:] != [".*"]:
                pieces.append(".*")
        elif char == "?":
            pieces.append(".")
        elif char == "[":
            found = _class(part, at)
            if found is None:
                return None
            text, at = found
            pieces.append(text)
        else:
            if char == "\\" and at < len(part):
                char, at = part[at], at + 1
            pieces.append(re.escape(char))
    try:
        return re.compile(_without_backtracking(pieces), re.DOTALL)
    except re.error:  # such as a range that ends before it begins
        return None


def _without_backtracking(pieces: list[str]) -> str:
    """Each star takes as little as it can, once and for all; what follows the last one ends the name."""
    stars = [number for number, piece in enumerate(pieces) if piece == ".*"]
    text = "".join(pieces[: stars[0]]) if stars else "".join(pieces)
    for star, following in pairwise(stars):
        text += f"(?>.*?{''.join(pieces[star + 1: following])})"
    return text + (f".*{''.join(pieces[stars[-1] + 1:])}" if stars else "")


def _class(part: str, at: int) -> tuple[str, int] | None:
    """Returns a bracket expression and the place after it, or None where it is never closed."""
    start = at
    negated = part[at : at + 1] in ("!", "^")
    at += negated
    inside = ""
    while at < len(part):
        char = part[at]
        if char == "]" and at > start + negated:
            return f"[{'^' if negated else ''}{inside}]", at + 1
        if part.startswith("[:", at) and (end := part.find(":]", at)) >= 0 and part[at + 2 : end] in CLASSES:
            inside += CLASSES[part[at + 2 : end]]
            at = end + 2
            continue
        if char == "\\" and at + 1 < len(part):
            at += 1
            char = re.escape(part[at])
        elif char != "-":
            char = re.escape(char)
        inside += char
        at += 1
    return None


def _without_blanks(line: str) -> str:
    """Returns a line without the blanks at its end, except one after a backslash."""
    text = line.rstrip(" ")
    cut = len(text)
    backslashes = cut - len(text.rstrip("\\"))
    return line[: cut + 1] if backslashes % 2 and cut < len(line) else text
