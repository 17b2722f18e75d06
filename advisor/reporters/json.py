"""JSON report; its keys are stable (`"schema": 2`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from advisor.model.finding import DocumentResult, ReportedFinding
from advisor.model.practice import PracticeExamples
from advisor.reporters.json_values import (
    SCHEMA,
    Data,
    finite_numbers,
    flow_as_data,
    noted_as_data,
    question_as_data,
    result_as_data,
    sources_as_data,
)
from advisor.reporters.report import Report
from advisor.reporters.rule_help import rule_url
from advisor.reporters.safe_json import dump_json
from advisor.reporters.selection import (
    active_findings,
    all_findings,
    count_by_rule,
    sort_by_severity,
    suppressed_findings,
)

INDENTED_UP_TO = 100  # interactions; larger reports have one line each
NO_EXAMPLES = PracticeExamples("", "")
Write = Callable[[Any, int], str]


def render(report: Report) -> Iterator[str]:
    """Yields one JSON document: interactions, findings, questions, documents, rules and flows.

    The result for a single interaction is repeated at the top level, so that scripts need not index a list.
    """
    if report.comparison is not None:
        from advisor.reporters.comparison.json import comparison_in_json

        yield from comparison_in_json(report, report.comparison)
        return
    is_short = report.interactions is not None and len(report.interactions) <= INDENTED_UP_TO
    write = _indented if is_short else _one_line
    results = tuple(report.results) if report.single else report.results  # read twice
    yield f'{{\n "schema": {SCHEMA},\n "rules_pack": {dump_json(report.rules_pack)}'
    yield from _listed("interactions", (result_as_data(*result) for result in results), write)
    yield from _findings(report, write)
    yield from _run(report, write)
    if report.what_if is not None:
        what_if = {"schema": SCHEMA, "rules_pack": report.rules_pack, "facts": report.what_if.changes,
                   "interactions": [result_as_data(*report.what_if.result)], "findings": [], "not_checked": []}
        yield f',\n "what_if": {write(what_if, 1)}'
    if report.single:
        ((interaction, recommendation),) = results
        for key, value in result_as_data(interaction, recommendation).items():
            yield f',\n "{key}": {write(value, 1)}'
    yield "\n}\n"


def _findings(report: Report, write: Write) -> Iterator[str]:
    yield from _listed("findings", map(noted_as_data, _sorted(active_findings(report.documents), report)), write)
    yield from _listed("suppressed", map(noted_as_data, suppressed_findings(report.documents)), write)
    questions = report.all_questions()
    is_listed = report.questions or report.interactions is not None
    yield from _listed("not_checked", map(question_as_data, questions if is_listed else ()), write)
    omitted = report.omitted_questions + (0 if is_listed else len(questions))
    if omitted:
        yield f',\n "not_checked_beyond": {omitted}'  # only counted
    yield from _listed("not_read", (part._asdict() for part in report.not_read()), write)


def _sorted(findings: Iterable[ReportedFinding], report: Report) -> Iterable[ReportedFinding]:
    """Returns findings in the order of the report: worst first beside interactions, else in document order."""
    return findings if report.interactions is None else sort_by_severity(findings)


def _run(report: Report, write: Write) -> Iterator[str]:
    yield from _listed("documents", map(_document, report.documents), write)
    yield from _listed("rules", _rules(report), write)
    yield from _listed("failed", report.failed, write)
    if report.statistics:
        rows = count_by_rule(noted.finding for noted in active_findings(report.documents))
        yield from _listed("statistics", ({"rule": rule, "severity": severity, "count": count}
                                          for rule, severity, count in rows), write)
    yield f',\n "practices": {write({name: counts._asdict() for name, counts in report.counts.items()}, 1)}'
    yield from _listed("flows", map(flow_as_data, report.flows), write)
    improvements = (finite_numbers(improvement._asdict()) for improvement in report.improvements)
    yield from _listed("improvements", improvements, write)


def _document(document: DocumentResult) -> Data:
    suppressed = sum(noted.suppression is not None for noted in document.findings)
    return {"file": document.file, "interactions": document.interaction_count,
            "findings": len(document.findings) - suppressed, "suppressed": suppressed,
            "questions": len(document.questions), "not_read": [part._asdict() for part in document.not_read]}


def _rules(report: Report) -> Iterator[Data]:
    """Yields the documentation of the rules with findings."""
    known = sorted({noted.finding.rule for noted in all_findings(report.documents)} & report.practices.keys())
    examples = report.examples() if known else {}
    for rule in known:
        practice, example = report.practices[rule], examples.get(rule, NO_EXAMPLES)
        yield {"id": rule, "title": practice.title, "because": practice.because, "help": practice.remedy,
               "source": practice.source, "sources": sources_as_data(practice.source),
               "docs": rule_url(rule, report) or None, "bad": example.bad or None, "good": example.good or None}


def _listed(key: str, items: Iterable[Any], write: Write) -> Iterator[str]:
    yield f',\n "{key}": ['
    separator = "\n  "
    for item in items:
        yield separator + write(item, 2)
        separator = ",\n  "
    yield "]" if separator == "\n  " else "\n ]"


def _indented(data: Any, depth: int) -> str:
    return dump_json(data, 1).replace("\n", "\n" + " " * depth)


def _one_line(data: Any, depth: int) -> str:
    return dump_json(data)
