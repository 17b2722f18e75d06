"""Decisions per second on the built-in pack, beside hand-written Python and other engines.

Run it with `python -m benchmarks.engines`. All decide on the same facts in one process, in turns, on processor time.
Facts are new in every round; only `again` sees those of the round a second time. The peers get the facts that follow
from numbers, and nulls, ready-made, which is in their favour. Every answer is compared.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from advisor.api import load_engine, load_pack
from advisor.engine import Engine
from advisor.engine.compile import compile_pack
from benchmarks.handwritten import hand_written
from benchmarks.interactions import Facts, by_chance, distinct, realistic
from benchmarks.peers import MissingPeerError, Peer, peers
from benchmarks.rounds import Contestant, ratios, spread, table, take_turn, verdict

SEED = 20_261
COUNT = 20_000
ROUNDS = 9
ZEN, ZEN_TABLE = "zen-engine, one expression", "zen-engine, decision table"
LIMITS = {ZEN: 5000, ZEN_TABLE: 500,
          "common-expression-language, one expression": 2500, "json-logic-qubit, one expression": 400,
          "rule-engine, one expression": 200}
TIDIED, HAND = "hand-written, tidied by question", "hand-written, rule after rule"
WINNER, AGAIN, EXPLAIN, DECIDE = "advisor winner", "advisor winner, again", "advisor explain", "advisor decide"


class Workload(NamedTuple):
    title: str
    facts: Iterator[Facts]


def workloads(engine: Engine, seed: int = SEED) -> list[Workload]:
    """Returns the streams of facts to decide on."""
    return [
        Workload("Realistic interactions, whose facts repeat", (drawn.needs for drawn in realistic(seed))),
        Workload("Realistic interactions, no two alike",
                 distinct(drawn.needs for drawn in realistic(seed, varied=True))),
        Workload("Realistic and random facts in turn, no two alike", distinct(
            (drawn.needs for drawn in realistic(seed, varied=True)), by_chance(engine, seed))),
    ]


def contestants(engine: Engine, by_hand: Mapping[str, Callable[[Facts], Any]], others: Sequence[Peer],
                count: int) -> list[Contestant]:
    """Returns everybody who takes part; each of our verbs has an engine of its own, so that none warms another's."""
    data = compile_pack(load_pack())
    winner, explain, decide = (Engine(data, engine.terms) for _ in range(3))
    ours = {WINNER: winner.winner, AGAIN: winner.winner, EXPLAIN: explain.explain, DECIDE: decide.decide}
    return [*(Contestant(name, verb, count) for name, verb in (*by_hand.items(), *ours.items())),
            *(Contestant(peer.name, peer.decide, min(LIMITS[peer.name], count), peer.prepared) for peer in others)]


def agrees(name: str, answer: Any, winner: str | None) -> bool:
    """Returns whether an answer fits a winner; where nobody is ahead, whole answers go further than winners."""
    if name == EXPLAIN:
        return winner is None or answer[0].pattern == winner
    if name == DECIDE:
        return winner is None or answer.pattern == winner
    return bool(answer == winner)


class Measured(NamedTuple):
    rates: dict[str, list[float]]  # by name, round by round
    disagreements: dict[str, int]
    sets: int  # different sets of facts


def measure(everybody: Sequence[Contestant], facts: Iterator[Facts], count: int, rounds: int) -> Measured:
    """Lets everybody decide in turns, round by round."""
    found = Measured({one.name: [] for one in everybody}, {one.name: 0 for one in everybody}, 0)
    shapes: set[tuple[tuple[str, Any], ...]] = set()
    for _ in range(rounds):
        batch = list(islice(facts, count))
        shapes.update(tuple(one.items()) for one in batch)
        turns = {one.name: take_turn(one, batch) for one in everybody}
        for name, turn in turns.items():
            found.rates[name].append(turn.rate)
            found.disagreements[name] += sum(
                not agrees(name, answer, winner)
                for answer, winner in zip(turn.answers, turns[WINNER].answers, strict=False))
    return found._replace(sets=len(shapes))


def report(title: str, everybody: Sequence[Contestant], measured: Measured) -> str:
    """Returns a table of ratios."""
    rows = []
    for one in everybody:
        rates = measured.rates[one.name]
        rows.append((one.name, f"{one.limit:,}", f"{spread(rates).middle / 1000:,.1f}",
                     str(ratios(rates, measured.rates[TIDIED])), str(ratios(measured.rates[WINNER], rates)),
                     str(measured.disagreements[one.name])))
    headings = ("", "a round", "thousand/s", "x hand-written, tidied", "winner is x times this", "disagree")
    rounds = len(measured.rates[TIDIED])
    lines = [f"{title} ({rounds} rounds, {measured.sets:,} different sets of facts)", "", table(headings, rows), ""]
    return "\n".join([*lines, *verdicts(measured.rates), ""])


def verdicts(rates: Mapping[str, Sequence[float]]) -> list[str]:
    """Returns what we aim at, and what came of it."""
    winner = rates[WINNER]
    by_hand = ratios(winner, rates[TIDIED])
    lines = [verdict("decisions of `winner` for one of hand-written Python", by_hand, "at least", 0.8)]
    lines += [verdict(f"decisions of `winner` for one of {name}", ratios(winner, rates[name]), "at least", 10)
              for name in (ZEN, ZEN_TABLE) if name in rates]
    return [*lines, verdict("time of `explain` in times of `winner`", ratios(winner, rates[EXPLAIN]), "at most", 2)]


def main() -> int:
    """Prints the tables; exits with 1 if anybody disagrees, with 2 if a peer is missing."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--count", type=int, default=COUNT, help="interactions in a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    engine, pack = load_engine(), load_pack()
    try:
        others = peers(pack)
    except MissingPeerError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    by_hand = {TIDIED: hand_written(pack), HAND: hand_written(pack, grouped=False)}
    disagreements = 0
    for title, facts in workloads(engine):
        everybody = contestants(engine, by_hand, others, arguments.count)
        measured = measure(everybody, facts, arguments.count, arguments.rounds)
        disagreements += sum(measured.disagreements.values())
        print(report(title, everybody, measured), flush=True)
    return int(disagreements > 0)


if __name__ == "__main__":
    sys.exit(main())
