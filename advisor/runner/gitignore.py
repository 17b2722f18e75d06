"""Path patterns with `.gitignore` semantics, matched in time linear in pattern and path.

A library for this exists, but it is one more dependency for a page of code; running git would cost a process, and the
result would differ if git is not installed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

ANY_DEPTH = "**"  # any number of directories, including none
CLASSES = {"alpha": "a-zA-Z", "digit": "0-9", "alnum": "a-zA-Z0-9", "upper": "A-Z", "lower": "a-z", "space": r"\s",
           "xdigit": "0-9a-fA-F"}


class IgnorePattern(NamedTuple):
    """One line; its parts are names or ANY_DEPTH, in path order."""

    parts: tuple[str, ...]
    includes: bool  # starts with `!`: includes again what an earlier line excludes
    only_directories: bool


class IgnoreRules(NamedTuple):
    """The patterns of one file, for the paths below its directory."""

    directory: str  # with `/`, none at the end; empty for the root of the paths
    patterns: tuple[IgnorePattern, ...]

    def match(self, path: str, *, is_directory: bool) -> bool | None:
        """Returns whether a path is excluded, or None if no pattern matches; the last match decides."""
        if self.directory:
            if not path.startswith(f"{self.directory}/"):
                return None
            path = path[len(self.directory) + 1:]
        names = path.split("/")
        for pattern in reversed(self.patterns):
            if (is_directory or not pattern.only_directories) and _matches(pattern.parts, names):
                return not pattern.includes
        return None


def parse_rules(directory: str, lines: Iterable[str]) -> IgnoreRules:
    """Parses the patterns of some lines."""
    patterns = (parse_pattern(line.rstrip("\r\n")) for line in lines)
    return IgnoreRules(directory, tuple(pattern for pattern in patterns if pattern is not None))


def parse_pattern(line: str) -> IgnorePattern | None:
    """Parses the pattern of a line; returns None for an empty line or a comment."""
    text = _strip_trailing_blanks(line)
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
        parts.append("*")  # everything below, but not the directory itself
    return IgnorePattern(tuple(parts), includes, only_directories) if any(parts) else None


def is_excluded(rules: Sequence[IgnoreRules], path: str) -> bool:
    """Returns whether a file or one of its parent directories is excluded."""
    names = path.split("/")
    return any(excludes(rules, "/".join(names[:depth]), is_directory=depth < len(names))
               for depth in range(1, len(names) + 1))


def excludes(rules: Sequence[IgnoreRules], path: str, *, is_directory: bool) -> bool:
    """Returns whether the last rule that matches a path excludes it."""
    for ruleset in reversed(rules):
        verdict = ruleset.match(path, is_directory=is_directory)
        if verdict is not None:
            return verdict
    return False


def _matches(parts: Sequence[str], names: Sequence[str]) -> bool:
    """Matches names from left to right; backtracks to the last ANY_DEPTH only, which keeps it linear."""
    part_index = name_index = 0
    resume: tuple[int, int] | None = None
    while name_index < len(names):
        if part_index < len(parts) and parts[part_index] == ANY_DEPTH:
            resume, part_index = (part_index + 1, name_index), part_index + 1
        elif part_index < len(parts) and _matches_name(parts[part_index], names[name_index]):
            part_index, name_index = part_index + 1, name_index + 1
        elif resume is not None:
            part_index, name_index = resume[0], resume[1] + 1
            resume = (part_index, name_index)
        else:
            return False
    return part_index == len(parts)


def _matches_name(part: str, name: str) -> bool:
    if part == "*" or part == name:
        return True
    regex = _compile(part)
    return regex is not None and regex.fullmatch(name) is not None


@lru_cache(maxsize=4096)
def _compile(part: str) -> re.Pattern[str] | None:
    """Compiles one part to a regex; returns None if it can match only itself or nothing."""
    pieces: list[str] = []
    index = 0
    while index < len(part):
        char = part[index]
        index += 1
        if char == "*":
            if pieces[-1:] != [".*"]:
                pieces.append(".*")
        elif char == "?":
            pieces.append(".")
        elif char == "[":
            bracket = _parse_class(part, index)
            if bracket is None:
                return None
            text, index = bracket
            pieces.append(text)
        else:
            if char == "\\" and index < len(part):
                char, index = part[index], index + 1
            pieces.append(re.escape(char))
    try:
        return re.compile(_join_without_backtracking(pieces), re.DOTALL)
    except re.error:  # such as a reversed range
        return None


def _join_without_backtracking(pieces: list[str]) -> str:
    """Joins pieces so that each star matches lazily in an atomic group; the text after the last one ends the name."""
    stars = [number for number, piece in enumerate(pieces) if piece == ".*"]
    text = "".join(pieces[: stars[0]]) if stars else "".join(pieces)
    for star, following in pairwise(stars):
        text += f"(?>.*?{''.join(pieces[star + 1: following])})"
    return text + (f".*{''.join(pieces[stars[-1] + 1:])}" if stars else "")


def _parse_class(part: str, index: int) -> tuple[str, int] | None:
    """Returns a bracket expression and the index after it, or None if it is never closed."""
    start = index
    negated = part[index : index + 1] in ("!", "^")
    index += negated
    content = ""
    while index < len(part):
        char = part[index]
        if char == "]" and index > start + negated:
            return f"[{'^' if negated else ''}{content}]", index + 1
        if part.startswith("[:", index) and (end := part.find(":]", index)) >= 0 and part[index + 2 : end] in CLASSES:
            content += CLASSES[part[index + 2 : end]]
            index = end + 2
            continue
        if char == "\\" and index + 1 < len(part):
            index += 1
            char = re.escape(part[index])
        elif char != "-":
            char = re.escape(char)
        content += char
        index += 1
    return None


def _strip_trailing_blanks(line: str) -> str:
    """Strips trailing blanks, except one after a backslash."""
    text = line.rstrip(" ")
    cut = len(text)
    backslashes = cut - len(text.rstrip("\\"))
    return line[: cut + 1] if backslashes % 2 and cut < len(line) else text
