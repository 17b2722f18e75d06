"""Parses `flowchart` and `graph` diagrams statement by statement."""

from __future__ import annotations

import re

from advisor.formats.diagram import match_end
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import label_text
from advisor.formats.mermaid.links import FlowchartLink, read_link
from advisor.formats.mermaid.nodes import NodeMention, NodeParser
from advisor.formats.mermaid.shapes import OPENING
from advisor.text.quoting import quote_value

HEADER = re.compile(r"\s*[\w-]+[^\S\n]*(?:(?:LR|RL|TB|BT|TD|BR)\b|[<>^]|v\b)?")
SEPARATORS = re.compile(r"[\s;]*")
BLANK = re.compile(r"[^\S\n]*")
LINKS = re.compile(r"--|==|-\.")
KEYWORD = re.compile(
    r"(?P<subgraph>subgraph(?=[\s;]|$))|(?P<end>end(?=[^\S\n]*(?:[\n;]|$)))"
    r"|(?P<style>(?:style|linkStyle|classDef|class|click)(?=[^\S\n]+[^\s=<~-]))"
    r"|(?P<skipped>direction[^\S\n]+(?:TB|BT|RL|LR|TD)\b[^\n]*|acc(?:Title|Descr)[^\S\n]*:[^\n]*)"
    r"|(?P<description>accDescr\s*\{)|(?P<template>\{[{%#]|--8<--)")
KEYWORDS_BEGIN = ("subgraph", "end", "style", "linkStyle", "class", "click", "direction", "acc", "{", "--8<--")
END_OF_STYLE = re.compile(r'"[^"\n]*"|;(?![^\S\n]*[\w-]+[^\S\n]*:)|\n')
BRACE = re.compile(r"\}")
NAME = r"[A-Za-z0-9_]+(?:-[A-Za-z0-9_]+)*"
PLAIN = r"<>&#\\`\n"  # characters that need full parsing
END = r"[ \t]*(?=\n\s*(?:[^\s=.~<xo→⟶⇒-]|[xo](?![-=])|\Z)|\Z)"  # a link may begin on the next line
LINE = re.compile(
    rf"({NAME})[ \t]*(--+>|-\.+->|==+>)[ \t]*"
    rf"(?:\|(?:\"([^\"{PLAIN}]+)\"|([^\"|()\[\]{{}}{PLAIN}]+))\|[ \t]?)?({NAME})" + END)
NODE = re.compile(rf"({NAME})(\[(?:\"([^\"{PLAIN}]+)\"|([^\"|()\[\]{{}}/{PLAIN}]+))\])" + END)
RESERVED = ("style", "linkStyle", "class", "subgraph", "graph", "flowchart", "end", "interpolate", "_self", "_blank",
            "_parent", "_top", "href", "click", "call")  # these begin other statements
HEADS = ("x", "o")  # of links


