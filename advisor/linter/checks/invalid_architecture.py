"""Check `invalid-architecture`: errors in what a document states as an architecture."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.errors import Problem
from advisor.linter.check_registry import check
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.model.practice import Practice
from advisor.text.source import Span


def _has_problem(context: LintContext, stated: Collection[str]) -> bool:
    return context.reading is not None and bool(context.reading.problems)


@check("invalid-architecture", can_find=_has_problem)
def invalid_architecture(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every problem of the architecture in a document."""
    for problem in context.reading.problems if context.reading else ():
        span = problem.span or _first_source_span(context)
        if span is not None:
            yield Verdict(VIOLATED, problem.message, "", span, {"problem": _problem_text(problem)})


def _problem_text(problem: Problem) -> str:
    return f"{problem.message} {problem.remedy}".rstrip()


def _first_source_span(context: LintContext) -> Span | None:
    """Returns the span for problems without one: the start of the first source."""
    interactions = context.architecture.interactions
    return Span(interactions[0].source, 0, 0) if interactions else None
