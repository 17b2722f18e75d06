"""The `flows` of architecture files: paths through interactions."""

from __future__ import annotations

from collections.abc import Container, Iterable

from advisor.model.architecture import Flow, Steps
from advisor.notation.quote import quoted
from advisor.notation.tree import Mapping, Node, Scalar, Sequence
from advisor.readers.complaints import Complaints
from advisor.readers.entry import Entry
from advisor.readers.interactions import read_id
from advisor.source import Source, Span

KEYS = ("id", "description", "steps", "latency_budget_ms", "availability")


def read_flow(source: Source, node: Node, collector: Complaints) -> Flow | None:
    """Returns a flow, or None if it has no id or no steps."""
    if not isinstance(node, Mapping):
        collector.at(source, node, "A flow must be a mapping.", "Write `{id: ..., steps: [...]}`.")
        return None
    entry = Entry(source, node, "a flow", collector)
    identity = read_id(entry)
    if identity:
        entry.title = f"the flow {quoted(identity)}"
    entry.check_keys(KEYS)
    entry.text("description")
    entry.require("steps", "List the ids of its interactions.")
    steps_node = entry.items("steps")
    steps = _steps(entry, steps_node) if steps_node else ()
    budget, availability = entry.number("latency_budget_ms"), entry.share("availability")
    return Flow(identity, steps, budget, availability, entry.span) if identity and steps else None


def check_steps(source: Source, node: Node, known: Container[str], names: Iterable[str],
                collector: Complaints) -> None:
    """Reports steps of a flow that are not interactions."""
    match node:
        case Mapping():
            if isinstance(steps := node.entries.get("steps"), Sequence):
                check_steps(source, steps, known, names, collector)
        case Sequence():
            for item in node.items:
                check_steps(source, item, known, names, collector)
        case Scalar() if isinstance(node.value, str) and node.value and node.value not in known:
            collector.unknown(Span(source, node.start, node.end), "interaction", node.value, names,
                               "Describe it under `interactions`; the flow is incomplete.")


def _steps(entry: Entry, steps_node: Sequence) -> Steps:
    if not steps_node.items:
        entry.wrong(steps_node, "There are no steps here.", "List the ids of interactions.")
    steps: list[str | Steps] = []
    for item in steps_node.items:
        match item:
            case Sequence():
                steps.append(_steps(entry, item))
            case Scalar() if isinstance(item.value, str) and item.value:
                steps.append(item.value)
            case _:
                entry.wrong(item, "A step is the id of an interaction, or a list of steps that run at once.",
                            "Write an id.")
    return tuple(steps)