class FlowchartParser:
    """Parser with its offset in the text."""

    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.page = builder.page
        self.text = builder.page.text
        self.nodes = NodeParser(builder)
        self.subgraphs = self.nodes.subgraphs
        self.at = 0

    def read(self) -> None:
        self._header()
        while True:
            self.at = match_end(SEPARATORS, self.text, self.at)
            if self.at >= len(self.text):
                break
            keyword = self._keyword_here()
            if keyword:
                self._keyword(keyword)
            elif plain := read_simple_edge(self.builder, self.at):
                source, target, self.at = plain
                self.subgraphs.mention(source)
                self.subgraphs.mention(target)
            elif node := read_simple_node(self.builder, self.at):
                name, self.at = node
                self.subgraphs.mention(name)
            else:
                self._chain()
        self.subgraphs.finish()

    def _header(self) -> None:
        self.at = match_end(HEADER, self.text, 0)
        rest = self.text[self.at : self.page.line_end(self.at)]
        if rest.strip() and not rest.lstrip().startswith(";"):
            start = self.at + len(rest) - len(rest.lstrip())
            self.builder.fault("Behind the direction of a flowchart, nothing may stand on its line.",
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
                self.builder.skip_template(self.at)
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
        while link := read_link(self.builder, self.at):
            self.at = link.end
            if link.is_rest_unusable:
                return
            if link.name:
                self.nodes.link_names.add(link.name)
            keyword = self._keyword_here() if "\n" in self.text[link.written_end : link.end] else None
            targets, self.at = self.nodes.read(self.at) if not keyword else ([], self.at)
            if not targets:
                self.builder.fault(f"The link {quote_value(self.text[link.start : link.written_end])} leads nowhere.",
                                   "Write the node that it leads to.", link.start, link.written_end)
                self.at = self.page.line_end(link.written_end)
                return
            self._connect(sources, targets, link)
            sources = targets
        self._expect_end()

    def _connect(self, sources: list[NodeMention], targets: list[NodeMention], link: FlowchartLink) -> None:
        if link.is_invisible:
            return
        for name, start, end in (*sources, *targets):
            if name not in self.builder.nodes:  # a link or subgraph with properties, not a node by itself
                self.subgraphs.mention(name)
                self.builder.mention(name, start, end)
        facts = self.builder.facts_before(link.start)
        for source, start, _ in sources:
            for target, _, end in targets:
                tail, head = (target, source) if link.is_backwards else (source, target)
                has_room = self.builder.connect(tail, head, start, end, label=link.label, arrow=link.arrow,
                                                is_both_ways=link.is_both_ways, facts=facts)
                if not has_room:
                    return

    def _expect_end(self) -> None:
        self.at = match_end(BLANK, self.text, self.at)
        if self.at < len(self.text) and self.text[self.at] not in "\n;":
            self._unexpected(self.at)

    def _unexpected(self, at: int) -> None:
        rest = self.text[at : self.page.line_end(at)].rstrip()
        message, remedy = (f"{quote_value(rest)} is not expected here.",
                           "Begin a new line, or put a link between two nodes.")
        if rest.startswith("%%"):
            message, remedy = "A comment may not stand behind a statement.", "Give it a line of its own."
        elif rest.startswith(OPENING):
            message, remedy = (f"{quote_value(rest[0])} is not expected here.",
                               "Put it right behind the name of its node.")
        self.builder.fault(message, remedy, at, at + len(rest))
        self._skip_line()

    def _skip_line(self) -> None:
        self.at = self.page.line_end(self.at)


def read_flowchart(builder: MermaidDiagramBuilder) -> None:
    """Adds the parts of a flowchart to its builder."""
    FlowchartParser(builder).read()


def read_simple_edge(builder: MermaidDiagramBuilder, at: int) -> tuple[str, str, int] | None:
    """Adds the edge of a simple line; returns its ends and the offset after it, or None for other lines."""
    match = LINE.match(builder.page.text, at)
    if not match:
        return None
    source, arrow, quoted, label, target = match.groups()
    if source.startswith(RESERVED) or target.startswith(RESERVED) or source in HEADS or target in HEADS:
        return None
    end = match.end(5)
    if source not in builder.nodes:
        builder.mention(source, at, at + len(source))
    if target not in builder.nodes:
        builder.mention(target, match.start(5), end)
    builder.connect(source, target, at, end, label=label_text(quoted or label or ""), arrow=arrow,
                    facts=builder.facts_before(match.start(2)))
    return source, target, match.end()


def read_simple_node(builder: MermaidDiagramBuilder, at: int) -> tuple[str, int] | None:
    """Adds the node of a simple line; returns its name and the offset after it, or None for other lines."""
    match = NODE.match(builder.page.text, at)
    if not match:
        return None
    name, _, quoted, label = match.groups()
    if name.startswith(RESERVED) or name in HEADS:
        return None
    builder.describe(name, at, match.end(2), label=label_text(quoted or label))
    return name, match.end()
