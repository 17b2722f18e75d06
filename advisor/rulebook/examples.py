"""A bad and a good example for each practice, to explain it."""

from __future__ import annotations

from advisor.model.pack import Pack
from advisor.model.practice import Examples
from advisor.model.rule import Example


def examples_of(pack: Pack) -> dict[str, Examples]:
    """Returns, per practice, the first example that violates it and the first without findings or questions."""
    by_practice = {}
    for practice in pack.practices:
        bad = next((example for example in practice.examples if example.finds.get(practice.id)), None)
        good = next((example for example in practice.examples if not example.finds and not example.unknown), None)
        if bad is not None or good is not None:
            by_practice[practice.id] = Examples(_text(bad), _text(good))
    return by_practice


def _text(example: Example | None) -> str:
    return "" if example is None else example.architecture or example.document
