"""Parses nodes of a flowchart: names, shapes, properties, and `a & b`."""

from __future__ import annotations

import re

from advisor.formats.diagram import match_end
from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.shapes import OPENING, read_properties, read_shape
from advisor.formats.mermaid.subgraphs import SubgraphStack
from advisor.text.quoting import quote_value

BLANK = re.compile(r"[^\S\n]*")
BLANKS = re.compile(r"\s*")
NAME = re.compile(r"""(?!")(?:[\w!"#$%&'*+.`?\\/,]|-(?![->.])|:(?!::)|[^\x00-\x7f\s])+""")
CLASS = re.compile(r":::(?:[\w,]|-(?![->.]))*")
LETTER_OF_LINK = re.compile(r"[xo](?=--|==|-\.)")
RESERVED = re.compile(
    r"(?:style|linkStyle|classDef|class|subgraph|graph|flowchart|end|interpolate|_self|_blank|_parent|_top)\b"
    r"|(?:href|click|call)\s", re.ASCII)
RESERVED_BEGIN = ("style", "linkStyle", "class", "subgraph", "graph", "flowchart", "end", "interpolate", "_", "href",
                  "click", "call")

NodeMention = tuple[str, int, int]  # name, start and end


class NodeParser:
    """Parses nodes; knows the names of links and subgraphs."""

    def __init__(self, builder: MermaidDiagramBuilder) -> None:
        self.builder = builder
        self.text = builder.page.text
        self.subgraphs = SubgraphStack(builder)
        self.link_names: set[str] = set()

    def read(self, at: int) -> tuple[list[NodeMention], int]:
        """Returns the nodes of `a & b` at an offset, and the offset after them."""
        nodes: list[NodeMention] = []
        while node := self._node(at):
            nodes.append(node)
            at = match_end(BLANK, self.text, node[2])
            if not self.text.startswith("&", at):
                break
            at = self._after_ampersand(at)
        return nodes, at

    def _after_ampersand(self, ampersand: int) -> int:
        following = match_end(BLANK, self.text, ampersand + 1)
        at = match_end(BLANKS, self.text, following)
        is_missing = not NAME.match(self.text, at)
        if is_missing or following == ampersand + 1:
            message = "Behind `&`, a node is missing." if is_missing else "Around `&`, blanks must stand."
            self.builder.fault(message, "Write `a & b`, on one line.", ampersand, following)
        return at

    def _node(self, start: int) -> NodeMention | None:
        may_be_link = self.text[start : start + 1] in ("x", "o")
        letter = LETTER_OF_LINK.match(self.text, start) if may_be_link else None
        match = letter or NAME.match(self.text, start)
        if not match:
            return None
        name = match[0]
        if letter:
            self.builder.fault(f"`{name}` before a link is read as a part of the link.", "Put a blank between them.",
                               start, match.end())
        elif name.startswith(RESERVED_BEGIN) or not name.isascii():
            self._check_name(name, start)
        return name, start, self._read_attributes(name, start, match.end())

    def _check_name(self, name: str, start: int) -> None:
        if reserved := RESERVED.match(self.text, start):
            word = reserved[0].strip()
            self.builder.fault(f"{quote_value(word)} is a word of Mermaid and cannot begin a name.",
                               f"Write `{word.capitalize()}`, or another name.", start, start + len(name))
        invalid = next((char for char in name if char > "\x7f" and not char.isalnum()), "")
        if invalid:
            self.builder.fault(f"{quote_value(invalid)} may not stand in a name.",
                               'Put it into a label: `name["..."]`.', start, start + len(name))

    def _read_attributes(self, name: str, start: int, at: int) -> int:
        """Parses the shape and properties after a name; returns the offset after them."""
        label = hint = technology = ""
        has_shape, is_node = False, True
        name_end = at
        while True:
            char = self.text[at : at + 1]
            if char in OPENING and not has_shape:
                has_shape = True
                shape = read_shape(self.builder, at)
            elif char == "@" and self.text.startswith("@{", at):
                is_node = name not in self.link_names and name not in self.subgraphs.titles
                shape = read_properties(self.builder, at)
            elif char == ":" and self.text.startswith(":::", at):
                at = match_end(CLASS, self.text, at)
                continue
            else:
                break
            at = shape.end if shape else self.builder.page.line_end(at)
            if shape:
                label, hint, technology = shape.label or label, shape.hint or hint, shape.technology or technology
        if is_node:
            self.subgraphs.mention(name)
            if at > name_end:
                self.builder.describe(name, start, at, label=label, hint=hint, technology=technology)
            else:
                self.builder.mention(name, start, at)
        return at
