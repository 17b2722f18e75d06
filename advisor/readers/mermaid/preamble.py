"""Strips front matter, configuration and comments from a diagram."""

from __future__ import annotations

import re

from advisor.readers.mermaid.page import Page, after
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

COMMENT = regex(r"^[^\S\n]*%%(?!\{)[^\n]*", re.MULTILINE)
OPTION = regex(r"[^\S\n]*:[\w-]+:[^\n]*(?:\n|$)")  # of the directive around a diagram
BLANK_LINES = regex(r"(?:[^\S\n]*\n)*")
RULE = regex(r"[^\S\n]*---[^\S\n]*(?:\n|$)")
TITLE = regex(r"^[^\S\n]*title[^\S\n]*:[^\S\n]*(\S[^\n]*)", re.MULTILINE)
HEADER = regex(
    r"^[^\S\n]*(?:graph|flowchart|swimlane|sequenceDiagram|C4[A-Z]\w+|architecture|classDiagram|stateDiagram|erDiagram)\b",
    re.MULTILINE)


class Preamble(NamedTuple):
    title: str
    comments: tuple[tuple[int, str], ...]  # each with its offset
    unclosed: int | None  # offset of an unclosed block


def take_out_preamble(page: Page) -> Preamble:
    """Returns the preamble and blanks it out on the page."""
    text = page.text
    at, title, end, unclosed = 0, "", 0, None
    if text.lstrip().startswith((":", "---")):
        at = _after_options(text)
        title, end, unclosed = _front_matter(text, at)
    ranges = [(0, max(at, end))]
    comments: list[tuple[int, str]] = []
    if "%%" in text:
        configuration, unclosed_configuration = _configuration(text)
        comments = [(match.start(), match[0]) for match in COMMENT.finditer(text, max(at, end))]
        ranges += configuration
        ranges += [(start, start + len(comment)) for start, comment in comments]
        unclosed = unclosed_configuration if unclosed is None else unclosed
    page.take_out(ranges)
    return Preamble(title, tuple(comments), unclosed)


def _after_options(text: str) -> int:
    at = after(BLANK_LINES, text, 0)
    while match := OPTION.match(text, at):
        at = after(BLANK_LINES, text, match.end())
    return at


def _front_matter(text: str, at: int) -> tuple[str, int, int | None]:
    """Returns the title, the end, and the start if it is unclosed."""
    opening = RULE.match(text, at)
    if not opening:
        return "", at, None
    line = opening.end()
    while line < len(text):
        closing = RULE.match(text, line)
        if closing:
            title = TITLE.search(text, opening.end(), line)
            return title[1].strip().strip("\"'") if title else "", closing.end(), None
        line = text.find("\n", line) + 1 or len(text)
    header = HEADER.search(text, opening.end())
    return "", header.start() if header else len(text), at


def _configuration(text: str) -> tuple[list[tuple[int, int]], int | None]:
    """Returns the range of each `%%{...}%%`, and the start of an unclosed one."""
    ranges: list[tuple[int, int]] = []
    at = text.find("%%{")
    while at >= 0:
        end = text.find("}%%", at)
        if end < 0:
            header = HEADER.search(text, at)
            line = text.find("\n", at)
            end = header.start() if header else line if line >= 0 else len(text)
            return [*ranges, (at, end)], at
        ranges.append((at, end + 3))
        at = text.find("%%{", end + 3)
    return ranges, None
