"""Result page of one interaction: recommendation, reasons, alternatives, flip points."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Advice, Recommendation
from advisor.reporters.agreement import DIFFERS, EXCLUDED, check_agreement
from advisor.reporters.phrasing import (
    format_flip_point,
    format_possible_patterns,
    format_route,
    format_status,
    format_value,
)
from advisor.reporters.report import TextStyle
from advisor.reporters.why import correction_lines, format_exclusion, format_reasons, loser_reasons, winner_reasons
from advisor.text.layout import apply_style, cell_width, section, wrap
from advisor.text.sanitise import escape_controls

STATUS_STYLES = {"decided": "green", "leaning": "yellow", "undecided": "yellow", "conflict": "red"}
STREAM = "<stdin>"
RECORDS = "docs/decisions"
PLAIN = re.compile(r"[A-Za-z0-9][\w-]*")


def result_page(interaction: Interaction, recommendation: Recommendation, style: TextStyle,
                reviewed: Iterable[str] = ()) -> Iterator[str]:
    """Yields the lines of the page; omits empty sections.

    Args:
        reviewed: lines of the review to include.
    """
    yield from _head(interaction, recommendation, style)
    yield from section("Conflict", _conflicts(recommendation, style), style.colour)
    if recommendation.pattern is None:
        yield from section("So far", _scores(recommendation, style), style.colour)
    else:
        winner = next(ranked for ranked in recommendation.ranking if ranked.pattern == recommendation.pattern)
        yield from section("Why", winner_reasons(winner, style), style.colour)
        for ranked in recommendation.ranking:
            if ranked is not winner:
                yield from section(
                    f"Why not {ranked.pattern}", loser_reasons(ranked, winner, recommendation, style), style.colour
                )
    yield from section("What would change it", _changes(recommendation, style), style.colour)
    yield from section("Would help to know", _questions(recommendation, style), style.colour)
    yield from section("Warnings", _warnings(recommendation, style), style.colour)
    yield from section("Practices", _advice(recommendation.practices, "[ ] ", style), style.colour)
    yield from section("Technologies", _advice(recommendation.technologies, "- ", style), style.colour)
    yield from reviewed
    yield from section("Next", _commands(interaction, recommendation, style), style.colour)


def _head(interaction: Interaction, recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    status = format_status(recommendation)
    status_style = STATUS_STYLES.get(recommendation.status, "bold")
    if recommendation.pattern is None:
        yield from (apply_style(line, status_style, style.colour) for line in wrap(status, style.width, "", "  "))
    else:
        pattern = apply_style(recommendation.pattern, "bold", style.colour)
        yield f"{pattern}  {apply_style(status, status_style, style.colour)}"
    if not interaction.id:
        return
    location = f"{interaction.source.name}:{interaction.span.line}"
    operation = f" ({interaction.operation})" if interaction.operation else ""
    summary = f"{interaction.id}: {format_route(interaction)}{operation}, {location}"
    yield from wrap(escape_controls(summary), style.width, "  ", "    ")
    yield from wrap(escape_controls(_facts(interaction)), style.width, "  known: ", "    ")
    if interaction.declared is not None:
        declared = escape_controls(interaction.declared) + _agreement_note(interaction, recommendation)
        yield from wrap(declared, style.width, "  declared: ", "    ")


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


def _scores(recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    for ranked in recommendation.ranking:
        exclusion = next((excluded for excluded in recommendation.excluded if excluded.pattern == ranked.pattern), None)
        if exclusion is not None:
            line = format_exclusion(exclusion)
        else:
            line = f"{ranked.score} points" + (f": {format_reasons(list(ranked.reasons))}" if ranked.reasons else "")
        yield from wrap(line, style.width, f"  {ranked.pattern}: ", "    ")


def _changes(recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    for flip in recommendation.flip_points:
        yield from wrap(escape_controls(format_flip_point(flip)), style.width, "  ", "    ")


def _questions(recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    for question in recommendation.open_questions:
        yield from wrap(escape_controls(question.question), style.width, f"  {question.fact}: ", "    ")
        if question.could_become:
            yield from wrap(format_possible_patterns(question), style.width, "    ")


def _conflicts(recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    for conflict in recommendation.conflicts:
        title = f"{escape_controls(conflict.title)} ({', '.join(conflict.facts)})"
        yield from wrap(title, style.width, f"  {conflict.rule}: ", "    ")
        yield from wrap(escape_controls(conflict.because), style.width, "    ")
        yield "    Split the interaction in two:"
        yield from wrap(escape_controls(conflict.split_critical), style.width, "    - the critical path: ", "      ")
        yield from wrap(escape_controls(conflict.split_rest), style.width, "    - the rest: ", "      ")


def _warnings(recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    for warning in recommendation.warnings:
        yield from wrap(escape_controls(warning.text), style.width, f"  {warning.rule}: ", "    ")
        yield from correction_lines(warning.source, warning.status, warning.corrects, "    ", style)


def _advice(entries: tuple[Advice, ...], mark: str, style: TextStyle) -> Iterator[str]:
    for entry in entries:
        text = escape_controls(_join_advice(entry.title, entry.because))
        yield from wrap(f"{entry.id}: {text}", style.width, f"  {mark}")


def _commands(interaction: Interaction, recommendation: Recommendation, style: TextStyle) -> Iterator[str]:
    for command in next_commands(interaction, recommendation):
        yield from wrap_command(command, style.width)


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


def wrap_command(command: tuple[str, ...], width: int) -> Iterator[str]:
    """Yields a command wrapped to a width with `\\` continuations; never splits a word."""
    from shlex import quote

    line = " "
    for number, word in enumerate(map(quote, map(escape_controls, command))):
        if number and cell_width(line) + cell_width(word) + 1 > width - len(" \\"):
            yield f"{line} \\"
            line = "   "
        line = f"{line} {word}"
    yield line
