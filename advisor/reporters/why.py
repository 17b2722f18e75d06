"""Why a pattern, and why not another: the strongest reasons of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.recommendation import Exclusion, Ranked, Reason, Recommendation
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells, paint, wrap
from advisor.reporters.report import Look

STRONGEST = 3


def why(winner: Ranked, look: Look) -> Iterator[str]:
    """Yields what speaks most for the winner, and in short the rest."""
    speaking_for = [reason for reason in winner.reasons if reason.points > 0]
    against = [reason for reason in winner.reasons if reason.points < 0]
    for reason in speaking_for[:STRONGEST]:
        yield from _reason(reason, look)
    if speaking_for[STRONGEST:]:
        yield from wrap(f"also: {in_short(speaking_for[STRONGEST:])}", look.width, "  ", "    ")
    if against:
        yield from wrap(f"against it: {in_short(against)}", look.width, "  ", "    ")


def why_not(loser: Ranked, winner: Ranked, recommendation: Recommendation, look: Look) -> Iterator[str]:
    """Yields what excludes a loser, or what speaks most against it."""
    exclusions = [exclusion for exclusion in recommendation.excluded if exclusion.pattern == loser.pattern]
    for exclusion in exclusions:
        yield from wrap(exclusion_in_words(exclusion), look.width, "  ", "    ")
    if exclusions:
        return
    against = sorted((reason for reason in loser.reasons if reason.points < 0), key=lambda reason: reason.points)
    yield f"  {loser.score} points, {winner.score - loser.score} behind"
    for reason in against[:2]:
        yield from _reason(reason, look)
    if not against:
        yield from wrap(lacking(loser, winner), look.width, "  ", "    ")


def lacking(loser: Ranked, winner: Ranked) -> str:
    """Returns what speaks more for the winner than for a loser that nothing speaks against."""
    own = {reason.rule: reason.points for reason in loser.reasons}
    gaps = [(reason.points - own.get(reason.rule, 0), reason) for reason in winner.reasons]
    gap, reason = max(gaps, key=lambda pair: pair[0], default=(0, None))
    if reason is None or gap <= 0:
        return f"Nothing speaks against it; {winner.pattern} comes first where points are equal."
    return (f"Nothing speaks against it, but {reason.rule} ({clean(reason.title)}) "
            f"gives {winner.pattern} {gap} more.")


def exclusion_in_words(exclusion: Exclusion) -> str:
    """Returns the rule that excludes a pattern, and why."""
    return f"excluded by {exclusion.rule}: {clean(exclusion.because)}"


def in_short(reasons: Sequence[Reason]) -> str:
    """Returns reasons as their rules and points alone."""
    return ", ".join(f"{reason.rule} {reason.points:+d}" for reason in reasons)


def sources(source: str, status: str, corrects: str, indent: str, look: Look) -> Iterator[str]:
    """Yields what the article says otherwise, and who says so, where a rule corrects it."""
    if status == "corrected":
        yield from wrap(f"corrected: {clean(corrects)}", look.width, indent, f"{indent}  ")
        yield from wrap(f"sources: {clean(source)}", look.width, indent, f"{indent}  ")


def _reason(reason: Reason, look: Look) -> Iterator[str]:
    head = f"  {reason.points:+d}  "
    indent = " " * cells(head)
    yield f"{head}{paint(reason.rule, 'cyan', look.colour)}"
    yield from wrap(clean(reason.because), look.width, indent)
    yield from sources(reason.source, reason.status, reason.corrects, indent, look)
