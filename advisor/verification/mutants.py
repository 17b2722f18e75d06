"""Mutants of rules and practices: small changes, each a plausible mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from advisor.model.finding import SEVERITIES
from advisor.model.practice import Practice
from advisor.model.rule import Rule

Condition = Mapping[str, Any]
OPPOSITE = {"at_least": "at_most", "at_most": "at_least"}
OTHER_COMBINATOR = {"any": "all", "all": "any"}


class MutatedCondition(NamedTuple):
    """A condition after one change."""

    change: str
    condition: dict[str, Any]


class RuleMutant(NamedTuple):
    change: str
    rule: Rule


class PracticeMutant(NamedTuple):
    change: str
    practice: Practice


def mutate_rule(rule: Rule) -> Iterator[RuleMutant]:
    """Yields a rule with one thing changed in its condition, or the sign of one pattern's points."""
    for change, condition in mutate_condition(rule.when):
        yield RuleMutant(change, rule.model_copy(update={"when": condition}))
    for pattern, points in rule.favours.items():
        favours = {**rule.favours, pattern: -points}
        yield RuleMutant(f"{pattern} {points:+d} -> {-points:+d}", rule.model_copy(update={"favours": favours}))


def mutate_practice(practice: Practice) -> Iterator[PracticeMutant]:
    """Yields a practice with one thing changed: its severity, parameters, patterns or conditions."""
    other = SEVERITIES[(SEVERITIES.index(practice.severity) + 1) % len(SEVERITIES)]
    yield PracticeMutant(f"severity {practice.severity} -> {other}", practice._replace(severity=other))
    for name, value in practice.parameters.items():
        for moved in _nearby_numbers(value):
            changed = practice._replace(parameters={**practice.parameters, name: moved})
            yield PracticeMutant(f"{name} {_number_text(value)} -> {_number_text(moved)}", changed)
    if practice.applies_to:
        yield PracticeMutant("applies to all patterns", practice._replace(applies_to=()))
    for pattern, rest in _without_each(practice.applies_to):
        yield PracticeMutant(f"does not apply to {pattern}", practice._replace(applies_to=tuple(rest)))
    for change, condition in mutate_condition(practice.applies_when):
        yield PracticeMutant(f"applies_when {change}", practice._replace(applies_when=condition))
    for change, condition in mutate_condition(practice.violated_when):
        yield PracticeMutant(f"violated_when {change}", practice._replace(violated_when=condition))


def mutate_condition(condition: Condition) -> Iterator[MutatedCondition]:
    """Yields a condition with one part dropped, one comparison reversed, or one threshold or value changed."""
    for name, test in condition.items():
        rest = {other: value for other, value in condition.items() if other != name}
        yield MutatedCondition(f"without `{name}`", rest)
        for change, part in _changed_part(name, test):
            yield MutatedCondition(change, _conjunction(rest, part))


def _changed_part(name: str, test: Any) -> Iterator[MutatedCondition]:
    if name == "not":
        yield MutatedCondition("without its `not`", {"all": [test]})
        for change, part in mutate_condition(test):
            if part:
                yield MutatedCondition(f"not: {change}", {"not": part})
    elif name in OTHER_COMBINATOR:
        yield from _changed_parts(name, test)
    else:
        yield from _changed_test(name, test)


def _changed_parts(name: str, parts: Sequence[Condition]) -> Iterator[MutatedCondition]:
    if len(parts) > 1:
        yield MutatedCondition(f"`{name}` -> `{OTHER_COMBINATOR[name]}`", {OTHER_COMBINATOR[name]: list(parts)})
    for part, rest in _without_each(parts):
        yield MutatedCondition(f"without ({', '.join(part)}) in `{name}`", {name: rest})
    for index, part in enumerate(parts):
        for change, changed in mutate_condition(part):
            if changed:
                yield MutatedCondition(f"{name}: {change}", {name: [*parts[:index], changed, *parts[index + 1:]]})


def _changed_test(name: str, test: Any) -> Iterator[MutatedCondition]:
    match test:
        case Mapping():
            yield from _changed_comparison(name, test)
        case list() | tuple():
            yield MutatedCondition(f"`{name}` not in its list", {"not": {name: test}})
            for value, rest in _without_each(test):
                yield MutatedCondition(f"`{name}` without {value}", {name: rest})
        case bool():
            yield MutatedCondition(f"`{name}` {_bool_text(test)} -> {_bool_text(not test)}", {name: not test})
        case _:
            yield MutatedCondition(f"`{name}` not {test}", {"not": {name: test}})


def _changed_comparison(name: str, test: Mapping[str, Any]) -> Iterator[MutatedCondition]:
    for comparator, operand in test.items():
        rest = {other: value for other, value in test.items() if other != comparator}
        if comparator not in OPPOSITE:
            turned = {"stated": not operand} if comparator == "stated" else None
            yield MutatedCondition(
                f"`{name}` {comparator} turned round", {name: turned} if turned else {"not": {name: test}}
            )
            continue
        if rest:
            yield MutatedCondition(f"`{name}` without {comparator}", {name: rest})
        else:
            yield MutatedCondition(
                f"`{name}` {comparator} -> {OPPOSITE[comparator]}", {name: {OPPOSITE[comparator]: operand}}
            )
        for moved in _nearby_numbers(operand):
            change = f"`{name}` {comparator} {_number_text(operand)} -> {_number_text(moved)}"
            yield MutatedCondition(change, {name: {**rest, comparator: moved}})


def _conjunction(rest: Condition, part: Condition) -> dict[str, Any]:
    """Returns the conjunction of both conditions, even if they test the same fact."""
    return {"all": [dict(rest), dict(part)]} if rest.keys() & part.keys() else {**rest, **part}


def _without_each(values: Sequence[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """Yields each value with the list of the others; nothing for a single value."""
    for index, value in enumerate(values if len(values) > 1 else ()):
        yield value, [*values[:index], *values[index + 1:]]


def _nearby_numbers(number: float) -> tuple[float, float]:
    step = 1 if number == int(number) else abs(number) / 10
    return number + step, number - step


def _bool_text(value: bool) -> str:
    return "true" if value else "false"


def _number_text(value: float) -> str:
    return f"{value:.0f}" if value == int(value) else f"{value:g}"
