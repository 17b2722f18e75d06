"""Removes unused suppressions, with their line if nothing else is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.linter.suppressions.comments import AROUND, Comment
from advisor.linter.suppressions.directives import Directive
from advisor.linter.suppressions.found import found_in
from advisor.linter.suppressions.guesses import Guesses
from advisor.model.checked import Edit, Fix
from advisor.model.finding import Finding
from advisor.notation.quote import quoted
from advisor.readers.markdown import Block
from advisor.source import Source
from advisor.source.regex import regex

BLANKS = regex(r"[ \t]*")
COMMA_AFTER, COMMA_BEFORE = re.compile(r"\s*,\s*|[ \t]+(?![-—–])"), re.compile(r"\s*,\s*$|[ \t]+$")


class Comments:
    """The suppressions of a file, by offset."""

    def __init__(self, source: Source, blocks: Sequence[Block]) -> None:
        self.text = source.text
        self._directives: dict[int, Directive] = {}
        self._by_rule_offset: dict[int, Directive] = {}
        for directive, _ in found_in(source, blocks, Guesses(())).placed:
            self._directives[directive.start] = directive
            self._by_rule_offset.update((word.start, directive) for word in directive.rules)

    def fix(self, finding: Finding) -> Fix | None:
        """Returns the fix that removes a suppression or one of its rules."""
        start, end = finding.span.start, finding.span.end
        directive = self._directives.get(start)
        if directive is not None:
            return Fix("Take the comment out.", (self._without_directive(directive),), True)
        if (directive := self._by_rule_offset.get(start)) is not None:
            return Fix(f"Take {quoted(self.text[start:end])} out.", (self._without_word(directive, start, end),), True)
        return None

    def _without_word(self, directive: Directive, start: int, end: int) -> Edit:
        after = COMMA_AFTER.match(self.text, end, directive.end)
        if after and any(word.start == after.end() for word in directive.rules):
            return Edit(start, after.end(), "")
        before = COMMA_BEFORE.search(self.text[directive.start : start])
        return Edit(directive.start + before.start() if before else start, end, "")

    def _without_directive(self, directive: Directive) -> Edit:
        comment, text = directive.comment, self.text
        rest = text[comment.inner : directive.start] + text[directive.end : comment.inner_end]
        if any(map(str.isalnum, rest)):
            return self._without_lines(directive.start, directive.end) or Edit(directive.start, directive.end, "")
        if comment.is_alone:
            return self._without_own_lines(comment)
        line_end = text.find("\n", comment.end)
        if text[comment.end : line_end if line_end >= 0 else len(text)].strip():
            after = BLANKS.match(text, comment.end)
            return Edit(comment.start, after.end() if after else comment.end, "")
        line = text.rfind("\n", 0, comment.start) + 1
        return Edit(line + len(text[line : comment.start].rstrip(" \t")), comment.end, "")

    def _without_own_lines(self, comment: Comment) -> Edit:
        """Removes the lines of a comment; in Markdown only the comment if it separates two paragraphs."""
        edit, alone = self._without_lines(comment.start, comment.end), Edit(comment.start, comment.end, "")
        if edit is None:  # an invisible character is on its line
            return alone
        is_between = self._line_at(edit.start - 1) and self._line_at(edit.end)
        return alone if comment.part.notation == "markdown" and is_between else edit

    def _without_lines(self, start: int, end: int) -> Edit | None:
        """Removes whole lines; returns None if anything else is on them."""
        text = self.text
        begin = text.rfind("\n", 0, start) + 1
        if begin == 0 and text.startswith("\ufeff"):
            begin = 1
        line_end = text.find("\n", end)
        stop = len(text) if line_end < 0 else line_end + 1
        is_alone = not text[begin:start].strip(AROUND) and not text[end:stop].strip()
        return Edit(begin, stop, "") if is_alone else None

    def _line_at(self, offset: int) -> str:
        """Returns the content of the line around an offset; empty outside the text."""
        if not 0 <= offset < len(self.text):
            return ""
        end = self.text.find("\n", offset)
        begin = self.text.rfind("\n", 0, offset) + 1
        return self.text[begin : len(self.text) if end < 0 else end].strip("> \t\r")
