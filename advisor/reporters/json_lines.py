"""JSON Lines: one object per finding, for streaming."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.json_values import noted_as_data
from advisor.reporters.report import Report
from advisor.reporters.safe_json import dump_json
from advisor.reporters.selection import active_findings


def render(report: Report) -> Iterator[str]:
    """Yields the active findings in document order."""
    for noted in active_findings(report.documents):
        yield dump_json(noted_as_data(noted)) + "\n"
