"""Mermaid flowchart of the interactions: what is advised, what is declared otherwise, and where findings are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from advisor.model.finding import SEVERITIES
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Decision
from advisor.reporters.agreement import check_agreement
from advisor.reporters.report import Report
from advisor.reporters.selection import active_findings
from advisor.reporters.severities import format_counts
from advisor.text.sanitise import escape_controls

MAX_EDGES = 500  # Mermaid draws no more
PLAIN = " -_.,/():"
COLOURS = {"error": "#c62828", "warning": "#b26a00", "info": "#1565c0"}
Counts = Mapping[tuple[str, str], Counter[str]]  # severities by file and interaction


def render(report: Report) -> Iterator[str]:
    """Yields a node for each service and an arrow for each receiver, dashed if nobody waits for an answer."""
    yield "flowchart LR\n"
    nodes: dict[str, str] = {}
    counts = _count_findings(report)
    number = omitted = 0
    for interaction, decision in report.decisions:
        severities = counts.get((interaction.source.name, interaction.id), Counter())
        label = _label(interaction, decision, severities)
        for receiver in interaction.receivers:
            if number == MAX_EDGES:
                omitted += 1
                continue
            for name in (interaction.sender, receiver):
                if name not in nodes:
                    nodes[name] = f"n{len(nodes)}"
                    yield f'  {nodes[name]}["{_escape(name)}"]\n'
            arrow = "-.->" if interaction.mode == "async" else "-->"
            yield f'  {nodes[interaction.sender]} {arrow}|"{label}"| {nodes[receiver]}\n'
            if severities:
                worst = next(severity for severity in SEVERITIES if severities[severity])
                yield f"  linkStyle {number} stroke:{COLOURS[worst]},stroke-width:3px\n"
            number += 1
    if omitted:
        yield f"  %% {omitted:,} more arrows are not shown\n"


def _count_findings(report: Report) -> Counts:
    counts: dict[tuple[str, str], Counter[str]] = {}
    for noted in active_findings(report.documents):
        finding = noted.finding
        for name in {finding.interaction, *finding.path}:
            counts.setdefault((finding.span.file, name), Counter())[finding.severity] += 1
    return counts


def _label(interaction: Interaction, decision: Decision, severities: Counter[str]) -> str:
    pattern = decision.pattern or decision.status
    if check_agreement(interaction, decision):
        pattern = f"{interaction.declared}, advised {pattern}"
    marks = f" ({format_counts(severities)})" if severities else ""
    return _escape(f"{interaction.operation or interaction.id}: {pattern}{marks}")


def _escape(text: str) -> str:
    """Writes all but letters, digits and plain punctuation as Mermaid's character references."""
    shown = escape_controls(text) or "?"
    return "".join(char if char.isalnum() or char in PLAIN else f"#{ord(char)};" for char in shown)
