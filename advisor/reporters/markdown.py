"""GitHub-flavoured Markdown report: a table, then details per interaction."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import OpenQuestion, Ranked, Reason, Recommendation
from advisor.reporters.agreement import Tally
from advisor.reporters.clean import guarded_text
from advisor.reporters.markup import escape, fenced
from advisor.reporters.report import Report, WhatIf
from advisor.reporters.review_markdown import review_in_markdown
from advisor.reporters.what_if import both, differences, supposed
from advisor.reporters.words import could_become_in_words, flip_in_words, headline_in_words, route_in_words

MAX_DETAILS = 200  # keeps the report within the size of a review comment


def report(report: Report) -> Iterator[str]:
    """Yields the title, a table of interactions, the counts, the review, and folded details."""
    return guarded_text(_page(report))


def _page(report: Report) -> Iterator[str]:
    if report.title:
        yield f"# {escape(report.title)}\n\n"
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
    yield f"\n{tally.sentence()}\n"
    if report.review is not None:
        yield from review_in_markdown(report.review)
    yield from details
    if tally.interactions > MAX_DETAILS:
        yield f"\nDetails of the first {MAX_DETAILS} interactions are shown.\n"
    if report.what_if is not None and recommendation is not None:
        yield from _what_if(recommendation, report.what_if)


def _what_if(now: Recommendation, what_if: WhatIf) -> Iterator[str]:
    heading = supposed(what_if)
    yield f"\n## What if {escape(heading)}\n\n"
    yield f"| | Now | If {escape(heading)} |\n| --- | --- | --- |\n"
    yield from (f"| {' | '.join(map(escape, row))} |\n" for row in both(now, what_if.result[1]))
    first, *moves = differences(now, what_if.result[1])
    yield f"\n{escape(first)}\n"
    if moves:
        yield "\n" + fenced(moves)
    yield from _details(*what_if.result)


def _row(interaction: Interaction, advised: Recommendation, mark: str) -> str:
    declared = escape(interaction.declared or "")
    cells = (escape(interaction.id), escape(interaction.sender), escape(", ".join(interaction.receivers)),
             f"{declared} **{mark}**" if mark else declared, advised.pattern or "", advised.status,
             "" if advised.margin is None else str(advised.margin))
    return f"| {' | '.join(cells)} |\n"


def _details(interaction: Interaction, advised: Recommendation) -> Iterator[str]:
    answer = f"**{advised.pattern}**, {headline_in_words(advised)}" if advised.pattern else headline_in_words(advised)
    name = escape(interaction.id) if interaction.id else "Recommendation"
    yield f"\n<details>\n<summary>{name}</summary>\n\n"
    if interaction.id:
        yield f"{escape(route_in_words(interaction))}\n\n"
    yield f"{answer}\n"
    for ranked in advised.ranking:
        yield from _list(_ranked_title(ranked, advised), _reasons(ranked, advised))
    yield from _list("What would change it", (escape(flip_in_words(flip)) for flip in advised.flip_points))
    yield from _list("Would help to know", map(_question, advised.open_questions))
    yield from _list("Conflicts", (
        f"`{conflict.rule}`: {escape(conflict.because)} Critical path: {escape(conflict.split_critical)} "
        f"Rest: {escape(conflict.split_rest)}" for conflict in advised.conflicts))
    yield from _list("Warnings", (
        f"`{warning.rule}`: {escape(warning.text)}{_correction(warning.status, warning.corrects, warning.source)}"
        for warning in advised.warnings))
    yield from _list("Practices", (f"[ ] `{item.id}`: {escape(item.because)}" for item in advised.practices))
    yield from _list("Technologies", (f"`{item.id}`: {escape(item.because)}" for item in advised.technologies))
    yield "\n</details>\n"


def _list(title: str, items: Iterator[str]) -> Iterator[str]:
    first = next(items, None)
    if first is None:
        return
    yield f"\n**{title}**\n\n- {first}\n"
    yield from (f"- {item}\n" for item in items)


def _ranked_title(ranked: Ranked, advised: Recommendation) -> str:
    question = "Why" if ranked.pattern == advised.pattern else "Why not"
    return f"{question if advised.pattern else 'So far'} {ranked.pattern} ({ranked.score} points)"


def _reasons(ranked: Ranked, advised: Recommendation) -> Iterator[str]:
    exclusions = [exclusion for exclusion in advised.excluded if exclusion.pattern == ranked.pattern]
    yield from (f"excluded by `{exclusion.rule}`: {escape(exclusion.because)}" for exclusion in exclusions)
    yield from map(_reason, ranked.reasons)
    if not exclusions and not ranked.reasons:
        yield "nothing speaks for it"


def _reason(reason: Reason) -> str:
    correction = _correction(reason.status, reason.corrects, reason.source)
    return f"{reason.points:+d} `{reason.rule}`: {escape(reason.because)}{correction}"


def _correction(status: str, corrects: str, source: str) -> str:
    if status != "corrected":
        return ""
    return f" *corrected:* {escape(corrects)} *Sources:* {escape(source)}"


def _question(open_question: OpenQuestion) -> str:
    outcome = f" It {could_become_in_words(open_question)}." if open_question.could_become else ""
    return f"`{open_question.fact}`: {escape(open_question.question)}{outcome}"
