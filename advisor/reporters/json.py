"""JSON for programs: the keys are a promise (`"schema": 1`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from json import dumps
from typing import Any

from advisor.model.finding import Finding
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.recommendation import Recommendation
from advisor.reporters.report import Report, Result
from advisor.source import Source

SCHEMA = 1
INDENTED_UP_TO = 100  # interactions; beyond, each has one line


def report(what: Report) -> Iterator[str]:
    """Yields one JSON document, interaction by interaction.

    The answer for a single interaction also stands at the top, where scripts need not step into a list for it.
    """
    write = _indented if len(what.interactions) <= INDENTED_UP_TO else _one_line
    yield f'{{\n "schema": {SCHEMA},\n "rules_pack": {dumps(what.rules_pack)},\n "interactions": ['
    results = tuple(what.results) if what.single else what.results  # read twice
    yield from _items(results, write)
    yield f'],\n "findings": {write([finding_as_data(finding) for finding in what.findings], 1)},\n "not_checked": []'
    if what.what_if is not None:
        supposed = {"schema": SCHEMA, "rules_pack": what.rules_pack, "facts": what.what_if.changes,
                    "interactions": [result_as_data(*what.what_if.result)], "findings": [], "not_checked": []}
        yield f',\n "what_if": {write(supposed, 1)}'
    if what.single:
        ((interaction, recommendation),) = results
        for key, value in result_as_data(interaction, recommendation).items():
            yield f',\n "{key}": {write(value, 1)}'
    yield "\n}\n"


def result_as_data(interaction: Interaction, recommendation: Recommendation) -> dict[str, Any]:
    """Returns an interaction and what is advised for it; what is not there is null."""
    in_document = bool(interaction.source.name)
    line, column = interaction.source.place(interaction.start) if in_document else (None, None)
    return {
        "id": interaction.id or None,
        "from": interaction.sender or None,
        "to": list(interaction.receivers),
        "operation": interaction.operation or None,
        "mode": interaction.mode,
        "file": interaction.source.name or None,
        "line": line,
        "column": column,
        "declared": interaction.declared,
        "technology": interaction.technology,
        "facts": {name: _fact(fact, interaction.source) for name, fact in interaction.needs.items()},
        "recommendation": recommendation_as_data(recommendation),
    }


def recommendation_as_data(advised: Recommendation) -> dict[str, Any]:
    """Returns a recommendation under the keys of the format."""
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
    """Returns a finding under the keys of the format."""
    span = finding.span
    return {"rule": finding.rule, "severity": finding.severity, "message": finding.message, "file": span.file,
            "line": span.line, "column": span.column, "end_line": span.end_line, "end_column": span.end_column,
            "interaction": finding.interaction, "fingerprint": finding.fingerprint, "help": finding.help}


def _fact(fact: KnownFact, source: Source) -> dict[str, Any]:
    data: dict[str, Any] = {"value": fact.value, "origin": fact.origin}
    if fact.offset >= 0:
        data["line"] = source.place(fact.offset)[0]
    if fact.because:
        data["because"] = fact.because
    return data


def _items(results: Iterable[Result], write: Callable[[Any, int], str]) -> Iterator[str]:
    between = "\n  "
    for interaction, recommendation in results:
        yield between
        yield write(result_as_data(interaction, recommendation), 2)
        between = ",\n  "
    yield "" if between == "\n  " else "\n "


def _indented(data: Any, depth: int) -> str:
    return dumps(data, indent=1, allow_nan=False).replace("\n", "\n" + " " * depth)


def _one_line(data: Any, depth: int) -> str:
    return dumps(data, allow_nan=False)
