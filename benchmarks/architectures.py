"""Architecture files to measure with: as many interactions as wanted, about ten keys each."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from advisor.engine import Engine
from benchmarks.interactions import Facts, by_chance, distinct, realistic

SERVICES = 200
SOME_CHANCE = 0.25  # of a fact to be stated by chance: about six of them, as many as elsewhere
CHANCE_DESIGN = {"pattern": "rest", "timeout_ms": 1000}


def everyday(count: int, seed: int) -> Iterator[str]:
    """Yields the text of a file of realistic interactions; few of their sets of facts differ."""
    drawn = islice(realistic(seed), count)
    return _file(((one.kind.name, one.kind.operation, one.needs, one.kind.design) for one in drawn), seed)


def all_different(count: int, seed: int, engine: Engine) -> Iterator[str]:
    """Yields the text of a file in which no two interactions state the same facts, all of them by chance."""
    drawn = islice(distinct(by_chance(engine, seed, SOME_CHANCE)), count)
    return _file((("by-chance", "random.facts", needs, CHANCE_DESIGN) for needs in drawn), seed)


def _file(items: Iterator[tuple[str, str, Facts, Facts]], seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    yield "version: 1\nname: Measured\nservices:\n"
    for number in range(SERVICES):
        yield f"  service-{number}: {{kind: service}}\n"
    yield "interactions:\n"
    for number, (name, operation, needs, design) in enumerate(items):
        sender, receiver = chance.sample(range(SERVICES), 2)
        yield f"  - id: {name}-{number}\n    from: service-{sender}\n    to: service-{receiver}\n"
        yield f"    operation: {operation}\n"
        yield from _section("needs", needs)
        yield from _section("design", design)


def _section(name: str, facts: Mapping[str, Any]) -> Iterator[str]:
    if facts:
        yield f"    {name}:\n"
        yield from (f"      {fact}: {_written(value)}\n" for fact, value in facts.items())


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
