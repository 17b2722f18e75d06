"""Checks for unreadable content: broken diagrams, invalid parts of an architecture."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.model.practice import Practice
from advisor.text.source import Span


def unreadable_diagram(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each diagram with a syntax error, at its first invalid line."""
    for page in context.reading.diagrams if context.reading else ():
        broken = [fault for fault in page.diagram.faults if fault.is_broken]
        if broken:
            first = min(broken, key=lambda fault: fault.start)
            more = f" There {_is_or_are(len(broken) - 1)} more like it in this diagram." if len(broken) > 1 else ""
            problem = f"{first.message} {first.remedy}".rstrip() + more
            yield Verdict(VIOLATED, first.message, "", Span(page.document, first.start, first.end),
                          {"problem": problem})


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


def _is_or_are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
