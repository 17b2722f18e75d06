"""Strongest reasons for the recommended pattern and against the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.recommendation import Exclusion, Ranked, Reason, Recommendation
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, paint, wrap
from advisor.reporters.report import Look

MAX_REASONS = 3


def why(winner: Ranked, style: Look) -> Iterator[str]:
    """Yields the strongest reasons for the winner, and a summary of the rest."""
    in_favour = [reason for reason in winner.reasons if reason.points > 0]
    against = [reason for reason in winner.reasons if reason.points < 0]
    for reason in in_favour[:MAX_REASONS]:
        yield from _reason(reason, style)
    if in_favour[MAX_REASONS:]:
        yield from wrap(f"also: {in_short(in_favour[MAX_REASONS:])}", style.width, "  ", "    ")
    if against:
        yield from wrap(f"against it: {in_short(against)}", style.width, "  ", "    ")


def why_not(loser: Ranked, winner: Ranked, recommendation: Recommendation, style: Look) -> Iterator[str]:
    """Yields the exclusion of a losing pattern, or the strongest reasons against it."""
    exclusions = [exclusion for exclusion in recommendation.excluded if exclusion.pattern == loser.pattern]
    for exclusion in exclusions:
        yield from wrap(exclusion_in_words(exclusion), style.width, "  ", "    ")
    if exclusions:
        return
    against = sorted((reason for reason in loser.reasons if reason.points < 0), key=lambda reason: reason.points)
    yield f"  {loser.score} points, {winner.score - loser.score} behind"
    for reason in against[:2]:
        yield from _reason(reason, style)
    if not against:
        yield from wrap(lacking(loser, winner), style.width, "  ", "    ")


def lacking(loser: Ranked, winner: Ranked) -> str:
    """Returns the largest lead of the winner over a loser without reasons against it."""
    own = {reason.rule: reason.points for reason in loser.reasons}
    gaps = [(reason.points - own.get(reason.rule, 0), reason) for reason in winner.reasons]
    gap, reason = max(gaps, key=lambda pair: pair[0], default=(0, None))
    if reason is None or gap <= 0:
        return f"Nothing speaks against it; {winner.pattern} comes first where points are equal."
    return (f"Nothing speaks against it, but {reason.rule} ({clean(reason.title)}) "
            f"gives {winner.pattern} {gap} more.")


def exclusion_in_words(exclusion: Exclusion) -> str:
    """Returns the rule that excludes a pattern, with its explanation."""
    return f"excluded by {exclusion.rule}: {clean(exclusion.because)}"


def in_short(reasons: Sequence[Reason]) -> str:
    """Returns reasons as rule ids with points."""
    return ", ".join(f"{reason.rule} {reason.points:+d}" for reason in reasons)


def sources(source: str, status: str, corrects: str, indent: str, style: Look) -> Iterator[str]:
    """Yields the correction of the article and its sources, if the rule corrects it."""
    if status == "corrected":
        yield from wrap(f"corrected: {clean(corrects)}", style.width, indent, f"{indent}  ")
        yield from wrap(f"sources: {clean(source)}", style.width, indent, f"{indent}  ")


def _reason(reason: Reason, style: Look) -> Iterator[str]:
    head = f"  {reason.points:+d}  "
    indent = " " * cells(head)
    yield f"{head}{paint(reason.rule, 'cyan', style.colour)}"
    yield from wrap(clean(reason.because), style.width, indent)
    yield from sources(reason.source, reason.status, reason.corrects, indent, style)
