"""Parses `flowchart` and `graph` diagrams statement by statement."""

from __future__ import annotations

import re

from advisor.notation.quote import quoted
from advisor.readers.mermaid.canvas import Canvas
from advisor.readers.mermaid.links import Link, read_link
from advisor.readers.mermaid.nodes import Mention, Nodes
from advisor.readers.mermaid.page import after
from advisor.readers.mermaid.plain_lines import read_plain_line, read_plain_node
from advisor.readers.mermaid.shapes import OPENING
from advisor.source.regex import regex

HEADER = regex(r"\s*[\w-]+[^\S\n]*(?:(?:LR|RL|TB|BT|TD|BR)\b|[<>^]|v\b)?")
SEPARATORS = regex(r"[\s;]*")
BLANK = regex(r"[^\S\n]*")
LINKS = regex(r"--|==|-\.")
KEYWORD = regex(
    r"(?P<subgraph>subgraph(?=[\s;]|$))|(?P<end>end(?=[^\S\n]*(?:[\n;]|$)))"
    r"|(?P<style>(?:style|linkStyle|classDef|class|click)(?=[^\S\n]+[^\s=<~-]))"
    r"|(?P<skipped>direction[^\S\n]+(?:TB|BT|RL|LR|TD)\b[^\n]*|acc(?:Title|Descr)[^\S\n]*:[^\n]*)"
    r"|(?P<description>accDescr\s*\{)|(?P<template>\{[{%#]|--8<--)")
KEYWORDS_BEGIN = ("subgraph", "end", "style", "linkStyle", "class", "click", "direction", "acc", "{", "--8<--")
END_OF_STYLE = regex(r'"[^"\n]*"|;(?![^\S\n]*[\w-]+[^\S\n]*:)|\n')
BRACE = regex(r"\}")


def read_flowchart(canvas: Canvas) -> None:
    """Parses a flowchart into a canvas."""
    Flowchart(canvas).read()


class Flowchart:
    """Parser with its offset in the text."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.page = canvas.page
        self.text = canvas.page.text
        self.nodes = Nodes(canvas)
        self.subgraphs = self.nodes.subgraphs
        self.at = 0

    def read(self) -> None:
        self._header()
        while True:
            self.at = after(SEPARATORS, self.text, self.at)
            if self.at >= len(self.text):
                break
            keyword = self._keyword_here()
            if keyword:
                self._keyword(keyword)
            elif plain := read_plain_line(self.canvas, self.at):
                source, target, self.at = plain
                self.subgraphs.mention(source)
                self.subgraphs.mention(target)
            elif node := read_plain_node(self.canvas, self.at):
                name, self.at = node
                self.subgraphs.mention(name)
            else:
                self._chain()
        self.subgraphs.finish()

    def _header(self) -> None:
        self.at = after(HEADER, self.text, 0)
        rest = self.text[self.at : self.page.line_end(self.at)]
        if rest.strip() and not rest.lstrip().startswith(";"):
            start = self.at + len(rest) - len(rest.lstrip())
            self.canvas.fault("Behind the direction of a flowchart, nothing may stand on its line.",
                              "Begin a new line.", start, self.page.line_end(start))
            if not LINKS.search(rest):
                self._skip_line()

    def _keyword_here(self) -> re.Match[str] | None:
        return KEYWORD.match(self.text, self.at) if self.text.startswith(KEYWORDS_BEGIN, self.at) else None

    def _keyword(self, keyword: re.Match[str]) -> None:
        match keyword.lastgroup:
            case "subgraph":
                self.at = self.subgraphs.begin(keyword.start(), keyword.end())
            case "end":
                self.subgraphs.end(keyword.start(), keyword.end())
                self.at = keyword.end()
            case "style":
                self._skip_style(keyword.end())
            case "description":
                ending = self.page.search(BRACE, keyword.end())
                self.at = ending.end() if ending else self.page.line_end(keyword.end())
            case "template":
                self.canvas.note_template(self.at)
                self._skip_line()
            case _:
                self.at = keyword.end()

    def _skip_style(self, at: int) -> None:
        while match := END_OF_STYLE.search(self.text, at):
            if match[0][0] != '"':
                self.at = match.start()
                return
            at = match.end()
        self.at = len(self.text)

    def _chain(self) -> None:
        start = self.at
        sources, self.at = self.nodes.read(start)
        if not sources:
            self._unexpected(start)
            return
        while link := read_link(self.canvas, self.at):
            self.at = link.end
            if link.is_lost:
                return
            if link.name:
                self.nodes.names_of_links.add(link.name)
            keyword = self._keyword_here() if "\n" in self.text[link.written_end : link.end] else None
            targets, self.at = self.nodes.read(self.at) if not keyword else ([], self.at)
            if not targets:
                self.canvas.fault(f"The link {quoted(self.text[link.start : link.written_end])} leads nowhere.",
                                  "Write the node that it leads to.", link.start, link.written_end)
                self.at = self.page.line_end(link.written_end)
                return
            self._connect(sources, targets, link)
            sources = targets
        self._expect_end()

    def _connect(self, sources: list[Mention], targets: list[Mention], link: Link) -> None:
        if link.is_invisible:
            return
        for name, start, end in (*sources, *targets):
            if name not in self.canvas.nodes:  # a link or subgraph with properties, not a node by itself
                self.subgraphs.mention(name)
                self.canvas.mention(name, start, end)
        facts = self.canvas.facts_before(link.start)
        for source, start, _ in sources:
            for target, _, end in targets:
                tail, head = (target, source) if link.is_backwards else (source, target)
                has_room = self.canvas.connect(tail, head, start, end, label=link.label, arrow=link.arrow,
                                               is_both_ways=link.is_both_ways, facts=facts)
                if not has_room:
                    return

    def _expect_end(self) -> None:
        self.at = after(BLANK, self.text, self.at)
        if self.at < len(self.text) and self.text[self.at] not in "\n;":
            self._unexpected(self.at)

    def _unexpected(self, at: int) -> None:
        rest = self.text[at : self.page.line_end(at)].rstrip()
        message, remedy = f"{quoted(rest)} is not expected here.", "Begin a new line, or put a link between two nodes."
        if rest.startswith("%%"):
            message, remedy = "A comment may not stand behind a statement.", "Give it a line of its own."
        elif rest.startswith(OPENING):
            message, remedy = f"{quoted(rest[0])} is not expected here.", "Put it right behind the name of its node."
        self.canvas.fault(message, remedy, at, at + len(rest))
        self._skip_line()

    def _skip_line(self) -> None:
        self.at = self.page.line_end(self.at)
