"""What an unquoted word of YAML 1.2 means (core schema): a number, a truth value, nothing, or itself."""

from __future__ import annotations

import re
from math import inf, nan
from typing import Any

from advisor.source.regex import regex

NAMED: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((f"{sign}.{word}" for sign in ("", "+") for word in ("inf", "Inf", "INF")), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}
FIRST_OF_NUMBER = frozenset("+-.0123456789")
MOST_DIGITS = 100  # of a whole number; a longer one is read as a fraction, so that nothing costs more than it is worth

_WHOLE = regex(r"[-+]?[0-9]+", re.ASCII)
_FRACTION = regex(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_OTHER_BASE = regex(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)


def meaning(word: str) -> Any:
    """Returns the value of an unquoted word."""
    if word in NAMED:
        return NAMED[word]
    if word[0] not in FIRST_OF_NUMBER:
        return word
    if _WHOLE.fullmatch(word) or _FRACTION.fullmatch(word):
        return number(word)
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0) if len(word) <= MOST_DIGITS else inf
    return word


def number(word: str) -> int | float:
    """Returns the number that decimal digits stand for."""
    if len(word) <= MOST_DIGITS and _WHOLE.fullmatch(word):
        return int(word)
    return float(word)
