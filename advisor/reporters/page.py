"""The result page: one interaction's answer, why, why not the others, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Exclusion, Ranked, Reason, Recommendation
from advisor.reporters.agreement import DIFFERS, EXCLUDED, agreement
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, paint, wrap
from advisor.reporters.report import Look
from advisor.reporters.words import (
    could_become_in_words,
    flip_in_words,
    headline_in_words,
    route_in_words,
    value_in_words,
)

STRONGEST = 3
STATUS_STYLES = {"decided": "green", "leaning": "yellow", "undecided": "yellow", "conflict": "red"}


def page(interaction: Interaction, recommendation: Recommendation, look: Look) -> Iterator[str]:
    """Yields the lines of the page; sections with nothing to say are left out."""
    yield from _head(interaction, recommendation, look)
    yield from _section("Conflict", _conflicts(recommendation, look), look)
    if recommendation.pattern is None:
        yield from _section("So far", _standing(recommendation, look), look)
    else:
        winner = next(ranked for ranked in recommendation.ranking if ranked.pattern == recommendation.pattern)
        yield from _section("Why", _why(winner, look), look)
        for ranked in recommendation.ranking:
            if ranked is not winner:
                yield from _section(f"Why not {ranked.pattern}", _why_not(ranked, winner, recommendation, look), look)
    yield from _section("What would change it", _changes(recommendation, look), look)
    yield from _section("Would help to know", _questions(recommendation, look), look)
    yield from _section("Warnings", _warnings(recommendation, look), look)
    yield from _section("Practices", _advice(recommendation.practices, "[ ] ", look), look)
    yield from _section("Technologies", _advice(recommendation.technologies, "- ", look), look)


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


def _why(winner: Ranked, look: Look) -> Iterator[str]:
    speaking_for = [reason for reason in winner.reasons if reason.points > 0]
    against = [reason for reason in winner.reasons if reason.points < 0]
    for reason in speaking_for[:STRONGEST]:
        yield from _reason(reason, look)
    if speaking_for[STRONGEST:]:
        yield from wrap(f"also: {_short(speaking_for[STRONGEST:])}", look.width, "  ", "    ")
    if against:
        yield from wrap(f"against it: {_short(against)}", look.width, "  ", "    ")


def _reason(reason: Reason, look: Look) -> Iterator[str]:
    head = f"  {reason.points:+d}  "
    indent = " " * cells(head)
    yield f"{head}{paint(reason.rule, 'cyan', look.colour)}"
    yield from wrap(clean(reason.because), look.width, indent)
    yield from _sources(reason.source, reason.status, reason.corrects, indent, look)


def _sources(source: str, status: str, corrects: str, indent: str, look: Look) -> Iterator[str]:
    if status == "corrected":
        yield from wrap(f"corrected: {clean(corrects)}", look.width, indent, f"{indent}  ")
        yield from wrap(f"sources: {clean(source)}", look.width, indent, f"{indent}  ")


def _short(reasons: list[Reason]) -> str:
    return ", ".join(f"{reason.rule} {reason.points:+d}" for reason in reasons)


def _why_not(loser: Ranked, winner: Ranked, recommendation: Recommendation, look: Look) -> Iterator[str]:
    exclusions = [exclusion for exclusion in recommendation.excluded if exclusion.pattern == loser.pattern]
    for exclusion in exclusions:
        yield from wrap(_excluded(exclusion), look.width, "  ", "    ")
    if exclusions:
        return
    against = sorted((reason for reason in loser.reasons if reason.points < 0), key=lambda reason: reason.points)
    yield f"  {loser.score} points, {winner.score - loser.score} behind"
    for reason in against[:2]:
        yield from _reason(reason, look)
    if not against:
        yield from wrap(_lacking(loser, winner), look.width, "  ", "    ")


def _excluded(exclusion: Exclusion) -> str:
    return f"excluded by {exclusion.rule}: {clean(exclusion.because)}"


def _lacking(loser: Ranked, winner: Ranked) -> str:
    """What speaks more for the winner than for a loser that nothing speaks against."""
    own = {reason.rule: reason.points for reason in loser.reasons}
    gaps = [(reason.points - own.get(reason.rule, 0), reason) for reason in winner.reasons]
    gap, reason = max(gaps, key=lambda pair: pair[0], default=(0, None))
    if reason is None or gap <= 0:
        return f"Nothing speaks against it; {winner.pattern} comes first where points are equal."
    return (f"Nothing speaks against it, but {reason.rule} ({clean(reason.title)}) "
            f"gives {winner.pattern} {gap} more.")


def _standing(recommendation: Recommendation, look: Look) -> Iterator[str]:
    for ranked in recommendation.ranking:
        exclusion = next((found for found in recommendation.excluded if found.pattern == ranked.pattern), None)
        if exclusion is not None:
            line = _excluded(exclusion)
        else:
            line = f"{ranked.score} points" + (f": {_short(list(ranked.reasons))}" if ranked.reasons else "")
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
        yield from _sources(warning.source, warning.status, warning.corrects, "    ", look)


def _advice(entries: tuple[tuple[str, str, str], ...], mark: str, look: Look) -> Iterator[str]:
    for name, title, because in entries:
        yield from wrap(f"{name}: {clean(_said(title, because))}", look.width, f"  {mark}")


def _said(title: str, because: str) -> str:
    return f"{title.rstrip('.')}. {because}" if title and because else title or because
