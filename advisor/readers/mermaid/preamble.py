"""What stands before and between the statements of every diagram: front matter, configuration, comments."""

from __future__ import annotations

import re

from advisor.readers.mermaid.page import Page, after
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

COMMENT = regex(r"^[^\S\n]*%%(?!\{)[^\n]*", re.MULTILINE)
OPTION = regex(r"[^\S\n]*:[\w-]+:[^\n]*(?:\n|$)")  # of the directive a diagram stands in
BLANK_LINES = regex(r"(?:[^\S\n]*\n)*")
RULE = regex(r"[^\S\n]*---[^\S\n]*(?:\n|$)")
TITLE = regex(r"^[^\S\n]*title[^\S\n]*:[^\S\n]*(\S[^\n]*)", re.MULTILINE)
HEADER = regex(
    r"^[^\S\n]*(?:graph|flowchart|swimlane|sequenceDiagram|C4[A-Z]\w+|architecture|classDiagram|stateDiagram|erDiagram)\b",
    re.MULTILINE)


class Preamble(NamedTuple):
    title: str
    comments: tuple[tuple[int, str], ...]  # each with its place in the text
    unclosed: int | None  # where something begins that never ends


def take_out_preamble(page: Page) -> Preamble:
    """Returns what is no statement, which the page then no longer has."""
    text = page.text
    at, title, end, unclosed = 0, "", 0, None
    if text.lstrip().startswith((":", "---")):
        at = _after_options(text)
        title, end, unclosed = _front_matter(text, at)
    stretches = [(0, max(at, end))]
    comments: list[tuple[int, str]] = []
    if "%%" in text:
        configuration, never_ending = _configuration(text)
        comments = [(found.start(), found[0]) for found in COMMENT.finditer(text, max(at, end))]
        stretches += configuration
        stretches += [(start, start + len(comment)) for start, comment in comments]
        unclosed = never_ending if unclosed is None else unclosed
    page.take_out(stretches)
    return Preamble(title, tuple(comments), unclosed)


def _after_options(text: str) -> int:
    at = after(BLANK_LINES, text, 0)
    while found := OPTION.match(text, at):
        at = after(BLANK_LINES, text, found.end())
    return at


def _front_matter(text: str, at: int) -> tuple[str, int, int | None]:
    """Returns the title it gives, where it ends, and where it begins if it never ends."""
    opening = RULE.match(text, at)
    if not opening:
        return "", at, None
    line = opening.end()
    while line < len(text):
        closing = RULE.match(text, line)
        if closing:
            found = TITLE.search(text, opening.end(), line)
            return found[1].strip().strip("\"'") if found else "", closing.end(), None
        line = text.find("\n", line) + 1 or len(text)
    header = HEADER.search(text, opening.end())
    return "", header.start() if header else len(text), at


def _configuration(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Returns where each `%%{...}%%` is, and where one begins that never ends."""
    found: list[tuple[int, int]] = []
    at = text.find("%%{")
    while at >= 0:
        end = text.find("}%%", at)
        if end < 0:
            header = HEADER.search(text, at)
            line = text.find("\n", at)
            end = header.start() if header else line if line >= 0 else len(text)
            return [*found, (at, end)], at
        found.append((at, end + 3))
        at = text.find("%%{", end + 3)
    return found, None
