"""Large architecture files: time and memory of fresh processes, beside PyYAML's own loader on the same file.

Run it with `python -m benchmarks.scale`. It writes its files into a temporary directory.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from benchmarks.processes import Cost, cost_of, environment_of
from benchmarks.rounds import ratios, shown, spread, table, verdict

SEED = 7
COUNTS = (1000, 10_000, 100_000)
ROUNDS = 3
LOADER, LOADER_NO_GC = "yaml.load with CSafeLoader", "the same, no garbage collection"
READ = "advisor, reading alone"
TEXT, JSON = "advisor evaluate", "advisor evaluate --format json"
TITLES = {"everyday": "Realistic interactions, whose facts repeat", "different": "Random facts, no two alike"}
JSON_UP_TO = {"everyday": 100_000, "different": 1000}  # what was never asked before is explained in milliseconds each
MOST_MEGABYTES = 400
GENERATE = """\
import sys
from benchmarks import architectures
path, kind, count, seed = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
if kind == "everyday":
    text = architectures.everyday(count, seed)
else:
    from advisor.api import load_engine
    text = architectures.all_different(count, seed, load_engine())
with open(path, "w", encoding="utf-8") as stream:
    stream.writelines(text)
"""
LOAD = """\
import gc, sys, yaml
if sys.argv[2] == "no-gc":
    gc.disable()
with open(sys.argv[1], encoding="utf-8") as stream:
    text = stream.read()
yaml.load(text, yaml.CSafeLoader)
"""
READ_ALONE = """\
import sys
from advisor.api import load_engine, read_architecture
read_architecture([sys.argv[1]], load_engine().terms)
"""


class Sample(NamedTuple):
    """A file that was written for measuring."""

    kind: str
    interactions: int
    path: Path

    @property
    def megabytes(self) -> float:
        return self.path.stat().st_size / 1_000_000


def write_sample(kind: str, count: int, directory: Path) -> Sample:
    """Writes a file; in a process of its own, so that this one stays small."""
    path = directory / f"{kind}-{count}.yaml"
    subprocess.run([sys.executable, "-c", GENERATE, str(path), kind, str(count), str(SEED)], check=True)
    return Sample(kind, count, path)


def programs(sample: Sample) -> dict[str, tuple[str, ...]]:
    """Returns what is run on a file, by title."""
    path = str(sample.path)
    load, evaluate = (sys.executable, "-c", LOAD, path), \
        (sys.executable, "-m", "advisor", "evaluate", "--fail-on", "never", path)
    found = {LOADER: (*load, "gc"), LOADER_NO_GC: (*load, "no-gc"), READ: (sys.executable, "-c", READ_ALONE, path),
             TEXT: evaluate}
    if sample.interactions <= JSON_UP_TO[sample.kind]:
        found[JSON] = (*evaluate, "--format", "json")
    return found


def measure(sample: Sample, environment: Mapping[str, str], rounds: int) -> dict[str, list[Cost]]:
    """Returns the costs by program; they take turns, after one start that only warms caches."""
    found: dict[str, list[Cost]] = {title: [] for title in programs(sample)}
    cost_of(programs(sample)[READ], environment)
    for _ in range(rounds):
        for title, command in programs(sample).items():
            found[title].append(cost_of(command, environment))
    return found


def report(samples: Sequence[Sample], measured: Sequence[Mapping[str, Sequence[Cost]]]) -> str:
    """Returns a table: each program on each file, beside the loader, and how it grew from the file before."""
    rows = []
    for place, (sample, costs) in enumerate(zip(samples, measured, strict=True)):
        loader = [cost.cpu for cost in costs[LOADER]]
        for title, runs in costs.items():
            cpu = [run.cpu for run in runs]
            growth = "-"
            if place:
                smaller = samples[place - 1].interactions
                before = spread([run.cpu for run in measured[place - 1][title]]).middle
                growth = f"x {shown(sample.interactions / smaller)} -> x {shown(spread(cpu).middle / before)}"
            rows.append((f"{sample.interactions:,} ({sample.megabytes:.1f} MB)", title, f"{spread(cpu).middle:.2f}",
                         str(ratios(cpu, loader)), f"{max(run.peak for run in runs):.0f}", growth))
    headings = ("interactions", "program", "cpu s", "x CSafeLoader", "peak MB", "growth")
    return "\n".join([table(headings, rows), "", *verdicts(samples[-1], measured[-1])])


def verdicts(sample: Sample, costs: Mapping[str, Sequence[Cost]]) -> list[str]:
    """Returns what we aim at for the largest file, and what came of it."""
    text, loader = costs[TEXT], costs[LOADER]
    times = ratios([cost.cpu for cost in text], [cost.cpu for cost in loader])
    return [verdict(f"time of `{TEXT}` on {sample.interactions:,} in times of CSafeLoader", times, "at most", 1),
            verdict("its peak in megabytes", spread([cost.peak for cost in text]), "at most", MOST_MEGABYTES)]


def split_of(sample: Sample, form: str, environment: Mapping[str, str]) -> str:
    """Returns where the time of `evaluate` goes, and how many sets of facts differ."""
    command = [sys.executable, "-m", "benchmarks.split", str(sample.path), form]
    done = subprocess.run(command, env=dict(environment), check=True, stdout=subprocess.PIPE, text=True)
    return done.stdout.strip()


def main() -> int:
    """Prints a table for each kind of file, and where the time of the largest goes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--kinds", nargs="+", choices=tuple(TITLES), default=tuple(TITLES))
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        environment = environment_of(place)
        for kind in arguments.kinds:
            samples = [write_sample(kind, count, Path(place)) for count in sorted(arguments.counts)]
            measured = [measure(sample, environment, arguments.rounds) for sample in samples]
            print(f"{TITLES[kind]} ({arguments.rounds} rounds)\n\n{report(samples, measured)}\n")
            for form, title in (("text", TEXT), ("json", JSON)):
                largest = [sample for sample in samples if title in programs(sample)][-1:]
                for sample in largest:
                    split = split_of(sample, form, environment)
                    print(f"{sample.interactions:,} as {form}: {split}\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
