"""Spans of keys in a YAML or JSON text."""

from __future__ import annotations

from advisor.notation.tree import Mapping
from advisor.source import Source


def key_place(source: Source, mapping: Mapping, key: str) -> tuple[int, int]:
    """Returns start and end offset of a key, including its quotes."""
    start = mapping.key_offsets.get(key, mapping.start)
    quotes = 2 if source.text[start : start + 1] in ('"', "'") and not key.startswith(('"', "'")) else 0
    line_end = source.text.find("\n", start)
    end = min(start + len(key) + quotes, line_end if line_end >= 0 else len(source.text))
    return start, max(end, start)
