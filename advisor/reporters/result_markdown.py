"""Recommendation of one interaction as Markdown, folded; and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import OpenQuestion, RankedPattern, Reason, Recommendation
from advisor.reporters.markup import escape_markdown, fenced_block
from advisor.reporters.phrasing import format_flip_point, format_possible_patterns, format_route, format_status
from advisor.reporters.report import WhatIf
from advisor.reporters.what_if import comparison_rows, describe_differences, format_changed_facts


def interaction_details(interaction: Interaction, advised: Recommendation) -> Iterator[str]:
    """Yields the folded recommendation of one interaction: reasons, changes, questions, practices."""
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


def what_if_in_markdown(now: Recommendation, what_if: WhatIf) -> Iterator[str]:
    """Yields both recommendations side by side, and their differences."""
    heading = format_changed_facts(what_if)
    yield f"\n### What if {escape_markdown(heading)}\n\n"
    yield f"| | Now | If {escape_markdown(heading)} |\n| --- | --- | --- |\n"
    yield from (f"| {' | '.join(map(escape_markdown, row))} |\n" for row in comparison_rows(now, what_if.result[1]))
    first, *moves = describe_differences(now, what_if.result[1])
    yield f"\n{escape_markdown(first)}\n"
    if moves:
        yield "\n" + fenced_block(moves)
    yield from interaction_details(*what_if.result)


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
