"""Interactions to measure with: kinds that real designs show, and facts by chance. Every draw follows from its seed."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.engine.cells import cell_bounds, display_value

Facts = dict[str, Any]
STATED_BY_CHANCE = 0.35  # about eight facts of the vocabulary


class Kind(NamedTuple):
    """A kind of interaction: what is always said of it, what is sometimes, and how it is built."""

    name: str
    operation: str
    always: Facts
    sometimes: dict[str, tuple[Any, ...]]  # fact -> values to choose from
    design: Facts


KINDS = (
    Kind("place", "POST /orders", {"needs_response": True, "audience": "external", "client": "browser"},
         {"latency_budget_ms": (300, 500, 800, 1500), "human_debuggable": (True,), "crud": (True,)},
         {"pattern": "rest", "timeout_ms": 2000}),
    Kind("read", "GET /items", {"needs_response": True, "intent": "query"},
         {"latency_budget_ms": (50, 100, 200), "crud": (True,), "throughput_rps": (50, 400, 2500, 12_000),
          "payload_bytes": (800, 4000, 20_000)}, {"pattern": "rest", "timeout_ms": 500}),
    Kind("quote", "Pricing/Quote", {"needs_response": True, "audience": "internal", "strong_contract": True},
         {"latency_budget_ms": (10, 20, 50, 80), "polyglot": (True, False), "throughput_rps": (900, 5000, 20_000)},
         {"pattern": "grpc", "timeout_ms": 200}),
    Kind("authorise", "Payments/Authorise", {"needs_response": True, "audience": "internal", "intent": "command"},
         {"latency_budget_ms": (200, 400), "work_duration_ms": (40, 120, 300), "delivery": ("exactly_once",)},
         {"pattern": "grpc", "timeout_ms": 600}),
    Kind("partner-call", "POST /v1/shipments", {"needs_response": True, "audience": "partner"},
         {"latency_budget_ms": (1000, 3000), "human_debuggable": (True,), "payload_bytes": (2000, 50_000)},
         {"pattern": "rest", "timeout_ms": 5000}),
    Kind("created", "order.created", {"needs_response": False, "intent": "event", "fan_out": 4},
         {"replay": (True, False), "ordering": ("per_key", "none"), "fan_out_grows": (True,),
          "retention_hours": (24, 72, 168)}, {"pattern": "event-streaming", "technology": "kafka"}),
    Kind("changed", "stock.changed", {"needs_response": False, "intent": "event", "fan_out": 2},
         {"replay": (False,), "routing": (True,), "volume": ("low", "medium"), "delivery": ("at_least_once",)},
         {"pattern": "message-queue", "technology": "rabbitmq"}),
    Kind("send-mail", "email.send", {"needs_response": False, "intent": "command", "fan_out": 1},
         {"delivery": ("at_least_once",), "replay": (False,), "bursty": (True, False), "scheduling": (True,)},
         {"pattern": "message-queue", "technology": "sqs"}),
    Kind("report", "report.build", {"needs_response": False, "fan_out": 1, "reply_later": True},
         {"work_duration_ms": (8000, 30_000, 120_000), "audience": ("internal",), "bursty": (True,)},
         {"pattern": "message-queue", "technology": "rabbitmq"}),
    Kind("track", "clickstream", {"needs_response": False, "intent": "feed", "ordering": "per_key"},
         {"throughput_rps": (2000, 15_000, 120_000), "volume": ("high", "very_high"), "retention_hours": (24, 168),
          "replay": (True,)}, {"pattern": "event-streaming", "technology": "kafka"}),
    Kind("measure", "telemetry", {"needs_response": False, "client": "device", "audience": "external"},
         {"throughput_rps": (300, 9000), "payload_bytes": (200, 900), "delivery": ("at_most_once", "at_least_once"),
          "intent": ("feed",)}, {"technology": "mqtt", "ack": "auto"}),
    Kind("webhook", "POST /hooks", {"needs_response": False, "audience": "external", "intent": "event"},
         {"fan_out": (1, 5, 40), "delivery": ("at_least_once",), "payload_bytes": (1500, 18_000)},
         {"pattern": "rest", "timeout_ms": 10_000}),
    Kind("watch", "Prices/Watch", {"streaming": "server", "audience": "internal"},
         {"needs_response": (True,), "throughput_rps": (100, 3000), "strong_contract": (True,), "fan_out": (1, 3)},
         {"pattern": "grpc", "load_balancing": "l7"}),
    Kind("chat", "Support/Chat", {"streaming": "bidirectional", "audience": "external"},
         {"client": ("browser", "mobile"), "latency_budget_ms": (100, 250), "human_debuggable": (True,)},
         {"pattern": "rest", "technology": "websocket"}),
    Kind("unclear", "sync.run", {}, {"audience": ("internal", "partner"), "volume": ("low", "medium", "high"),
                                     "payload_bytes": (4000, 300_000), "polyglot": (True,)}, {"timeout_ms": 1000}),
)


class Drawn(NamedTuple):
    kind: Kind
    needs: Facts


def realistic(seed: int, *, varied: bool = False) -> Iterator[Drawn]:
    """Yields interactions of the kinds above without end; their facts repeat.

    Args:
        varied: large numbers are drawn around those of the kind instead, so that few sets of facts are alike.
    """
    chance = random.Random(seed)
    while True:
        kind = chance.choice(KINDS)
        needs = dict(kind.always)
        for name, values in kind.sometimes.items():
            if chance.random() < 0.5:
                needs[name] = chance.choice(values)
                if varied and type(needs[name]) is int and needs[name] >= 10:
                    needs[name] = round(needs[name] * chance.uniform(0.5, 2))
        yield Drawn(kind, needs)


def by_chance(engine: Engine, seed: int, stated: float = STATED_BY_CHANCE) -> Iterator[Facts]:
    """Yields facts without end, each stated with this probability, by a value from any of its cells."""
    chance = random.Random(seed)
    values = {
        name: values_of(engine, name) for name in engine.fact_index.facts if name not in engine.fact_index.derived
    }
    while True:
        yield {name: chance.choice(of) for name, of in values.items() if chance.random() < stated}


def distinct(*sources: Iterator[Facts]) -> Iterator[Facts]:
    """Yields facts from the sources in turn, and none twice."""
    seen: set[tuple[tuple[str, Any], ...]] = set()
    for source in cycle(sources):
        for facts in source:
            key = tuple(sorted(facts.items()))
            if key not in seen:
                seen.add(key)
                yield facts
                break


def values_of(engine: Engine, name: str) -> list[Any]:
    """Returns one value of each cell of a fact."""
    fact = engine.fact_index.facts[name]
    if fact["values"]:
        return list(fact["values"])
    edges, least = fact["boundaries"], fact["least"]
    return [display_value(*cell_bounds(edges, cell, least), fact["whole"]) for cell in range(len(fact["cells"]))]
