"""Fixes of findings: edits of the document text; safe ones keep its meaning."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.model.checked import Fix, Noted
    from advisor.model.finding import Finding
    from advisor.readers.documents import Reading
    from advisor.source import Source

CHOSEN = frozenset((  # rules about a value that can be replaced by the advised one
    "automatic-ack", "lost-trace", "missing-deadline-propagation", "retry-without-backoff", "retry-without-jitter",
    "unconfirmed-publish"))


def with_fixes(noted: Sequence[Noted], reading: Reading, source: Source) -> tuple[Noted, ...]:
    """Returns findings with their fixes, if there are any; suppressed findings get none."""
    fixers = _fixers({reported.finding.rule for reported in noted if reported.silence is None}, reading, source)
    return tuple(reported if reported.silence is not None or reported.finding.rule not in fixers
                 else reported._replace(fix=fixers[reported.finding.rule](reported.finding)) for reported in noted)


def _fixers(rules: set[str], reading: Reading, source: Source) -> dict[str, Callable[[Finding], Fix | None]]:
    """Returns fix functions by rule; prepares only those needed."""
    fixers: dict[str, Callable[[Finding], Fix | None]] = {}
    if "invalid-architecture" in rules:
        from advisor.linter.fixes.words import Words

        fixers["invalid-architecture"] = Words(reading.problems).fix
    if "unused-suppression" in rules:
        from advisor.linter.fixes.comments import Comments

        fixers["unused-suppression"] = Comments(source, reading.blocks.get(source.name, ())).fix
    if "incomplete-block" in rules:
        from advisor.linter.fixes.left_out import LeftOut

        fixers["incomplete-block"] = LeftOut(reading, source).fix
    if chosen := rules & CHOSEN:
        from advisor.linter.fixes.choices import Choices

        fixers.update(dict.fromkeys(chosen, Choices(reading.architecture.interactions, source).fix))
    return fixers
