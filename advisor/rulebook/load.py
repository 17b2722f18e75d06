"""Loads a directory of YAML rules and its overlays into one frozen pack."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

from advisor.errors import Problem, RulebookError
from advisor.model.pack import Pack
from advisor.model.rule import Pattern, PatternNote, PracticeDefinition, Role, Rule, RuleCase, Technology
from advisor.notation.tree import MappingNode
from advisor.rulebook.layer import PATTERN_NOTES, PATTERN_RULES, PackLayer, RuleEntry
from advisor.rulebook.overlay import PackMerge
from advisor.rulebook.references import ReferenceChecker
from advisor.rulebook.rule_file import mappings_under
from advisor.rulebook.unique_names import check_manifest, check_names, platform_patterns, platform_technologies
from advisor.text.source import Span

Value = TypeVar("Value", Rule, PatternNote, PracticeDefinition, RuleCase, Technology)
MIN_PATTERNS = 2
CheckParameters = Mapping[str, Sequence[str]]  # check id -> names of its parameters
NO_CHECKS: CheckParameters = {}


def load_pack(directory: Path, overlays: Sequence[Path] = (), checks: CheckParameters = NO_CHECKS) -> Pack:
    """Returns the pack of a directory with its overlays merged in order.

    Args:
        checks: the computed checks that practices may name.

    Raises RulebookError with the problems of all files.
    """
    problems: list[Problem] = []
    base = PackLayer(directory, problems, is_overlay=False)
    layers = [base, *(PackLayer(overlay, problems, is_overlay=True) for overlay in overlays)]
    merge = PackMerge()
    for layer in layers:
        merge.add(layer)
    if base.files:
        _check_base(base, problems)
    _check(layers, merge, checks)
    if problems:
        raise RulebookError(_in_order(problems))
    return _pack(base, merge)


def _check_base(base: PackLayer, problems: list[Problem]) -> None:
    for name in ("pack.yaml", "facts.yaml"):
        if not (base.directory / name).exists():
            problems.append(Problem(f"The pack has no `{name}`.", "Only an overlay may do without.",
                                    file=str(base.directory)))
    if len(base.pattern_files) < MIN_PATTERNS:
        problems.append(Problem(f"The pack has fewer than {MIN_PATTERNS} patterns, so there is nothing to decide.",
                                "Add files to `patterns/`.", file=str(base.directory)))


def _check(layers: Sequence[PackLayer], merge: PackMerge, checks: CheckParameters) -> None:
    references = ReferenceChecker(merge, checks)
    for layer in layers:
        for entry in layer.entries:
            references.check(entry)
        if "pack.yaml" in layer.files:
            check_manifest(layer, merge)
            file = layer.files["pack.yaml"]
            for node in mappings_under(file, file.root, "reweighed") if layer.manifest else ():
                _check_reweighed(references, layer, node)
    check_names(merge)


def _check_reweighed(references: ReferenceChecker, layer: PackLayer, node: MappingNode) -> None:
    file = layer.files["pack.yaml"]
    favours = node.entries["favours"]
    references.check_points(file, favours)
    if isinstance(favours, MappingNode) and not favours.entries:
        file.report(favours, "There are no points here.", "Give some, or use `switched_off`.")


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Returns unique problems, sorted by location."""
    unique = {str(problem): problem for problem in problems}.values()
    return sorted(unique, key=lambda problem: (problem.span.file, problem.span.start) if problem.span
                  else (problem.file, -1))


def _pack(base: PackLayer, merge: PackMerge) -> Pack:
    entries = [merge.entries[name] for name in sorted(merge.entries)]
    patterns = tuple(_pattern(pattern, merge) for _, pattern in sorted(merge.patterns.items()) if pattern is not None)
    return Pack(
        name=base.name,
        title=base.manifest.title if base.manifest else base.name,
        vocabulary=merge.vocabulary.build(),
        patterns=patterns,
        rules=_values_of(Rule, entries),
        roles=dict(_roles([*entries, *merge.switched_off.values()])),
        practices=tuple(_practice_with_current_ids(practice, merge.aliases)
                        for practice in _values_of(PracticeDefinition, entries)),
        cases=tuple(_case_with_current_ids(case, merge.aliases) for case in
                    _values_of(RuleCase, [merge.cases[name] for name in sorted(merge.cases)])),
        precedence=merge.precedence,
        simplicity=merge.simplicity,
        platform=platform_patterns(merge.platform, patterns),
        existing_technologies=platform_technologies(merge.platform, patterns),
        provenance={name: merge.provenance[name] for name in sorted(merge.provenance)},
        switched_off=_values_of(Rule, [merge.switched_off[name] for name in sorted(merge.switched_off)]),
        aliases=dict(sorted(merge.aliases.items())),
        spans=dict(_spans(merge)),
    )


def _pattern(pattern: Pattern, merge: PackMerge) -> Pattern:
    own = [entry for entry in merge.entries.values() if entry.pattern == pattern.name]
    technologies = [entry for entry in merge.technologies.values() if entry.pattern == pattern.name]
    sections: dict[str, object] = {section: _values_of(Rule, _in_section(own, section)) for section in PATTERN_RULES}
    sections |= {section: _values_of(PatternNote, _in_section(own, section)) for section in PATTERN_NOTES}
    return pattern.model_copy(update={**sections, "technologies": _values_of(Technology, technologies)})


def _case_with_current_ids(case: RuleCase, aliases: Mapping[str, str]) -> RuleCase:
    named = {"fires": case.fires, "silent": case.silent}
    return case.model_copy(update={key: tuple(aliases.get(name, name) for name in names)
                                   for key, names in named.items()})


def _practice_with_current_ids(practice: PracticeDefinition, aliases: Mapping[str, str]) -> PracticeDefinition:
    examples = tuple(example.model_copy(update={
        "finds": {aliases.get(name, name): count for name, count in example.finds.items()},
        "unknown": {aliases.get(name, name): count for name, count in example.unknown.items()}})
        for example in practice.examples)
    return practice.model_copy(update={"examples": examples, "check": aliases.get(practice.check, practice.check)})


def _in_section(entries: list[RuleEntry], section: str) -> list[RuleEntry]:
    return [entry for entry in entries if entry.section == section]


def _values_of(kind: type[Value], entries: Sequence[RuleEntry]) -> tuple[Value, ...]:
    return tuple(entry.value for entry in entries if isinstance(entry.value, kind))


def _roles(entries: Sequence[RuleEntry]) -> Iterator[tuple[str, Role]]:
    for entry in sorted(entries, key=lambda entry: entry.id):
        if entry.role is not None:
            yield entry.id, entry.role


def _spans(merge: PackMerge) -> Iterator[tuple[str, Span]]:
    for name, file in merge.pattern_files.items():
        yield name, file.span(file.root)
    for name, entry in {**merge.entries, **merge.switched_off}.items():
        yield name, entry.file.span(entry.node)
