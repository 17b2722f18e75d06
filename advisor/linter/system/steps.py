"""The steps of a declared flow as a tree: a call that its callee makes stands within it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.linter.system.graph import Facts, is_blocking
from advisor.model.architecture import Steps
from advisor.model.interaction import Interaction
from advisor.source.frozen import NamedTuple

Branch = tuple[tuple[int, int], ...]  # for each parallel list around a step: which list, and which of its branches
WAITED, SENT = 0, 1


class Step(NamedTuple):
    """One step. What nobody waits for, and what happens behind it, takes no time of the flow."""

    interaction: Interaction
    facts: Facts
    blocking: bool | None
    within: int  # the place of the step that it is made within; -1 where the flow itself makes it
    branch: Branch
    is_beside: bool  # whether it begins a branch that runs beside the one before


def steps_of(steps: Steps, interactions: Mapping[str, Interaction], facts: Mapping[str, Facts],
             modes: Mapping[str, str]) -> list[Step]:
    """Returns the steps of a flow in their order; each stands after the one that it is made within."""
    reading = _Reading(interactions, facts, modes)
    reading.run(steps)
    return reading.found


def children_of(steps: list[Step]) -> list[list[int]]:
    """Returns for each step the places of those made within it; last, those that the flow itself makes."""
    children: list[list[int]] = [[] for _ in range(len(steps) + 1)]
    for place, step in enumerate(steps):
        children[step.within].append(place)
    return children


class _Reading:
    """Walks through nested lists by a stack; who was reached is known scope by scope, so branches do not see others."""

    def __init__(self, interactions: Mapping[str, Interaction], facts: Mapping[str, Facts],
                 modes: Mapping[str, str]) -> None:
        self.found: list[Step] = []
        self._interactions = interactions
        self._facts = facts
        self._modes = modes
        self._lists = 0
        self._branch: Branch = ()
        self._begins = False
        self._scopes: list[dict[tuple[str, int], int]] = [{}]
        self._closed: list[list[dict[tuple[str, int], int]]] = []

    def run(self, steps: Steps) -> None:
        todo: list[tuple[str, Any]] = [("sequence", steps)]
        while todo:
            action, what = todo.pop()
            match action:
                case "sequence":
                    todo.extend(("parallel" if isinstance(item, tuple) else "step", item) for item in reversed(what))
                case "parallel":
                    self._lists += 1
                    self._closed.append([])
                    todo.append(("close", None))
                    for place in reversed(range(len(what))):
                        item = what[place]
                        todo.append(("leave", None))
                        todo.append(("sequence" if isinstance(item, tuple) else "step", item))
                        todo.append(("enter", (self._lists, place)))
                case "step":
                    self._add(what)
                case "enter":
                    self._branch, self._begins = (*self._branch, what), what[1] > 0
                    self._scopes.append({})
                case "leave":
                    self._branch = self._branch[:-1]
                    self._closed[-1].append(self._scopes.pop())
                case "close":
                    for scope in self._closed.pop():
                        self._scopes[-1].update(scope)

    def _add(self, name: str) -> None:
        interaction = self._interactions.get(name)
        if interaction is None:
            return
        facts = self._facts[name]
        blocking = is_blocking(facts, self._modes)
        self.found.append(Step(interaction, facts, blocking, self._caller_of(interaction.sender), self._branch,
                               self._begins))
        self._begins = False
        for receiver in interaction.receivers:
            self._scopes[-1][receiver, SENT if blocking is False else WAITED] = len(self.found) - 1

    def _caller_of(self, sender: str) -> int:
        """Returns the latest step that reached the sender; one that is waited for comes before one that is not."""
        for kind in (WAITED, SENT):
            for scope in reversed(self._scopes):
                if (sender, kind) in scope:
                    return scope[sender, kind]
        return -1
