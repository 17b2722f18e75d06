"""GitLab Code Quality: the subset of the Code Climate format that GitLab reads."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.model.finding import Finding
from advisor.reporters.fingerprints import with_fingerprints
from advisor.reporters.paths import repository_path
from advisor.reporters.report import Report
from advisor.reporters.safe_json import dump_json
from advisor.reporters.selection import active_findings
from advisor.text.sanitise import escape_controls

SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> Iterator[str]:
    """Yields a JSON list of the active findings."""
    yield "["
    separator = "\n"
    for noted, fingerprint in with_fingerprints(active_findings(report.documents), report):
        yield separator + dump_json(_issue(noted.finding, fingerprint, report))
        separator = ",\n"
    yield "]\n" if separator == "\n" else "\n]\n"


def _issue(finding: Finding, fingerprint: str, report: Report) -> dict[str, Any]:
    remedy = f" {escape_controls(finding.help)}" if finding.help else ""
    message = escape_controls(finding.message).rstrip(".")
    return {"type": "issue", "check_name": finding.rule, "description": f"{message}.{remedy}",
            "severity": SEVERITIES[finding.severity], "fingerprint": fingerprint,
            "location": {"path": repository_path(finding.span.file, report), "lines": {"begin": finding.span.line}}}
