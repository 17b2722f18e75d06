"""Selects, sorts and counts the findings of a report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain

from advisor.model.finding import SEVERITIES, DocumentResult, Finding, NotRead, ReportedFinding
from advisor.reporters.report import Report
from advisor.reporters.severities import count_noun, format_severity_counts

COMMENT, BASELINE = "comment", "baseline"  # kinds of suppression
MAX_KINDS = 5  # of parts that were not read


def active_findings(documents: Iterable[DocumentResult]) -> Iterator[ReportedFinding]:
    """Yields the findings that are not suppressed."""
    return (noted for noted in all_findings(documents) if noted.suppression is None)


def suppressed_findings(documents: Iterable[DocumentResult]) -> Iterator[ReportedFinding]:
    """Yields the findings suppressed by a comment or the baseline."""
    return (noted for noted in all_findings(documents) if noted.suppression is not None)


def all_findings(documents: Iterable[DocumentResult]) -> Iterator[ReportedFinding]:
    """Yields all findings, suppressed or not."""
    return chain.from_iterable(document.findings for document in documents)


def sort_by_severity(noted: Iterable[ReportedFinding]) -> list[ReportedFinding]:
    """Returns unsuppressed findings first, by severity; the sort is stable."""
    ranks = {severity: rank for rank, severity in enumerate(SEVERITIES)}
    return sorted(noted, key=lambda item: (item.suppression is not None, ranks[item.finding.severity]))


def summary_line(report: Report) -> str:
    """Returns the summary line: counts of findings, documents, suppressed and fixable findings."""
    active = list(active_findings(report.documents))
    documents = count_noun(len(report.documents), "document")
    if active:
        affected = sum(any(noted.suppression is None for noted in document.findings) for document in report.documents)
        parts = [f"{format_severity_counts(noted.finding for noted in active)} in {affected:,} of {documents}"]
    else:
        interactions = count_noun(sum(document.interaction_count for document in report.documents), "interaction")
        parts = [f"No findings in {documents} ({interactions})"]
    parts += filter(None, (suppressed_counts(report.documents), _fixable_counts(active), _question_count(report)))
    if report.failed:
        parts.append(f"{count_noun(len(report.failed), 'path')} could not be checked")
    return f"{'; '.join(parts)}."


def suppressed_counts(documents: Iterable[DocumentResult]) -> str:
    """Returns the number of suppressed findings, such as `suppressed: 2 by comments`, or an empty text."""
    counts = Counter(noted.suppression.kind for noted in all_findings(documents) if noted.suppression is not None)
    parts = [f"{counts[kind]:,} by {source}" for kind, source in ((COMMENT, "comments"), (BASELINE, "the baseline"))
             if counts[kind]]
    return f"suppressed: {', '.join(parts)}" if parts else ""


def count_by_rule(findings: Iterable[Finding]) -> list[tuple[str, str, int]]:
    """Returns rule, severity and count of findings, most frequent first."""
    counts = Counter((finding.rule, finding.severity) for finding in findings)
    return [(rule, severity, count)
            for (rule, severity), count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]


def not_read_line(report: Report) -> str:
    """Returns what was not read as one line, repeated kinds once with a count; empty if everything was read."""
    kinds: dict[str, list[NotRead]] = {}
    for part in report.not_read():
        kinds.setdefault(part.what, []).append(part)
    shown = [f"{str(parts[0]).rstrip('.')}{f' ({len(parts):,} times)' if len(parts) > 1 else ''}"
             for parts in sorted(kinds.values(), key=len, reverse=True)[:MAX_KINDS]]
    if len(kinds) > MAX_KINDS:
        shown.append(f"{len(kinds) - MAX_KINDS:,} other kinds")
    return f"Not read: {'; '.join(shown)}." if shown else ""


def _fixable_counts(findings: Iterable[ReportedFinding]) -> str:
    safe = Counter(noted.fix.is_safe for noted in findings if noted.fix is not None)
    if safe[True]:
        more = f", {safe[False]:,} more with --unsafe-fixes" if safe[False] else ""
        return f"--fix mends {safe[True]:,}{more}"
    return f"--fix --unsafe-fixes mends {safe[False]:,}" if safe[False] else ""


def _question_count(report: Report) -> str:
    asked = sum(len(document.questions) for document in report.documents)
    if not asked:
        return ""
    return count_noun(asked, "question") + ("" if report.questions else " (--questions shows them)")
