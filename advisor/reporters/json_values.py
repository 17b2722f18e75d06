"""Values of a report as JSON data; absent values are null."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from math import isfinite
from typing import Any

from advisor.model.finding import FactQuestion, Finding, Fix, FlowReview, ReportedFinding
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.recommendation import (
    Advice,
    Exclusion,
    FactConflict,
    Reason,
    Recommendation,
    RecommendationWarning,
)
from advisor.reporters.regions import region_in_characters
from advisor.text.source import Source, Span

SCHEMA = 2
SOURCE = re.compile(r'(.*?)(?:,? "(.*)")?', re.DOTALL)  # title and quoted section
Data = dict[str, Any]


def result_as_data(interaction: Interaction, recommendation: Recommendation) -> Data:
    """Returns an interaction with its recommendation; absent values are null."""
    in_document = bool(interaction.source.name)
    line, column = interaction.source.position(interaction.start) if in_document else (None, None)
    return {"id": interaction.id or None, "from": interaction.sender or None, "to": list(interaction.receivers),
            "operation": interaction.operation or None, "mode": interaction.mode,
            "file": interaction.source.name or None, "line": line, "column": column, "declared": interaction.declared,
            "technology": interaction.technology,
            "facts": {name: _fact(fact, interaction.source) for name, fact in interaction.needs.items()},
            "recommendation": recommendation_as_data(recommendation)}


def recommendation_as_data(advised: Recommendation) -> Data:
    """Returns a recommendation as JSON data."""
    return {
        "status": advised.status,
        "pattern": advised.pattern,
        "variant": None,
        "margin": advised.margin,
        "exact": advised.exact,
        "ranking": [{"pattern": ranked.pattern, "score": ranked.score, "excluded": ranked.excluded,
                     "reasons": list(map(_with_sources, ranked.reasons))} for ranked in advised.ranking],
        "excluded": list(map(_with_sources, advised.excluded)),
        "elsewhere": None,
        "flip_points": [{"fact": flip.fact, "from": flip.current, "to": flip.value, "pattern": flip.pattern}
                        for flip in advised.flip_points],
        "open_questions": [question._asdict() for question in advised.open_questions],
        "would_add": [waiting._asdict() for waiting in advised.would_add],
        "conflicts": list(map(_with_sources, advised.conflicts)),
        "warnings": list(map(_with_sources, advised.warnings)),
        "practices": list(map(_practice, advised.practices)),
        "technologies": [technology.id for technology in advised.technologies],
    }


@lru_cache(maxsize=1024)  # few texts, cited by many reasons
def sources_as_data(text: str) -> list[Data]:
    """Returns the sources that a text cites, separated by `; `, each as title and section; null is not known."""
    cited = (SOURCE.fullmatch(part) for part in text.split("; ") if part)
    return [{"title": match[1], "section": match[2], "url": None, "seen": None} for match in cited if match]


def finding_as_data(finding: Finding) -> Data:
    """Returns a finding as JSON data."""
    span = finding.span
    return {"rule": finding.rule, "severity": finding.severity, "message": finding.message, "file": span.file,
            "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column,
            "interaction": finding.interaction or None, "fingerprint": finding.fingerprint, "help": finding.help,
            "path": list(finding.path), "numbers": finite_numbers(finding.numbers),
            "related": [{"file": place.file, "line": place.line, "column": place.column, "message": place.message}
                        for place in finding.related]}


def noted_as_data(noted: ReportedFinding) -> Data:
    """Returns a finding as JSON data, with its fix and suppression if it has them."""
    data = finding_as_data(noted.finding)
    if noted.suppression is not None:
        data["suppression"] = {"kind": noted.suppression.kind, "because": noted.suppression.reason or None}
    if noted.fix is not None:
        data["fix"] = _fix(noted.fix, noted.finding.span.source)
    return data


def question_as_data(question: FactQuestion) -> Data:
    """Returns a question (a practice with unknown facts) as JSON data."""
    span = question.span
    return {"rule": question.rule, "interaction": question.interaction or None, "subject": question.subject,
            "facts": list(question.facts), "question": question.question, "file": span.file, "line": span.line,
            "column": span.column}


def flow_as_data(flow: FlowReview) -> Data:
    """Returns a flow and its hops as JSON data."""
    return {**finite_numbers(flow._asdict()), "hops": [finite_numbers(hop._asdict()) for hop in flow.hops]}


def finite_numbers(numbers: Mapping[str, Any]) -> Data:
    """Replaces infinity, which JSON lacks, by null."""
    return {name: None if isinstance(value, float) and not isfinite(value) else value
            for name, value in numbers.items()}


def _with_sources(item: Exclusion | FactConflict | Reason | RecommendationWarning) -> Data:
    return {**item._asdict(), "sources": sources_as_data(item.source)}


def _practice(practice: Advice) -> Data:
    return {"rule": practice.id, "do": practice.remedy or practice.because, "because": practice.because,
            "source": practice.source, "sources": sources_as_data(practice.source)}


def _fact(fact: KnownFact, source: Source) -> Data:
    data: Data = {"value": fact.value, "origin": fact.origin}
    if fact.offset >= 0:
        data["line"] = source.position(fact.offset)[0]
    if fact.because:
        data["because"] = fact.because
    return data


def _fix(fix: Fix, source: Source) -> Data:
    return {
        "says": fix.description,
        "safe": fix.is_safe,
        "edits": [{**region_in_characters(Span(source, edit.start, edit.end))._asdict(), "text": edit.text}
                  for edit in fix.edits],
    }
