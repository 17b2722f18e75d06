"""Suppression comments: apply them to findings, and report faulty ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from advisor.formats.markdown.blocks import MarkdownBlock
    from advisor.linter.suppressions.directives import SuppressionComments
    from advisor.linter.suppressions.misspelt_directives import RuleSuggestions
    from advisor.model.finding import ReportedFinding
    from advisor.text.source import Source

VERBS = ("ignore", "disable", "suppress", "noqa", "nolint", "silence", "mute", "skip", "exclude")
MARKED_FENCE = "```yaml advisor\n"  # names the program and suppresses nothing
WITH_COMMENTS = ("comment", "fence", "front matter")


def suppress(source: Source, blocks: Sequence[MarkdownBlock], noted: Sequence[ReportedFinding],
             known_rules: Mapping[str, str],
             active_rules: Collection[str] | None = None) -> tuple[ReportedFinding, ...]:
    """Returns findings, suppressed by comments with a reason, followed by findings about the comments.

    Args:
        blocks: of a Markdown document.
        known_rules: current ids of all rules, by every name they have or had.
        active_rules: default all; suppressions of other rules are never reported as unused.
    """
    collected = _collect(source, blocks, known_rules)
    if collected is None:
        return tuple(noted)
    from advisor.linter.suppressions.apply import match_suppressions, report_faulty_comments

    comments, suggestions = collected
    suppressed, uses = match_suppressions(comments.directives, noted, known_rules)
    return (*suppressed, *report_faulty_comments(source, comments, uses, noted, suggestions, known_rules,
                                                 known_rules.values() if active_rules is None else active_rules))


def _collect(
    source: Source, blocks: Sequence[MarkdownBlock], known_rules: Mapping[str, str]
) -> tuple[SuppressionComments, RuleSuggestions] | None:
    """Returns the suppression comments of a file and suggestions for rule names; None if there are none."""
    if not _may_contain_suppression(source.text, blocks, known_rules):
        return None
    from advisor.linter.suppressions.directives import collect_suppressions
    from advisor.linter.suppressions.misspelt_directives import RuleSuggestions

    suggestions = RuleSuggestions(known_rules)
    collected = collect_suppressions(source, blocks, suggestions)
    return (collected, suggestions) if collected.directives or collected.misspelt else None


def _may_contain_suppression(text: str, blocks: Sequence[MarkdownBlock], known_rules: Mapping[str, str]) -> bool:
    """Returns whether a text names the program, or a rule to ignore; a cheap check, without further imports."""
    if "advis" in text.lower().replace(MARKED_FENCE, ""):
        return True
    if blocks:
        text = "\n".join([text[block.start : block.end] for block in blocks if block.kind in WITH_COMMENTS])
    lower = text.lower()
    return any(verb in lower for verb in VERBS) and any(rule in lower for rule in known_rules)
