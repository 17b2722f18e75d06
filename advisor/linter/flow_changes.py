"""Compares the measures of flows in two versions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import FlowChange, Measure
from advisor.model.finding import FlowReview

HIGHER_IS_WORSE = ("typical_ms", "worst_ms")
LOWER_IS_WORSE = ("budget_ms", "availability")  # a tighter budget is harder to keep
TOLERANCE = 1e-9


def flow_changes(before: Sequence[FlowReview], after: Sequence[FlowReview]) -> tuple[FlowChange, ...]:
    """Returns the flows of both versions whose measures differ, in the later order."""
    earlier = {flow.id: flow for flow in before}
    changes = (FlowChange(earlier[flow.id], flow, tuple(_measures(earlier[flow.id], flow)))
               for flow in after if flow.id in earlier)
    return tuple(change for change in changes if change.measures)


def _measures(before: FlowReview, after: FlowReview) -> Iterator[Measure]:
    for name in (*HIGHER_IS_WORSE, *LOWER_IS_WORSE):
        old, new = getattr(before, name), getattr(after, name)
        if old is None or new is None:
            if old is not new:
                yield Measure(name, old, new, None)
        elif old != new and not abs(new - old) <= TOLERANCE * max(abs(old), abs(new)):
            yield Measure(name, old, new, (new > old) == (name in HIGHER_IS_WORSE))
