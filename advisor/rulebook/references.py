"""Checks that rules, notes, practices and cases refer to existing facts, patterns and ids."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.model.rule import Role, Rule
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, text_under
from advisor.rulebook.conditions import check_condition, value_problem
from advisor.rulebook.layer import RuleEntry
from advisor.rulebook.overlay import PackMerge
from advisor.rulebook.practices import PracticeChecker
from advisor.rulebook.rule_file import RuleFile
from advisor.text.suggestions import did_you_mean

EFFECT_KEYS: dict[Role, str] = {"scenario": "favours", "evidence": "favours", "exclusion": "excludes",
                                "conflict": "split", "warning": "warns"}
DOES = {"favours": "gives points", "excludes": "removes a pattern", "split": "cuts an interaction in two",
        "warns": "says a warning"}
MAX_POINTS = 9


class ReferenceChecker:
    """Checks entries of any layer against the facts, patterns and ids of a merged pack."""

    def __init__(self, merge: PackMerge, checks: Mapping[str, Sequence[str]]) -> None:
        self._merge = merge
        self._readable = merge.vocabulary.facts_in_conditions()
        self._practices = PracticeChecker(merge, checks)
        self._ids = (merge.provenance.keys() | merge.aliases.keys()) - merge.patterns.keys()

    def check(self, entry: RuleEntry) -> None:
        """Reports unknown names and misplaced keys in an entry."""
        if entry.role is not None:
            self._check_rule(entry, entry.role)
        if entry.family == "case":
            self._check_case(entry)
        when = entry.node.entries.get("when")
        if isinstance(when, MappingNode) and self._readable.facts:
            check_condition(entry.file, when, self._readable, may_be_empty=entry.role is None)
        for key in ("excludes", "only_for", "applies_to", "advised"):
            self._check_patterns(entry.file, entry.node.entries.get(key))
        if entry.family in ("rule", "note"):
            _check_status(entry.file, entry.node)
        if entry.family == "practice":
            self._practices.check(entry)

    def check_points(self, file: RuleFile, node: TreeNode | None) -> None:
        """Reports points for unknown patterns and points out of range."""
        if not isinstance(node, MappingNode):
            return
        for name, value in node.entries.items():
            self._check_pattern(file, name, node, key=True)
            points = value.value if isinstance(value, ScalarNode) else None
            if isinstance(points, int) and not isinstance(points, bool) and not 0 < abs(points) <= MAX_POINTS:
                file.report(value, f"`{name}` cannot get {points} points.",
                            f"Points are whole numbers from -{MAX_POINTS} to {MAX_POINTS}, without 0.")

    def _check_rule(self, entry: RuleEntry, role: Role) -> None:
        effect = EFFECT_KEYS[role]
        stated = entry.node.entries
        misspelt = stated.keys() - Rule.model_fields.keys()  # reported already, and probably the effect
        if not misspelt and (effect not in stated or _is_empty(stated[effect])):
            entry.file.report(entry.node, f"`{entry.id}` does nothing: a rule under `{entry.section}` {DOES[effect]}.",
                              f"Add `{effect}:`.")
        for other in DOES.keys() - {effect}:
            if other in stated:
                entry.file.report_key(
                    entry.node,
                    other,
                    f"`{other}` does not belong to a rule under `{entry.section}`, which {DOES[effect]}.",
                    f"Use `{effect}:` here, and another rule for the rest.",
                )
        for only in ("only_for", "only_while"):
            if only in stated and role != "warning":
                entry.file.report_key(entry.node, only, f"`{only}` belongs to warnings.", "Remove it.")
        self.check_points(entry.file, stated.get("favours"))
        if entry.section in ("favoured", "avoided"):
            _check_direction(entry)

    def _check_patterns(self, file: RuleFile, node: TreeNode | None) -> None:
        if isinstance(node, SequenceNode):
            for item in node.items:
                if isinstance(item, ScalarNode) and isinstance(item.value, str):
                    self._check_pattern(file, item.value, item)

    def _check_pattern(self, file: RuleFile, name: str, node: TreeNode, *, key: bool = False) -> None:
        if name in self._merge.patterns:
            return
        remedy = did_you_mean(name, self._merge.patterns) or f"Known: {', '.join(sorted(self._merge.patterns))}."
        if key and isinstance(node, MappingNode):
            file.report_key(node, name, f"Unknown pattern `{name}`.", remedy)
        else:
            file.report(node, f"Unknown pattern `{name}`.", remedy)

    def _check_case(self, entry: RuleEntry) -> None:
        facts = entry.node.entries.get("facts")
        if isinstance(facts, MappingNode):
            self._check_facts(entry.file, facts)
        if pattern := text_under(entry.node, "pattern"):
            self._check_pattern(entry.file, pattern, entry.node.entries["pattern"])
        for key in ("fires", "silent"):
            self._check_ids(entry.file, entry.node.entries.get(key))
        promises = ("pattern", "status", "fires", "silent", "mentions")
        if not any(key in entry.node.entries for key in promises):
            entry.file.report(entry.node, f"The case `{entry.id}` promises nothing.",
                              f"Add one of {', '.join(promises)}.")

    def _check_facts(self, file: RuleFile, facts: MappingNode) -> None:
        needs = self._merge.vocabulary.needs
        for name, node in facts.entries.items():
            if name in needs:
                if (problem := value_problem(needs[name], node)) is not None:
                    file.report(node, *problem)
            elif needs and name not in self._merge.vocabulary.broken:
                file.report_key(facts, name, f"Unknown fact `{name}`.", did_you_mean(name, needs))

    def _check_ids(self, file: RuleFile, node: TreeNode | None) -> None:
        for item in node.items if isinstance(node, SequenceNode) else ():
            if isinstance(item, ScalarNode) and isinstance(item.value, str) and item.value not in self._ids:
                file.report(item, f"There is no rule `{item.value}`.", did_you_mean(item.value, sorted(self._ids)))


def _is_empty(node: TreeNode) -> bool:
    return not (
        node.entries if isinstance(node, MappingNode) else node.items if isinstance(node, SequenceNode) else node
    )


def _check_status(file: RuleFile, node: MappingNode) -> None:
    corrected = text_under(node, "status") == "corrected"
    if corrected and "corrects" not in node.entries:
        file.report(node.entries["status"],
                    f"`{text_under(node, 'id')}` corrects a source without saying what it says.",
                    "Add `corrects:` with the sentence that does not hold.")
    if "corrects" in node.entries and not corrected:
        file.report_key(node, "corrects", "`corrects` needs `status: corrected`.", "Add it, or remove `corrects`.")


def _check_direction(entry: RuleEntry) -> None:
    """Checks the sign of the points: positive under `favoured`, negative under `avoided`."""
    favours = entry.node.entries.get("favours")
    own = favours.entries.get(entry.pattern) if isinstance(favours, MappingNode) else None
    points = own.value if isinstance(own, ScalarNode) else None
    if not isinstance(favours, MappingNode) or not favours.entries:
        return
    is_for = entry.section == "favoured"
    if points is None or (isinstance(points, int) and (points < 0 if is_for else points > 0)):
        entry.file.report(favours, f"A rule under `{entry.section}` must speak {'for' if is_for else 'against'} "
                          f"`{entry.pattern}`.", f"Give it {'positive' if is_for else 'negative'} points, "
                          "or put the rule where it belongs.")
