"""Strongest reasons for the recommended pattern and against the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.model.recommendation import Exclusion, RankedPattern, Reason, Recommendation
from advisor.page.elements import Element, Paragraph, Run, TextLine
from advisor.page.style import BAD, GOOD, NAME, QUIET

MAX_REASONS = 3


def winner_reasons(winner: RankedPattern) -> Iterator[Element]:
    """Yields the strongest reasons for the winner, and a summary of the rest."""
    in_favour = [reason for reason in winner.reasons if reason.points > 0]
    against = [reason for reason in winner.reasons if reason.points < 0]
    for reason in in_favour[:MAX_REASONS]:
        yield from _reason(reason)
    if in_favour[MAX_REASONS:]:
        yield Paragraph(f"also: {format_reasons(in_favour[MAX_REASONS:])}", "  ", "    ")
    if against:
        yield Paragraph(f"against it: {format_reasons(against)}", "  ", "    ")


def loser_reasons(loser: RankedPattern, winner: RankedPattern, recommendation: Recommendation) -> Iterator[Element]:
    """Yields the exclusion of a losing pattern, or the strongest reasons against it."""
    exclusions = [exclusion for exclusion in recommendation.excluded if exclusion.pattern == loser.pattern]
    for exclusion in exclusions:
        yield Paragraph(format_exclusion(exclusion), "  ", "    ")
    if exclusions:
        return
    against = sorted((reason for reason in loser.reasons if reason.points < 0), key=lambda reason: reason.points)
    yield TextLine(f"  {loser.score} points, {winner.score - loser.score} behind")
    for reason in against[:2]:
        yield from _reason(reason)
    if not against:
        yield Paragraph(describe_gap(loser, winner), "  ", "    ")


def describe_gap(loser: RankedPattern, winner: RankedPattern) -> str:
    """Returns the largest lead of the winner over a loser without reasons against it."""
    own = {reason.rule: reason.points for reason in loser.reasons}
    gaps = [(reason.points - own.get(reason.rule, 0), reason) for reason in winner.reasons]
    gap, reason = max(gaps, key=lambda pair: pair[0], default=(0, None))
    if reason is None or gap <= 0:
        return f"Nothing speaks against it; {winner.pattern} comes first where points are equal."
    return (f"Nothing speaks against it, but {reason.rule} ({reason.title}) "
            f"gives {winner.pattern} {gap} more.")


def format_exclusion(exclusion: Exclusion) -> str:
    """Returns the rule that excludes a pattern, with its explanation."""
    return f"excluded by {exclusion.rule}: {exclusion.because}"


def format_reasons(reasons: Sequence[Reason]) -> str:
    """Returns reasons as rule ids with points."""
    return ", ".join(f"{reason.rule} {reason.points:+d}" for reason in reasons)


def correction(source: str, status: str, corrects: str, indent: str) -> Iterator[Element]:
    """Yields the correction of the article and its sources, if the rule corrects it."""
    if status == "corrected":
        yield Paragraph((Run("corrected: ", QUIET), Run(corrects)), indent, f"{indent}  ")
        yield Paragraph((Run("sources: ", QUIET), Run(source)), indent, f"{indent}  ")


def _reason(reason: Reason) -> Iterator[Element]:
    head = f"  {reason.points:+d}  "
    indent = " " * len(head)
    yield Paragraph(reason.rule, head, style=NAME, label_style=GOOD if reason.points > 0 else BAD)
    yield Paragraph(reason.because, indent)
    yield from correction(reason.source, reason.status, reason.corrects, indent)
