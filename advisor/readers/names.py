"""The names of services and interactions: when two spellings mean the same, and ids that stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex
from advisor.source.remembered import remembered

LONGEST_NAME = 120
LONGEST_SLUG = 48
HUMP = regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
PROGRAM = ("microservice", "service", "svc")  # what one document adds to a name and the next leaves out


@remembered
def letters(name: str) -> str:
    """Returns what two spellings of a name have in common: `Order Service`, `order-service`, `OrderService`."""
    return name.lower() if name.isascii() and name.isalnum() else "".join(filter(str.isalnum, name.casefold()))


@remembered
def stem(name: str) -> str:
    """Returns the letters of a name without a `service` at its end."""
    found = letters(name)
    for ending in PROGRAM:
        if found.endswith(ending) and len(found) > len(ending):
            return found[: -len(ending)]
    return found


@remembered
def slug(name: str) -> str:
    """Returns a name as one word of an id."""
    spaced = HUMP.sub(" ", name[: 4 * LONGEST_SLUG])
    words = "".join(char if char.isalnum() else " " for char in spaced.lower()).split()
    found = ""
    for word in words:
        if len(found) + len(word) >= LONGEST_SLUG:
            break
        found += f"-{word}" if found else word
    return found or (words[0][:LONGEST_SLUG] if words else "")


def fault_of_name(name: Any) -> str:
    """Returns what keeps a value from naming something, or nothing."""
    if name is None:
        return "has no value"
    if not isinstance(name, str):
        return "must be text"
    if not name or name != name.strip():
        return "must not be empty, nor begin or end with a blank"
    if len(name) > LONGEST_NAME:
        return f"must not be longer than {LONGEST_NAME} characters"
    return "" if name.isprintable() else "must not hold control characters"


class Known:
    """Names that are taken already, found again under other spellings."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._exact: dict[str, str] = {}
        self._stems: dict[str, str] = {}
        self._settled: dict[str, str] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        if key := letters(name):
            self._exact.setdefault(key, name)
            self._stems.setdefault(stem(name), name)

    def __bool__(self) -> bool:
        return bool(self._exact)

    def exact(self, spelling: str) -> str | None:
        """Returns the name with the same letters."""
        return self._exact.get(letters(spelling))

    def find(self, spelling: str) -> str | None:
        """Returns the name with the same letters, or else with the same but for a `service`."""
        return self._exact.get(letters(spelling)) or self._stems.get(stem(spelling))

    def settled(self, name: str) -> str:
        """Returns a name in the spelling that is known; one that is new is known from now on."""
        found = self._settled.get(name)
        if found is None:
            found = self._settled[name] = self.find(name) or name
            self.add(found)
        return found

    def __contains__(self, name: str) -> bool:
        return bool(letters(name)) and self.find(name) is not None


class Wish(NamedTuple):
    """What the id of an interaction is made from."""

    sender: str
    receiver: str
    operation: str


def ids(wishes: Iterable[Wish], taken: Iterable[str]) -> list[str]:
    """Returns an id for each: its two ends; also its operation where others have the same ends; a number last.

    Ends and operations decide, never the order, unless nothing else tells two apart.
    """
    wishes = list(wishes)
    used = set(taken)
    plain = [f"{slug(wish.sender)}-{slug(wish.receiver)}".strip("-") or "interaction" for wish in wishes]
    shared = Counter(plain)
    found = []
    next_number: dict[str, int] = {}
    for wish, name in zip(wishes, plain, strict=True):
        if (shared[name] > 1 or name in used) and (operation := slug(wish.operation)):
            name = f"{name}-{operation}"
        base = name
        while name in used:
            next_number[base] = next_number.get(base, 1) + 1
            name = f"{base}-{next_number[base]}"
        used.add(name)
        found.append(name)
    return found
