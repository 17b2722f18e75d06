"""Result page of one interaction: recommendation, reasons, alternatives, flip points."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.reporters.agreement import DIFFERS, EXCLUDED, agreement
from advisor.reporters.clean import clean
from advisor.reporters.layout import paint, wrap
from advisor.reporters.next_commands import folded, next_commands
from advisor.reporters.report import Look
from advisor.reporters.why import exclusion_in_words, in_short, sources, why, why_not
from advisor.reporters.words import (
    could_become_in_words,
    flip_in_words,
    headline_in_words,
    route_in_words,
    value_in_words,
)

STATUS_STYLES = {"decided": "green", "leaning": "yellow", "undecided": "yellow", "conflict": "red"}


def result_page(interaction: Interaction, recommendation: Recommendation, style: Look,
                reviewed: Iterable[str] = ()) -> Iterator[str]:
    """Yields the lines of the page; omits empty sections.

    Args:
        reviewed: lines of the review to include.
    """
    yield from _head(interaction, recommendation, style)
    yield from _section("Conflict", _conflicts(recommendation, style), style)
    if recommendation.pattern is None:
        yield from _section("So far", _scores(recommendation, style), style)
    else:
        winner = next(ranked for ranked in recommendation.ranking if ranked.pattern == recommendation.pattern)
        yield from _section("Why", why(winner, style), style)
        for ranked in recommendation.ranking:
            if ranked is not winner:
                yield from _section(f"Why not {ranked.pattern}", why_not(ranked, winner, recommendation, style), style)
    yield from _section("What would change it", _changes(recommendation, style), style)
    yield from _section("Would help to know", _questions(recommendation, style), style)
    yield from _section("Warnings", _warnings(recommendation, style), style)
    yield from _section("Practices", _advice(recommendation.practices, "[ ] ", style), style)
    yield from _section("Technologies", _advice(recommendation.technologies, "- ", style), style)
    yield from reviewed
    yield from _section("Next", _commands(interaction, recommendation, style), style)


def _head(interaction: Interaction, recommendation: Recommendation, style: Look) -> Iterator[str]:
    status = headline_in_words(recommendation)
    status_style = STATUS_STYLES.get(recommendation.status, "bold")
    if recommendation.pattern is None:
        yield from (paint(line, status_style, style.colour) for line in wrap(status, style.width, "", "  "))
    else:
        yield f"{paint(recommendation.pattern, 'bold', style.colour)}  {paint(status, status_style, style.colour)}"
    if not interaction.id:
        return
    location = f"{interaction.source.name}:{interaction.span.line}"
    operation = f" ({interaction.operation})" if interaction.operation else ""
    summary = f"{interaction.id}: {route_in_words(interaction)}{operation}, {location}"
    yield from wrap(clean(summary), style.width, "  ", "    ")
    yield from wrap(clean(_facts(interaction)), style.width, "  known: ", "    ")
    if interaction.declared is not None:
        declared = clean(interaction.declared) + _agreement_note(interaction, recommendation)
        yield from wrap(declared, style.width, "  declared: ", "    ")


def _facts(interaction: Interaction) -> str:
    known = (f"{name} {value_in_words(fact.value)}" + (" (inferred)" if fact.origin == "inferred" else "")
             for name, fact in interaction.needs.items())
    return ", ".join(known) or "nothing"


def _agreement_note(interaction: Interaction, recommendation: Recommendation) -> str:
    match agreement(interaction, recommendation.decision):
        case kind if kind == DIFFERS:
            return ", which is not what is advised"
        case kind if kind == EXCLUDED:
            return ", which is excluded"
        case _:
            return ", as advised" if recommendation.pattern is not None else ""


def _section(title: str, lines: Iterator[str], style: Look) -> Iterator[str]:
    first = next(lines, None)
    if first is None:
        return
    yield ""
    yield paint(title, "bold", style.colour)
    yield first
    yield from lines


def _scores(recommendation: Recommendation, style: Look) -> Iterator[str]:
    for ranked in recommendation.ranking:
        exclusion = next((excluded for excluded in recommendation.excluded if excluded.pattern == ranked.pattern), None)
        if exclusion is not None:
            line = exclusion_in_words(exclusion)
        else:
            line = f"{ranked.score} points" + (f": {in_short(list(ranked.reasons))}" if ranked.reasons else "")
        yield from wrap(line, style.width, f"  {ranked.pattern}: ", "    ")


def _changes(recommendation: Recommendation, style: Look) -> Iterator[str]:
    for flip in recommendation.flip_points:
        yield from wrap(clean(flip_in_words(flip)), style.width, "  ", "    ")


def _questions(recommendation: Recommendation, style: Look) -> Iterator[str]:
    for question in recommendation.open_questions:
        yield from wrap(clean(question.question), style.width, f"  {question.fact}: ", "    ")
        if question.could_become:
            yield from wrap(could_become_in_words(question), style.width, "    ")


def _conflicts(recommendation: Recommendation, style: Look) -> Iterator[str]:
    for conflict in recommendation.conflicts:
        title = f"{clean(conflict.title)} ({', '.join(conflict.facts)})"
        yield from wrap(title, style.width, f"  {conflict.rule}: ", "    ")
        yield from wrap(clean(conflict.because), style.width, "    ")
        yield "    Split the interaction in two:"
        yield from wrap(clean(conflict.split_critical), style.width, "    - the critical path: ", "      ")
        yield from wrap(clean(conflict.split_rest), style.width, "    - the rest: ", "      ")


def _warnings(recommendation: Recommendation, style: Look) -> Iterator[str]:
    for warning in recommendation.warnings:
        yield from wrap(clean(warning.text), style.width, f"  {warning.rule}: ", "    ")
        yield from sources(warning.source, warning.status, warning.corrects, "    ", style)


def _advice(entries: tuple[tuple[str, str, str], ...], mark: str, style: Look) -> Iterator[str]:
    for name, title, because in entries:
        yield from wrap(f"{name}: {clean(_join_advice(title, because))}", style.width, f"  {mark}")


def _commands(interaction: Interaction, recommendation: Recommendation, style: Look) -> Iterator[str]:
    for command in next_commands(interaction, recommendation):
        yield from folded(command, style.width)


def _join_advice(title: str, because: str) -> str:
    return f"{title.rstrip('.')}. {because}" if title and because else title or because
