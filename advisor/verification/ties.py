"""What the pack itself says about patterns that are level on points."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.engine.ranking import mask_of
from advisor.verification.subject import Subject


class TieBreaks:
    """The pack's precedence, step by step, as far as it goes."""

    def __init__(self, subject: Subject) -> None:
        data = subject.data
        self._ranking = subject.ranking
        self._scenarios: list[tuple[int, Mapping[str, int]]] = [
            (mask_of(rule), rule["points"]) for rule in self._ranking.rules if rule["role"] == "scenario"]
        platform, simplicity = _places(data["platform"]), _places(data["simplicity"])
        values: dict[str, Callable[[str, int], int]] = {
            "scenarios": self._scenario_points,
            "platform": lambda pattern, _: -platform.get(pattern, len(platform)),
            "simplicity": lambda pattern, _: -simplicity.get(pattern, len(simplicity)),
        }
        steps: list[str] = [step for step in data["precedence"] if step in values]
        if "simplicity" in steps:  # nothing is looked at after it
            steps = steps[:steps.index("simplicity") + 1]
        self.settle_all = "simplicity" in steps and len(set(self._ranking.patterns) - set(simplicity)) < 2
        self._steps = [(step, values[step]) for step in steps]

    def level(self, fired: int) -> list[str]:
        """Returns the patterns with the highest score, where some rule speaks and somebody is left."""
        ranking = self._ranking
        left = [name for name in ranking.patterns if not fired & ranking.excluding[name]]
        if not left or not fired & ranking.scoring:
            return []
        scores = ranking.scores(fired)
        best = max(scores[name] for name in left)
        return [name for name in left if scores[name] == best]

    def settled_by(self, left: str, right: str, fired: int) -> str:
        """Returns the step that tells two level patterns apart; nothing where none does."""
        for step, value in self._steps:
            if value(left, fired) != value(right, fired):
                return step
        return ""

    def left_level(self, fired: int) -> list[str]:
        """Returns the patterns that are still level after every step."""
        level = self.level(fired)
        for _, value in self._steps:
            if level:
                best = max(value(name, fired) for name in level)
                level = [name for name in level if value(name, fired) == best]
        return level

    def _scenario_points(self, pattern: str, fired: int) -> int:
        return sum(points.get(pattern, 0) for mask, points in self._scenarios if fired & mask)


def _places(names: list[str]) -> dict[str, int]:
    return {name: place for place, name in enumerate(names)}
