"""One JSON object a line for each finding: for programs that read while they are told."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.reporters.lint.as_json import written
from advisor.reporters.lint.found import counting
from advisor.reporters.lint.json import noted_with_fix
from advisor.reporters.lint_report import LintReport


def report(what: LintReport) -> Iterator[str]:
    """Yields the findings that count, in the order of the documents."""
    for noted in counting(what.checked):
        yield written(noted_with_fix(noted), None) + "\n"
