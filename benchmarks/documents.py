"""Linting design documents: the first answer, many documents fresh and known, memory, and linters beside it.

Run it with `python -m benchmarks.documents`. yamllint comes with the dependency group `benchmarks`; markdownlint-cli2
is installed into a folder that is thrown away, where npm is there. Everybody gets the same documents, yamllint the same
number of YAML files of the same length. The commands take turns, and every ratio is between neighbours in time.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import combinations
from pathlib import Path
from shutil import rmtree, which
from typing import NamedTuple

from benchmarks.processes import Cost, cost_of, environment_of
from benchmarks.rounds import Spread, ratios, spread, table, verdict

ROUNDS, COUNT = 5, 1000
NOTHING, ONE = "python -c pass", "advisor lint, one document"
FRESH, KNOWN = "advisor lint, nothing known", "advisor lint, all known"
YAMLLINT, MARKDOWNLINT = "yamllint", "markdownlint-cli2"
LINES = 150
SERVICES = ("orders", "payments", "catalogue", "basket", "mail", "stock", "billing", "search", "users", "reports",
            "ledger", "pricing", "delivery", "reviews", "sessions", "uploads")
CALLS = {"REST": ("POST /{}", "GET /{}/42", "PUT /{}/42"), "gRPC": ("gRPC Get{}", "gRPC List{}")}
MESSAGES, EDGES = 10, 11  # of the two diagrams
WORDS = ("the", "service", "keeps", "what", "others", "need", "and", "answers", "when", "it", "is", "asked", "by",
         "its", "callers", "while", "a", "queue", "holds", "work", "that", "may", "wait")


class Drawn(NamedTuple):
    """A call that a diagram draws and the table describes."""

    caller: str
    callee: str
    protocol: str
    operation: str
    timeout_ms: int


def document(number: int) -> str:
    """Returns a design document of about 150 lines with two diagrams, a table of their calls, and code.

    Its parts say the same, as those of documents do that are linted: about 21 interactions and 3 findings. Real design
    documents have as many interactions, and rather fewer findings.
    """
    chance = random.Random(number)
    in_flow, in_parts = chance.sample(SERVICES, 5), chance.sample(SERVICES, 7)
    flow, parts = _calls(chance, in_flow, MESSAGES), _calls(chance, in_parts, EDGES)
    rows = {(call.caller, call.callee, call.operation): call for call in (*flow, *parts)}
    lines = [f"# Design {number}", "", *_prose(chance, 24), "## Flow", "", "```mermaid", *_sequence(in_flow, flow),
             "```", "", *_prose(chance, 18), "## Parts", "", "```mermaid", *_flowchart(in_parts, parts), "```", "",
             "| From | To | Operation | Protocol | Timeout |", "| --- | --- | --- | --- | --- |"]
    lines += [f"| {call.caller} | {call.callee} | {call.operation} | {call.protocol} | {call.timeout_ms} ms |"
              for call in rows.values()]
    lines += ["", *_prose(chance, 12), "```python", *(f"value_{place} = {place}" for place in range(8)), "```", ""]
    while len(lines) < LINES:
        lines += _prose(chance, 6)
    return "\n".join(lines[:LINES]) + "\n"


def yaml_file(number: int) -> str:
    """Returns a YAML file of as many lines, for a linter of YAML."""
    chance = random.Random(number)
    lines = ["---"]
    for place in range((LINES - 1) // 3):
        words = " ".join(chance.sample(WORDS, 6))
        lines += [f"entry_{place}:", f"  name: {chance.choice(SERVICES)}", f"  words: {words}"]
    return "\n".join(lines) + "\n"


def _prose(chance: random.Random, count: int) -> Iterator[str]:
    for place in range(count):
        yield "" if place % 6 == 5 else " ".join(chance.choices(WORDS, k=14))


def _calls(chance: random.Random, names: Sequence[str], count: int) -> list[Drawn]:
    """Returns calls between services, each of which calls only those behind it, and waits longer than they do."""
    pairs = chance.sample(list(combinations(names, 2)), min(count, len(names) * (len(names) - 1) // 2))
    found = []
    for caller, callee in pairs:
        protocol = chance.choice(tuple(CALLS))
        operation = chance.choice(CALLS[protocol]).format(callee)
        found.append(Drawn(caller, callee, protocol, operation, 100 * (len(names) - names.index(caller))))
    return found


def _sequence(names: Sequence[str], calls: Sequence[Drawn]) -> Iterator[str]:
    yield "sequenceDiagram"
    for name in names:
        yield f"  participant {name[:3]} as {name.capitalize()} Service"
    for call in calls:
        yield f"  {call.caller[:3]}->>{call.callee[:3]}: {call.operation}"
        yield f"  {call.callee[:3]}-->>{call.caller[:3]}: answer"


def _flowchart(names: Sequence[str], calls: Sequence[Drawn]) -> Iterator[str]:
    yield "flowchart LR"
    for name in names:
        yield f"  {name}[\"{name.capitalize()} Service\"]"
    for call in calls:
        yield f"  {call.caller} -->|{call.operation}| {call.callee}"


class Run(NamedTuple):
    """A command, what has to be done before it, and the exit codes that are fine."""

    title: str
    command: tuple[str, ...]
    before: Callable[[], None] = lambda: None
    fine: tuple[int, ...] = (0, 1)


def runs(folder: Path, markdownlint: Path | None) -> list[Run]:
    """Returns what is measured, Python alone first."""
    lint = (sys.executable, "-m", "advisor", "lint", "--jobs", "1", "--quiet", "--format", "concise")
    documents, cache = folder / "documents", folder / "documents" / ".advisor_cache"
    found = [
        Run(NOTHING, (sys.executable, "-c", "pass")),
        Run(ONE, (*lint, "--no-cache", str(documents / "0.md"))),
        Run(FRESH, (*lint, str(documents)), lambda: rmtree(cache, ignore_errors=True)),
        Run(KNOWN, (*lint, str(documents))),  # right after it was all written
        Run(YAMLLINT, (sys.executable, "-m", "yamllint", str(folder / "yaml"))),
    ]
    if markdownlint is not None:
        found.append(Run(MARKDOWNLINT, (str(markdownlint), f"{documents}/*.md")))
    return found


def measure(measured: Sequence[Run], environment: Mapping[str, str], rounds: int) -> dict[str, list[Cost]]:
    """Returns the costs by title, after one round that only warms caches."""
    found: dict[str, list[Cost]] = {run.title: [] for run in measured}
    for place in range(rounds + 1):
        for run in measured:
            run.before()
            cost = cost_of(run.command, environment, run.fine)
            if place:
                found[run.title].append(cost)
    return found


def report(measured: Mapping[str, Sequence[Cost]], count: int) -> str:
    """Returns a table of costs, what we aim at, and what came of it."""
    bare = [cost.cpu for cost in measured[NOTHING]]
    rows = []
    for title, costs in measured.items():
        cpu = [cost.cpu for cost in costs]
        many = "" if title in (NOTHING, ONE) else str(_rate(costs, bare, count))
        rows.append((title, f"{spread(cpu).middle * 1000:,.0f}", str(ratios(cpu, bare)), many,
                     f"{spread([cost.peak for cost in costs]).middle:.0f}"))
    headings = ("", "cpu ms", f"x {NOTHING}", "documents per CPU-second, without Python's own start", "peak MB")
    peak = spread([cost.peak for cost in measured[FRESH]])
    aims = [
        verdict(f"`{ONE}` in times of `{NOTHING}`", ratios([cost.cpu for cost in measured[ONE]], bare), "at most", 12),
        verdict(f"documents per CPU-second, {FRESH}", _rate(measured[FRESH], bare, count), "at least", 700),
        verdict(f"documents per CPU-second, {KNOWN}", _rate(measured[KNOWN], bare, count), "at least", 10_000),
        verdict(f"megabytes at the peak for {count:,} documents", peak, "at most", 60),
    ]
    return "\n".join([table(headings, rows), "", *aims])


def _rate(costs: Sequence[Cost], bare: Sequence[float], count: int) -> Spread:
    return spread([count / max(cost.cpu - nothing, 1e-9) for cost, nothing in zip(costs, bare, strict=True)])


def _markdownlint(folder: Path) -> Path | None:
    """Installs the linter of Markdown; None where that cannot be."""
    if which("npm") is None:
        return None
    install = ["npm", "install", "--silent", "--no-fund", "--no-audit", "--prefix", str(folder), MARKDOWNLINT]
    done = subprocess.run(install, capture_output=True, check=False)
    program = folder / "node_modules" / ".bin" / MARKDOWNLINT
    return program if done.returncode == 0 and program.exists() else None


def main() -> int:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--count", type=int, default=COUNT)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for name, make, ending in (("documents", document, "md"), ("yaml", yaml_file, "yaml")):
            (folder / name / ".git").mkdir(parents=True)  # what is kept of a run lies at the root of a repository
            for number in range(arguments.count):
                (folder / name / f"{number}.{ending}").write_text(make(number), encoding="utf-8")
        measured = measure(runs(folder, _markdownlint(folder / "npm")), environment_of(place), arguments.rounds)
    title = f"{arguments.count:,} documents of {LINES} lines ({arguments.rounds} rounds)"
    print(f"{title}\n\n{report(measured, arguments.count)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
