"""One line per finding, in document order, for pipes, editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from advisor.page.write import write_page
from advisor.reporters.one_line import footer_elements, one_line_entry
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings


def render(report: Report) -> Iterator[str]:
    """Yields the findings and the summary."""
    entries = map(one_line_entry, active_findings(report.documents))
    return write_page(chain(entries, footer_elements(report)), report.style)
