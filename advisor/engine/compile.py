"""Compiles a pack into bit masks: for each cell of each fact, the rules that can fire there.

One bit is one box of one rule. The rules that fire are the `and` of one mask per fact, so a decision costs one
look-up per stated fact. Rules that affect scores have the lowest bits, and a rule's boxes share a byte if they fit
into one, so that scores can be summed byte by byte. The result is plain data: lists, tuples, dicts, strings and
numbers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from advisor.engine.boxes import FALSE, TRUE, UNKNOWN, Box, FactAxis, add_thresholds, expand_condition
from advisor.engine.cells import Boundary, boundary_below
from advisor.model.fact import Fact
from advisor.model.pack import Pack
from advisor.model.rule import PracticeDefinition, Rule

FORMAT = 2
BYTE = 8
NO_LOWER_LIMIT: Boundary = (float("-inf"), 0)


def compile_pack(pack: Pack) -> dict[str, Any]:
    """Returns the pack as plain data for `Engine`. Raises RulebookError if a condition expands to too many boxes."""
    statements = _statements(pack)
    axes = _axes(pack, [statement["when"] for statement in statements])
    box_list: list[Box | None] = []  # None: unused bit
    for statement in statements:
        expanded = expand_condition(statement.pop("when"), axes)
        start = _first_bit(len(box_list), len(expanded)) if affects_scores(statement) else len(box_list)
        box_list.extend([None] * (start - len(box_list)))
        statement["bits"] = list(range(start, start + len(expanded)))
        box_list.extend(expanded)
    return {
        "format": FORMAT,
        "name": pack.name,
        "patterns": [{"name": pattern.name, "title": pattern.title, "mode": pattern.mode} for pattern in pack.patterns],
        "statements": statements,
        "size": len(box_list),
        "facts": [_fact_masks(axis, box_list) for axis in axes.values()],
        "bands": {bands.fact: (bands.from_fact, _band_edges(bands.bands)) for bands in pack.vocabulary.bands},
        "comparisons": [(c.fact, c.smaller, c.larger) for c in pack.vocabulary.comparisons],
        "questions": {fact.name: (fact.question, fact.help) for fact in pack.vocabulary.needs},
        "precedence": list(pack.precedence),
        "simplicity": list(pack.simplicity),
        "platform": list(pack.platform),
        "runs": list(pack.existing_technologies),
    }


def affects_scores(statement: Mapping[str, Any]) -> bool:
    """Returns whether a statement gives points or excludes a pattern."""
    return bool(statement.get("points") or statement.get("excludes"))


def _first_bit(after: int, count: int) -> int:
    """Returns the first bit for boxes that must not straddle a byte boundary."""
    return after if after % BYTE + count <= BYTE else after + -after % BYTE


def _statements(pack: Pack) -> list[dict[str, Any]]:
    """Returns everything with a condition: rules (those that affect scores first), notes, technologies, practices."""
    statements = [_rule(rule, pack.roles[rule.id]) for rule in pack.rules]
    statements.sort(key=lambda statement: not affects_scores(statement))
    for pattern in pack.patterns:
        for note in pattern.gotchas:
            if note.when:
                statements.append(_statement("gotcha", note.id, note.when, note.source, text=note.text,
                                             patterns=[pattern.name], status=note.status, corrects=note.corrects))
        for technology in pattern.technologies:
            statements.append(_statement("technology", technology.name, technology.when, technology.source,
                                         title=technology.title, because=technology.because, pattern=pattern.name))
    needs = {fact.name for fact in pack.vocabulary.needs}
    for practice in pack.practices:
        if practice.is_advice:
            condition = _advice_condition(practice, needs)
            statements.append(_statement("practice", practice.id, condition, practice.source, title=practice.title,
                                         because=practice.because, remedy=practice.remedy,
                                         patterns=list(practice.advised_patterns)))
    return statements


def _advice_condition(practice: PracticeDefinition, needs: Collection[str]) -> Mapping[str, Any]:
    """Returns when a practice is shown with a recommendation, which knows needs only."""
    return practice.applies_when if facts_read_by(practice.applies_when) <= set(needs) else {}


def _rule(rule: Rule, role: str) -> dict[str, Any]:
    return _statement(role, rule.id, rule.when, rule.source, title=rule.title, because=rule.because,
                      points=dict(rule.favours), excludes=list(rule.excludes), warns=rule.warns,
                      split=[rule.split.critical, rule.split.rest] if rule.split else [],
                      status=rule.status, corrects=rule.corrects, patterns=list(rule.only_for),
                      only_while=rule.only_while, reads=sorted(facts_read_by(rule.when)))


def _statement(role: str, name: str, when: Mapping[str, Any], source: tuple[str, ...], **rest: Any) -> dict[str, Any]:
    return {"role": role, "id": name, "when": when, "source": "; ".join(source), **rest}


def facts_read_by(condition: Mapping[str, Any]) -> set[str]:
    """Returns the names of the facts that a condition reads."""
    names: set[str] = set()
    for name, test in condition.items():
        if name == "not":
            names |= facts_read_by(test)
        elif name in ("all", "any"):
            names |= {fact for part in test for fact in facts_read_by(part)}
        else:
            names.add(name)
    return names


def _axes(pack: Pack, conditions: list[Mapping[str, Any]]) -> dict[str, FactAxis]:
    axes = {fact.name: _axis(fact) for fact in pack.vocabulary.needs if fact.type not in ("text", "group")}
    for comparison in pack.vocabulary.comparisons:
        axes[comparison.fact] = FactAxis(comparison.fact, (False, True), [], False, NO_LOWER_LIMIT)
    for bands in pack.vocabulary.bands:
        axis = axes[bands.from_fact]
        edges = {boundary_below(threshold, axis.whole) for threshold in bands.bands.values()}
        axis.boundaries[:] = sorted(edge for edge in edges if edge > axis.least)
    for axis in axes.values():
        if not axis.values:
            add_thresholds(axis, conditions)
    return axes


def _axis(fact: Fact) -> FactAxis:
    whole = fact.type == "integer"
    values: tuple[Any, ...] = (False, True) if fact.type == "bool" else fact.values
    least = NO_LOWER_LIMIT
    if fact.at_least is not None:
        least = boundary_below(fact.at_least, whole)
    elif fact.above is not None:
        least = (float(fact.above), 1)
    return FactAxis(fact.name, values, [], whole, least)


def _fact_masks(axis: FactAxis, box_list: list[Box | None]) -> dict[str, Any]:
    tests = [(1 << bit, box[axis.name]) for bit, box in enumerate(box_list) if box and axis.name in box]
    all_boxes = (1 << len(box_list)) - 1
    mentions = sum(bit for bit, _ in tests)
    unread = all_boxes & ~mentions
    return {"name": axis.name, "values": list(axis.values), "boundaries": axis.boundaries, "whole": axis.whole,
            "least": axis.least, "mentions": mentions,
            "cells": [unread | sum(bit for bit, test in tests if cell in test.cells) for cell in range(axis.size)],
            "unknown_true": unread | sum(bit for bit, test in tests if test.truth_if_unknown == TRUE),
            "unknown_possible": unread | sum(bit for bit, test in tests if test.truth_if_unknown != FALSE),
            "kleene": sum(bit for bit, test in tests if test.truth_if_unknown == UNKNOWN),
            "only_unstated": sum(bit for bit, test in tests if test.truth_if_unknown == TRUE and not test.cells)}


def _band_edges(bands: Mapping[str, float]) -> list[tuple[float, str]]:
    return sorted((threshold, value) for value, threshold in bands.items())
