"""Coverage: facts that no rule reads, rules without cases, practices without examples."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.engine.compile import facts_read_by
from advisor.linter.check_registry import find_check
from advisor.model.pack import Pack
from advisor.model.rule import PracticeDefinition
from advisor.verification.report import PackFault, Proof


def find_unread_facts(pack: Pack) -> list[PackFault]:
    """Returns a fault for each fact that no condition reads, directly or through a band or a comparison."""
    read = _facts_read(pack)
    for bands in pack.vocabulary.bands:
        if bands.fact in read:
            read.add(bands.from_fact)
    for comparison in pack.vocabulary.comparisons:
        if comparison.fact in read:
            read |= {comparison.smaller, comparison.larger}
    names = [fact.name for fact in pack.vocabulary.needs]
    names += [comparison.fact for comparison in pack.vocabulary.comparisons]
    return [PackFault("unread", "fact", name, "No rule reads it.", "Let a rule read it, or remove it.")
            for name in names if name not in read]


def fact_coverage_proof(pack: Pack, faults: list[PackFault]) -> Proof:
    count = len(pack.vocabulary.needs) + len(pack.vocabulary.comparisons)
    return Proof("Is every fact read by some rule?", f"{len(faults)} are not" if faults else "yes",
                 "the facts that conditions name", count)


def find_rules_without_cases(pack: Pack) -> list[PackFault]:
    """Returns a fault for each rule that no case names in `fires`, or none in `silent`.

    A rule that merely fires while a case runs is not covered: no case would fail if it stopped firing.
    """
    fires = {name for case in pack.cases for name in case.fires}
    silent = {name for case in pack.cases for name in case.silent}
    faults = []
    for rule in pack.rules:
        missing = [f"`{key}`" for key, named in (("fires", fires), ("silent", silent)) if rule.id not in named]
        if missing:
            faults.append(PackFault("no-case", "rule", rule.id, f"No case names it in {' and none in '.join(missing)}.",
                                    "Name it in a case where it fires, and in one near by where it is silent."))
    return faults


def find_practices_without_examples(pack: Pack) -> list[PackFault]:
    """Returns a fault for each practice without an example that violates it, satisfies it, or leaves it unknown.

    Only practices with `violated_when` need the last: a missing fact alone can leave them unknown.
    """
    faults = []
    for practice in pack.practices:
        if missing := _missing_examples(practice):
            faults.append(PackFault("no-example", "practice", practice.id, f"No example {' and none '.join(missing)}.",
                                    "Add it under `examples`."))
    return faults


def case_coverage_proof(pack: Pack, faults: list[PackFault]) -> Proof:
    judged = sum(practice.is_checkable for practice in pack.practices)
    return Proof("Has every rule a case where it fires and one where it is silent, and every practice its examples?",
                 f"{len(faults)} have not" if faults else "yes", "the rules that cases name, and what examples promise",
                 len(pack.rules) + judged)


def _missing_examples(practice: PracticeDefinition) -> list[str]:
    if not practice.is_checkable or (practice.check and not find_check(practice.check).has_examples):
        return []
    finds = {example.finds.get(practice.id, 0) > 0 for example in practice.examples}
    asks = {example.unknown.get(practice.id, 0) > 0 for example in practice.examples}
    is_kept = any(not example.finds.get(practice.id) and not example.unknown.get(practice.id)
                  for example in practice.examples)
    required = ((True in finds, "breaks it"), (is_kept, "keeps it"),
                (True in asks or not practice.violated_when, "leaves it open"))
    return [effect for exists, effect in required if not exists]


def _facts_read(pack: Pack) -> set[str]:
    return {name for condition in _conditions(pack) for name in facts_read_by(condition)}


def _conditions(pack: Pack) -> Iterator[dict[str, object]]:
    yield from (rule.when for rule in pack.rules)
    for practice in pack.practices:
        yield from (practice.applies_when, practice.violated_when)
    for pattern in pack.patterns:
        yield from (note.when for note in (*pattern.advantages, *pattern.gotchas))
        yield from (technology.when for technology in pattern.technologies)
