"""JSON that is safe in the log of any CI system."""

from __future__ import annotations

from json import dumps
from typing import Any


def written(data: Any, indent: int | None = 1) -> str:
    """Returns data as JSON in which no line can be taken for a command; what it says is the same."""
    # Two of these signs begin a command. They stand in strings alone, where one may be written as an escape.
    return dumps(data, indent=indent, allow_nan=False).replace("##", "#\\u0023")
