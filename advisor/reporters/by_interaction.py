"""Findings and questions by interaction."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.model.finding import FactQuestion, ReportedFinding
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings, sort_by_severity


class InteractionFindings(NamedTuple):
    """Findings and questions of one interaction."""

    findings: list[ReportedFinding]
    questions: list[FactQuestion]


def split_by_interaction(report: Report, ids: Iterable[str]) -> dict[str, InteractionFindings]:
    """Returns findings and questions by interaction id; a finding may concern several interactions."""
    parts = {name: InteractionFindings([], []) for name in ids}
    for noted in sort_by_severity(active_findings(report.documents)):
        for name in {noted.finding.interaction, *noted.finding.path} & parts.keys():
            parts[name].findings.append(noted)
    for question in report.all_questions():
        if question.interaction in parts:
            parts[question.interaction].questions.append(question)
    return parts
