"""Options that have no meaning in a call: they are refused, for one that is ignored would be believed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.cli.scaffold.run import Call


def check_options(call: Call) -> None:
    """Raises InputError with every option that would have no effect."""
    problems = list(_without_effect(call))
    if problems:
        raise InputError(problems)


def _without_effect(call: Call) -> Iterator[Problem]:
    if not call.source and (call.update or call.only_looks):
        given = {"--interaction": call.interaction, "--technology": call.technology, "--name": call.name,
                 "--rules": call.rules}
        for option in (name for name, value in given.items() if value):
            yield Problem("Without a pattern or a file a project is made again from what it was made from.",
                          "Name the pattern or the file too, or leave this out.", file=option)
    if call.allow_dirty and (call.only_looks or not call.update):
        yield Problem("Only an update minds uncommitted changes.", "Leave this out.", file="--allow-dirty")
    if call.diff and call.form == "json":
        yield Problem("A diff is text.", "Leave out --format json or --diff.", file="--diff")
