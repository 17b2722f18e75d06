"""Loads a directory of YAML rules and its overlays into one frozen pack."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from advisor.errors import Problem, RulebookError
from advisor.model.pack import Pack
from advisor.model.rule import Case, Note, Pattern, Practice, Role, Rule, Technology
from advisor.notation.tree import Mapping
from advisor.rulebook.layer import PATTERN_NOTES, PATTERN_RULES, Entry, Layer
from advisor.rulebook.names import check_manifest, check_names, platform_patterns, platform_technologies
from advisor.rulebook.overlay import Merge
from advisor.rulebook.page import items
from advisor.rulebook.references import References
from advisor.source import Span

Value = TypeVar("Value", Rule, Note, Practice, Case, Technology)
MIN_PATTERNS = 2


def load_pack(directory: Path, overlays: Sequence[Path] = ()) -> Pack:
    """Returns the pack of a directory with its overlays merged in order.

    Raises RulebookError with the problems of all files.
    """
    problems: list[Problem] = []
    base = Layer(directory, problems, is_overlay=False)
    layers = [base, *(Layer(overlay, problems, is_overlay=True) for overlay in overlays)]
    merge = Merge()
    for layer in layers:
        merge.add(layer)
    if base.pages:
        _check_base(base, problems)
    _check(layers, merge)
    if problems:
        raise RulebookError(_in_order(problems))
    return _pack(base, merge)


def _check_base(base: Layer, problems: list[Problem]) -> None:
    for name in ("pack.yaml", "facts.yaml"):
        if not (base.directory / name).exists():
            problems.append(Problem(f"The pack has no `{name}`.", "Only an overlay may do without.",
                                    file=str(base.directory)))
    if len(base.pattern_pages) < MIN_PATTERNS:
        problems.append(Problem(f"The pack has fewer than {MIN_PATTERNS} patterns, so there is nothing to decide.",
                                "Add files to `patterns/`.", file=str(base.directory)))


def _check(layers: Sequence[Layer], merge: Merge) -> None:
    references = References(merge)
    for layer in layers:
        for entry in layer.entries:
            references.check(entry)
        if "pack.yaml" in layer.pages:
            check_manifest(layer, merge)
            file = layer.pages["pack.yaml"]
            for node in items(file, file.root, "reweighed") if layer.manifest else ():
                _check_reweighed(references, layer, node)
    check_names(merge)


def _check_reweighed(references: References, layer: Layer, node: Mapping) -> None:
    file = layer.pages["pack.yaml"]
    favours = node.entries["favours"]
    references.check_points(file, favours)
    if isinstance(favours, Mapping) and not favours.entries:
        file.wrong(favours, "There are no points here.", "Give some, or use `switched_off`.")


def _in_order(problems: list[Problem]) -> list[Problem]:
    """Returns unique problems, sorted by location."""
    unique = {str(problem): problem for problem in problems}.values()
    return sorted(unique, key=lambda problem: (problem.span.file, problem.span.start) if problem.span
                  else (problem.file, -1))


def _pack(base: Layer, merge: Merge) -> Pack:
    entries = [merge.entries[name] for name in sorted(merge.entries)]
    patterns = tuple(_pattern(pattern, merge) for _, pattern in sorted(merge.patterns.items()) if pattern is not None)
    return Pack(
        name=base.name,
        title=base.manifest.title if base.manifest else base.name,
        vocabulary=merge.words.vocabulary(),
        patterns=patterns,
        rules=_values_of(Rule, entries),
        roles=dict(_roles([*entries, *merge.switched_off.values()])),
        practices=_values_of(Practice, entries),
        cases=_values_of(Case, [merge.cases[name] for name in sorted(merge.cases)]),
        precedence=merge.precedence,
        simplicity=merge.simplicity,
        platform=platform_patterns(merge.platform, patterns),
        runs=platform_technologies(merge.platform, patterns),
        provenance={name: merge.provenance[name] for name in sorted(merge.provenance)},
        switched_off=_values_of(Rule, [merge.switched_off[name] for name in sorted(merge.switched_off)]),
        spans=dict(_spans(merge)),
    )


def _pattern(pattern: Pattern, merge: Merge) -> Pattern:
    own = [entry for entry in merge.entries.values() if entry.pattern == pattern.name]
    technologies = [entry for entry in merge.technologies.values() if entry.pattern == pattern.name]
    sections: dict[str, object] = {section: _values_of(Rule, _in_section(own, section)) for section in PATTERN_RULES}
    sections |= {section: _values_of(Note, _in_section(own, section)) for section in PATTERN_NOTES}
    return pattern.model_copy(update={**sections, "technologies": _values_of(Technology, technologies)})


def _in_section(entries: list[Entry], section: str) -> list[Entry]:
    return [entry for entry in entries if entry.section == section]


def _values_of(kind: type[Value], entries: Sequence[Entry]) -> tuple[Value, ...]:
    return tuple(entry.value for entry in entries if isinstance(entry.value, kind))


def _roles(entries: Sequence[Entry]) -> Iterator[tuple[str, Role]]:
    for entry in sorted(entries, key=lambda entry: entry.id):
        if entry.role is not None:
            yield entry.id, entry.role


def _spans(merge: Merge) -> Iterator[tuple[str, Span]]:
    for name, file in merge.pattern_pages.items():
        yield name, file.span(file.root)
    for name, entry in {**merge.entries, **merge.switched_off}.items():
        yield name, entry.page.span(entry.node)
