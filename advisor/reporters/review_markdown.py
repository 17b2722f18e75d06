"""Review as Markdown for a pull-request comment, with long lists folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import ArchitectureReview, AsyncImprovement, Finding, FlowReview
from advisor.page.style import PIPE_WIDTH
from advisor.reporters.findings import MAX_FINDINGS, MAX_FRAMES, format_path
from advisor.reporters.flows import MAX_FLOWS, MAX_HOPS, hop_note, select_flows
from advisor.reporters.markup import escape_markdown, fenced_block
from advisor.reporters.number_format import (
    format_flow,
    format_gains,
    format_ms,
    format_numbers,
    format_percent,
    format_verdict_counts,
    sort_proposed_first,
)
from advisor.reporters.questions import QuestionList, merge_questions
from advisor.reporters.review import MAX_IMPROVEMENTS, format_other_subjects, no_findings_line
from advisor.reporters.severities import TITLES, format_severity_counts, format_suppressed_count, group_by_severity
from advisor.text.code_frame import code_frame

MAX_QUESTIONS = 100


def review_in_markdown(review: ArchitectureReview) -> Iterator[str]:
    """Yields the sections of a review; without findings, a single line and the questions."""
    question_list = merge_questions(review.questions, MAX_QUESTIONS)
    question_list = question_list._replace(total=question_list.total + review.omitted_questions)
    if not review.findings:
        yield f"\n{no_findings_line(review, question_list.total, True)}\n"
        yield from _questions(question_list)
        return
    yield f"\n{format_severity_counts(review.findings)}{format_suppressed_count(review.suppressed)}.\n"
    yield from _findings(review.findings)
    yield from _flows(review.flows)
    yield from _improvements(review.improvements)
    yield from _questions(question_list)
    yield f"\n{format_verdict_counts(review.counts)}\n"


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    shown_help: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in group_by_severity(findings).items():
        if shown == MAX_FINDINGS:
            break
        yield f"\n## {TITLES[severity]} ({len(group):,})\n"
        for finding in group[:MAX_FINDINGS - shown]:
            shown += 1
            yield from _finding(finding, shown <= MAX_FRAMES, shown_help)
    if len(findings) > shown:
        yield f"\n{len(findings) - shown:,} more findings are not shown.\n"


def _finding(finding: Finding, with_frame: bool, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    span = finding.span
    location = escape_markdown(f"{span.file}:{span.line}:{span.column}")
    yield f"\n**{finding.rule}** {escape_markdown(finding.message)} ({location})\n"
    if not with_frame:
        return
    yield "\n" + fenced_block(code_frame(span, PIPE_WIDTH))
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield f"\n- help: {escape_markdown(finding.help)}\n"
    if finding.path:
        yield f"- path: {escape_markdown(format_path(finding.path))}\n"
    if finding.numbers:
        yield f"- numbers: {escape_markdown(format_numbers(finding.numbers))}\n"


def _flows(reviewed: Sequence[FlowReview]) -> Iterator[str]:
    flows = select_flows(reviewed)
    if not flows:
        return
    yield "\n## Flows\n"
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
    yield "\n## Make this asynchronous first\n\n"
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
