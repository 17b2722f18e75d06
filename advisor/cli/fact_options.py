"""Options that state facts, generated from the vocabulary of the rule packs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, NamedTuple

from typer.core import TyperOption

from advisor.cli.call_problems import call_problems
from advisor.cli.completion import completer
from advisor.cli.declaration import CollectingCommand
from advisor.cli.help import FACTS
from advisor.errors import Problem
from advisor.model.terms import Term, Terms
from advisor.model.value_checks import check_value
from advisor.reporters.phrasing import format_value
from advisor.text.sanitise import escape_controls

if TYPE_CHECKING:
    from advisor.engine import Engine

METAVARS = {"integer": "INTEGER", "number": "NUMBER"}
KEY = "advisor.facts"  # in the shared data of a call


class FactsOfOptions(NamedTuple):
    """The facts stated by options, and the engine whose vocabulary they use."""

    engine: Engine
    values: dict[str, Any]


class FactCommand(CollectingCommand):
    """Command with an option for each fact; its own options win over facts of the same name."""

    facts: Sequence[Any] = ()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        from advisor.api import load_engine

        engine = load_engine(_overlays(args))
        ctx.meta[KEY] = FactsOfOptions(engine, {})
        own = {flag for param in self.params for flag in param.opts}
        self.facts = fact_options(engine.terms, {*own, *ctx.help_option_names})
        return super().parse_args(ctx, args)

    def get_params(self, ctx: Any) -> list[Any]:
        return [*self.facts, *super().get_params(ctx)]


def stated_facts(ctx: Any) -> FactsOfOptions:
    """Returns the facts that the options of a call state."""
    facts: FactsOfOptions = ctx.meta[KEY]
    return facts


def fact_options(terms: Terms, taken: Collection[str] = ()) -> list[TyperOption]:
    """Returns the option of each fact, groups of facts and `taken` flags left out."""
    return [fact_option(term) for term in terms.needs.values() if term.type != "group" and fact_flag(term) not in taken]


def fact_flag(term: Term) -> str:
    """Returns the flag that states a fact."""
    return f"--{term.name.replace('_', '-')}"


def fact_metavar(term: Term) -> str:
    """Returns the form of the value; empty for yes/no facts, which have `--x` and `--no-x`."""
    if term.type == "bool":
        return ""
    return "|".join(term.values if term.type == "choice" else ()) or METAVARS.get(term.type, "TEXT")


def fact_option(term: Term) -> TyperOption:
    """Returns the option that states a fact."""
    flag, metavar = fact_flag(term), fact_metavar(term)
    names = [f"fact_{term.name}", flag if metavar else f"{flag}/--no-{flag[2:]}"]
    complete = completer(term.values)
    return TyperOption(
        param_decls=names, metavar=escape_controls(metavar) or None, is_flag=not metavar, multiple=True,
        expose_value=False, callback=partial(_state, term), help=escape_controls(_help(term)), rich_help_panel=FACTS,
        autocompletion=lambda ctx, args, incomplete: complete(ctx, incomplete))


def parse_fact_value(term: Term, text: str) -> Any:
    """Converts an argument to the type of its fact; text that does not fit stays text, for validation to reject."""
    match term.type:
        case "bool":
            return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
        case "integer" | "number":
            return _number(text)
        case _:
            return text


def check_fact(term: Term, value: Any, location: str, problems: list[Problem]) -> Any:
    """Returns the normalised value of a fact, and adds its problem, if any."""
    value, message, remedy = check_value(term, value)
    if message:
        problems.append(Problem(message, remedy, file=location))
    return value


def _state(term: Term, ctx: Any, param: Any, given: Sequence[Any]) -> None:
    """Records the fact of an option and its problems."""
    if not given or ctx.resilient_parsing:
        return
    flag, problems = param.opts[0], call_problems(ctx)
    if len(set(given)) > 1:
        words = " and as ".join(_word(value) for value in dict.fromkeys(given))
        problems.append(Problem(f"It is given as {words}.", "Give it once.", file=flag))
    value = given[-1] if term.type == "bool" else parse_fact_value(term, given[-1])
    stated_facts(ctx).values[term.name] = check_fact(term, value, flag, problems)


def _word(value: Any) -> str:
    return value if isinstance(value, str) else "yes" if value else "no"


def _overlays(args: Sequence[str]) -> list[str]:
    """Returns the rule packs of a call, which decide what options there are."""
    following = [*args[1:], ""]
    return [after if word == "--rules" else word.removeprefix("--rules=")
            for word, after in zip(args, following, strict=False) if word.partition("=")[0] == "--rules"]


def _number(text: str) -> Any:
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _help(term: Term) -> str:
    limits = _limits(term)
    return f"{term.question}{f' [{limits}]' if limits else ''}"


def _limits(term: Term) -> str:
    parts = [term.unit] if term.unit else []
    if term.at_least is not None:
        parts.append(f"at least {format_value(float(term.at_least))}")
    if term.above is not None:
        parts.append(f"more than {format_value(float(term.above))}")
    return ", ".join(parts)
