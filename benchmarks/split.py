"""Where the time of `advisor evaluate` goes: `python -m benchmarks.split FILE FORMAT`, in a process of its own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from advisor.api import decide, evaluate, load_engine, read_documents, review
from advisor.reporters import REPORTERS
from advisor.reporters.report import Report

Item = TypeVar("Item")


class Watched(Generic[Item]):
    """Hands items on, and knows how long they took to come."""

    def __init__(self, items: Iterable[Item]) -> None:
        self._items = iter(items)
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Item]:
        while True:
            begin = time.process_time()
            try:
                item = next(self._items)
            except StopIteration:
                return
            finally:
                self.seconds += time.process_time() - begin
            yield item


def split(path: str, form: str) -> str:
    """Returns the shares of reading, reviewing, deciding and writing in one sentence."""
    engine = load_engine()
    begin = time.process_time()
    reading = read_documents([path], engine.terms)
    architecture = reading.architecture
    read = time.process_time() - begin
    begin = time.process_time()
    found = review(reading, engine)
    reviewed = time.process_time() - begin
    results, decisions = Watched(evaluate(architecture, engine)), Watched(decide(architecture, engine))
    begin = time.process_time()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        report = Report(interactions=architecture.interactions, results=results, decisions=decisions)
        nowhere.writelines(REPORTERS[form](report.with_reviews([found])))
    rest = time.process_time() - begin
    decided = results.seconds + decisions.seconds
    whole = read + reviewed + rest
    shapes = len({tuple(interaction.facts().items()) for interaction in architecture.interactions})
    shares = {"read": read, "review": reviewed, "decide": decided, "write": rest - decided}
    told = ", ".join(f"{name} {seconds / whole:.0%}" for name, seconds in shares.items())
    return f"{told} of {whole:.2f} s; {shapes:,} different sets of facts"


if __name__ == "__main__":
    print(split(*sys.argv[1:]))
