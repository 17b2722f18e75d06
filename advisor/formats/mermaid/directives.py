"""Parses facts in comments, `%% advisor: {timeout_ms: 2000}`, about the next edge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from advisor.formats.mermaid.canvas import FactDirective, MermaidDiagramBuilder

DIRECTIVE = re.compile(r"\s*%%\s*advisor\s*:\s*(\S.*)?", re.IGNORECASE | re.DOTALL)
NO_FACTS = "This directive gives no facts."
EXAMPLE = "Write `%% advisor: {timeout_ms: 2000, idempotency: key}`."


def parse_directives(comments: Iterable[tuple[int, str]], canvas: MermaidDiagramBuilder) -> list[FactDirective]:
    """Returns the directives in comments, in text order; one without facts is a fault."""
    directives = []
    for at, comment in comments:
        match = DIRECTIVE.match(comment) if "advisor" in comment.lower() else None
        if not match:
            continue
        content = (match[1] or "").rstrip()
        start = at + (match.start(1) if match[1] else len(comment.rstrip()) - 1)
        if content.startswith("{"):
            facts = _facts(content, start, canvas)
            if facts:
                directives.append(FactDirective(start, start + len(content), facts))
        elif not content or (":" in content and not content.startswith("ignore")):
            canvas.fault(NO_FACTS, EXAMPLE, start, start + len(content), is_broken=False)
    return directives


def _facts(content: str, at: int, canvas: MermaidDiagramBuilder) -> dict[str, Any] | None:
    from advisor.errors import Problem
    from advisor.notation.read import parse_tree
    from advisor.notation.tree import MappingNode, to_plain
    from advisor.text.source import Source

    problems: list[Problem] = []
    tree = parse_tree(Source("", content), problems=problems)
    for problem in problems:
        start = at + (problem.span.start if problem.span else 0)
        canvas.fault(problem.message, problem.remedy or EXAMPLE, start, start + 1, is_broken=False)
    if problems:
        return None
    if not isinstance(tree, MappingNode) or not tree.entries:
        canvas.fault(NO_FACTS, EXAMPLE, at, at + len(content), is_broken=False)
        return None
    return dict(to_plain(tree))
