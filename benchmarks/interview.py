"""How much the interview asks, and what a question costs: `python -m benchmarks.interview CASES.yaml [--rounds N]`.

The file is a mapping with `cases`, each with `id` and `facts`. A case answers from its facts and says "don't know" to
the rest. The interview's own order is compared with asking in the order of `facts.yaml` and in random orders, each
stopped where nothing that is left can change the outcome, and with asking for everything. The final recommendation has
to be the one that all facts give at once.

Two costs are measured: the next question as a multiple of one recommendation, in this process, and the start to the
first question on a terminal as a multiple of a Python that does nothing.
"""

from __future__ import annotations

import argparse
import os
import pty
import random
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import yaml

from advisor.api import load_engine
from advisor.engine import Engine
from advisor.engine.fact_index import FactIndex
from advisor.errors import InputError
from advisor.interview.answers import askable_facts
from advisor.interview.lookahead import find_outcome
from advisor.interview.next_question import next_question
from advisor.model.fact_checks import check_facts
from benchmarks.processes import Cost, FailedError, cost_of, environment_of
from benchmarks.rounds import ratios, spread, table, verdict

ROUNDS, RANDOM_ORDERS, SEED = 15, 10, 2024
MOST_STARTS, MOST_MS = 20, 50
FIRST_QUESTION = b"1. "
NOTHING = "python -c pass"
Facts = dict[str, Any]
Chooses = Callable[[Facts, set[str]], str | None]  # the fact to ask for, None where nothing is left to ask


class Held(NamedTuple):
    """One interview that was held."""

    questions: int
    known: Facts


def hold(engine: Engine, facts: Mapping[str, Any], chooses: Chooses) -> Held:
    """Returns how an interview goes with somebody who knows these facts and no others."""
    known: Facts = {}
    declined: set[str] = set()
    while (name := chooses(known, declined)) is not None:
        value = answer(engine.fact_index, facts, name)
        if value is None:
            declined.add(name)
        else:
            known[name] = value
    return Held(len(known) + len(declined), known)


def answer(tables: FactIndex, facts: Mapping[str, Any], name: str) -> Any:
    """Returns what somebody who knows these facts answers; who knows a number knows the choice that it fills."""
    number, edges = tables.bands.get(name, ("", []))
    if number in facts:
        return [value for least, value in edges if least <= facts[number]][-1]
    return facts.get(name)


def best_first(engine: Engine) -> Chooses:
    """Returns the interview's own choice of questions."""

    def choose(known: Facts, declined: set[str]) -> str | None:
        question = next_question(engine, known, declined)
        return question.fact if question is not None else None

    return choose


def in_order(engine: Engine, order: Sequence[str]) -> Chooses:
    """Returns a choice by a fixed order, until nothing that is left can change the outcome."""

    def choose(known: Facts, declined: set[str]) -> str | None:
        if next_question(engine, known, declined) is None:
            return None
        left: Collection[str] = askable_facts(engine, known, declined)
        return next((name for name in order if name in left), None)

    return choose


def report_questions(engine: Engine, cases: Sequence[Facts]) -> tuple[str, bool]:
    """Returns a table of how many questions were asked, and whether every recommendation was that of all facts."""
    names = [name for name in engine.terms.needs if name in engine.fact_index.facts]
    chance = random.Random(SEED)
    own = [hold(engine, facts, best_first(engine)) for facts in cases]
    orders = [chance.sample(names, len(names)) for _ in range(RANDOM_ORDERS)]
    counts = {
        "the interview": [held.questions for held in own],
        "in the order of facts.yaml": [hold(engine, facts, in_order(engine, names)).questions for facts in cases],
        f"in random order ({RANDOM_ORDERS} orders, seed {SEED})":
            [hold(engine, facts, in_order(engine, order)).questions for order in orders for facts in cases],
        "everything": [len(names)] * len(cases),
    }
    rows = [(title, f"{median(found):g}", f"{sum(found) / len(found):.1f}", str(max(found)))
            for title, found in counts.items()]
    same = sum(
        find_outcome(engine, held.known) == find_outcome(engine, facts) for held, facts in zip(own, cases, strict=True)
    )
    lines = [table(("questions", "median", "mean", "most"), rows), "",
             f"- the same recommendation as with all facts at once: {same} of {len(cases)}"]
    return "\n".join(lines), same == len(cases)


