"""Fingerprints of findings: unique, and stable if the document is edited elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.finding import ReportedFinding, fingerprint
from advisor.reporters.paths import repository_path
from advisor.reporters.report import Report

DIGITS = 32  # hexadecimal


def with_fingerprints(findings: Iterable[ReportedFinding], report: Report) -> Iterator[tuple[ReportedFinding, str]]:
    """Yields findings with unique fingerprints."""
    seen: dict[tuple[str, ...], int] = {}
    for noted in findings:
        finding = noted.finding
        practice = report.practices.get(finding.rule)
        rule = practice.original_id if practice else finding.rule
        identity = rule, repository_path(finding.span.file, report), finding.fingerprint
        ordinal = seen[identity] = seen.get(identity, 0) + 1
        yield noted, fingerprint(*(identity if ordinal == 1 else (*identity, str(ordinal))), digits=DIGITS)
