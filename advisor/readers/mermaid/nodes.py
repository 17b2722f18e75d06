"""Nodes of a flowchart: names, alone or with what is written behind them, and `a & b`."""

from __future__ import annotations

import re

from advisor.notation.quote import quoted
from advisor.readers.mermaid.canvas import Canvas
from advisor.readers.mermaid.page import after
from advisor.readers.mermaid.shapes import OPENING, read_properties, read_shape
from advisor.readers.mermaid.subgraphs import Subgraphs
from advisor.source.regex import regex

BLANK = regex(r"[^\S\n]*")
BLANKS = regex(r"\s*")
NAME = regex(r"""(?!")(?:[\w!"#$%&'*+.`?\\/,]|-(?![->.])|:(?!::)|[^\x00-\x7f\s])+""")
CLASS = regex(r":::(?:[\w,]|-(?![->.]))*")
LETTER_OF_LINK = regex(r"[xo](?=--|==|-\.)")
RESERVED = regex(
    r"(?:style|linkStyle|classDef|class|subgraph|graph|flowchart|end|interpolate|_self|_blank|_parent|_top)\b"
    r"|(?:href|click|call)\s", re.ASCII)
RESERVED_BEGIN = ("style", "linkStyle", "class", "subgraph", "graph", "flowchart", "end", "interpolate", "_", "href",
                  "click", "call")

Mention = tuple[str, int, int]  # name, start and end of what is written


class Nodes:
    """Reads nodes, and knows which names are those of links and subgraphs."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.text = canvas.page.text
        self.subgraphs = Subgraphs(canvas)
        self.names_of_links: set[str] = set()

    def read(self, at: int) -> tuple[list[Mention], int]:
        """Returns the nodes of `a & b` that begin at a place, and the place after them."""
        found: list[Mention] = []
        while node := self._node(at):
            found.append(node)
            at = after(BLANK, self.text, node[2])
            if not self.text.startswith("&", at):
                break
            at = self._behind_ampersand(at)
        return found, at

    def _behind_ampersand(self, ampersand: int) -> int:
        following = after(BLANK, self.text, ampersand + 1)
        at = after(BLANKS, self.text, following)
        is_missing = not NAME.match(self.text, at)
        if is_missing or following == ampersand + 1:
            message = "Behind `&`, a node is missing." if is_missing else "Around `&`, blanks must stand."
            self.canvas.fault(message, "Write `a & b`, on one line.", ampersand, following)
        return at

    def _node(self, start: int) -> Mention | None:
        may_be_link = self.text[start : start + 1] in ("x", "o")
        letter = LETTER_OF_LINK.match(self.text, start) if may_be_link else None
        found = letter or NAME.match(self.text, start)
        if not found:
            return None
        name = found[0]
        if letter:
            self.canvas.fault(f"`{name}` before a link is read as a part of the link.", "Put a blank between them.",
                              start, found.end())
        elif name.startswith(RESERVED_BEGIN) or not name.isascii():
            self._check(name, start)
        return name, start, self._read_what_belongs_to(name, start, found.end())

    def _check(self, name: str, start: int) -> None:
        if reserved := RESERVED.match(self.text, start):
            word = reserved[0].strip()
            self.canvas.fault(f"{quoted(word)} is a word of Mermaid and cannot begin a name.",
                              f"Write `{word.capitalize()}`, or another name.", start, start + len(name))
        strange = next((char for char in name if char > "\x7f" and not char.isalnum()), "")
        if strange:
            self.canvas.fault(f"{quoted(strange)} may not stand in a name.", 'Put it into a label: `name["..."]`.',
                              start, start + len(name))

    def _read_what_belongs_to(self, name: str, start: int, at: int) -> int:
        """Reads what is written behind a name and returns the place after it."""
        label = hint = technology = ""
        has_shape, is_node = False, True
        behind = at
        while True:
            char = self.text[at : at + 1]
            if char in OPENING and not has_shape:
                has_shape = True
                shape = read_shape(self.canvas, at)
            elif char == "@" and self.text.startswith("@{", at):
                is_node = name not in self.names_of_links and name not in self.subgraphs.titles
                shape = read_properties(self.canvas, at)
            elif char == ":" and self.text.startswith(":::", at):
                at = after(CLASS, self.text, at)
                continue
            else:
                break
            at = shape.end if shape else self.canvas.page.line_end(at)
            if shape:
                label, hint, technology = shape.label or label, shape.hint or hint, shape.technology or technology
        if is_node:
            self.subgraphs.mention(name)
            if at > behind:
                self.canvas.describe(name, start, at, label=label, hint=hint, technology=technology)
            else:
                self.canvas.mention(name, start, at)
        return at
