"""Strips front matter, configuration and comments from a diagram."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.diagram import match_end
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.diagram_text import MermaidText
from advisor.text.quoting import quote_value
from advisor.text.suggestions import did_you_mean

COMMENT = re.compile(r"^[^\S\n]*%%(?!\{)[^\n]*", re.MULTILINE)
OPTION = re.compile(r"[^\S\n]*:[\w-]+:[^\n]*(?:\n|$)")  # of the directive around a diagram
BLANK_LINES = re.compile(r"(?:[^\S\n]*\n)*")
RULE = re.compile(r"[^\S\n]*---[^\S\n]*(?:\n|$)")
TITLE = re.compile(r"^[^\S\n]*title[^\S\n]*:[^\S\n]*(\S[^\n]*)", re.MULTILINE)
HEADER = re.compile(
    r"^[^\S\n]*(?:graph|flowchart|swimlane|sequenceDiagram|C4[A-Z]\w+|architecture|classDiagram|stateDiagram|erDiagram)\b",
    re.MULTILINE)
KINDS = {**dict.fromkeys(("graph", "flowchart", "flowchart-elk", "swimlane-beta"), "flowchart"),
         "sequenceDiagram": "sequence",
         **dict.fromkeys(("C4Context", "C4Container", "C4Component", "C4Dynamic", "C4Deployment"), "c4"),
         **dict.fromkeys(("architecture-beta", "architecture"), "architecture")}
WITHOUT_INTERACTIONS = frozenset((
    "classDiagram", "classDiagram-v2", "erDiagram", "gantt", "gitGraph", "info", "ishikawa", "ishikawa-beta", "journey",
    "kanban", "mindmap", "packet", "packet-beta", "pie", "quadrantChart", "radar-beta", "requirement",
    "requirementDiagram", "sankey", "sankey-beta", "stateDiagram", "stateDiagram-v2", "timeline", "treemap",
    "treemap-beta", "venn-beta", "wardley-beta", "xychart", "xychart-beta",
))
UNSUPPORTED_KINDS = ("block", "block-beta", "zenuml")


class Preamble(NamedTuple):
    title: str
    comments: tuple[tuple[int, str], ...]  # each with its offset
    unclosed: int | None  # offset of an unclosed block


def extract_preamble(page: MermaidText) -> Preamble:
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
    page.blank_out(ranges)
    return Preamble(title, tuple(comments), unclosed)


def _after_options(text: str) -> int:
    at = match_end(BLANK_LINES, text, 0)
    while match := OPTION.match(text, at):
        at = match_end(BLANK_LINES, text, match.end())
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


def detect_kind(word: str) -> str:
    """Returns the kind of diagram, or an empty string if it is not supported."""
    return KINDS.get(word, "")


def report_unsupported(builder: MermaidDiagramBuilder, word: str) -> None:
    """Records why a diagram is not read."""
    text = builder.page.text
    start = len(text) - len(text.lstrip())
    end = builder.page.line_end(start)
    if start == len(text):
        builder.skip("The diagram is empty.", "Draw something, or remove it.", 0, 0)
        return
    suggestion = did_you_mean(word, KINDS) if word and word not in UNSUPPORTED_KINDS else ""
    if word in UNSUPPORTED_KINDS:
        message, remedy = (f"Diagrams of kind {quote_value(word)} are not read.",
                           "Draw a flowchart or a sequence diagram.")
    elif suggestion:
        message, remedy = f"There is no diagram of kind {quote_value(word)}.", suggestion
    else:
        message, remedy = f"What begins with {quote_value(text[start:end].rstrip())} is no diagram that can be read.", (
            "Begin with `flowchart`, `sequenceDiagram`, `C4Context` or `architecture-beta`.")
    record = builder.fault if suggestion else builder.skip
    record(message, remedy, start, end)
