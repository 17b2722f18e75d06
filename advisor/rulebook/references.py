"""Checks that rules, notes, practices and cases refer to existing facts, patterns and ids."""

from __future__ import annotations

from advisor.model.rule import Role, Rule
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping, Node, Scalar, Sequence
from advisor.rulebook.conditions import check_condition
from advisor.rulebook.layer import Entry
from advisor.rulebook.overlay import Merge
from advisor.rulebook.page import Page, text
from advisor.rulebook.practices import PracticeReferences
from advisor.rulebook.values import mismatch

EFFECT_KEYS: dict[Role, str] = {"scenario": "favours", "evidence": "favours", "exclusion": "excludes",
                                "conflict": "split", "warning": "warns"}
DOES = {"favours": "gives points", "excludes": "removes a pattern", "split": "cuts an interaction in two",
        "warns": "says a warning"}
MAX_POINTS = 9


class References:
    """Checks entries of any layer against the facts, patterns and ids of a merged pack."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._readable = merge.words.readable()
        self._practices = PracticeReferences(merge)
        self._ids = merge.provenance.keys() - merge.patterns.keys()

    def check(self, entry: Entry) -> None:
        """Reports unknown names and misplaced keys in an entry."""
        if entry.role is not None:
            self._check_rule(entry, entry.role)
        if entry.family == "case":
            self._check_case(entry)
        when = entry.node.entries.get("when")
        if isinstance(when, Mapping) and self._readable.facts:
            check_condition(entry.page, when, self._readable, may_be_empty=entry.role is None)
        for key in ("excludes", "only_for", "applies_to", "advised_for"):
            self._check_patterns(entry.page, entry.node.entries.get(key))
        if entry.family in ("rule", "note"):
            _check_status(entry.page, entry.node)
        if entry.family == "practice":
            self._practices.check(entry)

    def check_points(self, file: Page, node: Node | None) -> None:
        """Reports points for unknown patterns and points out of range."""
        if not isinstance(node, Mapping):
            return
        for name, value in node.entries.items():
            self._check_pattern(file, name, node, key=True)
            points = value.value if isinstance(value, Scalar) else None
            if isinstance(points, int) and not isinstance(points, bool) and not 0 < abs(points) <= MAX_POINTS:
                file.wrong(value, f"`{name}` cannot get {points} points.",
                           f"Points are whole numbers from -{MAX_POINTS} to {MAX_POINTS}, without 0.")

    def _check_rule(self, entry: Entry, role: Role) -> None:
        effect = EFFECT_KEYS[role]
        stated = entry.node.entries
        misspelt = stated.keys() - Rule.model_fields.keys()  # reported already, and probably the effect
        if not misspelt and (effect not in stated or _is_empty(stated[effect])):
            entry.page.wrong(entry.node, f"`{entry.id}` does nothing: a rule under `{entry.section}` {DOES[effect]}.",
                             f"Add `{effect}:`.")
        for other in DOES.keys() - {effect}:
            if other in stated:
                entry.page.wrong_key(entry.node, other, f"`{other}` does not belong to a rule under `{entry.section}`, "
                                     f"which {DOES[effect]}.", f"Use `{effect}:` here, and another rule for the rest.")
        for only in ("only_for", "only_while"):
            if only in stated and role != "warning":
                entry.page.wrong_key(entry.node, only, f"`{only}` belongs to warnings.", "Remove it.")
        self.check_points(entry.page, stated.get("favours"))
        if entry.section in ("favoured", "avoided"):
            _check_direction(entry)

    def _check_patterns(self, file: Page, node: Node | None) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                if isinstance(item, Scalar) and isinstance(item.value, str):
                    self._check_pattern(file, item.value, item)

    def _check_pattern(self, file: Page, name: str, node: Node, *, key: bool = False) -> None:
        if name in self._merge.patterns:
            return
        remedy = did_you_mean(name, self._merge.patterns) or f"Known: {', '.join(sorted(self._merge.patterns))}."
        if key and isinstance(node, Mapping):
            file.wrong_key(node, name, f"Unknown pattern `{name}`.", remedy)
        else:
            file.wrong(node, f"Unknown pattern `{name}`.", remedy)

    def _check_case(self, entry: Entry) -> None:
        facts = entry.node.entries.get("facts")
        if isinstance(facts, Mapping):
            self._check_facts(entry.page, facts)
        if pattern := text(entry.node, "pattern"):
            self._check_pattern(entry.page, pattern, entry.node.entries["pattern"])
        for key in ("fires", "silent"):
            self._check_ids(entry.page, entry.node.entries.get(key))
        promises = ("pattern", "status", "fires", "silent", "mentions")
        if not any(key in entry.node.entries for key in promises):
            entry.page.wrong(entry.node, f"The case `{entry.id}` promises nothing.",
                             f"Add one of {', '.join(promises)}.")

    def _check_facts(self, file: Page, facts: Mapping) -> None:
        needs = self._merge.words.needs
        for name, node in facts.entries.items():
            if name in needs:
                if (problem := mismatch(needs[name], node)) is not None:
                    file.wrong(node, *problem)
            elif needs and name not in self._merge.words.broken:
                file.wrong_key(facts, name, f"Unknown fact `{name}`.", did_you_mean(name, needs))

    def _check_ids(self, file: Page, node: Node | None) -> None:
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.value not in self._ids:
                file.wrong(item, f"There is no rule `{item.value}`.", did_you_mean(item.value, sorted(self._ids)))


def _is_empty(node: Node) -> bool:
    return not (node.entries if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else node)


def _check_status(file: Page, node: Mapping) -> None:
    corrected = text(node, "status") == "corrected"
    if corrected and "corrects" not in node.entries:
        file.wrong(node.entries["status"], f"`{text(node, 'id')}` corrects a source without saying what it says.",
                   "Add `corrects:` with the sentence that does not hold.")
    if "corrects" in node.entries and not corrected:
        file.wrong_key(node, "corrects", "`corrects` needs `status: corrected`.", "Add it, or remove `corrects`.")


def _check_direction(entry: Entry) -> None:
    """Checks the sign of the points: positive under `favoured`, negative under `avoided`."""
    favours = entry.node.entries.get("favours")
    own = favours.entries.get(entry.pattern) if isinstance(favours, Mapping) else None
    points = own.value if isinstance(own, Scalar) else None
    if not isinstance(favours, Mapping) or not favours.entries:
        return
    is_for = entry.section == "favoured"
    if points is None or (isinstance(points, int) and (points < 0 if is_for else points > 0)):
        entry.page.wrong(favours, f"A rule under `{entry.section}` must speak {'for' if is_for else 'against'} "
                         f"`{entry.pattern}`.", f"Give it {'positive' if is_for else 'negative'} points, "
                         "or put the rule where it belongs.")
