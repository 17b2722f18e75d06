"""Flows, asynchronous candidates, questions and counts as Markdown, with long lists folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import AsyncImprovement, FlowReview
from advisor.reporters.flows import MAX_FLOWS, MAX_HOPS, hop_note, select_flows
from advisor.reporters.markup import escape_markdown
from advisor.reporters.number_format import (
    format_flow,
    format_gains,
    format_ms,
    format_percent,
    format_verdict_counts,
    sort_proposed_first,
)
from advisor.reporters.questions import QuestionList, merge_questions
from advisor.reporters.report import Report
from advisor.reporters.review import MAX_IMPROVEMENTS, format_other_subjects

MAX_QUESTIONS = 100


def review_in_markdown(report: Report) -> Iterator[str]:
    """Yields the sections of a review; without findings, the questions alone."""
    has_findings = any(document.findings for document in report.documents)
    if has_findings:
        yield "".join(_flows(report.flows))
        yield "".join(_improvements(report.improvements))
    question_list = merge_questions(report.all_questions(), MAX_QUESTIONS)
    yield "".join(_questions(question_list._replace(total=question_list.total + report.omitted_questions)))
    if has_findings and report.counts:
        yield f"\n{format_verdict_counts(report.counts)}\n"


def _flows(reviewed: Sequence[FlowReview]) -> Iterator[str]:
    flows = select_flows(reviewed)
    if not flows:
        return
    yield "\n### Flows\n"
    for flow in flows[:MAX_FLOWS]:
        derived = "" if flow.declared else " (derived)"
        yield f"\n**{escape_markdown(flow.id)}**{derived}: {escape_markdown(format_flow(flow))}\n\n"
        yield "| Step | Typical | Worst case | Budget used | |\n| --- | ---: | ---: | ---: | --- |\n"
        for hop in flow.hops[:MAX_HOPS]:
            used = "" if hop.worst_ms is None or not flow.budget_ms else format_percent(hop.worst_ms / flow.budget_ms)
            times = (format_ms(hop.typical_ms), format_ms(hop.worst_ms), used) if hop.blocking else ("", "", "")
            name = "&nbsp;&nbsp;" * hop.depth + escape_markdown(hop.interaction)
            yield f"| {' | '.join((name, *times, hop_note(hop)))} |\n"
        if len(flow.hops) > MAX_HOPS:
            yield f"\nand {len(flow.hops) - MAX_HOPS:,} more\n"
    if len(flows) > MAX_FLOWS:
        yield f"\n{len(flows) - MAX_FLOWS:,} more flows are not shown.\n"


def _improvements(improvements: Sequence[AsyncImprovement]) -> Iterator[str]:
    if not improvements:
        return
    yield "\n### Make this asynchronous first\n\n"
    for improvement in sort_proposed_first(improvements)[:MAX_IMPROVEMENTS]:
        gains = escape_markdown(format_gains(improvement))
        yield f"1. {escape_markdown(improvement.interaction)}: {gains}. {escape_markdown(improvement.because)}\n"


def _questions(question_list: QuestionList) -> Iterator[str]:
    if not question_list.first:
        return
    yield f"\n<details>\n<summary>Questions, most valuable first ({question_list.total:,})</summary>\n\n"
    for asked in question_list.first:
        location = f"{asked.question.span.file}:{asked.question.span.line}"
        rules = ", ".join(f"`{rule}`" for rule in asked.rules)
        others = escape_markdown(format_other_subjects(asked))
        item = f"- {escape_markdown(asked.question.question)} ({rules}, {escape_markdown(location)}) {others}"
        yield f"{item.rstrip()}\n"
    if question_list.omitted_count:
        yield f"- and {question_list.omitted_count:,} more\n"
    yield "\n</details>\n"
