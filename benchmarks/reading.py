"""How much of real diagrams is read: `python -m benchmarks.reading FOLDER [--misses] [--fail]`.

The folder holds documents and an `index.yaml` with `ground_truth`: for each `file` the `edges` a good reader finds,
as `[from, to, kind, mode, label]`, where `a|b` accepts either, and `logical` edges with the broker taken out. `block`
is the number of the diagram that they speak of, or begins with `all`. Names are ids of nodes or their labels.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from advisor.api import load_engine
from advisor.extraction.documents import DocumentReading, read_documents
from advisor.extraction.edges import InterpretedEdge
from advisor.extraction.names import normalise
from advisor.model.terms import Terms
from advisor.notation.load import load_text

HEADS = ("document", "edges", "found", "missed", "invented", "kinds", "modes", "logical", "found", "invented")
KINDS_RIGHT = 0.95


class Tally(NamedTuple):
    """What became of the edges of one document, or of all."""

    edges: int = 0
    found: int = 0
    missed: int = 0
    invented: int = 0
    kinds: int = 0
    modes: int = 0
    logical: int = 0
    logical_found: int = 0
    logical_invented: int = 0

    def plus(self, other: Tally) -> Tally:
        return Tally(*(own + more for own, more in zip(self, other, strict=True)))


class Found(NamedTuple):
    """An edge that was read, under every name that its ends have."""

    source: frozenset[str]
    target: frozenset[str]
    edge: InterpretedEdge


def judge(truth: dict[str, Any], reading: DocumentReading) -> tuple[Tally, list[str]]:
    """Returns how one document fared, and every difference as a line."""
    pages = _pages(truth, reading)
    found = list(_found(reading, pages))
    misses: list[str] = []
    counts = dict.fromkeys(Tally._fields, 0)
    expected = [[str(part) for part in row] for row in truth.get("edges", ())]
    for source, target, kind, mode, label in expected:
        counts["edges"] += 1
        edge = _best(found, source, target, label)
        if edge is None:
            counts["missed"] += 1
            misses.append(f"missed: {source} -> {target} {label!r}")
            continue
        counts["found"] += 1
        for field, accepted, actual in (("kinds", kind, edge.kind), ("modes", mode, edge.mode)):
            if actual in accepted.split("|"):
                counts[field] += 1
            else:
                misses.append(f"{field[:-1]}: {source} -> {target} {label!r} is {accepted}, read as {actual}")
    invented = {(edge.edge.source_id, edge.edge.target_id) for edge in found
                if not any(_is(edge, source, target) for source, target, *_ in expected)}
    counts["invented"] = len(invented)
    misses.extend(f"invented: {source} -> {target}" for source, target in sorted(invented))
    _judge_logical(truth, reading, pages, counts, misses)
    return Tally(**counts), misses


def _judge_logical(truth: dict[str, Any], reading: DocumentReading, pages: Sequence[int], counts: dict[str, int],
                   misses: list[str]) -> None:
    """Compares who talks to whom through a broker; only where the truth says anything of it."""
    rows = [[str(part) for part in row] for row in truth.get("logical", ())]
    if not rows:
        return
    spellings: dict[str, set[str]] = {}
    for number in pages:
        page, names = reading.diagrams[number], reading.interpretation.names[number]
        for node in page.diagram.nodes:
            spellings.setdefault(names[node.id], set()).update(_spellings(node.id, node.label, with_id=len(pages) == 1))
    documents = {(reading.diagrams[number].diagram.start, reading.diagrams[number].diagram.end) for number in pages}
    pairs = {(seen.collapsed.sender, receiver)
             for seen in reading.interpretation.drawn_interactions
             for receiver in seen.collapsed.receivers
             if seen.collapsed.broker
             and seen.collapsed.has_both_ends
             and any(start <= seen.collapsed.first_edge.start <= end for start, end in documents)}
    matched: set[tuple[str, str]] = set()
    for source, target, *_ in rows:
        same = {pair for pair in pairs if normalise(source) in spellings.get(pair[0], ())
                and normalise(target) in spellings.get(pair[1], ())}
        matched |= same
        counts["logical"] += 1
        counts["logical_found"] += bool(same)
        if not same:
            misses.append(f"logical, missed: {source} -> {target}")
    counts["logical_invented"] = len(pairs - matched)
    misses.extend(f"logical, invented: {source} -> {target}" for source, target in sorted(pairs - matched))


def _pages(truth: dict[str, Any], reading: DocumentReading) -> list[int]:
    """Returns the numbers of the drawings that the truth speaks of."""
    block = truth.get("block", 1)
    if isinstance(block, str) and block.startswith("all"):
        return list(range(len(reading.diagrams)))
    wanted = int(str(block).split()[0]) - 1
    return [wanted] if wanted < len(reading.diagrams) else []


def _found(reading: DocumentReading, pages: Sequence[int]) -> Iterator[Found]:
    for number in pages:
        drawing = reading.diagrams[number].diagram
        labels = {node.id: node.label for node in drawing.nodes}
        document = reading.diagrams[number].document
        for edge in reading.interpretation.edges:
            if edge.document is document and drawing.start <= edge.start <= drawing.end:
                yield Found(_spellings(edge.source_id, labels.get(edge.source_id, "")),
                            _spellings(edge.target_id, labels.get(edge.target_id, "")), edge)


def _spellings(node: str, label: str, *, with_id: bool = True) -> frozenset[str]:
    names = (label, node, node.rpartition(".")[2]) if with_id or not label else (label,)
    return frozenset(normalise(name) for name in names if name)


def _is(found: Found, source: str, target: str) -> bool:
    return normalise(source) in found.source and normalise(target) in found.target


def _best(found: Sequence[Found], source: str, target: str, label: str) -> InterpretedEdge | None:
    """Returns the edge between two nodes, the one with the same label where there are several."""
    same = [each.edge for each in found if _is(each, source, target)]
    return next((edge for edge in same if normalise(edge.label) == normalise(label)), same[0] if same else None)


def _row(name: str, tally: Tally, width: int) -> str:
    cells = [str(tally.edges), str(tally.found), str(tally.missed), str(tally.invented), f"{tally.kinds}/{tally.found}",
             f"{tally.modes}/{tally.found}", str(tally.logical), str(tally.logical_found), str(tally.logical_invented)]
    return name.ljust(width) + "".join(cell.rjust(len(head) + 4) for cell, head in zip(cells, HEADS[1:], strict=True))


def _read(folder: Path, name: str, terms: Terms) -> DocumentReading:
    return read_documents([load_text(str(folder / name))], terms)


def main(arguments: list[str]) -> int:
    """Prints a table; returns 1 where `--fail` is given and the aim is missed on valid documents."""
    parser = argparse.ArgumentParser(description="How much of real diagrams is read.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--misses", action="store_true", help="show every difference")
    parser.add_argument("--fail", action="store_true", help="exit 1 below the aim")
    options = parser.parse_args(arguments)
    index = yaml.safe_load((options.folder / "index.yaml").read_text(encoding="utf-8"))
    broken = {entry["file"] for entry in index.get("documents", ()) if entry.get("status") == "broken"}
    truths = index["ground_truth"]
    width = max(len(truth["file"]) for truth in truths) + 10
    print(HEADS[0].ljust(width) + "".join(f"    {head}" for head in HEADS[1:]))
    total, terms = Tally(), load_engine().terms
    for truth in truths:
        reading = _read(options.folder, truth["file"], terms)
        tally, misses = judge(truth, reading)
        is_broken = truth["file"] in broken
        total = total if is_broken else total.plus(tally)
        print(_row(truth["file"] + (" (broken)" if is_broken else ""), tally, width))
        if is_broken:
            print(f"  {len(reading.syntax_errors)} syntax errors: " + "; ".join(map(str, reading.syntax_errors)))
        for miss in misses if options.misses else ():
            print(f"  {miss}")
    print(_row("all valid documents", total, width))
    is_met = not total.missed and not total.invented and total.kinds >= KINDS_RIGHT * total.found
    return int(options.fail and not is_met)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
