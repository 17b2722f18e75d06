"""Practices: whether each is whole and speaks of what is there, and what they are as plain values."""

from __future__ import annotations

import re

from advisor.model import practice as plain
from advisor.model.check import CHECKS
from advisor.model.pack import Pack
from advisor.notation.suggest import did_you_mean
from advisor.notation.tree import Mapping, Node, Scalar, Sequence
from advisor.rulebook.conditions import Readable, check_condition
from advisor.rulebook.layer import Entry
from advisor.rulebook.overlay import Merge
from advisor.rulebook.page import Page, items, text
from advisor.rulebook.values import number

PLACES = ("id", "from", "to", "operation", "pattern")  # what a sentence of any practice may name
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
JUDGES = ("violated_when", "check")
CONDITIONS = ("applies_when", "violated_when")
SHOWN = ("architecture", "document")  # what an example may be


def practices_of(pack: Pack) -> tuple[plain.Practice, ...]:
    """Returns the practices that designs are judged by; those that are advice alone are left out."""
    return tuple(
        plain.Practice(one.id, one.title, one.severity, one.applies_to, dict(one.when), dict(one.applies_when),
                       dict(one.violated_when), one.check, dict(one.parameters), one.says, one.because, one.remedy,
                       "; ".join(one.source))
        for one in pack.practices if one.is_judged)


class PracticeReferences:
    """What a merged pack knows, to check its practices against."""

    def __init__(self, merge: Merge) -> None:
        self._merge = merge
        self._readable: Readable = merge.words.readable_in_practices(merge.patterns)
        self._ids = {name for name, entry in {**merge.entries, **merge.switched_off}.items()
                     if entry.family == "practice"}

    def check(self, entry: Entry) -> None:
        """Notes everything that is missing in a practice, does not go together, or names what nobody knows."""
        page, root = entry.page, entry.node
        if entry.id and entry.id != page.stem:
            page.wrong(root.entries["id"], f"The practice `{entry.id}` stands in `{page.stem}.yaml`.",
                       "Give both the same name.")
        for key in CONDITIONS:
            condition = root.entries.get(key)
            if isinstance(condition, Mapping) and self._readable.facts:
                check_condition(page, condition, self._readable)
                _check_silence(page, condition)
        self._check_judgement(page, root)
        self._check_says(page, root)
        for example in items(page, root, "examples") if "examples" in root.entries else ():
            self._check_example(page, example, entry.id)

    def _check_judgement(self, page: Page, root: Mapping) -> None:
        stated = root.entries
        if all(key in stated for key in JUDGES):
            page.wrong_key(root, "check", "`violated_when` and `check` do not go together.", "Keep one of the two.")
        if not any(key in stated for key in JUDGES):
            for key in ("applies_when", "says", "severity", "parameters", "examples"):
                if key in stated:
                    page.wrong_key(root, key, f"`{key}` belongs to a practice that designs are judged by.",
                                   "Add `violated_when:` or `check:`, or remove it.")
            return
        if "says" not in stated:
            page.wrong(root, f"`{text(root, 'id')}` has no sentence for its findings.",
                       'Add `says:`, such as `says: "{from} calls {to} without a timeout"`.')
        if "advised_for" in stated and "advised" not in stated:
            page.wrong_key(root, "advised_for", "`advised_for` needs `advised: true`.", "Add it, or remove both.")
        if "check" in stated:
            self._check_check(page, root)
        elif "parameters" in stated:
            page.wrong_key(root, "parameters", "Parameters belong to a `check`.", "Remove them.")

    def _check_check(self, page: Page, root: Mapping) -> None:
        name = text(root, "check")
        if not name:
            return  # said already
        if name not in CHECKS:
            page.wrong(root.entries["check"], f"There is no check `{name}`.",
                       did_you_mean(name, CHECKS) or f"Known: {', '.join(CHECKS)}.")
            return
        given = root.entries.get("parameters", Mapping({}, {}, 0, 0))
        if isinstance(given, Mapping):
            self._check_parameters(page, root, name, given)

    def _check_parameters(self, page: Page, root: Mapping, check: str, given: Mapping) -> None:
        known = CHECKS[check]
        for name in known:
            if name not in given.entries:
                page.wrong(root.entries.get("parameters", root.entries["check"]), f"`{check}` needs `{name}`.",
                           f"Add `parameters: {{{name}: ...}}`.")
        for name, value in given.entries.items():
            if name not in known:
                page.wrong_key(given, name, f"`{check}` has no parameter `{name}`.", did_you_mean(name, known))
            elif (found := number(value)) is None or found <= 0:
                page.wrong(value, f"`{name}` takes a number above 0.")

    def _check_says(self, page: Page, root: Mapping) -> None:
        node = root.entries.get("says")
        if not isinstance(node, Scalar) or not isinstance(node.value, str):
            return
        for name in PLACEHOLDER.findall(node.value):
            if name not in PLACES and not ("check" in root.entries and name.isidentifier()):
                page.wrong(node, f"Nothing stands for `{{{name}}}`.", f"Use {', '.join(f'{{{p}}}' for p in PLACES)}.")

    def _check_example(self, page: Page, example: Mapping, own: str) -> None:
        shown = [key for key in SHOWN if key in example.entries]
        if len(shown) != 1:
            page.wrong(example, "An example shows one thing: an architecture or a document.",
                       "Keep one of the two." if shown else
                       "Add `architecture:` with the text of an architecture file.")
        for key in ("finds", "unknown"):
            counted = example.entries.get(key)
            if isinstance(counted, Mapping):
                self._check_counts(page, counted)
        finds = example.entries.get("finds")
        if "severity" in example.entries and not (isinstance(finds, Mapping) and _counted(finds.entries.get(own))):
            page.wrong_key(example, "severity", f"`severity` is that of a finding, and `{own}` finds nothing here.",
                           f"Add `finds: {{{own}: 1}}`, or remove it.")

    def _check_counts(self, page: Page, counted: Mapping) -> None:
        for name, count in counted.entries.items():
            if name not in self._ids:
                page.wrong_key(counted, name, f"There is no practice `{name}`.", did_you_mean(name, self._ids))
            elif (found := number(count)) is not None and found < 0:
                page.wrong(count, f"`{name}` cannot be found {found:g} times.")


def _check_silence(page: Page, condition: Mapping, *, negated: bool = False) -> None:
    """Notes tests that come true where a fact is left out: what a document does not say breaks nothing."""
    for name, test in condition.entries.items():
        if name == "not" and isinstance(test, Mapping):
            _check_silence(page, test, negated=not negated)
        elif name in ("all", "any") and isinstance(test, Sequence):
            for part in test.items:
                if isinstance(part, Mapping):
                    _check_silence(page, part, negated=negated)
        elif isinstance(test, Mapping):
            stated = test.entries.get("stated")
            if isinstance(stated, Scalar) and stated.value is negated:
                page.wrong(stated, f"This comes true where `{name}` is left out, and silence breaks nothing.",
                           f"Remove it; where `{name}` decides, it is asked for.")


def _counted(node: Node | None) -> bool:
    return isinstance(node, Scalar) and isinstance(node.value, int) and node.value > 0
