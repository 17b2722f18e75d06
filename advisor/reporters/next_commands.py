"""Suggested next commands after a recommendation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.model.interaction import Interaction
from advisor.model.recommendation import Recommendation
from advisor.reporters.clean import clean
from advisor.reporters.layout import cells

STREAM = "<stdin>"
RECORDS = "docs/decisions"
PLAIN = re.compile(r"[A-Za-z0-9][\w-]*")


def next_commands(interaction: Interaction, recommendation: Recommendation) -> Iterator[tuple[str, ...]]:
    """Yields follow-up commands as argument tuples: explain a conflict, scaffold code, write an ADR."""
    for conflict in recommendation.conflicts:
        yield "advisor", "explain", conflict.rule
    pattern = interaction.declared or recommendation.pattern
    if pattern is None:
        return
    file = interaction.source.name
    if not interaction.id or not file or file == STREAM:
        yield "advisor", "scaffold", pattern, "--out", pattern
        return
    folder = interaction.id if PLAIN.fullmatch(interaction.id) else pattern
    yield "advisor", "scaffold", file, "--interaction", interaction.id, "--out", folder
    yield "advisor", "evaluate", file, "--explain", interaction.id, "--adr", RECORDS


def folded(command: tuple[str, ...], width: int) -> Iterator[str]:
    """Yields a command wrapped to a width with `\\` continuations; never splits a word."""
    from shlex import quote

    line = " "
    for number, word in enumerate(map(quote, map(clean, command))):
        if number and cells(line) + cells(word) + 1 > width - len(" \\"):
            yield f"{line} \\"
            line = "   "
        line = f"{line} {word}"
    yield line
