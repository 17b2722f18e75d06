"""Comments that silence findings, each for a reason, and what is wrong with such comments."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from advisor.model.checked import Noted
    from advisor.readers.markdown import Block
    from advisor.source import Source


def suppress(source: Source, blocks: Sequence[Block], noted: Sequence[Noted], known_rules: Collection[str],
             judged: Collection[str] | None = None) -> tuple[Noted, ...]:
    """Returns findings, silenced where a comment gives a reason to, followed by those about the comments themselves.

    Args:
        blocks: of a Markdown document.
        judged: the rules in force, where not all are: whether a comment about another is of use, nobody knows.
    """
    from advisor.linter.suppressions.signs import may_hold_any

    if not may_hold_any(source.text, known_rules):
        return tuple(noted)
    from advisor.linter.suppressions.found import found_in
    from advisor.linter.suppressions.guesses import Guesses
    from advisor.linter.suppressions.matching import matched
    from advisor.linter.suppressions.told import told

    guesses = Guesses(known_rules)
    found = found_in(source, blocks, guesses)
    if not found.placed and not found.lookalikes:
        return tuple(noted)
    silenced, uses = matched(found.placed, noted, known_rules)
    return (*silenced, *told(source, found, uses, noted, guesses, known_rules if judged is None else judged))
