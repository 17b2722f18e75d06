"""Strongest reasons for the recommended pattern and against the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.recommendation import Exclusion, RankedPattern, Reason, Recommendation
from advisor.page.style import TextStyle
from advisor.text.layout import apply_style, cell_width, wrap
from advisor.text.sanitise import escape_controls

MAX_REASONS = 3


def winner_reasons(winner: RankedPattern, style: TextStyle) -> Iterator[str]:
    """Yields the strongest reasons for the winner, and a summary of the rest."""
    in_favour = [reason for reason in winner.reasons if reason.points > 0]
    against = [reason for reason in winner.reasons if reason.points < 0]
    for reason in in_favour[:MAX_REASONS]:
        yield from _reason(reason, style)
    if in_favour[MAX_REASONS:]:
        yield from wrap(f"also: {format_reasons(in_favour[MAX_REASONS:])}", style.width, "  ", "    ")
    if against:
        yield from wrap(f"against it: {format_reasons(against)}", style.width, "  ", "    ")


def loser_reasons(
    loser: RankedPattern, winner: RankedPattern, recommendation: Recommendation, style: TextStyle
) -> Iterator[str]:
    """Yields the exclusion of a losing pattern, or the strongest reasons against it."""
    exclusions = [exclusion for exclusion in recommendation.excluded if exclusion.pattern == loser.pattern]
    for exclusion in exclusions:
        yield from wrap(format_exclusion(exclusion), style.width, "  ", "    ")
    if exclusions:
        return
    against = sorted((reason for reason in loser.reasons if reason.points < 0), key=lambda reason: reason.points)
    yield f"  {loser.score} points, {winner.score - loser.score} behind"
    for reason in against[:2]:
        yield from _reason(reason, style)
    if not against:
        yield from wrap(describe_gap(loser, winner), style.width, "  ", "    ")


def describe_gap(loser: RankedPattern, winner: RankedPattern) -> str:
    """Returns the largest lead of the winner over a loser without reasons against it."""
    own = {reason.rule: reason.points for reason in loser.reasons}
    gaps = [(reason.points - own.get(reason.rule, 0), reason) for reason in winner.reasons]
    gap, reason = max(gaps, key=lambda pair: pair[0], default=(0, None))
    if reason is None or gap <= 0:
        return f"Nothing speaks against it; {winner.pattern} comes first where points are equal."
    return (f"Nothing speaks against it, but {reason.rule} ({escape_controls(reason.title)}) "
            f"gives {winner.pattern} {gap} more.")


def format_exclusion(exclusion: Exclusion) -> str:
    """Returns the rule that excludes a pattern, with its explanation."""
    return f"excluded by {exclusion.rule}: {escape_controls(exclusion.because)}"


def format_reasons(reasons: Sequence[Reason]) -> str:
    """Returns reasons as rule ids with points."""
    return ", ".join(f"{reason.rule} {reason.points:+d}" for reason in reasons)


def correction_lines(source: str, status: str, corrects: str, indent: str, style: TextStyle) -> Iterator[str]:
    """Yields the correction of the article and its sources, if the rule corrects it."""
    if status == "corrected":
        yield from wrap(f"corrected: {escape_controls(corrects)}", style.width, indent, f"{indent}  ")
        yield from wrap(f"sources: {escape_controls(source)}", style.width, indent, f"{indent}  ")


def _reason(reason: Reason, style: TextStyle) -> Iterator[str]:
    head = f"  {reason.points:+d}  "
    indent = " " * cell_width(head)
    yield f"{head}{apply_style(reason.rule, 'cyan', style.colour)}"
    yield from wrap(escape_controls(reason.because), style.width, indent)
    yield from correction_lines(reason.source, reason.status, reason.corrects, indent, style)
