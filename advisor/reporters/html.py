"""HTML report in one file: interactions, findings and flows; nothing in it is loaded from elsewhere or runs."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from advisor.model.finding import SEVERITIES, FlowReview, ReportedFinding
from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.reporters.agreement import Tally
from advisor.reporters.comparison.wording import describe_comparison
from advisor.reporters.findings import format_path
from advisor.reporters.flows import hop_note, select_flows
from advisor.reporters.number_format import format_flow, format_ms, format_numbers
from advisor.reporters.one_line import format_location, format_places
from advisor.reporters.phrasing import format_flip_point, format_route, format_status
from advisor.reporters.report import PIPE_WIDTH, Report
from advisor.reporters.rule_help import rule_url
from advisor.reporters.selection import active_findings, not_read_line, sort_by_severity, summary_line
from advisor.reporters.severities import TITLES
from advisor.text.code_frame import code_frame
from advisor.text.sanitise import escape_ci_stream, escape_controls

TEMPLATE = "report.html.jinja"
TITLE = "Communication patterns"
MAX_REASONS = 3
Row = dict[str, Any]


def render(report: Report) -> Iterator[str]:
    """Yields the page; text of documents is escaped, and no script or link of theirs gets in."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True,
        keep_trailing_newline=True, undefined=StrictUndefined, finalize=_escape)
    findings = sort_by_severity(active_findings(report.documents))
    tally = Tally()
    interactions = [_interaction(*result, tally) for result in report.results]
    page = environment.get_template(TEMPLATE).generate(
        title=report.title or TITLE, command=report.command, version=report.version, rules_pack=report.rules_pack,
        interactions=interactions, tally=tally.summary() if interactions else "",
        summary=summary_line(report) if report.documents else "", not_read=not_read_line(report),
        comparison=list(describe_comparison(report.comparison)) if report.comparison else [],
        regressions=report.regressions, severities=[(name, TITLES[name]) for name in SEVERITIES],
        findings=list(map(partial(_finding, report=report), findings)), failed=report.failed,
        flows=[_flow(flow) for flow in select_flows(report.flows)], questions=report.all_questions())
    return escape_ci_stream(map(str, page))  # plain text: joining to a Markup would escape again


def _escape(value: object) -> object:
    return escape_controls(value) if type(value) is str else value


def _interaction(interaction: Interaction, advised: Recommendation, tally: Tally) -> Row:
    reasons = advised.ranking[0].reasons if advised.ranking and advised.pattern else ()
    return {"id": interaction.id, "route": format_route(interaction), "operation": interaction.operation,
            "declared": interaction.declared or "", "mark": tally.add(interaction, advised.decision),
            "pattern": advised.pattern or "", "status": format_status(advised),
            "place": format_location(interaction.span) if interaction.source.name else "",
            "reasons": [reason for reason in reasons if reason.points > 0][:MAX_REASONS],
            "flips": list(map(format_flip_point, advised.flip_points)),
            "questions": [question.question for question in advised.open_questions]}


def _finding(noted: ReportedFinding, report: Report) -> Row:
    finding, fix, _ = noted
    notes = [("path", format_path(finding.path)), ("numbers", format_numbers(finding.numbers)),
             *(("see", place) for place in format_places(finding)),
             ("fix" if fix is None or fix.is_safe else "unsafe fix", fix.description if fix else "")]
    return {"rule": finding.rule, "severity": finding.severity, "message": finding.message,
            "place": format_location(finding.span), "frame": code_frame(finding.span, PIPE_WIDTH),
            "help": finding.help, "url": rule_url(finding.rule, report),
            "notes": [(name, text) for name, text in notes if text]}


def _flow(flow: FlowReview) -> Row:
    hops = [(hop.depth, hop.interaction, format_ms(hop.typical_ms) if hop.blocking else "",
             format_ms(hop.worst_ms) if hop.blocking else "", hop_note(hop)) for hop in flow.hops]
    return {"id": flow.id, "declared": flow.declared, "late": flow.misses_target, "figures": format_flow(flow),
            "hops": hops}
