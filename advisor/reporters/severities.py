"""Findings by their severity: how each is called, coloured and counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from advisor.model.checked import Noted
from advisor.model.finding import SEVERITIES, Finding

TITLES = {"error": "Errors", "warning": "Warnings", "info": "Notes"}
STYLES = {"error": "red", "warning": "yellow", "info": "cyan"}


def by_severity(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """Returns findings by severity, worst first; a severity without one is left out."""
    groups: dict[str, list[Finding]] = {severity: [] for severity in SEVERITIES}
    for finding in findings:
        groups[finding.severity].append(finding)
    return {severity: group for severity, group in groups.items() if group}


def counts_of(findings: Iterable[Finding]) -> str:
    """Returns how many findings there are, such as `3 findings: 1 error, 2 warnings`."""
    found = Counter(finding.severity for finding in findings)
    parts = (_plural(found[severity], "note" if severity == "info" else severity)
             for severity in SEVERITIES if found[severity])
    return f"{_plural(found.total(), 'finding')}: {', '.join(parts)}"


def silenced_in_words(silenced: Sequence[Noted]) -> str:
    """Returns how many findings comments take out, such as `; suppressed: 2 by comments`, or nothing."""
    return f"; suppressed: {len(silenced):,} by comments" if silenced else ""


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
