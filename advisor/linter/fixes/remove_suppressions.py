"""Removes unused suppressions, with their line if nothing else is on it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from advisor.formats.markdown.blocks import MarkdownBlock
from advisor.linter.suppressions.comments import QUOTE_MARKS, Comment
from advisor.linter.suppressions.directives import SuppressionDirective, collect_suppressions
from advisor.linter.suppressions.misspelt_directives import RuleSuggestions
from advisor.model.finding import Finding, Fix, TextEdit
from advisor.text.quoting import quote_value
from advisor.text.source import BYTE_ORDER_MARK, Source

BLANKS = re.compile(r"[ \t]*")
COMMA_AFTER, COMMA_BEFORE = re.compile(r"\s*,\s*|[ \t]+(?![-—–])"), re.compile(r"\s*,\s*$|[ \t]+$")


class SuppressionFixer:
    """The suppressions of a file, by offset."""

    def __init__(self, source: Source, blocks: Sequence[MarkdownBlock]) -> None:
        self.text = source.text
        self._directives: dict[int, SuppressionDirective] = {}
        self._by_rule_offset: dict[int, SuppressionDirective] = {}
        for directive in collect_suppressions(source, blocks, RuleSuggestions(())).directives:
            self._directives[directive.start] = directive
            self._by_rule_offset.update((word.start, directive) for word in directive.rules)

    def fix(self, finding: Finding) -> Fix | None:
        """Returns the fix that removes a suppression or one of its rules."""
        start, end = finding.span.start, finding.span.end
        directive = self._directives.get(start)
        if directive is not None:
            return Fix("Take the comment out.", (self._without_directive(directive),), True)
        if (directive := self._by_rule_offset.get(start)) is not None:
            return Fix(
                f"Take {quote_value(self.text[start:end])} out.", (self._without_word(directive, start, end),), True
            )
        return None

    def _without_word(self, directive: SuppressionDirective, start: int, end: int) -> TextEdit:
        after = COMMA_AFTER.match(self.text, end, directive.end)
        if after and any(word.start == after.end() for word in directive.rules):
            return TextEdit(start, after.end(), "")
        before = COMMA_BEFORE.search(self.text[directive.start : start])
        return TextEdit(directive.start + before.start() if before else start, end, "")

    def _without_directive(self, directive: SuppressionDirective) -> TextEdit:
        comment, text = directive.comment, self.text
        rest = text[comment.content_start : directive.start] + text[directive.end : comment.content_end]
        if any(map(str.isalnum, rest)):
            return self._without_lines(directive.start, directive.end) or TextEdit(directive.start, directive.end, "")
        if comment.is_whole_line:
            return self._without_own_lines(comment)
        line_end = text.find("\n", comment.end)
        if text[comment.end : line_end if line_end >= 0 else len(text)].strip():
            after = BLANKS.match(text, comment.end)
            return TextEdit(comment.start, after.end() if after else comment.end, "")
        line = text.rfind("\n", 0, comment.start) + 1
        return TextEdit(line + len(text[line : comment.start].rstrip(" \t")), comment.end, "")

    def _without_own_lines(self, comment: Comment) -> TextEdit:
        """Removes the lines of a comment; in Markdown only the comment if it separates two paragraphs."""
        edit, alone = self._without_lines(comment.start, comment.end), TextEdit(comment.start, comment.end, "")
        if edit is None:  # an invisible character is on its line
            return alone
        is_between = self._line_at(edit.start - 1) and self._line_at(edit.end)
        return alone if comment.part.notation == "markdown" and is_between else edit

    def _without_lines(self, start: int, end: int) -> TextEdit | None:
        """Removes whole lines; returns None if anything else is on them."""
        text = self.text
        begin = text.rfind("\n", 0, start) + 1
        if begin == 0 and text.startswith(BYTE_ORDER_MARK):
            begin = 1
        line_end = text.find("\n", end)
        stop = len(text) if line_end < 0 else line_end + 1
        is_alone = not text[begin:start].strip(QUOTE_MARKS) and not text[end:stop].strip()
        return TextEdit(begin, stop, "") if is_alone else None

    def _line_at(self, offset: int) -> str:
        """Returns the content of the line around an offset; empty outside the text."""
        if not 0 <= offset < len(self.text):
            return ""
        end = self.text.find("\n", offset)
        begin = self.text.rfind("\n", 0, offset) + 1
        return self.text[begin : len(self.text) if end < 0 else end].strip("> \t\r")
