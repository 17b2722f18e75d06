"""Scores and precedence: which pattern is ahead when these rules fire."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from advisor.engine.sums import Sums
from advisor.model.recommendation import Exclusion, Ranked, Reason
from advisor.source.frozen import NamedTuple

REMEMBERED = 65536
Statement = Mapping[str, Any]


class Outcome(NamedTuple):
    """What a set of fired rules amounts to."""

    leader: str | None  # the pattern ahead on what is known; None where nothing speaks or the lead is shared
    final: str | None  # the winner if no fact is open: ties fall to the simplest pattern; None where all are excluded


class Ranking:
    """Turns fired boxes into scores, a winner, and the reasons behind both."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.patterns: tuple[str, ...] = tuple(pattern["name"] for pattern in data["patterns"])
        self.rules: list[Statement] = [s for s in data["statements"] if s.get("points") or s.get("excludes")]
        self.scoring = _union(map(mask_of, self.rules))  # every box that can move points or exclude
        self.excluding = {name: _union(mask_of(rule) for rule in self.rules if name in rule["excludes"])
                          for name in self.patterns}
        self._many: int = data["size"]  # rules of several boxes get bits of their own, from here up
        self._lifts: list[tuple[int, int]] = []
        self.bits = {rule["id"]: self._bit(rule) for rule in self.rules}
        self._sums = Sums([(mask_of(rule), _amounts(rule, self.patterns)) for rule in self.rules],
                          3 * len(self.patterns) + 1)
        self._order = _tie_order(data, self.patterns)
        self._platform = [-self._order["platform"][name] for name in self.patterns]
        self._before_simplicity = _until_simplicity(data["precedence"])
        self._outcomes: dict[int, Outcome] = {}
        pairs = [(name, over) for name in self.patterns for over in self.patterns]
        self._leads = {pair: self._groups(*pair, self.rules, 1) for pair in pairs}
        plain = [rule for rule in self.rules if len(rule["bits"]) == 1]
        self._losses = {pair: self._groups(*pair, plain, -1) for pair in pairs}
        self._reasons = {name: self._reasons_for(name) for name in self.patterns}
        self._speaking: dict[str, tuple[int, dict[int, Ranked]]] = {
            name: (_union(mask for mask, _ in self._reasons[name]) | self.excluding[name], {})
            for name in self.patterns}

    def outcome(self, fired_boxes: int) -> Outcome:
        """Returns leader and final winner for fired boxes."""
        total = self._sums.total(fired_boxes & self.scoring)
        outcome = self._outcomes.get(total)
        if outcome is None:
            outcome = self._decide(self._sums.read(total))
            if len(self._outcomes) < REMEMBERED:
                self._outcomes[total] = outcome
        return outcome

    def leader(self, fired_boxes: int) -> str | None:
        """Returns the pattern ahead on what is known, None where nothing speaks or the lead is shared."""
        return self.outcome(fired_boxes).leader

    def final(self, fired_boxes: int) -> str | None:
        """Returns the winner when no fact is open: ties fall to the simplest pattern; None where all are excluded."""
        return self.outcome(fired_boxes).final

    def scores(self, fired_boxes: int) -> dict[str, int]:
        """Returns each pattern's score: the sum of the points of the rules that fire."""
        totals = self._sums.read(self._sums.total(fired_boxes & self.scoring))
        return dict(zip(self.patterns, totals, strict=False))

    def margin(self, pattern: str, fired_boxes: int) -> int:
        """Returns how far a pattern is ahead of the best other one that is not excluded; its score if it is alone."""
        scores = self.scores(fired_boxes)
        others = [scores[name] for name in self.patterns if name != pattern and not fired_boxes & self.excluding[name]]
        return scores[pattern] - max(others, default=0)

    def lift(self, boxes: int) -> int:
        """Returns boxes with the bits of the many-box rules that they make fire."""
        for mask, bit in self._lifts:
            if boxes & mask:
                boxes |= bit
        return boxes

    def lead(self, pattern: str, over: str, open_rules: int) -> int:
        """Returns the most that (lifted) open rules can add to a pattern's lead over another, or take off its lag."""
        return sum([points * (open_rules & mask).bit_count() for points, mask in self._leads[pattern, over]])

    def loss(self, pattern: str, over: str, boxes: int) -> int:
        """Returns what boxes that fire for certain take off a pattern's lead over another: zero or less.

        Rules of several boxes are left out, for they may have been counted by another box.
        """
        return sum([points * (boxes & mask).bit_count() for points, mask in self._losses[pattern, over]])

    def explained(self, fired_boxes: int) -> tuple[Ranked, ...]:
        """Returns all patterns, best first, each with the reasons that sum up to its score."""
        first = self.outcome(fired_boxes).final
        simple = self._order["simplicity"]
        ranked = [self._ranked(name, fired_boxes) for name in self.patterns]
        ranked.sort(key=lambda entry: (entry.pattern != first, entry.excluded, -entry.score, simple[entry.pattern]))
        return tuple(ranked)

    def exclusions(self, fired_boxes: int) -> tuple[Exclusion, ...]:
        """Returns every exclusion that fires, by pattern and rule."""
        return tuple(Exclusion(pattern, rule["id"], rule["because"], rule["source"])
                     for pattern in self.patterns if fired_boxes & self.excluding[pattern]
                     for rule in self.rules if pattern in rule["excludes"] and fired_boxes & mask_of(rule))

    def _decide(self, totals: list[int]) -> Outcome:
        count = len(self.patterns)
        scores, exclusions = totals[:count], totals[2 * count:3 * count]
        if not totals[-1] or all(exclusions):
            return Outcome(None, None)
        steps = {"scenarios": totals[count:2 * count], "platform": self._platform}
        keys = list(zip(scores, *(steps[step] for step in self._before_simplicity), strict=True))
        if any(exclusions):
            keys = [key for key, excluded in zip(keys, exclusions, strict=True) if not excluded]
        best = max(keys)
        left = [name for name, excluded in zip(self.patterns, exclusions, strict=True) if not excluded]
        tied = [name for name, key in zip(left, keys, strict=True) if key == best]
        if len(tied) == 1:
            return Outcome(tied[0], tied[0])
        return Outcome(None, min(tied, key=self._order["simplicity"].__getitem__))

    def _ranked(self, name: str, fired_boxes: int) -> Ranked:
        """One pattern with its reasons, remembered by the boxes that speak of it."""
        weighing, remembered = self._speaking[name]
        own = fired_boxes & weighing
        ranked = remembered.get(own)
        if ranked is None:
            reasons = tuple([reason for mask, reason in self._reasons[name] if own & mask])
            score = sum([reason.points for reason in reasons])
            ranked = Ranked(name, score, reasons, bool(own & self.excluding[name]))
            if len(remembered) < REMEMBERED:
                remembered[own] = ranked
        return ranked

    def _reasons_for(self, name: str) -> list[tuple[int, Reason]]:
        """All reasons that can speak for or against a pattern, in the order in which they are shown."""
        reasons = [(mask_of(rule), _reason(rule, name)) for rule in self.rules if name in rule["points"]]
        return sorted(reasons, key=lambda pair: (-pair[1].points, pair[1].rule))

    def _bit(self, rule: Statement) -> int:
        if len(rule["bits"]) == 1:
            return mask_of(rule)
        bit = 1 << self._many
        self._many += 1
        self._lifts.append((mask_of(rule), bit))
        return bit

    def _groups(self, pattern: str, over: str, rules: Iterable[Statement], sign: int) -> list[tuple[int, int]]:
        """The points by which single rules move one pattern ahead of another (sign 1) or back, with their bits."""
        groups: dict[int, int] = {}
        for rule in rules:
            points = rule["points"].get(pattern, 0) - rule["points"].get(over, 0)
            if points * sign > 0:
                groups[points] = groups.get(points, 0) | self.bits[rule["id"]]
        return sorted(groups.items())


