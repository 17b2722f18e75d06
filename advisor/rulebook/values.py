"""Whether a value fits a fact."""

from __future__ import annotations

from math import isfinite

from advisor.model.fact import Fact
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping, Node, Scalar

LARGEST = 1e15  # beyond it, neighbouring whole numbers are no longer told apart
YES_AND_NO = {"yes": "true", "on": "true", "no": "false", "off": "false"}


def mismatch(fact: Fact, node: Node) -> tuple[str, str] | None:
    """Returns what is wrong with a value of a fact and the remedy, or None where it fits."""
    if fact.type == "group" and isinstance(node, Mapping):
        return _group_mismatch(fact, node)
    if not isinstance(node, Scalar):
        return f"`{fact.name}` takes {kind(fact)}.", ""
    if node.value is None:
        return f"`{fact.name}` has no value.", f"Write {'`none`' if fact.absence else 'one'}, or leave the line out."
    if fact.absence and (node.value == "none" or node.value is False):
        return None
    match fact.type:
        case "bool":
            return _bool_mismatch(fact, node.value)
        case "choice":
            return _choice_mismatch(fact, node.value)
        case "number" | "integer":
            return _number_mismatch(fact, node.value)
        case "text" | "pattern":
            return None if isinstance(node.value, str) and node.value else (f"`{fact.name}` takes {kind(fact)}.", "")
    return f"`{fact.name}` takes {kind(fact)}.", ""


def kind(fact: Fact) -> str:
    """Returns what a fact takes, in words."""
    match fact.type:
        case "bool":
            return "true or false"
        case "choice":
            return f"one of {', '.join(fact.values)}"
        case "number" | "integer":
            return ("a whole number" if fact.type == "integer" else "a number") + _range(fact)
        case "group":
            return "a mapping (`key: value`)"
        case "text" | "pattern":
            return "text"


def number(node: Node) -> float | None:
    """Returns a finite number that can be counted with, or None."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    return node.value if abs(node.value) <= LARGEST and isfinite(node.value) else None


def _bool_mismatch(fact: Fact, value: object) -> tuple[str, str] | None:
    if isinstance(value, bool):
        return None
    instead = YES_AND_NO.get(str(value).lower(), "")
    return f"`{fact.name}` takes true or false, not `{value}`.", f"Write `{instead}`." if instead else ""


def _choice_mismatch(fact: Fact, value: object) -> tuple[str, str] | None:
    if isinstance(value, str) and value in fact.values:
        return None
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{fact.name}` takes {kind(fact)}, not `{shown}`.", did_you_mean(shown, fact.values)


def _number_mismatch(fact: Fact, value: object) -> tuple[str, str] | None:
    counted = number(Scalar(value, 0, 0)) if isinstance(value, int | float) else None
    fits = counted is not None and (fact.type == "number" or counted == int(counted))
    if counted is not None and fits and not _outside(fact, counted):
        return None
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return f"`{fact.name}` takes {kind(fact)}, not `{shown}`.", ""


def _outside(fact: Fact, value: float) -> bool:
    return (fact.at_least is not None and value < fact.at_least) or (fact.above is not None and value <= fact.above)


def _range(fact: Fact) -> str:
    if fact.at_least is not None:
        return f" of at least {fact.at_least:g}"
    return f" above {fact.above:g}" if fact.above is not None else ""


def _group_mismatch(fact: Fact, node: Mapping) -> tuple[str, str] | None:
    fields = {field.name: field for field in fact.fields}
    for name, value in node.entries.items():
        if name not in fields:
            return f"`{fact.name}` has no `{name}`.", did_you_mean(name, fields)
        if (found := mismatch(fields[name], value)) is not None:
            return found
    return None
