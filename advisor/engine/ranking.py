"""Scores and tie-breaking: the winning pattern for a set of fired rules."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.engine.packed_sums import PackedSums
from advisor.model.recommendation import Exclusion, RankedPattern, Reason

MAX_CACHED_OUTCOMES = 65536
StatementData = Mapping[str, Any]


class RankingOutcome(NamedTuple):
    """The winner for a set of fired rules."""

    leader: str | None  # on the known facts; None if no scoring rule fires or the lead is tied
    winner: str | None  # if no fact is unknown: ties go to the simplest pattern; None if all are excluded


class Ranking:
    """Turns fired boxes into scores, a winner, and the reasons for both."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.patterns: tuple[str, ...] = tuple(pattern["name"] for pattern in data["patterns"])
        self.rules: list[StatementData] = [s for s in data["statements"] if s.get("points") or s.get("excludes")]
        self.scoring_boxes = _union(map(box_mask, self.rules))  # boxes of all rules with points or exclusions
        self.excluding_boxes = {name: _union(box_mask(rule) for rule in self.rules if name in rule["excludes"])
                                for name in self.patterns}
        self._next_bit: int = data["size"]  # rules with several boxes get bits of their own, from here up
        self._lifts: list[tuple[int, int]] = []
        self.bits = {rule["id"]: self._bit(rule) for rule in self.rules}
        self._sums = PackedSums([(box_mask(rule), _amounts(rule, self.patterns)) for rule in self.rules],
                                3 * len(self.patterns) + 1)
        self._tie_order = _tie_order(data, self.patterns)
        self._platform = [-self._tie_order["platform"][name] for name in self.patterns]
        self._before_simplicity = _steps_before_simplicity(data["precedence"])
        self._outcomes: dict[int, RankingOutcome] = {}
        pairs = [(name, over) for name in self.patterns for over in self.patterns]
        self._leads = {pair: self._groups(*pair, self.rules, 1) for pair in pairs}
        plain = [rule for rule in self.rules if len(rule["bits"]) == 1]
        self._losses = {pair: self._groups(*pair, plain, -1) for pair in pairs}
        self._reasons = {name: self._reasons_for(name) for name in self.patterns}
        self._ranked_cache: dict[str, tuple[int, dict[int, RankedPattern]]] = {
            name: (_union(mask for mask, _ in self._reasons[name]) | self.excluding_boxes[name], {})
            for name in self.patterns}

    def outcome(self, fired_boxes: int) -> RankingOutcome:
        """Returns leader and final winner for fired boxes."""
        total = self._sums.total(fired_boxes & self.scoring_boxes)
        outcome = self._outcomes.get(total)
        if outcome is None:
            outcome = self._decide(self._sums.unpack(total))
            if len(self._outcomes) < MAX_CACHED_OUTCOMES:
                self._outcomes[total] = outcome
        return outcome

    def leader(self, fired_boxes: int) -> str | None:
        """Returns the leading pattern, or None if no scoring rule fires or the lead is tied."""
        return self.outcome(fired_boxes).leader

    def winner(self, fired_boxes: int) -> str | None:
        """Returns the winner if no fact is unknown (ties go to the simplest pattern), or None if all are excluded."""
        return self.outcome(fired_boxes).winner

    def scores(self, fired_boxes: int) -> dict[str, int]:
        """Returns each pattern's score: the sum of the points of the fired rules."""
        totals = self._sums.unpack(self._sums.total(fired_boxes & self.scoring_boxes))
        return dict(zip(self.patterns, totals, strict=False))

    def margin(self, pattern: str, fired_boxes: int) -> int:
        """Returns a pattern's lead over the best other one that is not excluded, or its score if there is none."""
        scores = self.scores(fired_boxes)
        others = [
            scores[name] for name in self.patterns if name != pattern and not fired_boxes & self.excluding_boxes[name]
        ]
        return scores[pattern] - max(others, default=0)

    def add_rule_bits(self, boxes: int) -> int:
        """Returns the boxes plus the rule bits of the multi-box rules that they make fire."""
        for mask, bit in self._lifts:
            if boxes & mask:
                boxes |= bit
        return boxes

    def max_lead_gain(self, pattern: str, over: str, open_rules: int) -> int:
        """Returns the maximum that (lifted) undecided rules can add to a pattern's lead over another."""
        return sum([points * (open_rules & mask).bit_count() for points, mask in self._leads[pattern, over]])

    def certain_lead_loss(self, pattern: str, over: str, boxes: int) -> int:
        """Returns the points (zero or less) that boxes which fire for certain take from a pattern's lead over another.

        Excludes multi-box rules: another box may have counted them already.
        """
        return sum([points * (boxes & mask).bit_count() for points, mask in self._losses[pattern, over]])

    def explain(self, fired_boxes: int) -> tuple[RankedPattern, ...]:
        """Returns all patterns, best first, each with the reasons that add up to its score."""
        first = self.outcome(fired_boxes).winner
        simple = self._tie_order["simplicity"]
        ranked = [self._ranked(name, fired_boxes) for name in self.patterns]
        ranked.sort(key=lambda entry: (entry.pattern != first, entry.excluded, -entry.score, simple[entry.pattern]))
        return tuple(ranked)

    def exclusions(self, fired_boxes: int) -> tuple[Exclusion, ...]:
        """Returns every fired exclusion, by pattern and rule."""
        return tuple(Exclusion(pattern, rule["id"], rule["because"], rule["source"])
                     for pattern in self.patterns if fired_boxes & self.excluding_boxes[pattern]
                     for rule in self.rules if pattern in rule["excludes"] and fired_boxes & box_mask(rule))

    def _decide(self, totals: list[int]) -> RankingOutcome:
        count = len(self.patterns)
        scores, exclusions = totals[:count], totals[2 * count:3 * count]
        if not totals[-1] or all(exclusions):
            return RankingOutcome(None, None)
        steps = {"scenarios": totals[count:2 * count], "platform": self._platform}
        keys = list(zip(scores, *(steps[step] for step in self._before_simplicity), strict=True))
        if any(exclusions):
            keys = [key for key, excluded in zip(keys, exclusions, strict=True) if not excluded]
        best = max(keys)
        candidates = [name for name, excluded in zip(self.patterns, exclusions, strict=True) if not excluded]
        tied = [name for name, key in zip(candidates, keys, strict=True) if key == best]
        if len(tied) == 1:
            return RankingOutcome(tied[0], tied[0])
        return RankingOutcome(None, min(tied, key=self._tie_order["simplicity"].__getitem__))

    def _ranked(self, name: str, fired_boxes: int) -> RankedPattern:
        """Returns a pattern with its reasons; cached by the fired boxes that concern it."""
        relevant, cached = self._ranked_cache[name]
        own = fired_boxes & relevant
        ranked = cached.get(own)
        if ranked is None:
            reasons = tuple([reason for mask, reason in self._reasons[name] if own & mask])
            score = sum([reason.points for reason in reasons])
            ranked = RankedPattern(name, score, reasons, bool(own & self.excluding_boxes[name]))
            if len(cached) < MAX_CACHED_OUTCOMES:
                cached[own] = ranked
        return ranked

    def _reasons_for(self, name: str) -> list[tuple[int, Reason]]:
        """Returns all reasons for or against a pattern with their masks, in display order."""
        reasons = [(box_mask(rule), _reason(rule, name)) for rule in self.rules if name in rule["points"]]
        return sorted(reasons, key=lambda pair: (-pair[1].points, pair[1].rule))

    def _bit(self, rule: StatementData) -> int:
        if len(rule["bits"]) == 1:
            return box_mask(rule)
        bit = 1 << self._next_bit
        self._next_bit += 1
        self._lifts.append((box_mask(rule), bit))
        return bit

    def _groups(self, pattern: str, over: str, rules: Iterable[StatementData], sign: int) -> list[tuple[int, int]]:
        """Returns the points by which rules raise (sign 1) or lower one pattern against another, with their bits."""
        groups: dict[int, int] = {}
        for rule in rules:
            points = rule["points"].get(pattern, 0) - rule["points"].get(over, 0)
            if points * sign > 0:
                groups[points] = groups.get(points, 0) | self.bits[rule["id"]]
        return sorted(groups.items())


