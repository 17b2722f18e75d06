"""Options of `recommend`: one for each fact of the pack, and a few of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.model.terms import Term, Terms
from advisor.reporters.phrasing import format_value

FORMATS = ("text", "json", "markdown")  # the other formats list findings or several interactions
METAVARS = {"integer": "INTEGER", "number": "NUMBER"}


class CommandOption(NamedTuple):
    """One command-line option: its flags, its values, and the fact that it states, if any."""

    flag: str
    help: str
    metavar: str = ""  # empty if it takes no value
    negative_flag: str = ""  # the negative flag, such as `--no-replay`
    values: tuple[str, ...] = ()
    repeatable: bool = False
    term: Term | None = None


COMMAND_OPTIONS = (
    CommandOption("--facts", "Read facts from a YAML or JSON file (- is standard input); options outrank it.", "FILE"),
    CommandOption("--what-if", "Also answer with this fact changed, such as replay=true (repeatable).", "FACT=VALUE",
                  repeatable=True),
    CommandOption("--rules", "A rule pack to lay over the built-in one (repeatable).", "DIR", repeatable=True),
    CommandOption("--format", "How to write the answer.", "FORMAT", values=FORMATS),
    CommandOption("--output", "Write the answer to a file.", "FILE"),
    CommandOption("--adr", "Also record the decision: in a folder of decision records, or in a file that ends in .md.",
                  "PATH"),
    CommandOption("--quiet", "Say nothing beside the answer."),
    CommandOption("--no-color", "Use no colours."),
)


def option_table(terms: Terms) -> dict[str, CommandOption]:
    """Returns every flag with its option; the command's own options win over facts of the same name."""
    table = {option.flag: option for option in COMMAND_OPTIONS}
    table |= {"--help": CommandOption("--help", "Show this message and exit.")}
    for term in terms.needs.values():
        option = fact_option(term)
        if option is not None and option.flag not in table:
            table[option.flag] = option
            if option.negative_flag:
                table.setdefault(option.negative_flag, option)
    return table


def fact_option(term: Term) -> CommandOption | None:
    """Returns the option that states a fact, or None for a group of facts."""
    if term.type == "group":
        return None
    name = term.name.replace("_", "-")
    if term.type == "bool":
        return CommandOption(f"--{name}", _help(term), negative_flag=f"--no-{name}", term=term)
    values = term.values if term.type == "choice" else ()
    metavar = "|".join(values) or METAVARS.get(term.type, "TEXT")
    return CommandOption(f"--{name}", _help(term), metavar, values=values, term=term)


def parse_fact_value(term: Term, text: str) -> Any:
    """Converts an argument to the type of its fact; text that does not fit stays text, for validation to reject."""
    match term.type:
        case "bool":
            return {"true": True, "yes": True, "false": False, "no": False}.get(text.lower(), text)
        case "integer" | "number":
            return _number(text)
        case _:
            return text


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


def unique_options(table: Mapping[str, CommandOption]) -> list[CommandOption]:
    """Returns the options of a table without duplicates."""
    return list({option.flag: option for option in table.values()}.values())
