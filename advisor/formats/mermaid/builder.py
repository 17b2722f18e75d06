"""Builds a Mermaid diagram; facts in comments, `%% advisor: {timeout_ms: 2000}`, are about the next edge."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.formats.diagram_builder import MAX_GROUPS, NO_FACTS, DiagramBuilder
from advisor.formats.mermaid.diagram_text import MermaidText
from advisor.text.quoting import quote_value

DIRECTIVE = re.compile(r"\s*%%\s*advisor\s*:\s*(\S.*)?", re.IGNORECASE | re.DOTALL)
WITHOUT_FACTS = "This directive gives no facts."
EXAMPLE = "Write `%% advisor: {timeout_ms: 2000, idempotency: key}`."


class FactDirective(NamedTuple):
    """Facts about the next edge, from a comment."""

    at: int  # offset in the text
    end: int
    facts: dict[str, Any]


class MermaidDiagramBuilder(DiagramBuilder):
    """Builder of one Mermaid diagram, in offsets of its text."""

    def __init__(self, page: MermaidText, kind: str, title: str) -> None:
        super().__init__(kind, title, page)
        self.page = page
        self._directives: list[FactDirective] = []  # not yet used, the next one last

    def set_groups(self, groups: Mapping[str, tuple[str, ...]]) -> None:
        """Sets the enclosing groups of nodes, outermost first."""
        for name, group in groups.items():
            if name in self.nodes:
                self.nodes[name] = self.nodes[name]._replace(group=group[:MAX_GROUPS])

    def skip_template(self, at: int) -> None:
        """Records a line of a template language."""
        self.skip("This line is a template, so it is not read.", "Lint the diagram that it becomes.", at,
                  self.page.line_end(at))

    def read_directives(self, comments: Iterable[tuple[int, str]]) -> None:
        """Reads the directives in comments, in text order; one without facts is recorded."""
        directives = (self._directive(at, comment) for at, comment in comments if "advisor" in comment.lower())
        self._directives = [directive for directive in directives if directive is not None]
        self._directives.reverse()

    def facts_before(self, at: int) -> Mapping[str, Any]:
        """Returns the facts of directives between the last edge and an offset."""
        if not self._directives:
            return NO_FACTS
        facts: dict[str, Any] = {}
        while self._directives and self._directives[-1].at < at:
            directive = self._directives.pop()
            for name in sorted(directive.facts.keys() & facts.keys()):
                self.skip(f"The fact {quote_value(name)} is given twice for one interaction.", "Keep one of the two.",
                          directive.at, directive.end)
            facts |= directive.facts
        return facts or NO_FACTS

    def skip_unused_directives(self) -> None:
        """Records the directives that no edge follows."""
        for directive in reversed(self._directives):
            self.skip("No interaction follows this directive.", "Put it on the line before the one it is about.",
                      directive.at, directive.end)

    def _directive(self, at: int, comment: str) -> FactDirective | None:
        match = DIRECTIVE.match(comment)
        if not match:
            return None
        content = (match[1] or "").rstrip()
        start = at + (match.start(1) if match[1] else len(comment.rstrip()) - 1)
        end = start + len(content)
        if content.startswith("{"):
            facts = self._facts(content, start)
            return FactDirective(start, end, facts) if facts else None
        if not content or (":" in content and not content.startswith("ignore")):
            self.skip(WITHOUT_FACTS, EXAMPLE, start, end)
        return None

    def _facts(self, content: str, at: int) -> dict[str, Any]:
        """Returns the facts of a flow mapping; empty if it cannot be read."""
        from advisor.errors import Problem
        from advisor.notation.read import parse_tree
        from advisor.notation.tree import MappingNode, to_plain
        from advisor.text.source import Source

        problems: list[Problem] = []
        tree = parse_tree(Source("", content), problems=problems)
        for problem in problems:
            start = at + (problem.span.start if problem.span else 0)
            self.skip(problem.message, problem.remedy or EXAMPLE, start, start + 1)
        if problems:
            return {}
        if not isinstance(tree, MappingNode) or not tree.entries:
            self.skip(WITHOUT_FACTS, EXAMPLE, at, at + len(content))
            return {}
        return dict(to_plain(tree))

    def _record(self, message: str, remedy: str, start: int, end: int, *, is_broken: bool) -> None:
        """Records a fault; its span is not empty, and ends with the line in which it begins."""
        end = min(max(end, start + 1), self.page.line_end(start))
        super()._record(message, remedy, start, end, is_broken=is_broken)
