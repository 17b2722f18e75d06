"""Rejects options without effect: a user would believe that an ignored option works."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.cli.scaffold.run import Call


def check_options(args: Call) -> None:
    """Raises InputError with every option that would have no effect."""
    problems = list(_without_effect(args))
    if problems:
        raise InputError(problems)


def _without_effect(args: Call) -> Iterator[Problem]:
    if not args.source and (args.update or args.only_looks):
        ignored = {"--interaction": args.interaction, "--technology": args.technology, "--name": args.name,
                   "--rules": args.rules}
        for option in (name for name, value in ignored.items() if value):
            yield Problem("Without a pattern or a file a project is made again from what it was made from.",
                          "Name the pattern or the file too, or leave this out.", file=option)
    if args.allow_dirty and (args.only_looks or not args.update):
        yield Problem("Only an update minds uncommitted changes.", "Leave this out.", file="--allow-dirty")
    if args.diff and args.form == "json":
        yield Problem("A diff is text.", "Leave out --format json or --diff.", file="--diff")
