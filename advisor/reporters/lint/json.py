"""JSON report in the format of `evaluate`; its keys are stable (`"schema": 1`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from json import dumps
from typing import Any

from advisor.model.finding import Fix, ReportedFinding
from advisor.model.practice import PracticeExamples
from advisor.reporters.json import SCHEMA, noted_as_data, question_as_data, result_as_data
from advisor.reporters.lint.regions import region_in_characters
from advisor.reporters.lint.report import LintReport
from advisor.reporters.lint.rule_help import rule_url
from advisor.reporters.lint.safe_json import dump_json
from advisor.reporters.lint.selection import active_findings, count_by_rule, suppressed_findings
from advisor.text.source import Source, Span

Data = dict[str, Any]
NO_EXAMPLES = PracticeExamples("", "")


def render(report: LintReport) -> Iterator[str]:
    """Yields one JSON document: interactions, findings, questions, documents and rules."""
    yield f'{{\n "schema": {SCHEMA},\n "rules_pack": {dumps(report.rules_pack)}'
    yield from _listed("interactions", (result_as_data(*result) for result in report.results))
    yield from _listed("findings", map(noted_with_fix, active_findings(report.checked)))
    yield from _listed("suppressed", map(noted_with_fix, suppressed_findings(report.checked)))
    questions = [question for document in report.checked for question in document.questions]
    yield from _listed("not_checked", map(question_as_data, questions if report.questions else ()))
    if questions and not report.questions:
        yield f',\n "not_checked_beyond": {len(questions)}'  # only counted
    yield from _listed("documents", _documents(report))
    yield from _listed("rules", _rules(report))
    yield from _listed("failed", report.failed)
    if report.statistics:
        rows = count_by_rule(noted.finding for noted in active_findings(report.checked))
        yield from _listed("statistics", ({"rule": rule, "severity": severity, "count": count}
                                          for rule, severity, count in rows))
    yield "\n}\n"


def noted_with_fix(noted: ReportedFinding) -> Data:
    """Returns a finding as JSON data, with its fix and suppression if it has them."""
    data = noted_as_data(noted)
    if noted.fix is not None:
        data["fix"] = _fix(noted.fix, noted.finding.span.source)
    return data


def _fix(fix: Fix, source: Source) -> Data:
    return {
        "says": fix.description,
        "safe": fix.is_safe,
        "edits": [{**region_in_characters(Span(source, edit.start, edit.end))._asdict(), "text": edit.text}
                  for edit in fix.edits],
    }


def _documents(report: LintReport) -> Iterator[Data]:
    for document in report.checked:
        yield {"file": document.file, "interactions": document.interaction_count,
               "findings": sum(noted.suppression is None for noted in document.findings),
               "suppressed": sum(noted.suppression is not None for noted in document.findings),
               "questions": len(document.questions), "not_read": list(document.not_read)}


def _rules(report: LintReport) -> Iterator[Data]:
    """Yields the documentation of the rules with findings."""
    violated = {noted.finding.rule for document in report.checked for noted in document.findings}
    known = sorted(violated & report.practices.keys())
    examples = report.examples() if known else {}
    for rule in known:
        practice, example = report.practices[rule], examples.get(rule, NO_EXAMPLES)
        yield {"id": rule, "title": practice.title, "because": practice.because, "help": practice.remedy,
               "source": practice.source, "docs": rule_url(rule, report) or None, "bad": example.bad or None,
               "good": example.good or None}


def _listed(key: str, items: Iterable[Any]) -> Iterator[str]:
    yield f',\n "{key}": ['
    separator = "\n  "
    for item in items:
        yield separator + dump_json(item, None)
        separator = ",\n  "
    yield "]" if separator == "\n  " else "\n ]"
