"""Reads and validates a calibration file, with the location of every error."""

from __future__ import annotations

from math import isfinite
from typing import Any

from advisor.bench.record import (
    VERSION,
    BenchmarkResult,
    Calibration,
    Measurement,
    MeasurementRatio,
    MissingMeasurement,
    PublishedClaim,
)
from advisor.bench.statistics import Spread
from advisor.errors import InputError, Problem
from advisor.notation.load import load_text
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, to_plain
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

MAX_BYTES = 4 * 1024 * 1024
REMEDY = "`advisor bench --output FILE` writes such a file."


def read_calibration(path: str) -> Calibration:
    """Returns the calibration in a file. Raises InputError with all its errors."""
    file = _CalibrationFile(load_text(path, max_bytes=MAX_BYTES))
    root = file.root()
    if not file.problems and root is not None:
        calibration = _calibration(file, root)
        if not file.problems:
            return calibration
    raise InputError(file.problems)


class _CalibrationFile:
    """A calibration file and its problems."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self.problems: list[Problem] = []

    def root(self) -> MappingNode | None:
        tree = parse_tree(self._source, problems=self.problems)
        if self.problems:
            return None
        if not isinstance(tree, MappingNode):
            self.problems.append(Problem("This is no calibration.", REMEDY, Span(self._source, 0, 1)))
            return None
        version = tree.entries.get("version")
        if not isinstance(version, ScalarNode) or version.value != VERSION:
            self.add_problem(version or tree, f"A calibration of version {VERSION} is read, and no other.")
            return None
        return tree

    def add_problem(self, node: TreeNode, message: str) -> None:
        self.problems.append(Problem(message, REMEDY, Span(self._source, node.start, node.end)))

    def mapping(self, parent: MappingNode, key: str) -> MappingNode | None:
        node = parent.entries.get(key)
        if isinstance(node, MappingNode):
            return node
        self.add_problem(node or parent, f"`{key}` must be a mapping." if node else f"`{key}` is missing.")
        return None

    def items(self, parent: MappingNode, key: str) -> list[MappingNode]:
        node = parent.entries.get(key, SequenceNode([], 0, 0))
        if not isinstance(node, SequenceNode):
            self.add_problem(node, f"`{key}` must be a list.")
            return []
        for item in node.items:
            if not isinstance(item, MappingNode):
                self.add_problem(item, f"An item of `{key}` must be a mapping.")
        return [item for item in node.items if isinstance(item, MappingNode)]

    def text(self, parent: MappingNode, key: str, default: str | None = None) -> str:
        node = parent.entries.get(key)
        if isinstance(node, ScalarNode) and isinstance(node.value, str):
            return node.value
        if node is not None or default is None:
            self.add_problem(node or parent, f"`{key}` must be a text." if node else f"`{key}` is missing.")
        return default or ""

    def number(self, parent: MappingNode, key: str, default: float | None = None) -> float:
        node = parent.entries.get(key)
        value = node.value if isinstance(node, ScalarNode) else None
        if isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value) and value >= 0:
            return float(value)
        if node is not None or default is None:
            self.add_problem(
                node or parent,
                f"`{key}` must be a number of 0 or more, and not {quote_value(value)}."
                if node
                else f"`{key}` is missing.",
            )
        return default or 0.0


def _calibration(file: _CalibrationFile, root: MappingNode) -> Calibration:
    nothing = MappingNode({}, {}, root.start, root.end)
    measured, condition_node = file.mapping(root, "measured") or nothing, file.mapping(root, "conditions") or nothing
    conditions: dict[str, Any] = to_plain(condition_node)
    measures = file.mapping(root, "measures") or nothing
    results = []
    for name, node in measures.entries.items():
        if isinstance(node, MappingNode):
            results.append(_measure(file, name, node))
        else:
            file.add_problem(node, f"{quote_value(name)} must be a mapping.")
    return Calibration(
        file.text(measured, "at"), file.text(measured, "advisor"), file.number(measured, "seconds"),
        int(file.number(measured, "rounds")), conditions, tuple(results),
        tuple(_gap(file, node) for node in file.items(root, "not_measured")))


def _measure(file: _CalibrationFile, name: str, node: MappingNode) -> BenchmarkResult:
    results = tuple(
        Measurement(
            file.text(item, "case"),
            file.text(item, "contestant"),
            file.text(item, "unit"),
            _spread(file, item),
            int(file.number(item, "bytes", 0)),
        )
        for item in file.items(node, "results")
    )
    ratios = tuple(
        MeasurementRatio(file.text(item, "case"), file.text(item, "of"), file.text(item, "to"), _spread(file, item))
        for item in file.items(node, "ratios")
    )
    statement = None
    if "statement" in node.entries and (claim := file.mapping(node, "statement")) is not None:
        statement = PublishedClaim(file.text(claim, "says"), file.text(claim, "source"), file.text(claim, "of"),
                              file.text(claim, "to", ""), file.text(claim, "unit"), file.number(claim, "at_least"),
                              file.number(claim, "at_most"))
    return BenchmarkResult(name, file.text(node, "title"), results, ratios, statement, file.text(node, "note", ""))


def _spread(file: _CalibrationFile, node: MappingNode) -> Spread:
    return Spread(file.number(node, "median"), file.number(node, "p5"), file.number(node, "p95"),
                  int(file.number(node, "samples")))


def _gap(file: _CalibrationFile, node: MappingNode) -> MissingMeasurement:
    fault = node.entries.get("fault")
    return MissingMeasurement(file.text(node, "measure"), file.text(node, "contestant", ""), file.text(node, "because"),
               isinstance(fault, ScalarNode) and fault.value is True)
