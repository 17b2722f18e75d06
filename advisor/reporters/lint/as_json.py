"""JSON that is safe in the log of any CI system."""

from __future__ import annotations

from json import dumps
from typing import Any

from advisor.reporters.clean import guarded_json


def written(data: Any, indent: int | None = 1) -> str:
    """Returns data as JSON in which no line can be taken for a command; what it says is the same."""
    return guarded_json(dumps(data, indent=indent, allow_nan=False))
