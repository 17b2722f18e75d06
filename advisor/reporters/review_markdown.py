"""Review as Markdown for a pull-request comment, with long lists folded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.finding import Finding, FlowReview, Improvement, Review
from advisor.reporters.amounts import (
    counts_in_words,
    flow_in_words,
    gains_in_words,
    numbers_in_words,
    percent,
    proposed_first,
    time,
)
from advisor.reporters.findings import MOST_FRAMES, MOST_SHOWN, path_in_words
from advisor.reporters.flows import MOST_FLOWS, MOST_HOPS, note, worth_drawing
from advisor.reporters.frame import frame
from advisor.reporters.markup import escape, fenced
from advisor.reporters.questions import Asking, asked_of_all
from advisor.reporters.report import PIPE_WIDTH
from advisor.reporters.review import MOST_IMPROVEMENTS, nothing_found, others_in_words
from advisor.reporters.severities import TITLES, by_severity, counts_of, silenced_in_words

MOST_QUESTIONS = 100


def review_in_markdown(review: Review) -> Iterator[str]:
    """Yields the sections of a review; without findings, a single line and the questions."""
    question_list = asked_of_all(review.questions, MOST_QUESTIONS)
    question_list = question_list._replace(total=question_list.total + review.untold)
    if not review.findings:
        yield f"\n{nothing_found(review, question_list.total, True)}\n"
        yield from _questions(question_list)
        return
    yield f"\n{counts_of(review.findings)}{silenced_in_words(review.silenced)}.\n"
    yield from _findings(review.findings)
    yield from _flows(review.flows)
    yield from _improvements(review.improvements)
    yield from _questions(question_list)
    yield f"\n{counts_in_words(review.counts)}\n"


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    shown_help: set[tuple[str, str]] = set()
    shown = 0
    for severity, group in by_severity(findings).items():
        if shown == MOST_SHOWN:
            break
        yield f"\n## {TITLES[severity]} ({len(group):,})\n"
        for finding in group[:MOST_SHOWN - shown]:
            shown += 1
            yield from _finding(finding, shown <= MOST_FRAMES, shown_help)
    if len(findings) > shown:
        yield f"\n{len(findings) - shown:,} more findings are not shown.\n"


def _finding(finding: Finding, with_frame: bool, shown_help: set[tuple[str, str]]) -> Iterator[str]:
    span = finding.span
    yield f"\n**{finding.rule}** {escape(finding.message)} ({escape(f'{span.file}:{span.line}:{span.column}')})\n"
    if not with_frame:
        return
    yield "\n" + fenced(frame(span, PIPE_WIDTH))
    if finding.help and (finding.rule, finding.help) not in shown_help:
        shown_help.add((finding.rule, finding.help))
        yield f"\n- help: {escape(finding.help)}\n"
    if finding.path:
        yield f"- path: {escape(path_in_words(finding.path))}\n"
    if finding.numbers:
        yield f"- numbers: {escape(numbers_in_words(finding.numbers))}\n"


def _flows(reviewed: Sequence[FlowReview]) -> Iterator[str]:
    flows = worth_drawing(reviewed)
    if not flows:
        return
    yield "\n## Flows\n"
    for flow in flows[:MOST_FLOWS]:
        yield f"\n**{escape(flow.id)}**{'' if flow.declared else ' (derived)'}: {escape(flow_in_words(flow))}\n\n"
        yield "| Step | Typical | Worst case | Budget used | |\n| --- | ---: | ---: | ---: | --- |\n"
        for hop in flow.hops[:MOST_HOPS]:
            used = "" if hop.worst_ms is None or not flow.budget_ms else percent(hop.worst_ms / flow.budget_ms)
            times = (time(hop.typical_ms), time(hop.worst_ms), used) if hop.blocking else ("", "", "")
            name = "&nbsp;&nbsp;" * hop.depth + escape(hop.interaction)
            yield f"| {' | '.join((name, *times, note(hop)))} |\n"
        if len(flow.hops) > MOST_HOPS:
            yield f"\nand {len(flow.hops) - MOST_HOPS:,} more\n"
    if len(flows) > MOST_FLOWS:
        yield f"\n{len(flows) - MOST_FLOWS:,} more flows are not shown.\n"


def _improvements(improvements: Sequence[Improvement]) -> Iterator[str]:
    if not improvements:
        return
    yield "\n## Make this asynchronous first\n\n"
    for improvement in proposed_first(improvements)[:MOST_IMPROVEMENTS]:
        gains = escape(gains_in_words(improvement))
        yield f"1. {escape(improvement.interaction)}: {gains}. {escape(improvement.because)}\n"


def _questions(question_list: Asking) -> Iterator[str]:
    if not question_list.first:
        return
    yield f"\n<details>\n<summary>Questions, most valuable first ({question_list.total:,})</summary>\n\n"
    for asked in question_list.first:
        location = f"{asked.question.span.file}:{asked.question.span.line}"
        rules = ", ".join(f"`{rule}`" for rule in asked.rules)
        item = f"- {escape(asked.question.question)} ({rules}, {escape(location)}) {escape(others_in_words(asked))}"
        yield f"{item.rstrip()}\n"
    if question_list.more:
        yield f"- and {question_list.more:,} more\n"
    yield "\n</details>\n"
