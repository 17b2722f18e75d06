"""Facts and whole worlds of facts, for tests that try everything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from hypothesis import strategies as st

from advisor.engine import Engine

NUMBERS = (0, 0.5, 1, 2, 3, 5, 10, 20, 24, 49, 50, 51, 99, 100, 168, 200, 201, 999, 1000, 1001, 4999, 5000, 5001, 9999,
           10_000, 30_000, 99_999, 100_000, 199_999, 200_000, 1_000_000, 4_000_000, 12_500_000)


def values_of(engine: Engine, name: str) -> list[Any]:
    """Returns values of a fact that fall into each of its cells, thresholds included."""
    fact = engine.fact_index.facts[name]
    if fact["values"]:
        return list(fact["values"])
    thresholds = {edge[0] for edge in fact["boundaries"]}
    near = {number + step for number in thresholds for step in (-1, 0, 1)} | set(NUMBERS)
    allowed = (number for number in near if (number, 0.5) > fact["least"])
    if fact["whole"]:
        return sorted({int(number) for number in allowed if number == int(number)})
    return sorted(allowed)


def asked(engine: Engine) -> list[str]:
    """Returns the facts that rules read and a person can state."""
    return [name for name in engine.fact_index.facts if name not in engine.fact_index.derived]


def known_facts(engine: Engine, *, at_most: int = 12) -> st.SearchStrategy[dict[str, Any]]:
    """Returns a strategy for facts of which some are stated."""
    names = st.lists(st.sampled_from(asked(engine)), unique=True, max_size=at_most)
    return names.flatmap(lambda chosen: st.fixed_dictionaries(
        {name: st.sampled_from(values_of(engine, name)) for name in chosen}))


def is_possible(engine: Engine, stated: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Returns whether a completion contradicts neither itself nor the band of a stated choice."""
    tables = engine.fact_index
    for choice, (number, edges) in tables.bands.items():
        if choice in stated and number not in stated and number in facts:
            earned = max((edge for edge in edges if edge[0] <= facts[number]), default=edges[0])[1]
            if earned != stated[choice]:
                return False
    return not engine.advice.conflicts(tables.fired_boxes(facts))


def completions(engine: Engine, stated: Mapping[str, Any], values: Mapping[str, list[Any]]) -> Iterator[dict[str, Any]]:
    """Yields every possible completion of stated facts over the given values."""
    names = [name for name in values if name not in stated and name not in engine.fact_index.bands]
    for chosen in product(*(values[name] for name in names)):
        facts = {**stated, **dict(zip(names, chosen, strict=True))}
        if is_possible(engine, stated, facts):
            yield facts


def winner(engine: Engine, facts: Mapping[str, Any]) -> str | None:
    """Returns who wins when nothing is open."""
    return engine.ranking.winner(engine.fact_index.fired_boxes(facts))
