"""Whether rules, notes, practices and cases speak of facts, patterns and ids that are there."""

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

VERBS: dict[Role, str] = {"scenario": "favours", "evidence": "favours", "exclusion": "excludes",
                          "conflict": "split", "warning": "warns"}
DOES = {"favours": "gives points", "excludes": "removes a pattern", "split": "cuts an interaction in two",
        "warns": "says a warning"}
MOST_POINTS = 9


class References:
    """What a merged pack knows, to check entries of any layer against."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._readable = merge.words.readable()
        self._practices = PracticeReferences(merge)
        self._ids = merge.provenance.keys() - merge.patterns.keys()

    def check(self, entry: Entry) -> None:
        """Notes everything that an entry names and nobody knows."""
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

    def check_points(self, page: Page, node: Node | None) -> None:
        """Notes points for unknown patterns and points out of range."""
        if not isinstance(node, Mapping):
            return
        for name, value in node.entries.items():
            self._check_pattern(page, name, node, key=True)
            points = value.value if isinstance(value, Scalar) else None
            if isinstance(points, int) and not isinstance(points, bool) and not 0 < abs(points) <= MOST_POINTS:
                page.wrong(value, f"`{name}` cannot get {points} points.",
                           f"Points are whole numbers from -{MOST_POINTS} to {MOST_POINTS}, without 0.")

    def _check_rule(self, entry: Entry, role: Role) -> None:
        verb = VERBS[role]
        stated = entry.node.entries
        misspelt = stated.keys() - Rule.model_fields.keys()  # said already, and probably the verb
        if not misspelt and (verb not in stated or _holds_nothing(stated[verb])):
            entry.page.wrong(entry.node, f"`{entry.id}` does nothing: a rule under `{entry.section}` {DOES[verb]}.",
                             f"Add `{verb}:`.")
        for other in DOES.keys() - {verb}:
            if other in stated:
                entry.page.wrong_key(entry.node, other, f"`{other}` does not belong to a rule under `{entry.section}`, "
                                     f"which {DOES[verb]}.", f"Use `{verb}:` here, and another rule for the rest.")
        for only in ("only_for", "only_while"):
            if only in stated and role != "warning":
                entry.page.wrong_key(entry.node, only, f"`{only}` belongs to warnings.", "Remove it.")
        self.check_points(entry.page, stated.get("favours"))
        if entry.section in ("favoured", "avoided"):
            _check_direction(entry)

    def _check_patterns(self, page: Page, node: Node | None) -> None:
        if isinstance(node, Sequence):
            for item in node.items:
                if isinstance(item, Scalar) and isinstance(item.value, str):
                    self._check_pattern(page, item.value, item)

    def _check_pattern(self, page: Page, name: str, node: Node, *, key: bool = False) -> None:
        if name in self._merge.patterns:
            return
        remedy = did_you_mean(name, self._merge.patterns) or f"Known: {', '.join(sorted(self._merge.patterns))}."
        if key and isinstance(node, Mapping):
            page.wrong_key(node, name, f"Unknown pattern `{name}`.", remedy)
        else:
            page.wrong(node, f"Unknown pattern `{name}`.", remedy)

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

    def _check_facts(self, page: Page, facts: Mapping) -> None:
        needs = self._merge.words.needs
        for name, node in facts.entries.items():
            if name in needs:
                if (found := mismatch(needs[name], node)) is not None:
                    page.wrong(node, *found)
            elif needs and name not in self._merge.words.broken:
                page.wrong_key(facts, name, f"Unknown fact `{name}`.", did_you_mean(name, needs))

    def _check_ids(self, page: Page, node: Node | None) -> None:
        for item in node.items if isinstance(node, Sequence) else ():
            if isinstance(item, Scalar) and isinstance(item.value, str) and item.value not in self._ids:
                page.wrong(item, f"There is no rule `{item.value}`.", did_you_mean(item.value, sorted(self._ids)))


def _holds_nothing(node: Node) -> bool:
    return not (node.entries if isinstance(node, Mapping) else node.items if isinstance(node, Sequence) else node)


def _check_status(page: Page, node: Mapping) -> None:
    corrected = text(node, "status") == "corrected"
    if corrected and "corrects" not in node.entries:
        page.wrong(node.entries["status"], f"`{text(node, 'id')}` corrects a source without saying what it says.",
                   "Add `corrects:` with the sentence that does not hold.")
    if "corrects" in node.entries and not corrected:
        page.wrong_key(node, "corrects", "`corrects` needs `status: corrected`.", "Add it, or remove `corrects`.")


def _check_direction(entry: Entry) -> None:
    """A pattern is favoured by points for it and avoided by points against it."""
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
