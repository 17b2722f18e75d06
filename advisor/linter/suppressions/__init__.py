"""Suppression comments: apply them to findings, and report faulty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from advisor.linter.suppressions.found import Found
    from advisor.linter.suppressions.guesses import Guesses
    from advisor.model.checked import Noted
    from advisor.model.finding import Finding
    from advisor.readers.markdown import Block
    from advisor.source import Source


def suppress(source: Source, blocks: Sequence[Block], noted: Sequence[Noted], known_rules: Collection[str],
             active_rules: Collection[str] | None = None) -> tuple[Noted, ...]:
    """Returns findings, suppressed by comments with a reason, followed by findings about the comments.

    Args:
        blocks: of a Markdown document.
        active_rules: default all; suppressions of other rules are never reported as unused.
    """
    collected = _collect(source, blocks, known_rules)
    if collected is None:
        return tuple(noted)
    from advisor.linter.suppressions.matching import matched
    from advisor.linter.suppressions.told import told

    comments, suggestions = collected
    silenced, uses = matched(comments.placed, noted, known_rules)
    return (*silenced, *told(source, comments, uses, noted, suggestions,
                             known_rules if active_rules is None else active_rules))


def parted(findings: Iterable[Finding], blocks: Mapping[str, Sequence[Block]], known_rules: Collection[str],
           ) -> tuple[tuple[Finding, ...], tuple[Noted, ...]]:
    """Splits findings of several files into those that count and those that comments suppress; keeps their order.

    Args:
        blocks: of each Markdown document, by its name.
    """
    from advisor.linter.suppressions.matching import matched
    from advisor.model.checked import Noted

    noted = [Noted(finding) for finding in findings]
    by_file: dict[str, list[int]] = {}
    for number, reported in enumerate(noted):
        by_file.setdefault(reported.finding.span.file, []).append(number)
    for name, numbers in by_file.items():
        collected = _collect(noted[numbers[0]].finding.span.source, blocks.get(name, ()), known_rules)
        if collected is not None:
            silenced, _ = matched(collected[0].placed, [noted[number] for number in numbers], known_rules)
            for number, reported in zip(numbers, silenced, strict=True):
                noted[number] = reported
    return (tuple(reported.finding for reported in noted if reported.silence is None),
            tuple(reported for reported in noted if reported.silence is not None))


def _collect(source: Source, blocks: Sequence[Block], known_rules: Collection[str]) -> tuple[Found, Guesses] | None:
    """Returns the suppression comments of a file and suggestions for rule names; None if there are none."""
    from advisor.linter.suppressions.signs import may_hold_any

    if not may_hold_any(source.text, blocks, known_rules):
        return None
    from advisor.linter.suppressions.found import found_in
    from advisor.linter.suppressions.guesses import Guesses

    suggestions = Guesses(known_rules)
    collected = found_in(source, blocks, suggestions)
    return (collected, suggestions) if collected.placed or collected.lookalikes else None
