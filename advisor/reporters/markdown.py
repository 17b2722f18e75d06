"""GitHub-flavoured Markdown report: a table, then details per interaction."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import OpenQuestion, RankedPattern, Reason, Recommendation
from advisor.reporters.agreement import Tally
from advisor.reporters.markup import escape_markdown, fenced_block
from advisor.reporters.phrasing import format_flip_point, format_possible_patterns, format_route, format_status
from advisor.reporters.report import Report, WhatIf
from advisor.reporters.review_markdown import review_in_markdown
from advisor.reporters.what_if import comparison_rows, describe_differences, format_changed_facts
from advisor.text.sanitise import escape_ci_stream

MAX_DETAILS = 200  # keeps the report within the size of a review comment


def render(report: Report) -> Iterator[str]:
    """Yields the title, a table of interactions, the counts, the review, and folded details."""
    return escape_ci_stream(_page(report))


def _page(report: Report) -> Iterator[str]:
    if report.title:
        yield f"# {escape_markdown(report.title)}\n\n"
    yield "| Interaction | From | To | Declared | Advised | Status | Margin |\n"
    yield "| --- | --- | --- | --- | --- | --- | ---: |\n"
    tally = Tally()
    details: list[str] = []
    recommendation: Recommendation | None = None
    for interaction, recommendation in report.results:
        mark = tally.add(interaction, recommendation.decision)
        if len(details) < MAX_DETAILS:
            details.append("".join(_details(interaction, recommendation)))
        yield _row(interaction, recommendation, mark)
    yield f"\n{tally.summary()}\n"
    if report.review is not None:
        yield from review_in_markdown(report.review)
    yield from details
    if tally.interactions > MAX_DETAILS:
        yield f"\nDetails of the first {MAX_DETAILS} interactions are shown.\n"
    if report.what_if is not None and recommendation is not None:
        yield from _what_if(recommendation, report.what_if)


def _what_if(now: Recommendation, what_if: WhatIf) -> Iterator[str]:
    heading = format_changed_facts(what_if)
    yield f"\n## What if {escape_markdown(heading)}\n\n"
    yield f"| | Now | If {escape_markdown(heading)} |\n| --- | --- | --- |\n"
    yield from (f"| {' | '.join(map(escape_markdown, row))} |\n" for row in comparison_rows(now, what_if.result[1]))
    first, *moves = describe_differences(now, what_if.result[1])
    yield f"\n{escape_markdown(first)}\n"
    if moves:
        yield "\n" + fenced_block(moves)
    yield from _details(*what_if.result)


def _row(interaction: Interaction, advised: Recommendation, mark: str) -> str:
    declared = escape_markdown(interaction.declared or "")
    cells = (escape_markdown(interaction.id), escape_markdown(interaction.sender),
             escape_markdown(", ".join(interaction.receivers)), f"{declared} **{mark}**" if mark else declared,
             advised.pattern or "", advised.status, "" if advised.margin is None else str(advised.margin))
    return f"| {' | '.join(cells)} |\n"


def _details(interaction: Interaction, advised: Recommendation) -> Iterator[str]:
    answer = f"**{advised.pattern}**, {format_status(advised)}" if advised.pattern else format_status(advised)
    name = escape_markdown(interaction.id) if interaction.id else "Recommendation"
    yield f"\n<details>\n<summary>{name}</summary>\n\n"
    if interaction.id:
        yield f"{escape_markdown(format_route(interaction))}\n\n"
    yield f"{answer}\n"
    for ranked in advised.ranking:
        yield from _list(_ranked_title(ranked, advised), _reasons(ranked, advised))
    yield from _list("What would change it", (escape_markdown(format_flip_point(flip)) for flip in advised.flip_points))
    yield from _list("Would help to know", map(_question, advised.open_questions))
    yield from _list(
        "Conflicts",
        (f"`{conflict.rule}`: {escape_markdown(conflict.because)} "
         f"Critical path: {escape_markdown(conflict.split_critical)} "
         f"Rest: {escape_markdown(conflict.split_rest)}"
         for conflict in advised.conflicts),
    )
    yield from _list(
        "Warnings",
        (f"`{warning.rule}`: {escape_markdown(warning.text)}"
         f"{_correction(warning.status, warning.corrects, warning.source)}"
         for warning in advised.warnings),
    )
    yield from _list("Practices", (f"[ ] `{item.id}`: {escape_markdown(item.because)}" for item in advised.practices))
    yield from _list("Technologies", (f"`{item.id}`: {escape_markdown(item.because)}" for item in advised.technologies))
    yield "\n</details>\n"


def _list(title: str, items: Iterator[str]) -> Iterator[str]:
    first = next(items, None)
    if first is None:
        return
    yield f"\n**{title}**\n\n- {first}\n"
    yield from (f"- {item}\n" for item in items)


def _ranked_title(ranked: RankedPattern, advised: Recommendation) -> str:
    question = "Why" if ranked.pattern == advised.pattern else "Why not"
    return f"{question if advised.pattern else 'So far'} {ranked.pattern} ({ranked.score} points)"


def _reasons(ranked: RankedPattern, advised: Recommendation) -> Iterator[str]:
    exclusions = [exclusion for exclusion in advised.excluded if exclusion.pattern == ranked.pattern]
    yield from (f"excluded by `{exclusion.rule}`: {escape_markdown(exclusion.because)}" for exclusion in exclusions)
    yield from map(_reason, ranked.reasons)
    if not exclusions and not ranked.reasons:
        yield "nothing speaks for it"


def _reason(reason: Reason) -> str:
    correction = _correction(reason.status, reason.corrects, reason.source)
    return f"{reason.points:+d} `{reason.rule}`: {escape_markdown(reason.because)}{correction}"


def _correction(status: str, corrects: str, source: str) -> str:
    if status != "corrected":
        return ""
    return f" *corrected:* {escape_markdown(corrects)} *Sources:* {escape_markdown(source)}"


def _question(open_question: OpenQuestion) -> str:
    outcome = f" It {format_possible_patterns(open_question)}." if open_question.could_become else ""
    return f"`{open_question.fact}`: {escape_markdown(open_question.question)}{outcome}"
