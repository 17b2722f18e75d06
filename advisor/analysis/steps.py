"""The steps of a declared flow as a tree: the calls of a callee are children of the call to it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.analysis.graph import is_blocking
from advisor.model.architecture import Steps
from advisor.model.interaction import Facts, Interaction

BranchPath = tuple[tuple[int, int], ...]  # per enclosing parallel list: its number, and the branch number
WAITED, SENT = 0, 1


class FlowStep(NamedTuple):
    """One step of a flow; non-blocking steps and the steps within them take no time of the flow."""

    interaction: Interaction
    facts: Facts
    blocking: bool | None
    parent: int  # index of the parent step; -1 at the top level
    branch: BranchPath
    starts_branch: bool  # whether it starts a branch parallel to the previous one


def flatten_steps(steps: Steps, interactions: Mapping[str, Interaction], facts: Mapping[str, Facts],
                  modes: Mapping[str, str]) -> list[FlowStep]:
    """Returns the steps of a flow in order, parents before children."""
    reader = _StepReader(interactions, facts, modes)
    reader.run(steps)
    return reader.steps


def child_indexes(steps: list[FlowStep]) -> list[list[int]]:
    """Returns the child indexes of each step; the last entry holds the top-level steps."""
    children: list[list[int]] = [[] for _ in range(len(steps) + 1)]
    for index, step in enumerate(steps):
        children[step.parent].append(index)
    return children


class _StepReader:
    """Walks nested lists with a stack; reached services are scoped, so that parallel branches are independent."""

    def __init__(self, interactions: Mapping[str, Interaction], facts: Mapping[str, Facts],
                 modes: Mapping[str, str]) -> None:
        self.steps: list[FlowStep] = []
        self._interactions = interactions
        self._facts = facts
        self._modes = modes
        self._lists = 0
        self._branch: BranchPath = ()
        self._begins = False
        self._scopes: list[dict[tuple[str, int], int]] = [{}]
        self._closed: list[list[dict[tuple[str, int], int]]] = []

    def run(self, steps: Steps) -> None:
        stack: list[tuple[str, Any]] = [("sequence", steps)]
        while stack:
            action, target = stack.pop()
            match action:
                case "sequence":
                    stack.extend(("parallel" if isinstance(item, tuple) else "step", item) for item in reversed(target))
                case "parallel":
                    self._lists += 1
                    self._closed.append([])
                    stack.append(("close", None))
                    for index in reversed(range(len(target))):
                        item = target[index]
                        stack.append(("leave", None))
                        stack.append(("sequence" if isinstance(item, tuple) else "step", item))
                        stack.append(("enter", (self._lists, index)))
                case "step":
                    self._add(target)
                case "enter":
                    self._branch, self._begins = (*self._branch, target), target[1] > 0
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
        self.steps.append(FlowStep(interaction, facts, blocking, self._caller_of(interaction.sender), self._branch,
                                   self._begins))
        self._begins = False
        for receiver in interaction.receivers:
            self._scopes[-1][receiver, SENT if blocking is False else WAITED] = len(self.steps) - 1

    def _caller_of(self, sender: str) -> int:
        """Returns the index of the latest step that reached the sender, blocking steps preferred, or -1."""
        for kind in (WAITED, SENT):
            for scope in reversed(self._scopes):
                if (sender, kind) in scope:
                    return scope[sender, kind]
        return -1
