"""Result page of one interaction: recommendation, reasons, alternatives, flip points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Advice, Recommendation
from advisor.page.elements import Element, Paragraph, Run, ShellCommand, TextLine, section
from advisor.page.style import BAD, CAUTION, GOOD, NAME, STRONG
from advisor.reporters.agreement import DIFFERS, EXCLUDED, check_agreement
from advisor.reporters.phrasing import (
    format_flip_point,
    format_possible_patterns,
    format_route,
    format_status,
    format_value,
)
from advisor.reporters.why import correction, format_exclusion, format_reasons, loser_reasons, winner_reasons

STATUS_STYLES = {"decided": GOOD, "leaning": CAUTION, "undecided": CAUTION, "conflict": BAD}
STREAM = "<stdin>"
RECORDS = "docs/decisions"
PLAIN = re.compile(r"[A-Za-z0-9][\w-]*")


def result_page(interaction: Interaction, recommendation: Recommendation,
                reviewed: Iterable[Element] = ()) -> Iterator[Element]:
    """Yields the page; omits empty sections.

    Args:
        reviewed: the review to include.
    """
    yield from _head(interaction, recommendation)
    yield from section("Conflict", _conflicts(recommendation))
    if recommendation.pattern is None:
        yield from section("So far", _scores(recommendation))
    else:
        winner = next(ranked for ranked in recommendation.ranking if ranked.pattern == recommendation.pattern)
        yield from section("Why", winner_reasons(winner))
        for ranked in recommendation.ranking:
            if ranked is not winner:
                yield from section(f"Why not {ranked.pattern}", loser_reasons(ranked, winner, recommendation))
    yield from section("What would change it", _changes(recommendation))
    yield from section("Would help to know", _questions(recommendation))
    yield from section("Warnings", _warnings(recommendation))
    yield from section("Practices", _advice(recommendation.practices, "[ ] "))
    yield from section("Technologies", _advice(recommendation.technologies, "- "))
    yield from reviewed
    yield from section("Next", _commands(interaction, recommendation))


def _head(interaction: Interaction, recommendation: Recommendation) -> Iterator[Element]:
    status = format_status(recommendation)
    status_style = STATUS_STYLES.get(recommendation.status, STRONG)
    if recommendation.pattern is None:
        yield Paragraph(status, "", "  ", status_style)
    else:
        yield TextLine((Run(recommendation.pattern, STRONG), Run("  "), Run(status, status_style)))
    if not interaction.id:
        return
    location = f"{interaction.source.name}:{interaction.span.line}"
    operation = f" ({interaction.operation})" if interaction.operation else ""
    summary = f"{interaction.id}: {format_route(interaction)}{operation}, {location}"
    yield Paragraph(summary, "  ", "    ")
    yield Paragraph(_facts(interaction), "  known: ", "    ")
    if interaction.declared is not None:
        declared = interaction.declared + _agreement_note(interaction, recommendation)
        yield Paragraph(declared, "  declared: ", "    ")


def _facts(interaction: Interaction) -> str:
    known = (f"{name} {format_value(fact.value)}" + (" (inferred)" if fact.origin == "inferred" else "")
             for name, fact in interaction.needs.items())
    return ", ".join(known) or "nothing"


def _agreement_note(interaction: Interaction, recommendation: Recommendation) -> str:
    match check_agreement(interaction, recommendation.decision):
        case kind if kind == DIFFERS:
            return ", which is not what is advised"
        case kind if kind == EXCLUDED:
            return ", which is excluded"
        case _:
            return ", as advised" if recommendation.pattern is not None else ""


def _scores(recommendation: Recommendation) -> Iterator[Element]:
    for ranked in recommendation.ranking:
        exclusion = next((excluded for excluded in recommendation.excluded if excluded.pattern == ranked.pattern), None)
        if exclusion is not None:
            line = format_exclusion(exclusion)
        else:
            line = f"{ranked.score} points" + (f": {format_reasons(list(ranked.reasons))}" if ranked.reasons else "")
        yield Paragraph(line, f"  {ranked.pattern}: ", "    ")


def _changes(recommendation: Recommendation) -> Iterator[Element]:
    for flip in recommendation.flip_points:
        yield Paragraph(format_flip_point(flip), "  ", "    ")


def _questions(recommendation: Recommendation) -> Iterator[Element]:
    for question in recommendation.open_questions:
        yield Paragraph(question.question, f"  {question.fact}: ", "    ")
        if question.could_become:
            yield Paragraph(format_possible_patterns(question), "    ")


def _conflicts(recommendation: Recommendation) -> Iterator[Element]:
    for conflict in recommendation.conflicts:
        title = f"{conflict.title} ({', '.join(conflict.facts)})"
        yield Paragraph(title, f"  {conflict.rule}: ", "    ")
        yield Paragraph(conflict.because, "    ")
        yield TextLine("    Split the interaction in two:")
        yield Paragraph(conflict.split_critical, "    - the critical path: ", "      ")
        yield Paragraph(conflict.split_rest, "    - the rest: ", "      ")


def _warnings(recommendation: Recommendation) -> Iterator[Element]:
    for warning in recommendation.warnings:
        yield Paragraph(warning.text, f"  {warning.rule}: ", "    ")
        yield from correction(warning.source, warning.status, warning.corrects, "    ")


def _advice(entries: tuple[Advice, ...], mark: str) -> Iterator[Element]:
    for entry in entries:
        text = _join_advice(entry.title, entry.because)
        yield Paragraph((Run(entry.id, NAME), Run(f": {text}")), f"  {mark}")


def _commands(interaction: Interaction, recommendation: Recommendation) -> Iterator[Element]:
    return map(ShellCommand, next_commands(interaction, recommendation))


def _join_advice(title: str, because: str) -> str:
    return f"{title.rstrip('.')}. {because}" if title and because else title or because


def next_commands(interaction: Interaction, recommendation: Recommendation) -> Iterator[tuple[str, ...]]:
    """Yields follow-up commands as argument tuples: explain a conflict, scaffold code, write an ADR."""
    for conflict in recommendation.conflicts:
        yield "advisor", "explain", conflict.rule
    pattern = interaction.declared or recommendation.pattern
    if pattern is None:
        return
    file = interaction.source.name
    if not interaction.id or not file or file == STREAM:
        yield "advisor", "scaffold", pattern, "--out", pattern
        return
    folder = interaction.id if PLAIN.fullmatch(interaction.id) else pattern
    yield "advisor", "scaffold", file, "--interaction", interaction.id, "--out", folder
    yield "advisor", "evaluate", file, "--explain", interaction.id, "--adr", RECORDS

