"""JSON without CI workflow commands."""

from __future__ import annotations

from json import dumps
from typing import Any

from advisor.reporters.clean import guarded_json


def written(data: Any, indent: int | None = 1) -> str:
    """Serialises data as JSON in which no line is a CI workflow command."""
    return guarded_json(dumps(data, indent=indent, allow_nan=False))
