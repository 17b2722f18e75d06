"""Input of comparison reporters, and the reporters by format."""

from __future__ import annotations

from typing import NamedTuple

from advisor.model.comparison import ArchitectureComparison
from advisor.page.style import TextStyle
from advisor.reporters import ReporterRegistry


class ComparisonReport(NamedTuple):
    """Input of a comparison reporter."""

    comparison: ArchitectureComparison
    regressions: tuple[str, ...]  # why the comparison fails; empty if it passes
    rules_pack: str = ""
    style: TextStyle = TextStyle()


COMPARISON_REPORTERS: ReporterRegistry[ComparisonReport] = ReporterRegistry(
    "advisor.reporters.comparison", ("text", "json", "markdown"))
