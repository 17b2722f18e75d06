"""Tie-breaking rules of a pack for patterns with equal points."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from advisor.engine.ranking import box_mask
from advisor.verification.proof_subject import PackUnderTest


class TieBreaks:
    """The steps of the pack's precedence."""

    def __init__(self, subject: PackUnderTest) -> None:
        data = subject.data
        self._ranking = subject.ranking
        self._scenarios: list[tuple[int, Mapping[str, int]]] = [
            (box_mask(rule), rule["points"]) for rule in self._ranking.rules if rule["role"] == "scenario"]
        platform, simplicity = _positions(data["platform"]), _positions(data["simplicity"])
        values: dict[str, Callable[[str, int], int]] = {
            "scenarios": self._scenario_points,
            "platform": lambda pattern, _: -platform.get(pattern, len(platform)),
            "simplicity": lambda pattern, _: -simplicity.get(pattern, len(simplicity)),
        }
        steps: list[str] = [step for step in data["precedence"] if step in values]
        if "simplicity" in steps:  # later steps are ignored
            steps = steps[:steps.index("simplicity") + 1]
        self.breaks_all = "simplicity" in steps and len(set(self._ranking.patterns) - set(simplicity)) < 2
        self._steps = [(step, values[step]) for step in steps]

    def tied_patterns(self, fired: int) -> list[str]:
        """Returns the patterns with the highest score; none if no scoring rule fires or all patterns are excluded."""
        ranking = self._ranking
        candidates = [name for name in ranking.patterns if not fired & ranking.excluding_boxes[name]]
        if not candidates or not fired & ranking.scoring_boxes:
            return []
        scores = ranking.scores(fired)
        best = max(scores[name] for name in candidates)
        return [name for name in candidates if scores[name] == best]

    def deciding_step(self, left: str, right: str, fired: int) -> str:
        """Returns the step that breaks the tie of two patterns, or '' if none does."""
        for step, value in self._steps:
            if value(left, fired) != value(right, fired):
                return step
        return ""

    def still_tied(self, fired: int) -> list[str]:
        """Returns the patterns that are still tied after every step."""
        tied = self.tied_patterns(fired)
        for _, value in self._steps:
            if tied:
                best = max(value(name, fired) for name in tied)
                tied = [name for name in tied if value(name, fired) == best]
        return tied

    def _scenario_points(self, pattern: str, fired: int) -> int:
        return sum(points.get(pattern, 0) for mask, points in self._scenarios if fired & mask)


def _positions(names: list[str]) -> dict[str, int]:
    return {name: position for position, name in enumerate(names)}
