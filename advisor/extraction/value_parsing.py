"""Parses short texts as values of facts: numbers with units, words and counts."""

from __future__ import annotations

import re
from typing import Any

from advisor.extraction.names import normalise
from advisor.model.terms import Term
from advisor.model.value_checks import ABSENT

UNITS = {"ms": 1, "msec": 1, "millisecond": 1, "milliseconds": 1, "s": 1000, "sec": 1000, "secs": 1000, "second": 1000,
         "seconds": 1000, "min": 60_000, "mins": 60_000, "minute": 60_000, "minutes": 60_000, "h": 3_600_000,
         "hour": 3_600_000, "hours": 3_600_000, "d": 86_400_000, "day": 86_400_000, "days": 86_400_000}
SIZES = {"b": 1, "byte": 1, "bytes": 1, "kb": 1000, "kib": 1024, "mb": 1_000_000, "mib": 1_048_576}
FACTORS = {"k": 1000, "m": 1_000_000}
RATES = frozenset((
    "rps", "qps", "tps", "/s", "req/s", "rq/s", "msg/s", "calls/s", "requests/s", "messages/s", "events/s"))
PLACEHOLDERS = frozenset(("", "-", "–", "—", "?", "n/a", "na", "tbd", "tbc", "unknown", "todo", "..."))
MAX_PLACEHOLDER_LENGTH = max(map(len, PLACEHOLDERS))
YES = frozenset(("yes", "y", "true", "on", "✓", "✔", "✅", "x"))
NO = frozenset(("no", "n", "false", "off", "✗", "✘", "❌"))
NONE = frozenset(("none", "no", "false", "never", "without"))
NUMBER = re.compile(r"~?([0-9][0-9,_]{0,20}(?:\.[0-9]{1,9})?) ?([^\s0-9].{0,20})?")
MAX_LENGTH = 200  # longer texts are not values


def parse_value(term: Term, text: str, unit: str = "") -> Any:
    """Parses a text as the value of a fact; None if it is empty or cannot be read.

    Args:
        unit: default for numbers without one.
    """
    text = " ".join(text.split())
    word = text.lower()
    if word in PLACEHOLDERS or len(text) > MAX_LENGTH:
        return None
    if term.absence and word in NONE:
        return ABSENT
    match term.type:
        case "bool":
            return True if word in YES else False if word in NO else None
        case "choice":
            wanted = ABSENT if word in NONE and ABSENT in term.values else normalise(word)
            return next((value for value in term.values if normalise(value) == wanted), None)
        case "number" | "integer":
            return parse_number(term, word, unit)
        case "group":
            return _parse_attempts(term, word)
    return text


def parse_number(term: Term, word: str, unit: str = "") -> float | int | None:
    """Returns a number converted to the unit of the fact, or None."""
    match = NUMBER.fullmatch(word)
    if match is None:
        return None
    amount = float(match[1].replace(",", "").replace("_", ""))
    unit_name = (match[2] or unit).strip().rstrip(".").removeprefix("per ")
    if "milliseconds" in term.unit or "hours" in term.unit:
        if unit_name and unit_name not in UNITS:
            return None
        amount *= UNITS.get(unit_name, 1) if unit_name else 1
        if unit_name and "hours" in term.unit:
            amount /= UNITS["h"]
    elif "bytes" in term.unit:
        if unit_name and unit_name not in SIZES:
            return None
        amount *= SIZES.get(unit_name, 1)
    elif unit_name in FACTORS or (unit_name[:1] in FACTORS and unit_name[1:].strip() in RATES):
        amount *= FACTORS[unit_name[0]]
    return int(amount) if amount == int(amount) else amount


def parse_milliseconds(text: str) -> float | int | None:
    """Returns the milliseconds of a text that is just a duration, or None."""
    match = NUMBER.fullmatch(text.strip().lower())
    if match is None or (match[2] or "").strip() not in UNITS:
        return None
    amount = float(match[1].replace(",", "").replace("_", "")) * UNITS[match[2].strip()]
    return int(amount) if amount == int(amount) else amount


def is_placeholder(text: str) -> bool:
    """Whether a text is a placeholder, such as the dash in an empty cell."""
    return text.strip().lower() in PLACEHOLDERS


def _parse_attempts(term: Term, word: str) -> dict[str, Any] | None:
    """Parses `3`, `3x`, `3 exponential` and `3 attempts with jitter` for a group with attempts."""
    fields = {field.name: field for field in term.fields}
    if "attempts" not in fields:
        return None
    group: dict[str, Any] = {}
    for piece in re.split(r"[ ,;/()]+", word):
        count = piece.removesuffix("x").removeprefix("x").removesuffix("×")
        if count.isascii() and count.isdigit() and len(count) < 6:
            group["attempts"] = int(count)
        for name, field in fields.items():
            if field.type == "choice" and piece in field.values:
                group[name] = piece
            elif field.type == "bool" and piece == name:
                group[name] = True
    return group if "attempts" in group else None
