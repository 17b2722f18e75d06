"""JSON without CI workflow commands."""

from __future__ import annotations

from json import dumps
from typing import Any

from advisor.text.sanitise import escape_json


def dump_json(data: Any, indent: int | None = None) -> str:
    """Serialises data as JSON, on one line unless indented, in which no line is a CI workflow command."""
    return escape_json(dumps(data, indent=indent, allow_nan=False))
