"""`advisor rules`: read and verify the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from json import dumps
from typing import TYPE_CHECKING, Annotated, Any

import typer

from advisor.cli.completion import completer, named_packs
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import CommandSource, declare, declare_group
from advisor.cli.exit_codes import CLEAN
from advisor.cli.help import RUN
from advisor.cli.options import Color, DataFormat, Quiet, RulePacks
from advisor.cli.output import write_output

if TYPE_CHECKING:
    from advisor.cli.rules.catalogue import CatalogueEntry
    from advisor.model.pack import Pack

COMMANDS = {
    "list": CommandSource(f"{__name__}:list_rules", "List every rule, practice, note and technology."),
    "show": CommandSource(f"{__name__}:show_rule", "Explain one rule, practice or pattern."),
    "check": CommandSource(f"{__name__}:check_rules", "Prove that every rule counts and every pattern can win."),
    "test": CommandSource(f"{__name__}:run_cases", "Run the pack's own cases, and the examples of its practices."),
}


def _complete_entries(ctx: typer.Context, incomplete: str) -> list[str]:
    from advisor.api import load_pack
    from advisor.cli.rules.catalogue import catalogue_entries, pattern_entries

    pack = load_pack(named_packs(ctx))
    return completer(entry.id for entry in (*pattern_entries(pack), *catalogue_entries(pack)))(ctx, incomplete)


Directory = Annotated[str | None, typer.Argument(metavar="[DIR]", help="A pack; the built-in one if left out.")]
Entry = Annotated[str, typer.Argument(
    metavar="ID", autocompletion=_complete_entries, help="The id of a pattern, rule, practice, note or technology.")]


@declare_group(COMMANDS)
def rules(ctx: typer.Context, color: Color = None, quiet: Quiet = False) -> None:
    """Read and verify the knowledge."""
    ctx.obj = ConsoleOptions.merge(ctx.obj, color, quiet)


@declare("list")
def list_rules(ctx: typer.Context, rules: RulePacks = None, form: DataFormat = "text", color: Color = None,
               quiet: Quiet = False) -> Callable[[], int]:
    """List every rule, practice, note and technology."""
    return partial(_list, form, tuple(rules or ()), ConsoleOptions.merge(ctx.obj, color, quiet))


def _show_rule(ctx: typer.Context, name: Entry, rules: RulePacks = None, form: DataFormat = "text",
               color: Color = None, quiet: Quiet = False) -> Callable[[], int]:
    """Explain one rule, practice or pattern: when it holds, what it does, why, and who says so."""
    return partial(_show, name, form, tuple(rules or ()), ConsoleOptions.merge(ctx.obj, color, quiet))


show_rule, explain = declare("show")(_show_rule), declare("explain")(_show_rule)


@declare("check")
def check_rules(directory: Directory = None, rules: RulePacks = None, form: DataFormat = "text", color: Color = None,
                quiet: Quiet = False) -> Callable[[], int]:
    """Prove that no rule is dead, shadowed, contradictory or without a source, and that every pattern can win."""
    from advisor.cli.rules.verification import check_pack

    return partial(check_pack, directory, form, tuple(rules or ()))


@declare("test")
def run_cases(
    directory: Directory = None,
    mutate: Annotated[bool, typer.Option(
        "--mutate", rich_help_panel=RUN, help="Change every rule and practice a little, one change at a time, and tell "
                                              "which changes no case and no example notices.")] = False,
    rules: RulePacks = None,
    form: DataFormat = "text",
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Run the pack's own cases, and the examples of its practices."""
    from advisor.cli.rules.verification import run_pack_tests

    return partial(run_pack_tests, directory, form, tuple(rules or ()), with_mutants=mutate)


def _list(form: str, overlays: tuple[str, ...], console: ConsoleOptions) -> int:
    from advisor.api import load_pack
    from advisor.cli.rules.catalogue import catalogue_entries, entry_as_data
    from advisor.cli.rules.catalogue_text import catalogue_table

    pack = load_pack(overlays)
    listed = catalogue_entries(pack)
    if form == "json":
        data = [entry_as_data(entry, pack) for entry in listed]
        write_output([_json({"schema": 1, "rules_pack": pack.name, "rules": data})])
    else:
        write_output(catalogue_table(listed, console.style()))
    return CLEAN


def _show(name: str, form: str, overlays: tuple[str, ...], console: ConsoleOptions) -> int:
    from advisor.api import load_pack
    from advisor.cli.rules.catalogue import entry_as_data, find_provenance
    from advisor.cli.rules.catalogue_text import entry_as_text

    pack = load_pack(overlays)
    name = pack.aliases.get(name, name)
    matches = _find_entries(name, pack)
    cases = _cases_with(name, pack, overlays) if all(entry.role != "pattern" for entry in matches) else []
    if form == "json":
        data = [{**entry_as_data(entry, pack), "cases": cases} for entry in matches]
        write_output([_json({"schema": 1, "rules_pack": pack.name, "rules": data})])
        return CLEAN
    pages = (entry_as_text(entry, find_provenance(entry, pack), cases, console.style()) for entry in matches)
    write_output("".join(page) for page in _separate(pages))
    return CLEAN


def _find_entries(name: str, pack: Pack) -> list[CatalogueEntry]:
    from advisor.cli.rules.catalogue import catalogue_entries, pattern_entries
    from advisor.errors import InputError, Problem
    from advisor.text.suggestions import did_you_mean

    known = [*pattern_entries(pack), *catalogue_entries(pack)]
    matches = [entry for entry in known if name == entry.id]
    if not matches:
        remedy = did_you_mean(name, [entry.id for entry in known]) or "`advisor rules list` lists them."
        raise InputError(Problem(f"There is no rule `{name}`.", remedy))
    return matches


def _cases_with(name: str, pack: Pack, overlays: tuple[str, ...]) -> list[str]:
    """Runs the cases of the pack, and returns the ids of those in which the entry takes part."""
    from advisor.api import load_engine

    engine = load_engine(overlays)
    return [case.id for case in pack.cases if name in engine.recommend(dict(case.facts)).contributing_ids]


def _separate(pages: Iterator[Iterator[str]]) -> Iterator[Iterator[str]]:
    for index, page in enumerate(pages):
        if index:
            yield iter("\n")
        yield page


def _json(data: Any) -> str:
    return dumps(data, indent=2) + "\n"
