"""The `flows` of architecture files: paths through interactions."""

from __future__ import annotations

from collections.abc import Container, Iterable

from advisor.extraction.architecture.interactions import read_id
from advisor.model.architecture import Flow, Steps
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

KEYS = ("id", "description", "steps", "latency_budget_ms", "availability")


def read_flow(source: Source, node: TreeNode, collector: ProblemCollector) -> Flow | None:
    """Returns a flow, or None if it has no id or no steps."""
    if not isinstance(node, MappingNode):
        collector.add_at_node(source, node, "A flow must be a mapping.", "Write `{id: ..., steps: [...]}`.")
        return None
    entry = MappingReader(source, node, "a flow", collector)
    identity = read_id(entry)
    if identity:
        entry.title = f"the flow {quote_value(identity)}"
    entry.check_keys(KEYS)
    entry.text("description")
    entry.require("steps", "List the ids of its interactions.")
    steps_node = entry.list_under("steps")
    steps = _steps(entry, steps_node) if steps_node else ()
    budget, availability = entry.number("latency_budget_ms"), entry.fraction("availability")
    return Flow(identity, steps, budget, availability, entry.span) if identity and steps else None


def check_steps(source: Source, node: TreeNode, known: Container[str], names: Iterable[str],
                collector: ProblemCollector) -> None:
    """Reports steps of a flow that are not interactions."""
    match node:
        case MappingNode():
            if isinstance(steps := node.entries.get("steps"), SequenceNode):
                check_steps(source, steps, known, names, collector)
        case SequenceNode():
            for item in node.items:
                check_steps(source, item, known, names, collector)
        case ScalarNode() if isinstance(node.value, str) and node.value and node.value not in known:
            collector.report_undefined(Span(source, node.start, node.end), "interaction", node.value, names,
                                       "Describe it under `interactions`; the flow is incomplete.")


def _steps(entry: MappingReader, steps_node: SequenceNode) -> Steps:
    if not steps_node.items:
        entry.add_problem(steps_node, "There are no steps here.", "List the ids of interactions.")
    steps: list[str | Steps] = []
    for item in steps_node.items:
        match item:
            case SequenceNode():
                steps.append(_steps(entry, item))
            case ScalarNode() if isinstance(item.value, str) and item.value:
                steps.append(item.value)
            case _:
                entry.add_problem(item, "A step is the id of an interaction, or a list of steps that run at once.",
                                  "Write an id.")
    return tuple(steps)