def box_mask(statement: StatementData) -> int:
    """Returns the boxes of a statement as one mask."""
    return _union(1 << bit for bit in statement["bits"])


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union


def _amounts(rule: StatementData, patterns: tuple[str, ...]) -> list[int]:
    """Returns a rule's summands: points, scenario points, exclusions, and one for the count of fired rules."""
    points = [rule["points"].get(name, 0) for name in patterns]
    scenario = points if rule["role"] == "scenario" else [0] * len(patterns)
    return [*points, *scenario, *(int(name in rule["excludes"]) for name in patterns), 1]


def _steps_before_simplicity(precedence: list[str]) -> list[str]:
    """Returns the tie-breaking steps that apply while facts are unknown."""
    end = precedence.index("simplicity") if "simplicity" in precedence else len(precedence)
    return precedence[:end]


def _tie_order(data: Mapping[str, Any], patterns: tuple[str, ...]) -> dict[str, dict[str, int]]:
    simple = [*data["simplicity"], *(name for name in patterns if name not in data["simplicity"])]
    runs = data["platform"]
    return {"simplicity": {name: index for index, name in enumerate(simple)},
            "platform": {name: runs.index(name) if name in runs else len(runs) for name in patterns}}


def _reason(rule: StatementData, pattern: str) -> Reason:
    return Reason(rule["id"], rule["points"][pattern], rule["because"], rule["source"], rule["title"],
                  rule["status"], rule["corrects"])