def mask_of(statement: Statement) -> int:
    """Returns the boxes of a statement as one mask."""
    return _union(1 << bit for bit in statement["bits"])


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _amounts(rule: Statement, patterns: tuple[str, ...]) -> list[int]:
    """What a rule adds: points, points of scenarios, exclusions, and one to the count of rules that fire."""
    points = [rule["points"].get(name, 0) for name in patterns]
    scenario = points if rule["role"] == "scenario" else [0] * len(patterns)
    return [*points, *scenario, *(int(name in rule["excludes"]) for name in patterns), 1]


def _until_simplicity(precedence: list[str]) -> list[str]:
    """The steps that can tell patterns apart while facts are open."""
    end = precedence.index("simplicity") if "simplicity" in precedence else len(precedence)
    return precedence[:end]


def _tie_order(data: Mapping[str, Any], patterns: tuple[str, ...]) -> dict[str, dict[str, int]]:
    simple = [*data["simplicity"], *(name for name in patterns if name not in data["simplicity"])]
    runs = data["platform"]
    return {
        "simplicity": {name: place for place, name in enumerate(simple)},
        "platform": {name: runs.index(name) if name in runs else len(runs) for name in patterns},
    }


def _reason(rule: Statement, pattern: str) -> Reason:
    return Reason(rule["id"], rule["points"][pattern], rule["because"], rule["source"], rule["title"],
                  rule["status"], rule["corrects"])

