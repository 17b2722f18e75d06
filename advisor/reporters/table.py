"""Table of all interactions: route, declared and advised pattern, status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from advisor.model.finding import SEVERITIES
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.page.elements import BLANK, PIPE, TERMINAL, Column, Content, Element, Run, Table, TextLine, Title
from advisor.page.style import BAD, GOOD, STRONG
from advisor.reporters.agreement import EXCLUDED, Tally
from advisor.reporters.report import Report
from advisor.reporters.result import STATUS_STYLES
from advisor.reporters.selection import active_findings
from advisor.reporters.severities import STYLES
from advisor.text.layout import cell_width
from advisor.text.sanitise import escape_controls

MAX_ID_WIDTH = 40
MIN_ROUTE_WIDTH = 30  # minimum; a shorter route is unreadable, so the table may exceed its width
ROUTE = "from -> to"
AGREED, DISAGREED = Run("✓ ", GOOD), Run("✗ ", BAD)
FindingCounts = Mapping[tuple[str, str], int]  # by interaction and severity


def interaction_table(report: Report, interactions: tuple[Interaction, ...]) -> Iterator[Element]:
    """Yields the title, the table and the counts."""
    if report.title:
        yield from (Title(report.title), BLANK)
    tally = Tally()
    if interactions:
        yield from (Table(_columns(interactions), _rows(report, tally)), BLANK)
    yield TextLine(tally.summary())  # counted while the table was written


def _columns(interactions: tuple[Interaction, ...]) -> tuple[Column, ...]:
    """Returns the columns, with widths that hold every row before the rows are known."""
    longest_id = max(_cells(interaction.id) for interaction in interactions)
    longest_route = max(_cells(_route(interaction)) for interaction in interactions)
    declared = max(len(interaction.declared or "") for interaction in interactions)
    return (Column("id", min(max(longest_id, len("id")), MAX_ID_WIDTH), style=STRONG),
            Column(ROUTE, max(longest_route, len(ROUTE)), min_width=MIN_ROUTE_WIDTH),
            Column("declared", max(declared, len("declared")), only_on=PIPE),
            Column("advised", len("event-streaming"), only_on=PIPE),
            Column("declared -> advised", only_on=TERMINAL),
            Column("status", len("undecided"), styles=STATUS_STYLES, dropped=1),
            Column("margin", len("margin"), dropped=3),
            Column("", len(EXCLUDED), only_on=PIPE),
            Column("findings", only_on=TERMINAL, dropped=2))


def _rows(report: Report, tally: Tally) -> Iterator[tuple[Content, ...]]:
    counts = _count_findings(report) if report.style.is_drawn else {}
    for interaction, decision in report.decisions:
        mark = tally.add(interaction, decision)
        margin = "" if decision.margin is None else str(decision.margin)
        yield (interaction.id, _route(interaction), interaction.declared or "-", decision.pattern or "-",
               _advice(interaction, decision, mark), decision.status, margin, mark,
               _finding_counts(interaction.id, counts))


def _route(interaction: Interaction) -> str:
    first, *others = interaction.receivers or ("?",)
    more = f" +{len(others)}" if others else ""
    return f"{interaction.sender} -> {first}{more}"


def _advice(interaction: Interaction, decision: Decision, mark: str) -> Content:
    """Returns the declared pattern and the advised one if they differ."""
    declared, advised = interaction.declared, decision.pattern
    if declared is None or advised is None:
        return advised or declared or "-"
    if mark:
        return DISAGREED, Run(declared), Run(" -> "), Run(advised, STRONG)
    return AGREED, Run(declared)


def _count_findings(report: Report) -> FindingCounts:
    return Counter((noted.finding.interaction, noted.finding.severity) for noted in active_findings(report.documents))


def _finding_counts(interaction: str, counts: FindingCounts) -> Content:
    """Returns the findings of an interaction by severity, such as `2E 1W`."""
    shown = ((counts.get((interaction, severity), 0), severity) for severity in SEVERITIES)
    return tuple(Run(f"{count}{severity[0].upper()} ", STYLES[severity]) for count, severity in shown if count)


def _cells(text: str) -> int:
    return cell_width(escape_controls(text))
