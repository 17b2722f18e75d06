"""Advice that accompanies the ranking: conflicts, warnings, practices and technologies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.engine.ranking import box_mask
from advisor.model.recommendation import Advice, FactConflict, RecommendationWarning, UndecidedRule

StatementData = Mapping[str, Any]


class AdviceRules:
    """Selects conflicts, warnings, practices and technologies by fired boxes."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        by_role: dict[str, list[tuple[int, StatementData]]] = {}
        for statement in data["statements"]:
            by_role.setdefault(statement["role"], []).append((box_mask(statement), statement))
        self._conflicts = by_role.get("conflict", [])
        self._warnings = [*by_role.get("warning", []), *by_role.get("gotcha", [])]
        self._practices = by_role.get("practice", [])
        self._technologies = by_role.get("technology", [])
        self._scoring = [(mask, rule) for role in ("evidence", "scenario") for mask, rule in by_role.get(role, [])]
        self._platform: list[str] = data["runs"]
        self._compared_numbers = {name: (smaller, larger) for name, smaller, larger in data["comparisons"]}
        self.conflict_boxes = 0  # the boxes of all conflicts
        for mask, _ in self._conflicts:
            self.conflict_boxes |= mask

    def conflicts(self, fired: int) -> tuple[FactConflict, ...]:
        """Returns the contradictions among the facts, each with a way to split the interaction."""
        return tuple(self._conflict(rule, *rule["split"]) for mask, rule in self._conflicts if fired & mask)

    def warnings(self, fired: int, pattern: str | None, status: str) -> tuple[RecommendationWarning, ...]:
        """Returns the warnings for a recommendation; a gotcha applies only if its own pattern wins."""
        return tuple(
            RecommendationWarning(
                rule["id"], rule.get("warns") or rule["text"], rule["source"], rule["status"], rule["corrects"]
            )
            for mask, rule in self._warnings
            if fired & mask
            and (not rule["patterns"] or pattern in rule["patterns"])
            and rule.get("only_while", "") in ("", status)
        )

    def practices(self, fired: int, pattern: str | None) -> tuple[Advice, ...]:
        """Returns the practices that a design with this pattern should follow."""
        return tuple(Advice(practice["id"], practice["title"], practice["because"], practice["remedy"],
                            practice["source"])
                     for mask, practice in self._practices if pattern is not None and fired & mask
                     and (not practice["patterns"] or pattern in practice["patterns"]))

    def technologies(self, fired: int, pattern: str | None) -> tuple[Advice, ...]:
        """Returns the technologies that implement a pattern: the team's platform first, then in file order."""
        fitting = [technology for mask, technology in self._technologies
                   if technology["pattern"] == pattern and fired & mask]
        fitting.sort(key=lambda technology: self._rank(technology["id"]))
        return tuple(Advice(technology["id"], technology["title"], technology["because"], source=technology["source"])
                     for technology in fitting)

    def would_add(self, undecided: int, fired: int, open_facts: Iterable[str]) -> tuple[UndecidedRule, ...]:
        """Returns the rules that depend on unknown facts, with the points they would give."""
        unknown = set(open_facts)
        return tuple(
            UndecidedRule(rule["id"], dict(rule["points"]),
                          self._stated_names(name for name in rule["reads"] if name in unknown), rule["because"])
            for mask, rule in self._scoring
            if undecided & mask and not fired & mask
        )

    def _conflict(self, rule: StatementData, critical: str, rest: str) -> FactConflict:
        return FactConflict(rule["id"], rule["title"], rule["because"], self._stated_names(rule["reads"]), critical,
                            rest, rule["source"])

    def _stated_names(self, names: Iterable[str]) -> tuple[str, ...]:
        """Returns fact names, with each comparison replaced by its two numbers."""
        facts: list[str] = []
        for name in names:
            facts += self._compared_numbers.get(name, (name,))
        return tuple(dict.fromkeys(facts))

    def _rank(self, technology: str) -> int:
        return self._platform.index(technology) if technology in self._platform else len(self._platform)
