"""CSV (RFC 4180) for spreadsheets, protected against formula injection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.reporters.agreement import check_agreement
from advisor.reporters.report import Report
from advisor.text.sanitise import escape_ci_commands, escape_controls

COLUMNS = ("id", "from", "to", "operation", "mode", "declared", "technology", "advised", "status", "margin",
           "agreement", "strongest_rule", "open_questions", "conflicts", "file", "line", "findings")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report) -> Iterator[str]:
    """Yields the header row and one row per interaction."""
    yield _row(COLUMNS)
    findings = Counter(finding.interaction for finding in report.review.findings) if report.review else None
    for interaction, recommendation in report.results:
        count = "" if findings is None else str(findings[interaction.id])
        yield _row((*_cells(interaction, recommendation), count))


def _cells(interaction: Interaction, advised: Recommendation) -> tuple[str, ...]:
    return (
        interaction.id, interaction.sender, "; ".join(interaction.receivers), interaction.operation, interaction.mode,
        interaction.declared or "", interaction.technology or "", advised.pattern or "", advised.status,
        "" if advised.margin is None else str(advised.margin), check_agreement(interaction, advised.decision),
        _strongest(advised), "; ".join(question.fact for question in advised.open_questions),
        "; ".join(conflict.rule for conflict in advised.conflicts), interaction.source.name,
        str(interaction.span.line) if interaction.source.name else "",
    )


def _strongest(advised: Recommendation) -> str:
    reasons = advised.ranking[0].reasons if advised.pattern is not None else ()
    return reasons[0].rule if reasons else ""


def _row(cells: tuple[str, ...]) -> str:
    return escape_ci_commands(",".join(map(_cell, cells))) + "\r\n"


def _cell(text: str) -> str:
    cell = escape_controls(text)
    if text.startswith(FORMULA_STARTS) or cell.startswith(FORMULA_STARTS):
        cell = f"'{cell}"
    if any(character in cell for character in ',"'):
        return '"' + cell.replace('"', '""') + '"'
    return cell
