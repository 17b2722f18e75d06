"""Similarity of two occurrences of an interaction, and the facts in which they differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.model.interaction import Interaction
from advisor.readers.names import letters
from advisor.readers.vocabulary import METHOD
from advisor.source.remembered import remembered

SMALL_WORDS = frozenset(("a", "an", "the", "to", "of", "for", "and", "in", "on", "with", "api", "v1", "v2", "event"))
METHODS = {"get": "read", "post": "create", "put": "update", "patch": "update", "delete": "delete"}


def likeness(first: Interaction, second: Interaction) -> int:
    """Returns the similarity of two operations: 3 same, 2 similar, 1 if one is missing, 0 different."""
    first_operation, second_operation = first.operation, second.operation
    if letters(first_operation) == letters(second_operation):
        return 3
    if not first_operation or not second_operation:
        return 1
    if _method(first_operation) and _method(second_operation) and _method(first_operation) != _method(second_operation):
        return 0
    return 2 if _words(first_operation) & _words(second_operation) else 0


def are_exact(first: Interaction, second: Interaction) -> bool:
    """Whether both operations are exact names, so that different names are different operations."""
    return all(METHOD.match(operation) or "." in operation or "_" in operation
               for operation in (first.operation, second.operation))


def _method(operation: str) -> str:
    match = METHOD.match(operation)
    return match[1] if match else ""


@remembered
def _words(operation: str) -> set[str]:
    spaced = "".join(char if char.isalnum() else " " for char in operation.casefold())
    words = (METHODS.get(word, word) for word in spaced.split())
    return {word.removesuffix("s") for word in words if word not in SMALL_WORDS}


def are_alike_built(first: Interaction, second: Interaction) -> bool:
    return first.declared is None or second.declared is None or first.declared == second.declared


def clash(first: Interaction, second: Interaction) -> bool:
    return next(iter(differences(first, second)), None) is not None


def differences(first: Interaction, second: Interaction) -> Iterable[tuple[str, Any, Any]]:
    """Yields each fact in which two interactions differ, with both values."""
    if first.declared and second.declared and first.declared != second.declared:
        yield "pattern", first.declared, second.declared
    elif first.technology and second.technology and letters(first.technology) != letters(second.technology):
        yield "technology", first.technology, second.technology
    for own, other in ((first.needs, second.needs), (first.design, second.design)):
        for name, fact in own.items():
            if name in ("pattern", "technology", "fan_out") or name not in other:
                continue
            is_comparable = fact.origin == "stated" or other[name].origin == "stated" or name == "needs_response"
            if is_comparable and fact.value != other[name].value:
                yield name, fact.value, other[name].value
