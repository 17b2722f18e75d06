"""Fixes of findings: edits of the document text; safe ones keep its meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.extraction.documents import DocumentReading
    from advisor.model.finding import Finding, Fix, ReportedFinding
    from advisor.text.source import Source

CHOICE_RULES = frozenset((  # rules about a value that can be replaced by the advised one
    "automatic-ack", "missing-trace-context", "missing-deadline-propagation", "retry-without-backoff",
    "retry-without-jitter", "unconfirmed-publish"))


def attach_fixes(
    noted: Sequence[ReportedFinding], reading: DocumentReading, source: Source
) -> tuple[ReportedFinding, ...]:
    """Returns findings with their fixes, if there are any; suppressed findings get none."""
    fixers = _fixers({reported.finding.rule for reported in noted if reported.suppression is None}, reading, source)
    return tuple(reported if reported.suppression is not None or reported.finding.rule not in fixers
                 else reported._replace(fix=fixers[reported.finding.rule](reported.finding)) for reported in noted)


def _fixers(rules: set[str], reading: DocumentReading, source: Source) -> dict[str, Callable[[Finding], Fix | None]]:
    """Returns fix functions by rule; prepares only those needed."""
    fixers: dict[str, Callable[[Finding], Fix | None]] = {}
    if "invalid-architecture" in rules:
        from advisor.linter.fixes.spelling import SpellingFixer

        fixers["invalid-architecture"] = SpellingFixer(reading.problems).fix
    if "unused-suppression" in rules:
        from advisor.linter.fixes.remove_suppressions import SuppressionFixer

        fixers["unused-suppression"] = SuppressionFixer(source, reading.blocks.get(source.name, ())).fix
    if "incomplete-block" in rules:
        from advisor.linter.fixes.add_missing_facts import MissingFactsFixer

        fixers["incomplete-block"] = MissingFactsFixer(reading, source).fix
    if chosen := rules & CHOICE_RULES:
        from advisor.linter.fixes.design_choices import ChoiceFixer

        fixers.update(dict.fromkeys(chosen, ChoiceFixer(reading.architecture.interactions, source).fix))
    return fixers
