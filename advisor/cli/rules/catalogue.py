"""Catalogue of a pack: rules, practices, notes and technologies, each with its id."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from advisor.model.pack import Pack, Provenance
from advisor.model.rule import Pattern, PatternNote, PracticeDefinition, Rule, Technology


class CatalogueEntry(NamedTuple):
    """One rule, practice, note, technology or pattern, in a common shape."""

    id: str
    role: str
    title: str
    when: dict[str, Any]
    because: str
    source: tuple[str, ...]
    favours: dict[str, int]
    excludes: tuple[str, ...]
    applies_to: tuple[str, ...]  # patterns
    says: dict[str, str]  # further texts by label: warning, remedy, split
    status: str
    corrects: str
    article: str
    severity: str = ""  # of a practice
    violated_when: dict[str, Any] | None = None  # likewise, if a condition judges it
    check: str = ""  # likewise, with its parameters
    examples: tuple[str, ...] = ()  # titles


def catalogue_entries(pack: Pack) -> list[CatalogueEntry]:
    """Returns every entry of a pack, sorted by role and id; rules switched off by an overlay come last."""
    listed = [_rule(rule, pack.roles[rule.id]) for rule in pack.rules]
    listed += map(_practice, pack.practices)
    for pattern in pack.patterns:
        listed += _of_pattern(pattern)
    listed.sort(key=lambda entry: (entry.role, entry.id))
    return listed + [_rule(rule, "switched off") for rule in pack.switched_off]


def pattern_entries(pack: Pack) -> list[CatalogueEntry]:
    """Returns an entry for each pattern, with the ids of its rules, notes and technologies."""
    return [_pattern(pattern) for pattern in pack.patterns]


def entry_as_data(entry: CatalogueEntry, pack: Pack) -> dict[str, Any]:
    """Returns an entry as JSON data, with its provenance."""
    provenance = find_provenance(entry, pack)
    return {**entry._asdict(), "provenance": provenance.model_dump() if provenance is not None else None}


def find_provenance(entry: CatalogueEntry, pack: Pack) -> Provenance | None:
    """Returns the provenance of an entry, or None for a technology, whose name may be that of a pattern."""
    return None if entry.role == "technology" else pack.provenance.get(entry.id)


def _rule(rule: Rule, role: str) -> CatalogueEntry:
    says = {"warning": rule.warns} if rule.warns else {}
    if rule.split is not None:
        says |= {"the critical path": rule.split.critical, "the rest": rule.split.rest}
    return CatalogueEntry(rule.id, role, rule.title, dict(rule.when), rule.because, rule.source, dict(rule.favours),
                          rule.excludes, rule.only_for, says, rule.status, rule.corrects, rule.article)


def _practice(practice: PracticeDefinition) -> CatalogueEntry:
    says = {"finding": practice.says} if practice.says else {}
    says |= {"logic": practice.logic} if practice.logic else {}
    return CatalogueEntry(practice.id, "practice", practice.title, dict(practice.applies_when), practice.because,
                          practice.source, {}, (), practice.applies_to, {**says, "remedy": practice.remedy}, "", "",
                          practice.article, practice.severity if practice.is_checkable else "",
                          dict(practice.violated_when) or None, _check(practice),
                          tuple(example.title for example in practice.examples))


def _check(practice: PracticeDefinition) -> str:
    parameters = ", ".join(f"{name} {value:g}" for name, value in practice.parameters.items())
    return f"{practice.check} ({parameters})" if parameters else practice.check


def _pattern(pattern: Pattern) -> CatalogueEntry:
    named = {"mode": (pattern.mode,), "also called": pattern.aliases,
             "favoured by": tuple(rule.id for rule in pattern.favoured),
             "avoided by": tuple(rule.id for rule in pattern.avoided),
             "excluded by": tuple(rule.id for rule in pattern.excluded),
             "advantages": tuple(note.id for note in pattern.advantages),
             "gotchas": tuple(note.id for note in pattern.gotchas),
             "technologies": tuple(technology.name for technology in pattern.technologies)}
    says = {label: ", ".join(names) for label, names in named.items() if names}
    return CatalogueEntry(
        pattern.name, "pattern", f"{pattern.title}. {pattern.summary}", {}, "", (), {}, (), (), says, "", "", ""
    )


def _of_pattern(pattern: Pattern) -> Iterator[CatalogueEntry]:
    for role, notes in (("advantage", pattern.advantages), ("gotcha", pattern.gotchas)):
        yield from (_note(note, role, pattern.name) for note in notes)
    yield from (_technology(technology, pattern.name) for technology in pattern.technologies)


def _note(note: PatternNote, role: str, pattern: str) -> CatalogueEntry:
    return CatalogueEntry(note.id, role, note.text, dict(note.when), "", note.source, {}, (), (pattern,), {},
                          note.status, note.corrects, "")


def _technology(technology: Technology, pattern: str) -> CatalogueEntry:
    return CatalogueEntry(technology.name, "technology", technology.title, dict(technology.when), technology.because,
                          technology.source, {}, (), (pattern,), {}, "", "", "")
