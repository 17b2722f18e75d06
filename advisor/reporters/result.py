"""The result page: one interaction's answer, why, why not the others, and what would change it."""

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


def result_page(interaction: Interaction, recommendation: Recommendation, look: Look,
                reviewed: Iterable[str] = ()) -> Iterator[str]:
    """Yields the lines of the page; sections with nothing to say are left out.

    Args:
        reviewed: lines that a review has to add.
    """
    yield from _head(interaction, recommendation, look)
    yield from _section("Conflict", _conflicts(recommendation, look), look)
    if recommendation.pattern is None:
        yield from _section("So far", _standing(recommendation, look), look)
    else:
        winner = next(ranked for ranked in recommendation.ranking if ranked.pattern == recommendation.pattern)
        yield from _section("Why", why(winner, look), look)
        for ranked in recommendation.ranking:
            if ranked is not winner:
                yield from _section(f"Why not {ranked.pattern}", why_not(ranked, winner, recommendation, look), look)
    yield from _section("What would change it", _changes(recommendation, look), look)
    yield from _section("Would help to know", _questions(recommendation, look), look)
    yield from _section("Warnings", _warnings(recommendation, look), look)
    yield from _section("Practices", _advice(recommendation.practices, "[ ] ", look), look)
    yield from _section("Technologies", _advice(recommendation.technologies, "- ", look), look)
    yield from reviewed
    yield from _section("Next", _commands(interaction, recommendation, look), look)


def _head(interaction: Interaction, recommendation: Recommendation, look: Look) -> Iterator[str]:
    status = headline_in_words(recommendation)
    style = STATUS_STYLES.get(recommendation.status, "bold")
    if recommendation.pattern is None:
        yield from (paint(line, style, look.colour) for line in wrap(status, look.width, "", "  "))
    else:
        yield f"{paint(recommendation.pattern, 'bold', look.colour)}  {paint(status, style, look.colour)}"
    if not interaction.id:
        return
    place = f"{interaction.source.name}:{interaction.span.line}"
    operation = f" ({interaction.operation})" if interaction.operation else ""
    who = f"{interaction.id}: {route_in_words(interaction)}{operation}, {place}"
    yield from wrap(clean(who), look.width, "  ", "    ")
    yield from wrap(clean(_facts(interaction)), look.width, "  known: ", "    ")
    if interaction.declared is not None:
        declared = clean(interaction.declared) + _verdict(interaction, recommendation)
        yield from wrap(declared, look.width, "  declared: ", "    ")


def _facts(interaction: Interaction) -> str:
    known = (f"{name} {value_in_words(fact.value)}" + (" (inferred)" if fact.origin == "inferred" else "")
             for name, fact in interaction.needs.items())
    return ", ".join(known) or "nothing"


def _verdict(interaction: Interaction, recommendation: Recommendation) -> str:
    match agreement(interaction, recommendation.decision):
        case kind if kind == DIFFERS:
            return ", which is not what is advised"
        case kind if kind == EXCLUDED:
            return ", which is excluded"
        case _:
            return ", as advised" if recommendation.pattern is not None else ""


def _section(title: str, lines: Iterator[str], look: Look) -> Iterator[str]:
    first = next(lines, None)
    if first is None:
        return
    yield ""
    yield paint(title, "bold", look.colour)
    yield first
    yield from lines


def _standing(recommendation: Recommendation, look: Look) -> Iterator[str]:
    for ranked in recommendation.ranking:
        exclusion = next((found for found in recommendation.excluded if found.pattern == ranked.pattern), None)
        if exclusion is not None:
            line = exclusion_in_words(exclusion)
        else:
            line = f"{ranked.score} points" + (f": {in_short(list(ranked.reasons))}" if ranked.reasons else "")
        yield from wrap(line, look.width, f"  {ranked.pattern}: ", "    ")


def _changes(recommendation: Recommendation, look: Look) -> Iterator[str]:
    for flip in recommendation.flip_points:
        yield from wrap(clean(flip_in_words(flip)), look.width, "  ", "    ")


def _questions(recommendation: Recommendation, look: Look) -> Iterator[str]:
    for question in recommendation.open_questions:
        yield from wrap(clean(question.question), look.width, f"  {question.fact}: ", "    ")
        if question.could_become:
            yield from wrap(could_become_in_words(question), look.width, "    ")


def _conflicts(recommendation: Recommendation, look: Look) -> Iterator[str]:
    for conflict in recommendation.conflicts:
        title = f"{clean(conflict.title)} ({', '.join(conflict.facts)})"
        yield from wrap(title, look.width, f"  {conflict.rule}: ", "    ")
        yield from wrap(clean(conflict.because), look.width, "    ")
        yield "    Split the interaction in two:"
        yield from wrap(clean(conflict.split_critical), look.width, "    - the critical path: ", "      ")
        yield from wrap(clean(conflict.split_rest), look.width, "    - the rest: ", "      ")


def _warnings(recommendation: Recommendation, look: Look) -> Iterator[str]:
    for warning in recommendation.warnings:
        yield from wrap(clean(warning.text), look.width, f"  {warning.rule}: ", "    ")
        yield from sources(warning.source, warning.status, warning.corrects, "    ", look)


def _advice(entries: tuple[tuple[str, str, str], ...], mark: str, look: Look) -> Iterator[str]:
    for name, title, because in entries:
        yield from wrap(f"{name}: {clean(_said(title, because))}", look.width, f"  {mark}")


def _commands(interaction: Interaction, recommendation: Recommendation, look: Look) -> Iterator[str]:
    for command in next_commands(interaction, recommendation):
        yield from folded(command, look.width)


def _said(title: str, because: str) -> str:
    return f"{title.rstrip('.')}. {because}" if title and because else title or because
