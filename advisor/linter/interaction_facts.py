"""Collects the facts of each interaction: needs, design, and facts derived from the architecture's structure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from advisor.engine import Engine
from advisor.model.architecture import Architecture
from advisor.model.interaction import Interaction
from advisor.model.terms import Term

ABSENT = "none"
MAX_SHARED = 20_000  # sets of facts; beyond, few are equal
MIXED = "mixed"  # kind of receivers of several kinds
OUTSIDE_KINDS = ("external", "browser", "mobile", "device")
METHOD = re.compile(r"\s*(get|head|put|delete|post|patch)\b", re.IGNORECASE)

# Derived fact -> the facts it is derived from that a document may state in the interaction.
DERIVED_FROM: Mapping[str, tuple[str, ...]] = {"mode": ("needs_response", "pattern"),
                                               "partitions_cover_consumers": ("consumers", "partitions")}


def subject_facts(architecture: Architecture, engine: Engine) -> dict[str, dict[str, Any]]:
    """Returns the known facts by interaction id; interactions with equal facts share one mapping."""
    subjects = FactBuilder(architecture, engine)
    shared: dict[tuple[Any, ...], dict[str, Any]] = {}
    by_id = {}
    for interaction in architecture.interactions:
        facts = subjects.build(interaction)
        if len(shared) < MAX_SHARED:
            facts = shared.setdefault(tuple(facts.items()), facts)
        by_id[interaction.id] = facts
    return by_id


class FactBuilder:
    """Collects the facts of the interactions of one architecture."""

    def __init__(self, architecture: Architecture, engine: Engine) -> None:
        self._kinds = {name: service.kind for name, service in architecture.services.items()}
        self._has_gateway = _has_gateway(architecture)
        self._modes = engine.terms.modes
        self._groups = {term.name: term for term in engine.terms.design.values() if term.type == "group"}
        self._bands = [(choice, number, [edge for edge, _ in edges], [value for _, value in edges])
                       for choice, (number, edges) in engine.fact_index.bands.items()]
        self._compares = [(compare.name, compare.smaller, compare.larger) for compare in engine.fact_index.comparisons]

    def build(self, interaction: Interaction) -> dict[str, Any]:
        """Returns the known facts of an interaction; absent facts are unknown."""
        facts = interaction.facts()
        for choice, number, edges, values in self._bands:
            if number in facts:
                facts[choice] = values[max(bisect_right(edges, facts[number]) - 1, 0)]
        for name, smaller, larger in self._compares:
            if smaller in facts and larger in facts:
                facts[name] = facts[smaller] <= facts[larger]
        for name, fact in interaction.design.items():
            if name in self._groups:
                facts.update(_flatten(self._groups[name], fact.value))
            else:
                facts[name] = fact.value
        self._add_derived_facts(facts, interaction)
        return facts

    def _add_derived_facts(self, facts: dict[str, Any], interaction: Interaction) -> None:
        facts["receivers"] = len(interaction.receivers)
        if interaction.declared is not None:
            facts["pattern"] = interaction.declared
        if (mode := self._mode(interaction.declared, facts.get("needs_response"))) is not None:
            facts["mode"] = mode
        self._add_kinds(facts, interaction)
        if method := METHOD.match(interaction.operation):
            facts["method"] = method[1].lower()
        if self._has_gateway is not None:
            facts["has_gateway"] = self._has_gateway
        if "partitions" in facts and "consumers" in facts:
            partitions, consumers = facts["partitions"], facts["consumers"]
            if isinstance(partitions, int) and isinstance(consumers, int):
                facts["partitions_cover_consumers"] = partitions >= consumers

    def _mode(self, declared: str | None, needs_response: bool | None) -> str | None:
        """Returns `sync` if the caller waits: it needs the answer, or the pattern is synchronous. None if unknown.

        Stating fewer facts therefore never turns messages into calls.
        """
        mode = self._modes[declared] if declared is not None else None
        if mode == "sync" or needs_response:
            return "sync"
        return None if mode is None and needs_response is None else "async"

    def _add_kinds(self, facts: dict[str, Any], interaction: Interaction) -> None:
        if sender := self._kinds.get(interaction.sender):
            facts["from_kind"] = sender
            facts["reached_from_outside"] = sender in OUTSIDE_KINDS
        kinds = set(map(self._kinds.get, interaction.receivers))
        if None not in kinds:
            facts["to_kind"] = kinds.pop() if len(kinds) == 1 else MIXED


def _flatten(group: Term, value: Any) -> dict[str, Any]:
    """Returns the fields of a group; an absent group has integers of 0 and all else absent."""
    if isinstance(value, Mapping):
        return {f"{group.name}.{name}": inner for name, inner in value.items()}
    return {f"{group.name}.{field.name}": 0 if field.type == "integer" else ABSENT for field in group.fields}


def _has_gateway(architecture: Architecture) -> bool | None:
    """Returns whether there is a gateway; None if a service of unknown kind may be one."""
    kinds = {service.kind for service in architecture.services.values()}
    if "gateway" in kinds:
        return True
    return None if None in kinds or not kinds else False
