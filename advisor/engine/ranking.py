"""Scores and precedence: which pattern is ahead when these rules fire."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.recommendation import Exclusion, Ranked, Reason

REMEMBERED_OUTCOMES = 65536
Statement = Mapping[str, Any]
Group = tuple[int, int]  # points, the boxes of the single-box rules that give them


class Ranking:
    """Turns fired boxes into scores, a winner, and the reasons behind both."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.patterns: tuple[str, ...] = tuple(pattern["name"] for pattern in data["patterns"])
        self.rules: list[Statement] = [s for s in data["statements"] if s.get("points") or s.get("excludes")]
        self._many = data["size"]  # rules of several boxes get bits of their own, from here up
        self._lifts: list[tuple[int, int]] = []
        self.bits = {rule["id"]: self._bit(rule) for rule in self.rules}
        self.scoring = 0  # every box that can move points or exclude
        for rule in self.rules:
            self.scoring |= mask_of(rule)
        self._groups = {name: self._grouped(name, self.rules) for name in self.patterns}
        scenarios = [rule for rule in self.rules if rule["role"] == "scenario"]
        self._scenario_groups = {name: self._grouped(name, scenarios) for name in self.patterns}
        self.excluding = {name: self._excluding(name) for name in self.patterns}
        self._order = self._tie_order(data)
        self._precedence: list[str] = data["precedence"]
        self._outcomes: dict[int, tuple[str | None, str | None]] = {}
        self._explained: dict[int, tuple[Ranked, ...]] = {}

    def lift(self, boxes: int) -> int:
        """Returns fired boxes with the bits of the many-box rules that they make fire."""
        for mask, bit in self._lifts:
            if boxes & mask:
                boxes |= bit
        return boxes

    def score(self, pattern: str, fired: int) -> int:
        """Returns the sum of a pattern's points over fired (lifted) rules."""
        return sum(points * (fired & mask).bit_count() for points, mask in self._groups[pattern])

    def gain(self, pattern: str, over: str, fired: int, open_rules: int) -> int:
        """Returns the most that `pattern` could end ahead of `over` if open rules fire as it likes best."""
        ahead = self.score(pattern, fired) - self.score(over, fired)
        return ahead + sum(points * (open_rules & mask).bit_count() for points, mask in self._leads(pattern, over))

    def leader(self, fired_boxes: int) -> str | None:
        """Returns the pattern ahead on what is known, None where nothing speaks or the lead is shared."""
        return self._outcome(fired_boxes)[0]

    def final(self, fired_boxes: int) -> str | None:
        """Returns the winner when no fact is open: ties fall to the simplest pattern; None where all are excluded."""
        return self._outcome(fired_boxes)[1]

    def explained(self, fired_boxes: int) -> tuple[Ranked, ...]:
        """Returns all patterns, best first, each with the reasons that sum up to its score."""
        fired_boxes &= self.scoring
        ranking = self._explained.get(fired_boxes)
        if ranking is None:
            ranking = self._explain(fired_boxes)
            if len(self._explained) < REMEMBERED_OUTCOMES:
                self._explained[fired_boxes] = ranking
        return ranking

    def exclusions(self, fired_boxes: int) -> tuple[Exclusion, ...]:
        """Returns every exclusion that fires, by pattern and rule."""
        fired = self.lift(fired_boxes & self.scoring)
        return tuple(Exclusion(pattern, rule["id"], rule["because"], rule["source"])
                     for pattern in self.patterns for rule in self.rules
                     if pattern in rule["excludes"] and fired & self.bits[rule["id"]])

    def _outcome(self, fired_boxes: int) -> tuple[str | None, str | None]:
        fired_boxes &= self.scoring
        outcome = self._outcomes.get(fired_boxes)
        if outcome is None:
            outcome = self._decide(self.lift(fired_boxes))
            if len(self._outcomes) < REMEMBERED_OUTCOMES:
                self._outcomes[fired_boxes] = outcome
        return outcome

    def _decide(self, fired: int) -> tuple[str | None, str | None]:
        left = [name for name in self.patterns if not fired & self.excluding[name]]
        if not fired or not left:
            return None, None
        best = max(self._key(name, fired) for name in left)
        tied = [name for name in left if self._key(name, fired) == best]
        final = min(tied, key=self._order["simplicity"].__getitem__)
        return (tied[0] if len(tied) == 1 else None), final

    def _key(self, pattern: str, fired: int) -> tuple[int, ...]:
        """Higher is better: the score, then the pack's precedence up to simplicity."""
        key = [self.score(pattern, fired)]
        for step in self._precedence:
            if step == "scenarios":
                key.append(sum(p * (fired & mask).bit_count() for p, mask in self._scenario_groups[pattern]))
            elif step == "platform":
                key.append(-self._order["platform"][pattern])
            else:
                break
        return tuple(key)

    def _explain(self, fired_boxes: int) -> tuple[Ranked, ...]:
        fired = self.lift(fired_boxes)
        firing = [rule for rule in self.rules if rule["points"] and fired & self.bits[rule["id"]]]
        ranked = []
        for name in self.patterns:
            reasons = [_reason(rule, name) for rule in firing if name in rule["points"]]
            reasons.sort(key=lambda reason: (-reason.points, reason.rule))
            score = sum(reason.points for reason in reasons)
            ranked.append(Ranked(name, score, tuple(reasons), bool(fired & self.excluding[name])))
        first = self.leader(fired_boxes) or self.final(fired_boxes)
        ranked.sort(key=lambda entry: (entry.pattern != first, entry.excluded, -entry.score,
                                       self._order["simplicity"][entry.pattern]))
        return tuple(ranked)

    def _bit(self, rule: Statement) -> int:
        if len(rule["bits"]) == 1:
            return mask_of(rule)
        bit = 1 << self._many
        self._many += 1
        self._lifts.append((mask_of(rule), bit))
        return bit

    def _grouped(self, pattern: str, rules: list[Statement]) -> list[Group]:
        return _groups((rule["points"].get(pattern, 0), self.bits[rule["id"]]) for rule in rules)

    def _leads(self, pattern: str, over: str) -> list[Group]:
        cached: dict[tuple[str, str], list[Group]] = self.__dict__.setdefault("_lead_groups", {})
        if (pattern, over) not in cached:
            leads = ((rule["points"].get(pattern, 0) - rule["points"].get(over, 0), self.bits[rule["id"]])
                     for rule in self.rules if rule["points"])
            cached[pattern, over] = [group for group in _groups(leads) if group[0] > 0]
        return cached[pattern, over]

    def _excluding(self, pattern: str) -> int:
        mask = 0
        for rule in self.rules:
            if pattern in rule["excludes"]:
                mask |= self.bits[rule["id"]]
        return mask

    def _tie_order(self, data: Mapping[str, Any]) -> dict[str, dict[str, int]]:
        simple = [*data["simplicity"], *(name for name in self.patterns if name not in data["simplicity"])]
        runs = data["platform"]
        return {
            "simplicity": {name: place for place, name in enumerate(simple)},
            "platform": {name: runs.index(name) if name in runs else len(runs) for name in self.patterns},
        }


def mask_of(statement: Statement) -> int:
    """Returns the boxes of a statement as one mask."""
    mask = 0
    for bit in statement["bits"]:
        mask |= 1 << bit
    return mask


def _groups(weighted: Any) -> list[Group]:
    groups: dict[int, int] = {}
    for points, bit in weighted:
        if points:
            groups[points] = groups.get(points, 0) | bit
    return sorted(groups.items())


def _reason(rule: Statement, pattern: str) -> Reason:
    return Reason(rule["id"], rule["points"][pattern], rule["because"], rule["source"], rule["title"],
                  rule["status"], rule["corrects"])
