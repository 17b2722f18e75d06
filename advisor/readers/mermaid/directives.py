"""Parses facts in comments, `%% advisor: {timeout_ms: 2000}`, about the next edge."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from advisor.readers.mermaid.canvas import Canvas, Directive
from advisor.source.regex import regex

DIRECTIVE = regex(r"\s*%%\s*advisor\s*:\s*(\S.*)?", re.IGNORECASE | re.DOTALL)
NO_FACTS = "This directive gives no facts."
EXAMPLE = "Write `%% advisor: {timeout_ms: 2000, idempotency: key}`."


def directives_of(comments: Iterable[tuple[int, str]], canvas: Canvas) -> list[Directive]:
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
                directives.append(Directive(start, start + len(content), facts))
        elif not content or (":" in content and not content.startswith("ignore")):
            canvas.fault(NO_FACTS, EXAMPLE, start, start + len(content), is_broken=False)
    return directives


def _facts(content: str, at: int, canvas: Canvas) -> dict[str, Any] | None:
    from advisor.errors import Problem
    from advisor.notation.read import read
    from advisor.notation.tree import Mapping, plain
    from advisor.source import Source

    problems: list[Problem] = []
    tree = read(Source("", content), problems=problems)
    for problem in problems:
        start = at + (problem.span.start if problem.span else 0)
        canvas.fault(problem.message, problem.remedy or EXAMPLE, start, start + 1, is_broken=False)
    if problems:
        return None
    if not isinstance(tree, Mapping) or not tree.entries:
        canvas.fault(NO_FACTS, EXAMPLE, at, at + len(content), is_broken=False)
        return None
    return dict(plain(tree))
