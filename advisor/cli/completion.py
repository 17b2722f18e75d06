"""What a shell may complete: rules, facts, formats, and interactions of the files named so far."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

import typer

PLAIN_WORD = re.compile(r"[\w.+-]+(=[\w.+-]*)?")  # shells evaluate what is offered, and documents come from strangers
Completion = Callable[[typer.Context, str], list[str]]


def completer(values: Iterable[str]) -> Completion:
    """Returns a completion function for these values."""
    return lambda ctx, incomplete: list(_matching(values, incomplete))


def named_packs(ctx: typer.Context) -> tuple[str, ...]:
    """Returns the rule packs that are named so far."""
    return tuple(ctx.params.get("rules") or ())


def complete_rules(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns the practices that may follow, in a list with commas too."""
    return _after_comma(_practices(ctx), incomplete)


def complete_severity(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns RULE= for each practice, then RULE=LEVEL for the one that is named."""
    from advisor.settings.values import LEVELS

    rule, equals, _ = incomplete.rpartition(",")[2].partition("=")
    return _after_comma([f"{rule}={level}" for level in LEVELS] if equals else
                        [f"{name}=" for name in _practices(ctx)], incomplete)


def complete_report(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns FORMAT= for each format of the command."""
    formats = next(param for param in ctx.command.params if "--format" in param.opts)
    return [f"{item.value}=" for item in formats.shell_complete(ctx, incomplete)]


def complete_facts(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns FACT= for each fact, then FACT=VALUE for the one that is named."""
    from advisor.api import load_engine

    terms = load_engine(named_packs(ctx)).terms.needs
    term = terms.get(incomplete.partition("=")[0].replace("-", "_"))
    if "=" not in incomplete or term is None:
        return list(_matching((f"{name}=" for name in terms), incomplete))
    values = ("true", "false") if term.type == "bool" else term.values
    return list(_matching((f"{term.name}={value}" for value in (*values, "unknown")), incomplete))


def complete_interactions(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns the interactions of the files that are named so far."""
    from pathlib import Path

    from advisor.api import load_engine, read_documents

    named = [ctx.params.get("source"), *(ctx.params.get("files") or ())]
    files = [name for name in named if name and Path(name).is_file()]  # standard input would be waited for
    architecture = read_documents(files, load_engine(named_packs(ctx)).terms).architecture
    return list(_matching((interaction.id for interaction in architecture.interactions), incomplete))


def complete_subjects(ctx: typer.Context, incomplete: str) -> list[str]:
    """Returns the patterns that can be scaffolded; files are the shell's to complete."""
    from advisor.scaffold.recipe import pattern_recipes

    return list(_matching(pattern_recipes(), incomplete))


def _practices(ctx: typer.Context) -> list[str]:
    from advisor.api import load_practices

    return [practice.id for practice in load_practices(named_packs(ctx))]


def _after_comma(values: Iterable[str], incomplete: str) -> list[str]:
    before, comma, last = incomplete.rpartition(",")
    return [f"{before}{comma}{value}" for value in _matching(values, last)]


def _matching(values: Iterable[str], incomplete: str) -> Iterator[str]:
    return (value for value in values if value.startswith(incomplete) and PLAIN_WORD.fullmatch(value))
