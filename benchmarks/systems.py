"""System findings on large designs: how time grows with their size, and which check takes it.

Run it with `python -m benchmarks.systems`. The designs are layers of services that call on, share callees, send
messages and now and then call back, as large landscapes do; no facts are missing more often than in real documents.
"""

from __future__ import annotations

import gc
import random
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from itertools import pairwise
from typing import Any, NamedTuple

from advisor.api import load_engine
from advisor.engine import Engine
from advisor.linter.async_improvements import async_improvements
from advisor.linter.check_registry import check_names, find_check
from advisor.linter.context import Check, LintContext, Verdict
from advisor.linter.flow_reviews import flow_reviews
from advisor.linter.interaction_facts import subject_facts
from advisor.model.architecture import Architecture, Flow, Service
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.practice import Practice
from advisor.text.source import Source, Span
from benchmarks.rounds import shown, spread, table

SEED = 5
COUNTS = (1000, 10_000, 100_000)
CALLS_EACH = 10  # interactions for each service
LAYERS = 12
STEPS = 40  # of each flow
ROUNDS = 3
PARAMETERS: dict[str, dict[str, float]] = {
    "sync-chain": {"limit": 3}, "retry-layers": {"limit": 1}, "retry-amplification": {"limit": 10},
    "slow-queue-drain": {"outage_minutes": 30, "drain_minutes": 120}}
GRAPH, FLOWS, IMPROVEMENTS = "the graph", "flows shown", "improvements"
NOWHERE = Span(Source("measured.yaml", "measured"), 0, 8)


class Costs(NamedTuple):
    """Seconds of processor time by part, and what came of it."""

    parts: dict[str, float]
    violated: int
    unknown: int


def design(count: int, seed: int = SEED) -> Architecture:
    """Returns a design of so many interactions among a tenth as many services."""
    chance = random.Random(seed)
    names = [f"service-{number}" for number in range(count // CALLS_EACH)]
    services = {name: _service(name, chance) for name in names}
    interactions = tuple(_interaction(number, names, chance) for number in range(count))
    flows = tuple(Flow(f"flow-{number}", tuple(_steps(interactions, chance)), 800, 0.99, NOWHERE)
                  for number in range(count // 1000))
    return Architecture("Measured", (NOWHERE.file,), services, interactions, flows)


def whole_of(architecture: Architecture, engine: Engine) -> LintContext:
    return LintContext(architecture, subject_facts(architecture, engine), {}, engine)


def measured(whole: LintContext) -> Costs:
    """Returns what each part takes, the graph once for all of them."""
    whole = LintContext(*whole)
    verdicts: list[Verdict] = []
    works: dict[str, Callable[[], Any]] = {GRAPH: lambda: whole.system.graph}
    for name in filter(lambda name: find_check(name).is_about_system, check_names()):
        practice = Practice(name, name, "warning", (), {}, {}, name, PARAMETERS.get(name, {}), "", "", "", "")
        works[name] = partial(_judge, whole, find_check(name).find, practice, verdicts)
    works[FLOWS] = lambda: flow_reviews(whole)
    works[IMPROVEMENTS] = lambda: async_improvements(whole, verdicts)
    parts = {name: _seconds(work) for name, work in works.items()}
    outcomes = [verdict.outcome for verdict in verdicts]
    return Costs(parts, outcomes.count("violated"), outcomes.count("unknown"))


def report(costs: dict[int, list[Costs]]) -> str:
    """Returns growth from size to size, and where the time goes at the top."""
    middle = {count: {name: spread([run.parts[name] for run in runs]).middle for name in runs[0].parts}
              for count, runs in costs.items()}
    sums = {count: sum(parts.values()) for count, parts in middle.items()}
    counts = list(costs)
    heading = ("part", *(f"{one:,} -> {other:,}" for one, other in pairwise(counts)),
               f"share at {counts[-1]:,}")
    rows = [(name, *(f"x {shown(middle[other][name] / max(middle[one][name], 1e-9))}"
                     for one, other in pairwise(counts)),
             f"{middle[counts[-1]][name] / sums[counts[-1]]:.0%}") for name in middle[counts[-1]]]
    rows.append(("all", *(f"x {shown(sums[other] / sums[one])}" for one, other in pairwise(counts)),
                 f"{sums[counts[-1]]:.2f} s"))
    found = ", ".join(f"{count:,}: {runs[0].violated:,} violated and {runs[0].unknown:,} asked"
                      for count, runs in costs.items())
    return f"{table(heading, rows)}\n\nVerdicts at {found}."


def main() -> int:
    engine = load_engine()
    costs: dict[int, list[Costs]] = {}
    for count in COUNTS:
        whole = whole_of(design(count), engine)
        costs[count] = [measured(whole) for _ in range(ROUNDS)]
    print(report(costs))
    return 0


def _judge(whole: LintContext, check: Check, practice: Practice, verdicts: list[Verdict]) -> None:
    verdicts.extend(check(whole, practice))


def _seconds(work: Callable[[], Any]) -> float:
    gc.collect()
    begin = time.process_time()
    work()
    return time.process_time() - begin


def _service(name: str, chance: random.Random) -> Service:
    typical = chance.choice((2, 5, 10, 40))
    return Service(name, "service", None, None, chance.choice((None, 0.999, 0.9995, 0.9999)),
                   {"p50": typical, "p99": typical * 8} if chance.random() < 0.7 else {}, "", NOWHERE)


def _interaction(number: int, names: list[str], chance: random.Random) -> Interaction:
    """A call to the next layer or the one after it, or, one in two thousand, back up."""
    size = max(len(names) // LAYERS, 1)
    sender = chance.randrange(len(names))
    ahead = sender // size + chance.choice((1, 1, 1, 2))
    is_back = chance.random() < 0.0005
    receiver = chance.randrange(len(names)) if is_back else ahead * size + chance.randrange(size)
    is_message = receiver >= len(names) or chance.random() < 0.4
    facts = _message(chance) if is_message else _call(chance)
    return Interaction(f"i{number}", names[sender], (names[receiver % len(names)],), "", *facts,
                       "message-queue" if is_message else "grpc", None, NOWHERE.source, 0, 8)


def _call(chance: random.Random) -> tuple[dict[str, KnownFact], dict[str, KnownFact]]:
    needs: dict[str, Any] = {"needs_response": chance.random() < 0.9}
    attempts = chance.choice((0, 0, 1, 2))
    design: dict[str, Any] = {"retries": {"attempts": attempts, "backoff": "exponential", "first_wait_ms": 20}}
    if chance.random() < 0.8:
        design["timeout_ms"] = chance.choice(("none", 100, 300, 1000, 3000))
    if chance.random() < 0.1:
        needs["latency_budget_ms"] = chance.choice((50, 200, 800))
    return _known(needs), _known({"pattern": "grpc", **design})


def _message(chance: random.Random) -> tuple[dict[str, KnownFact], dict[str, KnownFact]]:
    rates = {"throughput_rps": chance.choice((5, 50, 500))} if chance.random() < 0.5 else {}
    return _known({"needs_response": False, **rates}), _known({"pattern": "message-queue", "consumer_rps": 60})


def _known(facts: dict[str, Any]) -> dict[str, KnownFact]:
    return {name: KnownFact(value, offset=0) for name, value in facts.items()}


def _steps(interactions: tuple[Interaction, ...], chance: random.Random) -> Iterator[Any]:
    for _ in range(STEPS // 4):
        one, *beside = chance.sample(interactions, 4)
        yield one.id
        yield tuple(step.id for step in beside)


if __name__ == "__main__":
    sys.exit(main())
