"""Check `unreadable-diagram`: a diagram that its own notation refuses."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import VIOLATED, LintContext, Verdict
from advisor.linter.spans import related_places
from advisor.model.practice import Practice
from advisor.text.source import Span


def _has_fault(context: LintContext, stated: Collection[str]) -> bool:
    return context.reading is not None and any(page.diagram.faults for page in context.reading.diagrams)


@check("unreadable-diagram", can_find=_has_fault)
def unreadable_diagram(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields each diagram with a syntax error, at its first invalid line."""
    for page in context.reading.diagrams if context.reading else ():
        broken = [fault for fault in page.diagram.faults if fault.is_broken]
        if broken:
            first = min(broken, key=lambda fault: fault.start)
            more = f" There {_is_or_are(len(broken) - 1)} more like it in this diagram." if len(broken) > 1 else ""
            problem = f"{first.message} {first.remedy}".rstrip() + more
            others = ((Span(page.document, fault.start, fault.end), fault.message)
                      for fault in broken if fault is not first)
            yield Verdict(VIOLATED, first.message, "", Span(page.document, first.start, first.end),
                          {"problem": problem}, related=related_places(others))


def _is_or_are(count: int) -> str:
    return "is 1" if count == 1 else f"are {count}"
