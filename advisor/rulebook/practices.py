"""Validates practices (completeness, references), and converts them to plain values for the linter."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from advisor.model import practice as plain
from advisor.model.pack import Pack
from advisor.model.practice import PracticeExamples
from advisor.model.rule import PracticeCase
from advisor.notation.tree import MappingNode, ScalarNode, SequenceNode, TreeNode, text_under
from advisor.rulebook.conditions import ReadableFacts, check_condition, finite_number
from advisor.rulebook.layer import RuleEntry
from advisor.rulebook.overlay import PackMerge
from advisor.rulebook.rule_file import RuleFile, mappings_under
from advisor.text.suggestions import did_you_mean

PLACEHOLDERS = ("id", "from", "to", "operation", "pattern")  # allowed in the `says` of any practice
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
JUDGEMENT_KEYS = ("violated_when", "check")
CONDITION_KEYS = ("applies_when", "violated_when")
EXAMPLE_KEYS = ("architecture", "document")  # an example has exactly one


class PracticeChecker:
    """Checks practices against the facts, patterns and ids of a merged pack."""

    def __init__(self, merge: PackMerge, checks: Mapping[str, Sequence[str]]) -> None:
        """Args:
            checks: names of the parameters of every check, by its id.
        """
        self._merge = merge
        self._checks = checks
        self._readable: ReadableFacts = merge.vocabulary.facts_in_practices(merge.patterns)
        ids = {name for name, entry in {**merge.entries, **merge.switched_off}.items() if entry.family == "practice"}
        self._ids = ids | {alias for alias, name in merge.aliases.items() if name in ids}

    def check(self, entry: RuleEntry) -> None:
        """Reports missing keys, conflicting keys and unknown names in a practice."""
        file, root = entry.file, entry.node
        if (name := text_under(root, "id")) and name != file.stem:
            file.report(root.entries["id"], f"The practice `{name}` stands in `{file.stem}.yaml`.",
                        "Give both the same name.")
        for key in CONDITION_KEYS:
            condition = root.entries.get(key)
            if isinstance(condition, MappingNode) and self._readable.facts:
                check_condition(file, condition, self._readable)
                _check_unstated(file, condition)
        self._check_judgement(file, root)
        self._check_says(file, root)
        for example in mappings_under(file, root, "examples") if "examples" in root.entries else ():
            self._check_example(file, example, entry.id)

    def _check_judgement(self, file: RuleFile, root: MappingNode) -> None:
        stated = root.entries
        if all(key in stated for key in JUDGEMENT_KEYS):
            file.report_key(root, "check", "`violated_when` and `check` do not go together.", "Keep one of the two.")
        if not any(key in stated for key in JUDGEMENT_KEYS):
            for key in ("says", "severity", "parameters", "examples"):
                if key in stated:
                    file.report_key(root, key, f"`{key}` belongs to a practice that designs are judged by.",
                                    "Add `violated_when:` or `check:`, or remove it.")
            return
        if "says" not in stated:
            file.report(root, f"`{text_under(root, 'id')}` has no sentence for its findings.",
                        'Add `says:`, such as `says: "{from} calls {to} without a timeout"`.')
        if "check" in stated:
            self._check_check(file, root)
        elif "parameters" in stated:
            file.report_key(root, "parameters", "Parameters belong to a `check`.", "Remove them.")

    def _check_check(self, file: RuleFile, root: MappingNode) -> None:
        name = text_under(root, "check")
        if not name:
            return  # reported already
        name = self._merge.aliases.get(name, name)
        if name not in self._checks:
            file.report(root.entries["check"], f"There is no check `{name}`.",
                        did_you_mean(name, self._checks) or f"Known: {', '.join(self._checks)}.")
            return
        given = root.entries.get("parameters", MappingNode({}, {}, 0, 0))
        if isinstance(given, MappingNode):
            self._check_parameters(file, root, name, given)

    def _check_parameters(self, file: RuleFile, root: MappingNode, check: str, given: MappingNode) -> None:
        known = self._checks[check]
        for name in known:
            if name not in given.entries:
                file.report(root.entries.get("parameters", root.entries["check"]), f"`{check}` needs `{name}`.",
                            f"Add `parameters: {{{name}: ...}}`.")
        for name, value in given.entries.items():
            if name not in known:
                file.report_key(given, name, f"`{check}` has no parameter `{name}`.", did_you_mean(name, known))
            elif (parsed := finite_number(value)) is None or parsed <= 0:
                file.report(value, f"`{name}` takes a number above 0.")

    def _check_says(self, file: RuleFile, root: MappingNode) -> None:
        node = root.entries.get("says")
        if not isinstance(node, ScalarNode) or not isinstance(node.value, str):
            return
        for name in PLACEHOLDER.findall(node.value):
            if name not in PLACEHOLDERS and not ("check" in root.entries and name.isidentifier()):
                file.report(node, f"Nothing stands for `{{{name}}}`.",
                            f"Use {', '.join(f'{{{p}}}' for p in PLACEHOLDERS)}.")

    def _check_example(self, file: RuleFile, example: MappingNode, own: str) -> None:
        stated = [key for key in EXAMPLE_KEYS if key in example.entries]
        if len(stated) != 1:
            file.report(example, "An example shows one thing: an architecture or a document.",
                        "Keep one of the two." if stated else
                        "Add `architecture:` with the text of an architecture file.")
        for key in ("finds", "unknown"):
            counts = example.entries.get(key)
            if isinstance(counts, MappingNode):
                self._check_counts(file, counts)
        finds = example.entries.get("finds")
        if "severity" in example.entries and not (
            isinstance(finds, MappingNode) and any(
                _is_positive(finds.entries.get(name)) for name in (own, self._merge.aliases.get(own, own)))
        ):
            file.report_key(example, "severity", f"`severity` is that of a finding, and `{own}` finds nothing here.",
                            f"Add `finds: {{{own}: 1}}`, or remove it.")

    def _check_counts(self, file: RuleFile, counts: MappingNode) -> None:
        for name, count in counts.entries.items():
            if name not in self._ids:
                file.report_key(counts, name, f"There is no practice `{name}`.", did_you_mean(name, self._ids))
            elif (parsed := finite_number(count)) is not None and parsed < 0:
                file.report(count, f"`{name}` cannot be found {parsed:g} times.")


def build_practices(pack: Pack) -> tuple[plain.Practice, ...]:
    """Returns the practices that designs are checked against; excludes those that are only advice."""
    return tuple(
        plain.Practice(practice.id, practice.title, practice.severity, practice.applies_to,
                       dict(practice.applies_when), dict(practice.violated_when), practice.check,
                       dict(practice.parameters), practice.says, practice.because, practice.remedy,
                       "; ".join(practice.source), practice.aliases)
        for practice in pack.practices if practice.is_checkable)


def _check_unstated(file: RuleFile, condition: MappingNode, *, negated: bool = False) -> None:
    """Reports tests that are true if a fact is not stated: an unstated fact must not violate a practice."""
    for name, test in condition.entries.items():
        if name == "not" and isinstance(test, MappingNode):
            _check_unstated(file, test, negated=not negated)
        elif name in ("all", "any") and isinstance(test, SequenceNode):
            for part in test.items:
                if isinstance(part, MappingNode):
                    _check_unstated(file, part, negated=negated)
        elif isinstance(test, MappingNode):
            stated = test.entries.get("stated")
            if isinstance(stated, ScalarNode) and stated.value is negated:
                file.report(stated, f"This comes true where `{name}` is left out, and silence breaks nothing.",
                            f"Remove it; where `{name}` decides, it is asked for.")


def _is_positive(node: TreeNode | None) -> bool:
    return isinstance(node, ScalarNode) and isinstance(node.value, int) and node.value > 0


def collect_examples(pack: Pack) -> dict[str, PracticeExamples]:
    """Returns, per practice, the first example that violates it and the first without findings or questions."""
    by_practice = {}
    for practice in pack.practices:
        bad = next((example for example in practice.examples if example.finds.get(practice.id)), None)
        good = next((example for example in practice.examples if not example.finds and not example.unknown), None)
        if bad is not None or good is not None:
            by_practice[practice.id] = PracticeExamples(_text(bad), _text(good))
    return by_practice


def _text(example: PracticeCase | None) -> str:
    return "" if example is None else example.architecture or example.document
