"""Similarity of two occurrences of an interaction, and the facts in which they differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from advisor.extraction.names import normalise
from advisor.extraction.technology_words import HTTP_METHOD
from advisor.model.interaction import Interaction
from advisor.text.memo import memoised

SMALL_WORDS = frozenset(("a", "an", "the", "to", "of", "for", "and", "in", "on", "with", "api", "v1", "v2", "event"))
METHODS = {"get": "read", "post": "create", "put": "update", "patch": "update", "delete": "delete"}


def similarity(first: Interaction, second: Interaction) -> int:
    """Returns the similarity of two operations: 3 same, 2 similar, 1 if one is missing, 0 different."""
    first_operation, second_operation = first.operation, second.operation
    if normalise(first_operation) == normalise(second_operation):
        return 3
    if not first_operation or not second_operation:
        return 1
    if _method(first_operation) and _method(second_operation) and _method(first_operation) != _method(second_operation):
        return 0
    return 2 if _words(first_operation) & _words(second_operation) else 0


def have_exact_operations(first: Interaction, second: Interaction) -> bool:
    """Whether both operations are exact names, so that different names are different operations."""
    return all(HTTP_METHOD.match(operation) or "." in operation or "_" in operation
               for operation in (first.operation, second.operation))


def _method(operation: str) -> str:
    match = HTTP_METHOD.match(operation)
    return match[1] if match else ""


@memoised
def _words(operation: str) -> set[str]:
    spaced = "".join(char if char.isalnum() else " " for char in operation.casefold())
    words = (METHODS.get(word, word) for word in spaced.split())
    return {word.removesuffix("s") for word in words if word not in SMALL_WORDS}


def have_compatible_patterns(first: Interaction, second: Interaction) -> bool:
    return first.declared is None or second.declared is None or first.declared == second.declared


def are_contradictory(first: Interaction, second: Interaction) -> bool:
    return next(iter(find_differences(first, second)), None) is not None


def find_differences(first: Interaction, second: Interaction) -> Iterable[tuple[str, Any, Any]]:
    """Yields each fact in which two interactions differ, with both values."""
    if first.declared and second.declared and first.declared != second.declared:
        yield "pattern", first.declared, second.declared
    elif first.technology and second.technology and normalise(first.technology) != normalise(second.technology):
        yield "technology", first.technology, second.technology
    for own, other in ((first.needs, second.needs), (first.design, second.design)):
        for name, fact in own.items():
            if name in ("pattern", "technology", "fan_out") or name not in other:
                continue
            is_comparable = fact.origin == "stated" or other[name].origin == "stated" or name == "needs_response"
            if is_comparable and fact.value != other[name].value:
                yield name, fact.value, other[name].value
