"""The examples of practices, for those who meet one for the first time."""

from __future__ import annotations

from advisor.model.pack import Pack
from advisor.model.practice import Examples
from advisor.model.rule import Example


def examples_of(pack: Pack) -> dict[str, Examples]:
    """Returns the first example that breaks each practice and the first in which nothing is found or asked."""
    found = {}
    for practice in pack.practices:
        bad = next((one for one in practice.examples if one.finds.get(practice.id)), None)
        good = next((one for one in practice.examples if not one.finds and not one.unknown), None)
        if bad is not None or good is not None:
            found[practice.id] = Examples(_text(bad), _text(good))
    return found


def _text(example: Example | None) -> str:
    return "" if example is None else example.architecture or example.document
