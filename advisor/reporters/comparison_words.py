"""Phrases for differences between two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import Advised, Change, Changed, Comparison, FlowChange, Measure
from advisor.reporters.amounts import availability, time
from advisor.reporters.words import route_in_words, value_in_words

TITLES = {"typical_ms": "typical", "worst_ms": "worst case", "budget_ms": "budget", "availability": "availability"}


def counts_in_words(comparison: Comparison) -> str:
    """Returns the counts of changed interactions and findings as one line."""
    parts = [f"{len(comparison.changed):,} changed", f"{len(comparison.added):,} added",
             f"{len(comparison.removed):,} removed", f"{comparison.unchanged:,} as before"]
    return (f"Interactions: {', '.join(parts)}. "
            f"Findings: {len(comparison.new):,} new, {len(comparison.fixed):,} fixed, {comparison.still:,} as before.")


def advice_in_words(advised: Advised) -> str:
    """Returns the advice for one interaction, such as `message-queue (leaning)`."""
    decision = advised.decision
    return f"{decision.pattern} ({decision.status})" if decision.pattern else decision.status


def step_in_words(changed: Changed) -> str:
    """Returns the advice of both versions, or a single one if they agree."""
    before, after = advice_in_words(changed.before), advice_in_words(changed.after)
    return after if before == after else f"{before} -> {after}"


def details(changed: Changed) -> Iterator[str]:
    """Yields the differences of an interaction, causes first."""
    old, new = changed.before.interaction, changed.after.interaction
    if changed.causes:
        yield f"because {changes_in_words(changed.causes)}"
    others = [change for change in changed.facts if change not in changed.causes]
    if others:
        yield f"{'also' if changed.causes else 'needs'}: {changes_in_words(others)}"
    if old.id != new.id:
        yield f"it was called {old.id}"
    if route_in_words(old) != route_in_words(new):
        yield f"it was {route_in_words(old)}"
    if old.operation != new.operation:
        yield f"operation was {old.operation or 'not said'} and is {new.operation or 'not said'}"
    if changed.design:
        yield f"design: {changes_in_words(changed.design)}"
    yield from (f"worse: {worse}" for worse in changed.worse)


def changes_in_words(changes: Sequence[Change]) -> str:
    """Returns changed facts with their old and new values."""
    return ", ".join(f"{change.fact} was {_value(change.before)} and is {_value(change.after)}" for change in changes)


def measures_in_words(flow: FlowChange) -> str:
    """Returns the changed measures of a flow, each marked better or worse."""
    measures = ", ".join(map(_measure, flow.measures))
    return f"{measures}; it misses its target now" if flow.misses_now else measures


def worse_in_words(regressions: Sequence[str]) -> str:
    """Returns the number of regressions."""
    if not regressions:
        return "Nothing got worse."
    return f"{len(regressions):,} {'thing' if len(regressions) == 1 else 'things'} got worse:"


def _measure(measure: Measure) -> str:
    formatter = _share if measure.name == "availability" else time
    trend = {None: "", True: " (worse)", False: " (better)"}[measure.is_worse]
    return f"{TITLES[measure.name]} {formatter(measure.before)} -> {formatter(measure.after)}{trend}"


def _share(value: float | None) -> str:
    return "?" if value is None else availability(value)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    return value_in_words(value)
