"""Titles, colours and counts of findings by severity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from advisor.model.finding import SEVERITIES, Finding, ReportedFinding

TITLES = {"error": "Errors", "warning": "Warnings", "info": "Notes"}
STYLES = {"error": "red", "warning": "yellow", "info": "cyan"}


def group_by_severity(findings: Iterable[ReportedFinding]) -> dict[str, list[ReportedFinding]]:
    """Returns findings by severity, worst first; omits empty severities."""
    groups: dict[str, list[ReportedFinding]] = {severity: [] for severity in SEVERITIES}
    for noted in findings:
        groups[noted.finding.severity].append(noted)
    return {severity: group for severity, group in groups.items() if group}


def count_noun(count: int, noun: str) -> str:
    """Returns a count with its noun, such as `2 findings`."""
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def format_severity_counts(findings: Iterable[Finding]) -> str:
    """Returns finding counts by severity, such as `3 findings: 1 error, 2 warnings`."""
    counts = Counter(finding.severity for finding in findings)
    return f"{count_noun(counts.total(), 'finding')}: {format_counts(counts)}"


def format_counts(counts: Mapping[str, int]) -> str:
    """Returns counts by severity, such as `1 error, 2 warnings`; empty ones are left out."""
    return ", ".join(count_noun(counts[severity], "note" if severity == "info" else severity)
                     for severity in SEVERITIES if counts.get(severity))
