"""CSV (RFC 4180) for spreadsheets, protected against formula injection."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from advisor.model.finding import Finding
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.reporters.agreement import check_agreement
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings
from advisor.text.sanitise import escape_ci_commands, escape_controls

COLUMNS = ("id", "from", "to", "operation", "mode", "declared", "technology", "advised", "status", "margin",
           "agreement", "strongest_rule", "open_questions", "conflicts", "file", "line", "findings")
FINDING_COLUMNS = ("rule", "severity", "message", "file", "line", "column", "interaction", "help")
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def render(report: Report) -> Iterator[str]:
    """Yields the header row and one row per interaction; where none are listed, one per finding."""
    if report.interactions is None:
        yield _row(FINDING_COLUMNS)
        yield from (_row(_finding_cells(noted.finding)) for noted in active_findings(report.documents))
        return
    yield _row(COLUMNS)
    findings = Counter(noted.finding.interaction for noted in active_findings(report.documents))
    for interaction, recommendation in report.results:
        count = str(findings[interaction.id]) if report.documents else ""
        yield _row((*_cells(interaction, recommendation), count))


def _finding_cells(finding: Finding) -> tuple[str, ...]:
    line, column = finding.span.source.position(finding.span.start)
    return (finding.rule, finding.severity, finding.message, finding.span.file, str(line), str(column),
            finding.interaction, finding.help)


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
