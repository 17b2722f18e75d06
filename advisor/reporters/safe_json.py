"""JSON without CI workflow commands."""

from __future__ import annotations

from json import dumps
from typing import Any

from advisor.text.sanitise import escape_json


def dump_json(data: Any, indent: int | None = 1) -> str:
    """Serialises data as JSON in which no line is a CI workflow command."""
    return escape_json(dumps(data, indent=indent, allow_nan=False))
