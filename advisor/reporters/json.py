"""JSON report; its keys are stable (`"schema": 1`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from json import dumps
from math import isfinite
from typing import Any

from advisor.model.finding import ArchitectureReview, FactQuestion, Finding, FlowReview, ReportedFinding
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.recommendation import Recommendation
from advisor.reporters.report import Report
from advisor.text.sanitise import escape_json
from advisor.text.source import Source

SCHEMA = 1
INDENTED_UP_TO = 100  # interactions; larger reports have one line each

Write = Callable[[Any, int], str]


def render(report: Report) -> Iterator[str]:
    """Yields one JSON document, interaction by interaction.

    The result for a single interaction is repeated at the top level, so that scripts need not index a list.
    """
    write = _indented if len(report.interactions) <= INDENTED_UP_TO else _one_line
    yield f'{{\n "schema": {SCHEMA},\n "rules_pack": {dumps(report.rules_pack)},\n "interactions": ['
    results = tuple(report.results) if report.single else report.results  # read twice
    yield from _items((result_as_data(*result) for result in results), write)
    yield "]"
    yield from _reviewed(report.review, write)
    if report.what_if is not None:
        what_if = {"schema": SCHEMA, "rules_pack": report.rules_pack, "facts": report.what_if.changes,
                   "interactions": [result_as_data(*report.what_if.result)], "findings": [], "not_checked": []}
        yield f',\n "what_if": {write(what_if, 1)}'
    if report.single:
        ((interaction, recommendation),) = results
        for key, value in result_as_data(interaction, recommendation).items():
            yield f',\n "{key}": {write(value, 1)}'
    yield "\n}\n"


def result_as_data(interaction: Interaction, recommendation: Recommendation) -> dict[str, Any]:
    """Returns an interaction with its recommendation; absent values are null."""
    in_document = bool(interaction.source.name)
    line, column = interaction.source.position(interaction.start) if in_document else (None, None)
    return {"id": interaction.id or None, "from": interaction.sender or None, "to": list(interaction.receivers),
            "operation": interaction.operation or None, "mode": interaction.mode,
            "file": interaction.source.name or None, "line": line, "column": column, "declared": interaction.declared,
            "technology": interaction.technology,
            "facts": {name: _fact(fact, interaction.source) for name, fact in interaction.needs.items()},
            "recommendation": recommendation_as_data(recommendation)}


def recommendation_as_data(advised: Recommendation) -> dict[str, Any]:
    """Returns a recommendation as JSON data."""
    return {
        "status": advised.status,
        "pattern": advised.pattern,
        "margin": advised.margin,
        "exact": advised.exact,
        "ranking": [{"pattern": ranked.pattern, "score": ranked.score, "excluded": ranked.excluded,
                     "reasons": [reason._asdict() for reason in ranked.reasons]} for ranked in advised.ranking],
        "excluded": [exclusion._asdict() for exclusion in advised.excluded],
        "flip_points": [{"fact": flip.fact, "from": flip.current, "to": flip.value, "pattern": flip.pattern}
                        for flip in advised.flip_points],
        "open_questions": [question._asdict() for question in advised.open_questions],
        "would_add": [waiting._asdict() for waiting in advised.would_add],
        "conflicts": [conflict._asdict() for conflict in advised.conflicts],
        "warnings": [warning._asdict() for warning in advised.warnings],
        "practices": [practice.id for practice in advised.practices],
        "technologies": [technology.id for technology in advised.technologies],
    }


def finding_as_data(finding: Finding) -> dict[str, Any]:
    """Returns a finding as JSON data."""
    span = finding.span
    return {"rule": finding.rule, "severity": finding.severity, "message": finding.message, "file": span.file,
            "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column,
            "interaction": finding.interaction or None, "fingerprint": finding.fingerprint, "help": finding.help,
            "path": list(finding.path), "numbers": _finite(finding.numbers)}


def noted_as_data(noted: ReportedFinding) -> dict[str, Any]:
    """Returns a finding as JSON data, with its suppression if it has one."""
    data = finding_as_data(noted.finding)
    if noted.suppression is not None:
        data["suppression"] = {"kind": noted.suppression.kind, "because": noted.suppression.reason or None}
    return data


def question_as_data(question: FactQuestion) -> dict[str, Any]:
    """Returns a question (a practice with unknown facts) as JSON data."""
    span = question.span
    return {"rule": question.rule, "interaction": question.interaction or None, "subject": question.subject,
            "facts": list(question.facts), "question": question.question, "file": span.file, "line": span.line,
            "column": span.column}


def flow_as_data(flow: FlowReview) -> dict[str, Any]:
    """Returns a flow and its hops as JSON data."""
    return {**_finite(flow._asdict()), "hops": [_finite(hop._asdict()) for hop in flow.hops]}


def _fact(fact: KnownFact, source: Source) -> dict[str, Any]:
    data: dict[str, Any] = {"value": fact.value, "origin": fact.origin}
    if fact.offset >= 0:
        data["line"] = source.position(fact.offset)[0]
    if fact.because:
        data["because"] = fact.because
    return data


def _reviewed(review: ArchitectureReview | None, write: Write) -> Iterator[str]:
    shown = review or ArchitectureReview((), (), {})
    yield ',\n "findings": ['
    yield from _items(map(finding_as_data, shown.findings), write)
    if shown.suppressed:
        yield '],\n "suppressed": ['
        yield from _items(map(noted_as_data, shown.suppressed), write)
    yield '],\n "not_checked": ['
    yield from _items(map(question_as_data, shown.questions), write)
    yield "]"
    if review is None:
        return
    if review.omitted_questions:
        yield f',\n "not_checked_beyond": {review.omitted_questions}'  # only counted
    yield f',\n "practices": {write({name: counts._asdict() for name, counts in review.counts.items()}, 1)}'
    yield ',\n "flows": ['
    yield from _items(map(flow_as_data, review.flows), write)
    yield '],\n "improvements": ['
    yield from _items((_finite(improvement._asdict()) for improvement in review.improvements), write)
    yield "]"


def _finite(numbers: Mapping[str, Any]) -> dict[str, Any]:
    """Replaces infinity, which JSON lacks, by null."""
    return {name: None if isinstance(value, float) and not isfinite(value) else value
            for name, value in numbers.items()}


def _items(items: Iterable[dict[str, Any]], write: Write) -> Iterator[str]:
    separator = "\n  "
    for item in items:
        yield separator
        yield write(item, 2)
        separator = ",\n  "
    yield "" if separator == "\n  " else "\n "


def _indented(data: Any, depth: int) -> str:
    return escape_json(dumps(data, indent=1, allow_nan=False)).replace("\n", "\n" + " " * depth)


def _one_line(data: Any, depth: int) -> str:
    return escape_json(dumps(data, allow_nan=False))