def report_cost(cases: Sequence[Facts], rounds: int) -> str:
    """Returns what a next question costs, in milliseconds and as a multiple of one recommendation on the same facts."""
    asking, recommending, slowest = [], [], 0.0
    for _ in range(rounds):
        engine = _fresh_engine()
        stages = [stage for facts in cases for stage in _stages(engine, facts)]
        engine, other = _fresh_engine(), _fresh_engine()
        times = [_timed(partial(next_question, engine, known, declined)) for known, declined in stages]
        begin = time.process_time()
        for known, _ in stages:
            other.recommend(known)
        recommending.append((time.process_time() - begin) / len(stages))
        asking.append(sum(times) / len(times))
        slowest = max(slowest, *times)
    milliseconds = spread([one * 1000 for one in asking])
    return "\n".join([
        f"- one next question in times of one recommendation: {str(ratios(asking, recommending)).strip()}",
        f"- one next question in milliseconds: {str(milliseconds).strip()}, the slowest {slowest * 1000:.1f}",
        verdict("the slowest next question in milliseconds", spread([slowest * 1000]), "at most", MOST_MS)])


def _stages(engine: Engine, facts: Facts) -> list[tuple[Facts, set[str]]]:
    """Every state in which an interview asks."""
    found: list[tuple[Facts, set[str]]] = []
    choose = best_first(engine)

    def noted(known: Facts, declined: set[str]) -> str | None:
        found.append((dict(known), set(declined)))
        return choose(known, declined)

    hold(engine, facts, noted)
    return found


def _fresh_engine() -> Engine:
    """An engine that remembers nothing yet."""
    from advisor import api

    api._load.cache_clear()
    return load_engine()


def _timed(call: Callable[[], Any]) -> float:
    begin = time.process_time()
    call()
    return time.process_time() - begin


def report_start(rounds: int) -> str:
    """Returns what it costs to come to the first question, as a multiple of an empty start."""
    bare, asked = [], []
    with tempfile.TemporaryDirectory() as place:
        environment = {**environment_of(place), "TERM": "xterm", "COLUMNS": "100", "LINES": "40"}
        environment.pop("CI", None)
        for number in range(rounds + 1):
            nothing = cost_of((sys.executable, "-c", "pass"), environment)
            first = cost_to_first_question((sys.executable, "-m", "advisor", "ask"), environment, place)
            if number:
                bare.append(nothing.cpu)
                asked.append(first.cpu)
    return verdict(f"processor time to the first question in times of `{NOTHING}`", ratios(asked, bare), "at most",
                   MOST_STARTS)


def cost_to_first_question(command: Sequence[str], environment: Mapping[str, str], directory: str) -> Cost:
    """Starts a command on a terminal of its own, stops it at its first question, and returns what it cost by then."""
    begin = time.perf_counter()
    process, terminal = pty.fork()
    if not process:
        os.chdir(directory)
        os.execvpe(command[0], command, {**environment, "PYTHONPATH": str(Path(__file__).parent.parent)})
    seen = b""
    while FIRST_QUESTION not in seen:
        chunk = os.read(terminal, 65536)
        if not chunk:
            raise FailedError(f"no question: {' '.join(command)}")
        seen += chunk
        if b"\x1b[6n" in chunk:  # asks where the cursor is
            os.write(terminal, b"\x1b[1;1R")
    wall = time.perf_counter() - begin
    os.kill(process, 9)
    _, _, used = os.wait4(process, 0)
    os.close(terminal)
    return Cost(used.ru_utime + used.ru_stime, wall, 0)


def main() -> int:
    """Prints the tables; exits with 1 if any interview ends with another recommendation than all facts give."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    engine = load_engine()
    cases = []
    for case in yaml.safe_load(arguments.file.read_text(encoding="utf-8"))["cases"]:
        try:
            cases.append(check_facts(case["facts"], engine.terms))
        except InputError:
            print(f"left out, for its facts are refused: {case['id']}")
    questions, is_same = report_questions(engine, cases)
    print(f"{len(cases)} cases\n\n{questions}\n\n{report_cost(cases, min(arguments.rounds, 5))}")
    print(report_start(arguments.rounds))
    return int(not is_same)


if __name__ == "__main__":
    sys.exit(main())
