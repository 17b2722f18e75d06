"""Fuzzing from the command line: each document with its faults as it is found, and a summary at the end."""

from __future__ import annotations

import argparse
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from time import process_time
from traceback import extract_tb
from types import FrameType

from tests.fuzzing import promises
from tests.fuzzing.documents import FOLDERS, Document
from tests.fuzzing.mutations import document

BUDGET_SECONDS = 1.0  # of CPU for one document, generous and fixed
BUDGET_SECONDS_EACH = 20e-6  # for each character beside
FOR_REPORTS = 20  # times what checking alone may take
REPORTS_OF = 50  # one document in so many is reported in every format
THOROUGH_OF = 500  # and one in so many is validated against schemas
SHOWN_EVERY = 5000


class OvertimeError(Exception):
    """A document has used up its budget."""


def main() -> int:
    """Returns 0 where every promise holds for every document, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--documents", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first document; each has its own")
    parser.add_argument("--keep", type=Path, help="a folder for the documents that break a promise")
    parser.add_argument("--also-from", type=Path, metavar="FOLDER", help="a folder with more documents to begin with")
    call = parser.parse_args()
    if call.also_from:
        FOLDERS.append(call.also_from)
    kinds: Counter[str] = Counter()
    faulty, slowest = 0, (0.0, 0)
    for seed in range(call.seed, call.seed + call.documents):
        one = document(Random(seed))
        begun = process_time()
        faults = faults_of(one, seed)
        slowest = max(slowest, (process_time() - begun, seed))
        kinds[one.name[one.name.rfind("."):]] += 1
        if faults:
            faulty += 1
            print(f"seed {seed}, {one.name}: {'; '.join(faults)}", flush=True)
            if call.keep:
                call.keep.mkdir(parents=True, exist_ok=True)
                (call.keep / f"{seed}-{one.name}").write_bytes(one.text.encode("utf-8", "surrogatepass"))
        if (seed - call.seed + 1) % SHOWN_EVERY == 0:
            print(f"{seed - call.seed + 1:,} documents, {faulty:,} with faults", file=sys.stderr, flush=True)
    told = ", ".join(f"{count:,} {kind}" for kind, count in kinds.most_common())
    print(f"{call.documents:,} documents ({told}), {faulty:,} with faults, {process_time():.0f} s of CPU; "
          f"the slowest took {slowest[0]:.2f} s (seed {slowest[1]}).")
    return 1 if faulty else 0


def faults_of(one: Document, number: int) -> list[str]:
    """Returns every promise that does not hold of a document; what takes long is asked of some only."""
    budget = BUDGET_SECONDS + BUDGET_SECONDS_EACH * len(one.text)
    faults = _within(budget, lambda: promises.broken_promises(one))
    if number % REPORTS_OF == 0:
        is_thorough = number % THOROUGH_OF == 0
        faults += _within(FOR_REPORTS * budget, lambda: promises.broken_reports(one, is_thorough=is_thorough))
        faults += _within(FOR_REPORTS * budget, lambda: promises.broken_review(one))
    if number % 5 == 0:
        faults += _within(FOR_REPORTS * budget, lambda: promises.broken_fixes(one))
    return faults


def _within(seconds: float, ask: Callable[[], Iterable[str]]) -> list[str]:
    """Returns what is found, or that it took too long, or what went wrong."""
    signal.signal(signal.SIGPROF, _stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        return list(ask())
    except Exception as error:
        at = extract_tb(error.__traceback__)[-1]
        return [f"{type(error).__name__} at {Path(at.filename).name}:{at.lineno}: {error}"[:300]]
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)


def _stop(number: int, frame: FrameType | None) -> None:
    raise OvertimeError("out of its budget")


if __name__ == "__main__":
    sys.exit(main())
