"""Names of services and interactions: equal spellings and stable ids."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

from advisor.text.memo import memoised

MAX_NAME_LENGTH = 120
LONGEST_SLUG = 48
CAMEL_CASE_BREAK = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
SERVICE_SUFFIXES = ("microservice", "service", "svc")  # added to a name in one document and left out in another


@memoised
def normalise(name: str) -> str:
    """Normalises a name: `Order Service`, `order-service` and `OrderService` become `orderservice`."""
    return name.lower() if name.isascii() and name.isalnum() else "".join(filter(str.isalnum, name.casefold()))


@memoised
def strip_service_suffix(name: str) -> str:
    """Returns the normalised name without a final `service`."""
    normalised = normalise(name)
    for suffix in SERVICE_SUFFIXES:
        if normalised.endswith(suffix) and len(normalised) > len(suffix):
            return normalised[: -len(suffix)]
    return normalised


@memoised
def slug(name: str) -> str:
    """Returns a name as a kebab-case word for an id."""
    spaced = CAMEL_CASE_BREAK.sub(" ", name[: 4 * LONGEST_SLUG])
    words = "".join(char if char.isalnum() else " " for char in spaced.lower()).split()
    result = ""
    for word in words:
        if len(result) + len(word) >= LONGEST_SLUG:
            break
        result += f"-{word}" if result else word
    return result or (words[0][:LONGEST_SLUG] if words else "")


def name_fault(name: Any) -> str:
    """Returns the reason a value is not a valid name, or ""."""
    if name is None:
        return "has no value"
    if not isinstance(name, str):
        return "must be text"
    if not name or name != name.strip():
        return "must not be empty, nor begin or end with a blank"
    if len(name) > MAX_NAME_LENGTH:
        return f"must not be longer than {MAX_NAME_LENGTH} characters"
    return "" if name.isprintable() else "must not hold control characters"


class KnownNames:
    """Registry of names, found under other spellings."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._exact: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._canonical: dict[str, str] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        if key := normalise(name):
            self._exact.setdefault(key, name)
            self._stems.setdefault(strip_service_suffix(name), name)

    def __bool__(self) -> bool:
        return bool(self._exact)

    def find_exact(self, spelling: str) -> str | None:
        """Returns the name that is equal when normalised, or None."""
        return self._exact.get(normalise(spelling))

    def find(self, spelling: str) -> str | None:
        """Returns the name that is equal when normalised, or else equal except for a final `service`."""
        return self._exact.get(normalise(spelling)) or self._stems.get(strip_service_suffix(spelling))

    def canonical(self, name: str) -> str:
        """Returns the known spelling of a name; registers a new name."""
        canonical = self._canonical.get(name)
        if canonical is None:
            canonical = self._canonical[name] = self.find(name) or name
            self.add(canonical)
        return canonical

    def __contains__(self, name: str) -> bool:
        return bool(normalise(name)) and self.find(name) is not None


class IdRequest(NamedTuple):
    """Parts from which the id of an interaction is built."""

    sender: str
    receiver: str
    operation: str


def assign_ids(wishes: Iterable[IdRequest], taken: Iterable[str]) -> list[str]:
    """Returns an id for each: both ends; plus the operation if the ends are shared; plus a number if still ambiguous.

    The order of interactions affects only that number.
    """
    wishes = list(wishes)
    used = set(taken)
    base_ids = [f"{slug(wish.sender)}-{slug(wish.receiver)}".strip("-") or "interaction" for wish in wishes]
    shared = Counter(base_ids)
    result = []
    next_number: dict[str, int] = {}
    for wish, candidate in zip(wishes, base_ids, strict=True):
        if (shared[candidate] > 1 or candidate in used) and (operation := slug(wish.operation)):
            candidate = f"{candidate}-{operation}"
        base = candidate
        while candidate in used:
            next_number[base] = next_number.get(base, 1) + 1
            candidate = f"{base}-{next_number[base]}"
        used.add(candidate)
        result.append(candidate)
    return result
