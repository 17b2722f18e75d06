"""A calibration read again, with the place of everything that is wrong in it."""

from __future__ import annotations

from math import isfinite
from typing import Any

from advisor.errors import InputError, Problem
from advisor.measurement.record import VERSION, Calibration, Gap, Measure, Ratio, Result, Statement
from advisor.measurement.spread import Spread
from advisor.notation.load import load_text
from advisor.notation.quote import quoted
from advisor.notation.read import read
from advisor.notation.tree import Mapping, Node, Scalar, Sequence, plain
from advisor.source import Source, Span

MAX_BYTES = 4 * 1024 * 1024
REMEDY = "`advisor bench --output FILE` writes such a file."


def read_calibration(path: str) -> Calibration:
    """Returns the calibration in a file. Raises InputError with everything that is wrong with it."""
    page = _Page(load_text(path, max_bytes=MAX_BYTES))
    root = page.root()
    if not page.problems and root is not None:
        found = _calibration(page, root)
        if not page.problems:
            return found
    raise InputError(page.problems)


class _Page:
    """A file, and what is wrong with it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = []

    def root(self) -> Mapping | None:
        tree = read(self._source, problems=self.problems)
        if self.problems:
            return None
        if not isinstance(tree, Mapping):
            self.problems.append(Problem("This is no calibration.", REMEDY, Span(self._source, 0, 1)))
            return None
        version = tree.entries.get("version")
        if not isinstance(version, Scalar) or version.value != VERSION:
            self.wrong(version or tree, f"A calibration of version {VERSION} is read, and no other.")
            return None
        return tree

    def wrong(self, node: Node, message: str) -> None:
        self.problems.append(Problem(message, REMEDY, Span(self._source, node.start, node.end)))

    def mapping(self, parent: Mapping, key: str) -> Mapping | None:
        node = parent.entries.get(key)
        if isinstance(node, Mapping):
            return node
        self.wrong(node or parent, f"`{key}` must be a mapping." if node else f"`{key}` is missing.")
        return None

    def items(self, parent: Mapping, key: str) -> list[Mapping]:
        node = parent.entries.get(key, Sequence([], 0, 0))
        if not isinstance(node, Sequence):
            self.wrong(node, f"`{key}` must be a list.")
            return []
        for item in node.items:
            if not isinstance(item, Mapping):
                self.wrong(item, f"An item of `{key}` must be a mapping.")
        return [item for item in node.items if isinstance(item, Mapping)]

    def text(self, parent: Mapping, key: str, otherwise: str | None = None) -> str:
        node = parent.entries.get(key)
        if isinstance(node, Scalar) and isinstance(node.value, str):
            return node.value
        if node is not None or otherwise is None:
            self.wrong(node or parent, f"`{key}` must be a text." if node else f"`{key}` is missing.")
        return otherwise or ""

    def number(self, parent: Mapping, key: str, otherwise: float | None = None) -> float:
        node = parent.entries.get(key)
        value = node.value if isinstance(node, Scalar) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0:
            return float(value)
        if node is not None or otherwise is None:
            self.wrong(node or parent, f"`{key}` must be a number of 0 or more, and not {quoted(value)}." if node
                       else f"`{key}` is missing.")
        return otherwise or 0.0


def _calibration(page: _Page, root: Mapping) -> Calibration:
    nothing = Mapping({}, {}, root.start, root.end)
    measured, said = page.mapping(root, "measured") or nothing, page.mapping(root, "conditions") or nothing
    conditions: dict[str, Any] = plain(said)
    measures = page.mapping(root, "measures") or nothing
    found = []
    for name, node in measures.entries.items():
        if isinstance(node, Mapping):
            found.append(_measure(page, name, node))
        else:
            page.wrong(node, f"{quoted(name)} must be a mapping.")
    return Calibration(
        page.text(measured, "at"), page.text(measured, "advisor"), page.number(measured, "seconds"),
        int(page.number(measured, "rounds")), conditions, tuple(found),
        tuple(_gap(page, node) for node in page.items(root, "not_measured")))


def _measure(page: _Page, name: str, node: Mapping) -> Measure:
    results = tuple(
        Result(page.text(one, "case"), page.text(one, "contestant"), page.text(one, "unit"), _spread(page, one),
               int(page.number(one, "bytes", 0))) for one in page.items(node, "results"))
    ratios = tuple(Ratio(page.text(one, "case"), page.text(one, "of"), page.text(one, "to"), _spread(page, one))
                   for one in page.items(node, "ratios"))
    statement = None
    if "statement" in node.entries and (said := page.mapping(node, "statement")) is not None:
        statement = Statement(page.text(said, "says"), page.text(said, "source"), page.text(said, "of"),
                              page.text(said, "to", ""), page.text(said, "unit"), page.number(said, "at_least"),
                              page.number(said, "at_most"))
    return Measure(name, page.text(node, "title"), results, ratios, statement, page.text(node, "note", ""))


def _spread(page: _Page, node: Mapping) -> Spread:
    return Spread(page.number(node, "median"), page.number(node, "p5"), page.number(node, "p95"),
                  int(page.number(node, "samples")))


def _gap(page: _Page, node: Mapping) -> Gap:
    fault = node.entries.get("fault")
    return Gap(page.text(node, "measure"), page.text(node, "contestant", ""), page.text(node, "because"),
               isinstance(fault, Scalar) and fault.value is True)
