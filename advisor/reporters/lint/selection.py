"""Selects, sorts and counts the findings of a lint run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from advisor.model.finding import SEVERITIES, DocumentResult, Finding, ReportedFinding
from advisor.reporters.lint.report import LintReport
from advisor.reporters.severities import count_noun, format_severity_counts

COMMENT, BASELINE = "comment", "baseline"  # kinds of suppression


def active_findings(checked: Iterable[DocumentResult]) -> Iterator[ReportedFinding]:
    """Yields the findings that are not suppressed."""
    return (noted for noted in all_findings(checked) if noted.suppression is None)


def suppressed_findings(checked: Iterable[DocumentResult]) -> Iterator[ReportedFinding]:
    """Yields the findings suppressed by a comment or the baseline."""
    return (noted for noted in all_findings(checked) if noted.suppression is not None)


def all_findings(checked: Iterable[DocumentResult]) -> Iterator[ReportedFinding]:
    """Yields all findings, suppressed or not."""
    return chain.from_iterable(document.findings for document in checked)


def sort_by_severity(noted: Iterable[ReportedFinding]) -> list[ReportedFinding]:
    """Returns unsuppressed findings first, by severity; the sort is stable."""
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(noted, key=lambda item: (item.suppression is not None, ranks[item.finding.severity]))


def summary_line(report: LintReport) -> str:
    """Returns the summary line: counts of findings, documents, suppressed and fixable findings."""
    active = list(active_findings(report.checked))
    documents = count_noun(len(report.checked), "document")
    if active:
        affected = sum(any(noted.suppression is None for noted in document.findings) for document in report.checked)
        parts = [f"{format_severity_counts(noted.finding for noted in active)} in {affected:,} of {documents}"]
    else:
        interactions = count_noun(sum(document.interaction_count for document in report.checked), "interaction")
        parts = [f"No findings in {documents} ({interactions})"]
    parts += filter(None, (_suppressed_counts(report.checked), _fixable_counts(active), _question_count(report)))
    if report.failed:
        parts.append(f"{count_noun(len(report.failed), 'document')} could not be checked")
    return f"{'; '.join(parts)}."


def count_by_rule(findings: Iterable[Finding]) -> list[tuple[str, str, int]]:
    """Returns rule, severity and count of findings, most frequent first."""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    return [(rule, severity, count)
            for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def _suppressed_counts(checked: Iterable[DocumentResult]) -> str:
    counts = Counter(noted.suppression.kind for noted in all_findings(checked) if noted.suppression is not None)
    parts = [f"{counts[kind]:,} by {source}" for kind, source in ((COMMENT, "comments"), (BASELINE, "the baseline"))
             if counts[kind]]
    return f"suppressed: {', '.join(parts)}" if parts else ""


def _fixable_counts(findings: Iterable[ReportedFinding]) -> str:
    safe = Counter(noted.fix.is_safe for noted in findings if noted.fix is not None)
    if safe[True]:
        more = f", {safe[False]:,} more with --unsafe-fixes" if safe[False] else ""
        return f"--fix mends {safe[True]:,}{more}"
    return f"--fix --unsafe-fixes mends {safe[False]:,}" if safe[False] else ""


def _question_count(report: LintReport) -> str:
    asked = sum(len(document.questions) for document in report.checked)
    if not asked:
        return ""
    return count_noun(asked, "question") + ("" if report.questions else " (--questions shows them)")
