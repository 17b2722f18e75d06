"""Check `stale-decision`: a recorded decision that no longer holds for the architecture beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING, Any

from advisor.formats.decision_record import DecisionRecord
from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, VIOLATED, LintContext, Verdict
from advisor.linter.spans import related_places
from advisor.text.quoting import format_value, quote_value

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.context import LintContext, Verdict
    from advisor.model.comparison import FactChange
    from advisor.model.finding import RelatedPlace
    from advisor.model.interaction import Interaction
    from advisor.model.practice import Practice
    from advisor.model.terms import Terms
    from advisor.text.source import Span


def _has_record(context: LintContext, stated: Collection[str]) -> bool:
    return bool(context.recorded_decisions)


@check("stale-decision", can_find=_has_record, has_examples=False)
def stale_decision(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields whether the recorded decision of a document still holds for its architecture."""
    for (record, span), architecture in context.recorded_decisions:
        interaction = None
        if architecture is None:
            names = " and ".join(map(quote_value, record.architecture))
            name = quote_value(record.interaction)
            problem = f"{name} is recorded as {format_value(record.pattern)}, and {names} is not there any more"
        else:
            interaction = next((known for known in architecture.interactions if known.id == record.interaction), None)
            problem = stale_reason(record, interaction, context.engine)
        yield Verdict(VIOLATED if problem else SATISFIED, record.interaction, "", span, {"problem": problem},
                      related=_place_of(interaction, span) if problem and interaction is not None else ())


def _place_of(interaction: Interaction, record: Span) -> tuple[RelatedPlace, ...]:
    """Returns the place of an interaction in its file, whose name is relative to the file of the record."""
    (place,) = related_places([(interaction.span, f"{quote_value(interaction.id)} as it is now")])
    return (place._replace(file=normpath(join(dirname(record.file), place.file))),)


def stale_reason(record: DecisionRecord, interaction: Interaction | None, engine: Engine) -> str:
    """Returns why a recorded decision is stale, or an empty string."""
    name = quote_value(record.interaction)
    if interaction is None:
        return f"{name} is recorded as {format_value(record.pattern)}, and there is no such interaction any more"
    if interaction.declared not in (None, record.pattern):
        declared = format_value(interaction.declared)
        return f"{name} is recorded as {format_value(record.pattern)}, and the design declares {declared}"
    facts = interaction.facts()
    decision = engine.decide(facts)
    if decision.pattern in (record.pattern, record.advised) and decision.status != "undecided":
        return ""
    if decision.status == "undecided":
        return ""  # facts became unknown, but no other pattern is advised
    verdict = f"speak for {decision.pattern}" if decision.pattern else "contradict one another"
    return (
        f"{name} is recorded as {format_value(record.pattern)}, and the facts {verdict}{_reason(record, facts, engine)}"
    )


def _reason(record: DecisionRecord, facts: Mapping[str, Any], engine: Engine) -> str:
    from advisor.linter.causes import find_causes

    before = _known_facts(record.facts, engine.terms)
    changes = ", ".join(map(_format_change, find_causes(engine, before, facts)))
    if changes:
        return f": {changes}"
    packs = (
        f" (recorded with {format_value(record.pack)}, judged with {engine.name})" if record.pack != engine.name else ""
    )
    return f": the rules have changed, not the facts{packs}"


def _format_change(change: FactChange) -> str:
    return f"{change.fact} was {_format_value(change.before)} and is {_format_value(change.after)}"


def _format_value(value: Any) -> str:
    if value is None:
        return "not known"
    return ("yes" if value else "no") if isinstance(value, bool) else format_value(value)


def _known_facts(facts: Mapping[str, Any], terms: Terms) -> dict[str, Any]:
    """Returns the recorded facts that this pack knows."""
    from advisor.model.value_checks import check_value

    checked = {name: check_value(terms.needs[name], value) for name, value in facts.items() if name in terms.needs}
    return {name: value for name, (value, message, _) in checked.items() if not message}
