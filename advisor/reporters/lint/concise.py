"""One line for each finding, in the order of the documents: for pipes, editors and `grep`."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.lint.found import counting
from advisor.reporters.lint.lines import concise, ended, ending
from advisor.reporters.lint_report import LintReport


def report(what: LintReport) -> Iterator[str]:
    """Yields the findings and the summary."""
    yield from ended(concise(noted, what.look) for noted in counting(what.checked))
    yield from ended(ending(what))
