"""GitLab Code Quality: the subset of the Code Climate format that GitLab reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.model.finding import Finding
from advisor.reporters.clean import clean
from advisor.reporters.lint.as_json import written
from advisor.reporters.lint.found import counting
from advisor.reporters.lint.keys import with_keys
from advisor.reporters.lint.paths import portable
from advisor.reporters.lint_report import LintReport

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def report(report: LintReport) -> Iterator[str]:
    """Yields a JSON list of the active findings."""
    yield "["
    separator = "\n"
    for noted, fingerprint in with_keys(counting(report.checked), report):
        yield separator + written(_issue(noted.finding, fingerprint, report), None)
        separator = ",\n"
    yield "]\n" if separator == "\n" else "\n]\n"


def _issue(finding: Finding, fingerprint: str, report: LintReport) -> dict[str, Any]:
    remedy = f" {clean(finding.help)}" if finding.help else ""
    message = clean(finding.message).rstrip(".")
    return {"type": "issue", "check_name": finding.rule, "description": f"{message}.{remedy}",
            "severity": SEVERITIES[finding.severity], "fingerprint": fingerprint,
            "location": {"path": portable(finding.span.file, report), "lines": {"begin": finding.span.line}}}
