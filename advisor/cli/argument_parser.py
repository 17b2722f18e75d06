"""Argument parser of `recommend` and `lint`: needs no typer, and reports every problem of a call at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from advisor.cli.fact_options import CommandOption
from advisor.errors import Problem
from advisor.text.suggestions import did_you_mean

YES, NO = "yes", "no"


class ParsedArguments(NamedTuple):
    """The values of each option, in order, the positional arguments, and every problem."""

    values: dict[str, list[str]]  # by flag; a flag without a value has `yes` or `no`
    problems: list[Problem]
    positionals: list[str]  # positional arguments, if the command takes any

    def last_value(self, flag: str, default: str = "") -> str:
        return self.values.get(flag, [default])[-1]


def parse_arguments(arguments: Sequence[str], table: Mapping[str, CommandOption], command: str = "recommend", *,
                    takes_names: bool = False) -> ParsedArguments:
    """Parses the arguments of a command.

    Args:
        takes_names: whether positional arguments are allowed; after `--`, every argument is one.
    """
    parsed = ParsedArguments({}, [], [])
    rest = list(reversed(arguments))
    while rest:
        argument = rest.pop()
        if argument == "--" and takes_names:
            parsed.positionals.extend(reversed(rest))
            break
        if argument.startswith("--") and argument != "--":
            _parse_option(argument, rest, table, parsed, command)
        elif takes_names and (argument == "-" or not argument.startswith("-")):
            parsed.positionals.append(argument)
        else:
            parsed.problems.append(_not_an_option(argument, table, command))
    for flag, values in parsed.values.items():
        if len(set(values)) > 1 and not table[flag].repeatable:
            parsed.problems.append(Problem(f"It is given as {' and as '.join(dict.fromkeys(values))}.", "Give it once.",
                                           file=flag))
    return parsed


def find_option_values(flag: str, arguments: Sequence[str]) -> list[str]:
    """Returns the values of one option, before the others can be parsed."""
    values: list[str] = []
    for index, argument in enumerate(arguments):
        if argument == flag:
            values += arguments[index + 1:index + 2]
        elif argument.startswith(f"{flag}="):
            values.append(argument[len(flag) + 1:])
    return values


def _parse_option(argument: str, rest: list[str], table: Mapping[str, CommandOption], parsed: ParsedArguments,
                  command: str) -> None:
    name, equals, value = argument.partition("=")
    flag = name.replace("_", "-")
    option = table.get(flag)
    if option is None:
        parsed.problems.append(_unknown_option(name, table, command))
        if not equals and rest and not rest[-1].startswith("-"):
            rest.pop()  # most likely its value, not another problem
        return
    if not option.metavar:
        value = _yes_or_no(flag, option, value if equals else None, parsed)
    elif not equals:
        if not rest or rest[-1].partition("=")[0] in table:
            parsed.problems.append(Problem("A value is missing.", f"Write {option.flag} {option.metavar}.", file=flag))
            return
        value = rest.pop()
    parsed.values.setdefault(option.flag, []).append(value)


def _yes_or_no(flag: str, option: CommandOption, value: str | None, parsed: ParsedArguments) -> str:
    answer = NO if flag == option.negative_flag else YES
    if value is not None:
        remedy = f"Write {option.flag} or {option.negative_flag}." if option.negative_flag else f"Write {option.flag}."
        parsed.problems.append(Problem(f"It takes no value, not `{value}` either.", remedy, file=flag))
    return answer


def _unknown_option(name: str, table: Mapping[str, CommandOption], command: str) -> Problem:
    suggestion = did_you_mean(name, table)
    return Problem(f"There is no option {name}.", suggestion or f"`advisor {command} --help` lists the options.")


def _not_an_option(argument: str, table: Mapping[str, CommandOption], command: str) -> Problem:
    flag = "--" + argument.lstrip("-").partition("=")[0].replace("_", "-")
    hint = "Facts are given as options, such as --fan-out 4." if command == "recommend" else \
        f"`advisor {command} --help` lists the options."
    remedy = f"Write {flag}." if flag in table else hint
    return Problem(f"`{argument}` is not an option.", remedy)
