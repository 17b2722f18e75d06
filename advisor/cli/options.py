"""Options of `recommend`: one for each fact of the pack, and a few of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.terms import Term, Terms
from advisor.reporters.words import value_in_words
from advisor.source.frozen import NamedTuple

FORMATS = ("text", "json", "markdown")
METAVARS = {"integer": "INTEGER", "number": "NUMBER"}


class Option(NamedTuple):
    """One command-line option: its flags, its values, and the fact that it states, if any."""

    flag: str
    help: str
    metavar: str = ""  # empty if it takes no value
    off: str = ""  # the negative flag, such as `--no-replay`
    values: tuple[str, ...] = ()
    many: bool = False
    term: Term | None = None


OWN = (
    Option("--facts", "Read facts from a YAML or JSON file (- is standard input); options outrank it.", "FILE"),
    Option("--what-if", "Also answer with this fact changed, such as replay=true (repeatable).", "FACT=VALUE",
           many=True),
    Option("--rules", "A rule pack to lay over the built-in one (repeatable).", "DIR", many=True),
    Option("--format", "How to write the answer.", "FORMAT", values=FORMATS),
    Option("--output", "Write the answer to a file.", "FILE"),
    Option("--adr", "Also record the decision: in a folder of decision records, or in a file that ends in .md.",
           "PATH"),
    Option("--quiet", "Say nothing beside the answer."),
    Option("--no-color", "Use no colours."),
)


def option_table(terms: Terms) -> dict[str, Option]:
    """Returns every flag with its option; the command's own options win over facts of the same name."""
    table = {option.flag: option for option in OWN}
    table |= {"--help": Option("--help", "Show this message and exit.")}
    for term in terms.needs.values():
        option = fact_option(term)
        if option is not None and option.flag not in table:
            table[option.flag] = option
            if option.off:
                table.setdefault(option.off, option)
    return table


def fact_option(term: Term) -> Option | None:
    """Returns the option that states a fact, or None for a group of facts."""
    if term.type == "group":
        return None
    name = term.name.replace("_", "-")
    if term.type == "bool":
        return Option(f"--{name}", _help(term), off=f"--no-{name}", term=term)
    values = term.values if term.type == "choice" else ()
    metavar = "|".join(values) or METAVARS.get(term.type, "TEXT")
    return Option(f"--{name}", _help(term), metavar, values=values, term=term)


def plain_value(term: Term, text: str) -> Any:
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
        parts.append(f"at least {value_in_words(float(term.at_least))}")
    if term.above is not None:
        parts.append(f"more than {value_in_words(float(term.above))}")
    return ", ".join(parts)


def unique(table: Mapping[str, Option]) -> list[Option]:
    """Returns the options of a table without duplicates."""
    return list({option.flag: option for option in table.values()}.values())
