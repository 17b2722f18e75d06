"""What mends findings: edits of the text, those first that leave the meaning of the document as it was meant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from advisor.model.checked import Fix, Noted
    from advisor.model.finding import Finding
    from advisor.readers.documents import Reading
    from advisor.source import Source

CHOSEN = frozenset((  # rules about a choice that can be written otherwise
    "automatic-ack", "lost-trace", "missing-deadline-propagation", "retry-without-backoff", "retry-without-jitter",
    "unconfirmed-publish"))


def with_fixes(noted: Sequence[Noted], reading: Reading, source: Source) -> tuple[Noted, ...]:
    """Returns findings, each with what mends it where something does; what is silenced is left as it is."""
    fixers = _fixers({one.finding.rule for one in noted if one.silence is None}, reading, source)
    return tuple(one if one.silence is not None or one.finding.rule not in fixers
                 else one._replace(fix=fixers[one.finding.rule](one.finding)) for one in noted)


def _fixers(rules: set[str], reading: Reading, source: Source) -> dict[str, Callable[[Finding], Fix | None]]:
    """Returns what mends findings, by the rule; only what is needed is prepared."""
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
