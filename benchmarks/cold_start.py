"""What one answer costs in a fresh process, as a multiple of a Python that does nothing.

Run it with `python -m benchmarks.cold_start`. The commands take turns, and every ratio is between neighbours in time.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Cost, cost_of, environment_of
from benchmarks.rounds import Spread, ratios, spread, table, verdict

ROUNDS = 25
NOTHING = "python -c pass"
MODULE_RECOMMEND, MODULE_EVALUATE = "python -m advisor recommend", "python -m advisor evaluate, a small file"
SCRIPT_RECOMMEND, SCRIPT_EVALUATE = "advisor recommend", "advisor evaluate, a small file"
UNCACHED = "python -m advisor recommend, no cache"
LINT = "python -m advisor lint --no-cache, a document"
# Without a cache, the rules are read and compiled first.
AIMS = {MODULE_RECOMMEND: 12, SCRIPT_RECOMMEND: 12, UNCACHED: 30, LINT: 12, MODULE_EVALUATE: 16, SCRIPT_EVALUATE: 16}
DOCUMENT = Path(__file__).parent.parent / "examples" / "checkout.md"
RECOMMEND = ("recommend", "--no-needs-response", "--fan-out", "4")
SMALL_FILE = """\
version: 1
name: Two calls
services:
  shop: {kind: service}
  orders: {kind: service}
  mail: {kind: job}
interactions:
  - {id: place-order, from: shop, to: orders, needs: {needs_response: true, latency_budget_ms: 200}}
  - {id: send-mail, from: orders, to: mail, needs: {needs_response: false, delivery: at_least_once}}
"""


class Start(NamedTuple):
    """A command to start, and whether it may use the compiled pack of an earlier run."""

    title: str
    command: tuple[str, ...]
    warm: bool = True


def starts(small_file: Path) -> list[Start]:
    """Returns what is started, Python alone first; the installed command is left out where there is none."""
    module = (sys.executable, "-m", "advisor")
    script = Path(sys.executable).with_name("advisor")
    evaluate = ("evaluate", str(small_file))
    lint = ("lint", str(DOCUMENT), "--no-cache", "--fail-on", "never")
    found = [Start(NOTHING, (sys.executable, "-c", "pass")), Start(MODULE_RECOMMEND, (*module, *RECOMMEND)),
             Start(UNCACHED, (*module, *RECOMMEND), warm=False), Start(LINT, (*module, *lint)),
             Start(MODULE_EVALUATE, (*module, *evaluate))]
    if script.exists():
        found.append(Start(SCRIPT_RECOMMEND, (str(script), *RECOMMEND)))
        found.append(Start(SCRIPT_EVALUATE, (str(script), *evaluate)))
    return found


def measure(started: Sequence[Start], environment: Mapping[str, str], rounds: int) -> dict[str, list[Cost]]:
    """Returns the costs by title, after one round that only warms caches."""
    found: dict[str, list[Cost]] = {start.title: [] for start in started}
    for place in range(rounds + 1):
        for start in started:
            extra = {} if start.warm else {"ADVISOR_NO_CACHE": "1"}
            cost = cost_of(start.command, {**environment, **extra})
            if place:
                found[start.title].append(cost)
    return found


def report(measured: Mapping[str, Sequence[Cost]]) -> str:
    """Returns a table of ratios, what we aim at, and what came of it."""
    bare = measured[NOTHING]
    rows = []
    for title, costs in measured.items():
        cpu, wall = [cost.cpu for cost in costs], [cost.wall for cost in costs]
        rows.append((title, f"{spread(cpu).middle * 1000:.0f}", str(_times(costs, bare)),
                     f"{spread(wall).middle * 1000:.0f}", str(ratios(wall, [cost.wall for cost in bare]))))
    headings = ("", "cpu ms", f"x {NOTHING}", "wall ms", f"x {NOTHING}")
    aims = [verdict(f"time of `{title}` in times of `{NOTHING}`", _times(measured[title], bare), "at most", most)
            for title, most in AIMS.items() if title in measured]
    return "\n".join([table(headings, rows), "", *aims])


def _times(costs: Sequence[Cost], bare: Sequence[Cost]) -> Spread:
    return ratios([cost.cpu for cost in costs], [cost.cpu for cost in bare])


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        small_file = Path(place) / "small.yaml"
        small_file.write_text(SMALL_FILE, encoding="utf-8")
        measured = measure(starts(small_file), environment_of(place), arguments.rounds)
    print(f"Fresh processes ({arguments.rounds} rounds)\n\n{report(measured)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
