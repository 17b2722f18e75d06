"""GitLab Code Quality: the fields that GitLab reads of a Code Climate report."""

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


def report(what: LintReport) -> Iterator[str]:
    """Yields a JSON list of the findings that count."""
    yield "["
    between = "\n"
    for noted, key in with_keys(counting(what.checked), what):
        yield between + written(_entry(noted.finding, key, what), None)
        between = ",\n"
    yield "]\n" if between == "\n" else "\n]\n"


def _entry(finding: Finding, key: str, what: LintReport) -> dict[str, Any]:
    remedy = f" {clean(finding.help)}" if finding.help else ""
    message = clean(finding.message).rstrip(".")
    return {"type": "issue", "check_name": finding.rule, "description": f"{message}.{remedy}",
            "severity": SEVERITIES[finding.severity], "fingerprint": key,
            "location": {"path": portable(finding.span.file, what), "lines": {"begin": finding.span.line}}}
