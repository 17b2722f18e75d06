"""Checks the values in rule files."""

from __future__ import annotations

from math import isfinite

from advisor.model.fact import Fact
from advisor.model.values import LARGEST, check_value
from advisor.notation.tree import Node, Scalar, plain


def mismatch(fact: Fact, node: Node) -> tuple[str, str] | None:
    """Returns the problem with a value of a fact and its remedy, or None if the value is valid."""
    _, message, remedy = check_value(fact, plain(node))
    return (message, remedy) if message else None


def number(node: Node) -> float | None:
    """Returns a finite number within the supported range, or None."""
    if not isinstance(node, Scalar) or isinstance(node.value, bool) or not isinstance(node.value, int | float):
        return None
    return node.value if abs(node.value) <= LARGEST and isfinite(node.value) else None
