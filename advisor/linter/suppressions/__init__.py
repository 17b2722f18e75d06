"""Suppression comments: apply them to findings, and report faulty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from advisor.formats.markdown.blocks import MarkdownBlock
    from advisor.linter.suppressions.collect import SuppressionComments
    from advisor.linter.suppressions.rule_suggestions import RuleSuggestions
    from advisor.model.finding import Finding, ReportedFinding
    from advisor.text.source import Source


def suppress(
    source: Source,
    blocks: Sequence[MarkdownBlock],
    noted: Sequence[ReportedFinding],
    known_rules: Collection[str],
    active_rules: Collection[str] | None = None,
) -> tuple[ReportedFinding, ...]:
    """Returns findings, suppressed by comments with a reason, followed by findings about the comments.

    Args:
        blocks: of a Markdown document.
        active_rules: default all; suppressions of other rules are never reported as unused.
    """
    collected = _collect(source, blocks, known_rules)
    if collected is None:
        return tuple(noted)
    from advisor.linter.suppressions.matching import match_suppressions
    from advisor.linter.suppressions.suppression_findings import suppression_findings

    comments, suggestions = collected
    silenced, uses = match_suppressions(comments.directives, noted, known_rules)
    return (*silenced, *suppression_findings(source, comments, uses, noted, suggestions,
                             known_rules if active_rules is None else active_rules))


def split_suppressed(
    findings: Iterable[Finding], blocks: Mapping[str, Sequence[MarkdownBlock]], known_rules: Collection[str]
) -> tuple[tuple[Finding, ...], tuple[ReportedFinding, ...]]:
    """Splits findings of several files into those that count and those that comments suppress; keeps their order.

    Args:
        blocks: of each Markdown document, by its name.
    """
    from advisor.linter.suppressions.matching import match_suppressions
    from advisor.model.finding import ReportedFinding

    noted = [ReportedFinding(finding) for finding in findings]
    by_file: dict[str, list[int]] = {}
    for number, reported in enumerate(noted):
        by_file.setdefault(reported.finding.span.file, []).append(number)
    for name, numbers in by_file.items():
        collected = _collect(noted[numbers[0]].finding.span.source, blocks.get(name, ()), known_rules)
        if collected is not None:
            silenced, _ = match_suppressions(
                collected[0].directives, [noted[number] for number in numbers], known_rules
            )
            for number, reported in zip(numbers, silenced, strict=True):
                noted[number] = reported
    return (tuple(reported.finding for reported in noted if reported.suppression is None),
            tuple(reported for reported in noted if reported.suppression is not None))


def _collect(
    source: Source, blocks: Sequence[MarkdownBlock], known_rules: Collection[str]
) -> tuple[SuppressionComments, RuleSuggestions] | None:
    """Returns the suppression comments of a file and suggestions for rule names; None if there are none."""
    from advisor.linter.suppressions.prefilter import may_contain_suppression

    if not may_contain_suppression(source.text, blocks, known_rules):
        return None
    from advisor.linter.suppressions.collect import collect_suppressions
    from advisor.linter.suppressions.rule_suggestions import RuleSuggestions

    suggestions = RuleSuggestions(known_rules)
    collected = collect_suppressions(source, blocks, suggestions)
    return (collected, suggestions) if collected.directives or collected.misspelt else None
