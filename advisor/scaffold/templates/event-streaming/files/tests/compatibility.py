"""Which changes of a schema break a reader: of old events by new code, or of new events by old code."""

from __future__ import annotations

from typing import Any


def breaking_changes(older: dict[str, Any], newer: dict[str, Any], at: str = "") -> list[str]:
    """Returns every change that is not the addition of an optional property, a line each."""
    found = []
    old, new = older.get("properties", {}), newer.get("properties", {})
    found += [f"{at}{name}: removed" for name in old.keys() - new.keys()]
    required = set(older.get("required", [])), set(newer.get("required", []))
    found += [f"{at}{name}: became required" for name in required[1] - required[0]]
    found += [f"{at}{name}: is no longer required" for name in required[0] - required[1]]
    if newer.get("additionalProperties") is False:
        found.append(f"{at}additionalProperties: a closed object cannot grow")
    for name in sorted(old.keys() & new.keys()):
        found += breaking_changes(old[name], new[name], f"{at}{name}: ")
    aside = {"properties", "required", "additionalProperties", "title", "description", "$schema", "$id", "examples"}
    found += [f"{at}{word}: {older.get(word)} became {newer.get(word)}"
              for word in sorted((older.keys() | newer.keys()) - aside) if older.get(word) != newer.get(word)]
    return sorted(found)
