"""What a document says in a way that nobody can read: broken diagrams, faulty parts of an architecture."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.errors import Problem
from advisor.linter.whole import VIOLATED, Verdict, Whole
from advisor.model.practice import Practice
from advisor.source import Span


def unreadable_diagram(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields each diagram that its own notation would refuse, at the first line it would refuse."""
    for page in whole.reading.pages if whole.reading else ():
        broken = [fault for fault in page.drawing.faults if fault.is_broken]
        if broken:
            first = min(broken, key=lambda fault: fault.start)
            more = f" There {_are(len(broken) - 1)} more like it in this diagram." if len(broken) > 1 else ""
            said = f"{first.message} {first.remedy}".rstrip() + more
            yield Verdict(VIOLATED, first.message, "", Span(page.document, first.start, first.end),
                          {"problem": said})


def invalid_architecture(whole: Whole, practice: Practice) -> Iterator[Verdict]:
    """Yields everything that is wrong with what a document states as an architecture."""
    for problem in whole.reading.problems if whole.reading else ():
        span = problem.span or _start(whole)
        if span is not None:
            yield Verdict(VIOLATED, problem.message, "", span, {"problem": _said(problem)})


def _said(problem: Problem) -> str:
    return f"{problem.message} {problem.remedy}".rstrip()


def _start(whole: Whole) -> Span | None:
    """Where a problem without a place is shown: at the beginning of what was read first."""
    interactions = whole.architecture.interactions
    return Span(interactions[0].source, 0, 0) if interactions else None


def _are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
