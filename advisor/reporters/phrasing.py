"""Phrases for facts, statuses, routes and conditions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.interaction import Interaction
from advisor.model.recommendation import FlipPoint, OpenQuestion, Recommendation


def format_value(value: Any) -> str:
    """Returns a fact's value as text; None is an unknown fact."""
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case list() | tuple():
            return ", ".join(map(format_value, value))
        case _:
            return str(value)


def format_flip_point(flip: FlipPoint) -> str:
    """Returns a flip point as a phrase, such as `if replay becomes no (now yes): message-queue`."""
    value = format_value(flip.value)
    if flip.current is None:
        return f"if {flip.fact} turns out to be {value}: {flip.pattern}"
    return f"if {flip.fact} becomes {value} (now {format_value(flip.current)}): {flip.pattern}"


def format_possible_patterns(question: OpenQuestion) -> str:
    """Returns the patterns an answer could lead to, such as `could become rest, together with client`."""
    patterns = f"could become {', '.join(question.could_become)}"
    return f"{patterns}, together with {', '.join(question.together_with)}" if question.together_with else patterns


def format_status(recommendation: Recommendation) -> str:
    """Returns the status as a phrase, such as `decided, ahead by 5`."""
    margin = recommendation.margin
    match recommendation.status:
        case "undecided":
            first = [question.fact for question in recommendation.open_questions[:2]]
            return f"undecided, answer first: {', '.join(first)}" if first else "undecided"
        case "conflict":
            return "conflict, the facts contradict one another"
        case status if margin is None:
            return status
        case status:
            return f"{status}, ahead by {margin}" if margin else f"{status}, level on points"


def format_route(interaction: Interaction) -> str:
    """Returns the route of an interaction: sender -> receivers."""
    return f"{interaction.sender} -> {', '.join(interaction.receivers)}"


def format_condition(condition: Mapping[str, Any]) -> str:
    """Returns a rule's condition as one clause."""
    parts = [_clause(name, test) for name, test in condition.items()]
    return ", and ".join(parts) if parts else "always"


def _clause(name: str, test: Any) -> str:
    match name, test:
        case "not", Mapping():
            return f"not ({format_condition(test)})"
        case "any", _:
            return "either " + " or ".join(f"({format_condition(part)})" for part in test)
        case "all", _:
            return ", and ".join(map(format_condition, test))
        case _, Mapping():
            return f"{name} {' and '.join(_comparison(*pair) for pair in test.items())}"
        case _, list() | tuple():
            return f"{name} {_comparison('in', test)}"
        case _:
            return f"{name} {_comparison('is', test)}"


def _comparison(comparator: str, operand: Any) -> str:
    match comparator:
        case "is":
            return f"is {format_value(operand)}"
        case "in":
            return f"is {' or '.join(map(format_value, operand))}"
        case "stated":
            return "is stated" if operand else "is not stated"
        case _:
            return f"is {comparator.replace('_', ' ')} {format_value(operand)}"
