"""Values of plain scalars in YAML 1.2 (core schema): number, boolean, null or string."""

from __future__ import annotations

import re
from math import inf, nan
from typing import Any

NAMED_VALUES: dict[str, Any] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
    **dict.fromkeys((f"{sign}.{word}" for sign in ("", "+") for word in ("inf", "Inf", "INF")), inf),
    **dict.fromkeys(("-.inf", "-.Inf", "-.INF"), -inf),
    **dict.fromkeys((".nan", ".NaN", ".NAN"), nan),
}
BOOLEAN_SYNONYMS = {"yes": "true", "on": "true", "no": "false", "off": "false"}  # booleans of YAML 1.1
NUMBER_STARTS = frozenset("+-.0123456789")
MAX_DIGITS = 100  # of an integer; a longer one is parsed as a float, to bound the cost

_INTEGER = re.compile(r"[-+]?[0-9]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_OTHER_BASE = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+", re.ASCII)


def scalar_value(word: str) -> Any:
    """Returns the value of a plain scalar."""
    if word in NAMED_VALUES:
        return NAMED_VALUES[word]
    if word[0] not in NUMBER_STARTS:
        return word
    if _INTEGER.fullmatch(word) or _FLOAT.fullmatch(word):
        return parse_number(word)
    if _OTHER_BASE.fullmatch(word):
        return int(word, 0) if len(word) <= MAX_DIGITS else inf
    return word


def parse_number(word: str) -> int | float:
    """Parses a decimal number."""
    if len(word) <= MAX_DIGITS and _INTEGER.fullmatch(word):
        return int(word)
    return float(word)
