"""Comments that silence findings, each for a reason, and what is wrong with such comments."""

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
             judged: Collection[str] | None = None) -> tuple[Noted, ...]:
    """Returns findings, silenced where a comment gives a reason to, followed by those about the comments themselves.

    Args:
        blocks: of a Markdown document.
        judged: the rules in force, where not all are: whether a comment about another is of use, nobody knows.
    """
    comments = _comments(source, blocks, known_rules)
    if comments is None:
        return tuple(noted)
    from advisor.linter.suppressions.matching import matched
    from advisor.linter.suppressions.told import told

    found, guesses = comments
    silenced, uses = matched(found.placed, noted, known_rules)
    return (*silenced, *told(source, found, uses, noted, guesses, known_rules if judged is None else judged))


def parted(findings: Iterable[Finding], blocks: Mapping[str, Sequence[Block]], known_rules: Collection[str],
           ) -> tuple[tuple[Finding, ...], tuple[Noted, ...]]:
    """Returns the findings of several files that count, and those that comments silence; both in the order given.

    Args:
        blocks: of each Markdown document, by its name.
    """
    from advisor.linter.suppressions.matching import matched
    from advisor.model.checked import Noted

    noted = [Noted(finding) for finding in findings]
    by_file: dict[str, list[int]] = {}
    for number, one in enumerate(noted):
        by_file.setdefault(one.finding.span.file, []).append(number)
    for name, numbers in by_file.items():
        comments = _comments(noted[numbers[0]].finding.span.source, blocks.get(name, ()), known_rules)
        if comments is not None:
            silenced, _ = matched(comments[0].placed, [noted[number] for number in numbers], known_rules)
            for number, one in zip(numbers, silenced, strict=True):
                noted[number] = one
    return (tuple(one.finding for one in noted if one.silence is None),
            tuple(one for one in noted if one.silence is not None))


def _comments(source: Source, blocks: Sequence[Block], known_rules: Collection[str]) -> tuple[Found, Guesses] | None:
    """Returns what the comments of a file say to us, and the rules they may mean; None where they say nothing."""
    from advisor.linter.suppressions.signs import may_hold_any

    if not may_hold_any(source.text, blocks, known_rules):
        return None
    from advisor.linter.suppressions.found import found_in
    from advisor.linter.suppressions.guesses import Guesses

    guesses = Guesses(known_rules)
    found = found_in(source, blocks, guesses)
    return (found, guesses) if found.placed or found.lookalikes else None
