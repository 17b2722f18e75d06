"""Phrases for differences between two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import (
    AdvisedInteraction,
    ArchitectureComparison,
    ChangedInteraction,
    FactChange,
    FlowChange,
    MetricChange,
)
from advisor.reporters.number_format import format_availability, format_ms
from advisor.reporters.phrasing import format_route, format_value

TITLES = {"typical_ms": "typical", "worst_ms": "worst case", "budget_ms": "budget", "availability": "availability"}


def format_change_counts(comparison: ArchitectureComparison) -> str:
    """Returns the counts of changed interactions and findings as one line."""
    parts = [f"{len(comparison.changed):,} changed", f"{len(comparison.added):,} added",
             f"{len(comparison.removed):,} removed", f"{comparison.unchanged:,} as before"]
    return (
        f"Interactions: {', '.join(parts)}. "
        f"Findings: {len(comparison.new):,} new, {len(comparison.fixed):,} fixed, {comparison.remaining:,} as before."
    )


def format_advice(advised: AdvisedInteraction) -> str:
    """Returns the advice for one interaction, such as `message-queue (leaning)`."""
    decision = advised.decision
    return f"{decision.pattern} ({decision.status})" if decision.pattern else decision.status


def format_advice_change(changed: ChangedInteraction) -> str:
    """Returns the advice of both versions, or a single one if they agree."""
    before, after = format_advice(changed.before), format_advice(changed.after)
    return after if before == after else f"{before} -> {after}"


def describe_comparison(comparison: ArchitectureComparison) -> Iterator[str]:
    """Yields the counts, then every difference of decisions and flows as one line."""
    yield format_change_counts(comparison)
    for changed in comparison.changed:
        details = "; ".join((format_advice_change(changed), *describe_change(changed)))
        yield f"{changed.after.interaction.id}: {details}"
    for kind, entries in (("added", comparison.added), ("removed", comparison.removed)):
        yield from (f"{advised.interaction.id}: {kind}, {format_advice(advised)}" for advised in entries)
    yield from (f"fixed: {finding.rule} {finding.message}" for finding in comparison.fixed)
    yield from (f"{flow.after.id}: {format_measure_changes(flow)}" for flow in comparison.flows)


def describe_change(changed: ChangedInteraction) -> Iterator[str]:
    """Yields the differences of an interaction, causes first."""
    old, new = changed.before.interaction, changed.after.interaction
    if changed.causes:
        yield f"because {format_fact_changes(changed.causes)}"
    others = [change for change in changed.facts if change not in changed.causes]
    if others:
        yield f"{'also' if changed.causes else 'needs'}: {format_fact_changes(others)}"
    if old.id != new.id:
        yield f"it was called {old.id}"
    if format_route(old) != format_route(new):
        yield f"it was {format_route(old)}"
    if old.operation != new.operation:
        yield f"operation was {old.operation or 'not said'} and is {new.operation or 'not said'}"
    if changed.design:
        yield f"design: {format_fact_changes(changed.design)}"
    yield from (f"worse: {worse}" for worse in changed.worse)


def format_fact_changes(changes: Sequence[FactChange]) -> str:
    """Returns changed facts with their old and new values."""
    return ", ".join(f"{change.fact} was {_value(change.before)} and is {_value(change.after)}" for change in changes)


def format_measure_changes(flow: FlowChange) -> str:
    """Returns the changed measures of a flow, each marked better or worse."""
    measures = ", ".join(map(_measure, flow.measures))
    return f"{measures}; it misses its target now" if flow.newly_misses_target else measures


def format_regression_count(regressions: Sequence[str]) -> str:
    """Returns the number of regressions."""
    if not regressions:
        return "Nothing got worse."
    return f"{len(regressions):,} {'thing' if len(regressions) == 1 else 'things'} got worse:"


def _measure(measure: MetricChange) -> str:
    formatter = _share if measure.name == "availability" else format_ms
    trend = {None: "", True: " (worse)", False: " (better)"}[measure.is_worse]
    return f"{TITLES[measure.name]} {formatter(measure.before)} -> {formatter(measure.after)}{trend}"


def _share(value: float | None) -> str:
    return "?" if value is None else format_availability(value)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    return format_value(value)
