"""What differs between two versions, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.comparison import Advised, Change, Changed, Comparison, FlowChange, Measure
from advisor.reporters.amounts import availability, time
from advisor.reporters.words import route_in_words, value_in_words

TITLES = {"typical_ms": "typical", "worst_ms": "worst case", "budget_ms": "budget", "availability": "availability"}


def counts_in_words(what: Comparison) -> str:
    """Returns how much differs, as one line."""
    parts = [f"{len(what.changed):,} changed", f"{len(what.added):,} added", f"{len(what.removed):,} removed",
             f"{what.unchanged:,} as before"]
    return (f"Interactions: {', '.join(parts)}. "
            f"Findings: {len(what.new):,} new, {len(what.fixed):,} fixed, {what.still:,} as before.")


def advice_in_words(one: Advised) -> str:
    """Returns the answer for one interaction, such as `message-queue (leaning)`."""
    return f"{one.decision.pattern} ({one.decision.status})" if one.decision.pattern else one.decision.status


def step_in_words(changed: Changed) -> str:
    """Returns the answers of both versions; one where they are the same."""
    before, after = advice_in_words(changed.before), advice_in_words(changed.after)
    return after if before == after else f"{before} -> {after}"


def details(changed: Changed) -> Iterator[str]:
    """Yields what is different about an interaction, cause first."""
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
    """Returns facts with what they were and what they are."""
    return ", ".join(f"{change.fact} was {_value(change.before)} and is {_value(change.after)}" for change in changes)


def measures_in_words(flow: FlowChange) -> str:
    """Returns the numbers of a flow that differ, and whether they are better."""
    said = ", ".join(map(_measure, flow.measures))
    return f"{said}; it misses its target now" if flow.misses_now else said


def worse_in_words(failing: Sequence[str]) -> str:
    """Returns how many things got worse."""
    if not failing:
        return "Nothing got worse."
    return f"{len(failing):,} {'thing' if len(failing) == 1 else 'things'} got worse:"


def _measure(measure: Measure) -> str:
    shown = _share if measure.name == "availability" else time
    word = {None: "", True: " (worse)", False: " (better)"}[measure.is_worse]
    return f"{TITLES[measure.name]} {shown(measure.before)} -> {shown(measure.after)}{word}"


def _share(value: float | None) -> str:
    return "?" if value is None else availability(value)


def _value(value: object) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {_value(inner)}" for name, inner in value.items()) + "}"
    return value_in_words(value)
