"""A hand parser for `recommend` and `lint`: it needs no typer, and it tells every problem of a call at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from advisor.cli.options import Option
from advisor.errors import Problem
from advisor.notation.suggest import did_you_mean
from advisor.source.frozen import NamedTuple

YES, NO = "yes", "no"


class Parsed(NamedTuple):
    """The words given for each option, in order, and everything that could not be understood."""

    words: dict[str, list[str]]  # by flag; a flag without a value has `yes` or `no`
    problems: list[Problem]
    names: list[str]  # what is no option, of a command that takes such

    def last(self, flag: str, default: str = "") -> str:
        return self.words.get(flag, [default])[-1]


def parse(arguments: Sequence[str], table: Mapping[str, Option], command: str = "recommend", *,
          takes_names: bool = False) -> Parsed:
    """Returns what the arguments say.

    Args:
        takes_names: whether words may stand beside the options; after `--` all are such.
    """
    parsed = Parsed({}, [], [])
    rest = list(reversed(arguments))
    while rest:
        word = rest.pop()
        if word == "--" and takes_names:
            parsed.names.extend(reversed(rest))
            break
        if word.startswith("--") and word != "--":
            _option(word, rest, table, parsed, command)
        elif takes_names and (word == "-" or not word.startswith("-")):
            parsed.names.append(word)
        else:
            parsed.problems.append(_not_an_option(word, table, command))
    for flag, words in parsed.words.items():
        if len(set(words)) > 1 and not table[flag].many:
            parsed.problems.append(Problem(f"It is given as {' and as '.join(dict.fromkeys(words))}.", "Give it once.",
                                           file=flag))
    return parsed


def words_of(flag: str, arguments: Sequence[str]) -> list[str]:
    """Returns the values of one option before the others can be understood."""
    found: list[str] = []
    for place, word in enumerate(arguments):
        if word == flag:
            found += arguments[place + 1:place + 2]
        elif word.startswith(f"{flag}="):
            found.append(word[len(flag) + 1:])
    return found


def _option(word: str, rest: list[str], table: Mapping[str, Option], parsed: Parsed,
            command: str) -> None:
    name, equals, value = word.partition("=")
    flag = name.replace("_", "-")
    option = table.get(flag)
    if option is None:
        parsed.problems.append(_unknown(name, table, command))
        if not equals and rest and not rest[-1].startswith("-"):
            rest.pop()  # most likely its value, which is no fault of its own
        return
    if not option.metavar:
        value = _yes_or_no(flag, option, value if equals else None, parsed)
    elif not equals:
        if not rest or rest[-1].partition("=")[0] in table:
            parsed.problems.append(Problem("A value is missing.", f"Write {option.flag} {option.metavar}.", file=flag))
            return
        value = rest.pop()
    parsed.words.setdefault(option.flag, []).append(value)


def _yes_or_no(flag: str, option: Option, value: str | None, parsed: Parsed) -> str:
    said = NO if flag == option.off else YES
    if value is not None:
        remedy = f"Write {option.flag} or {option.off}." if option.off else f"Write {option.flag}."
        parsed.problems.append(Problem(f"It takes no value, not `{value}` either.", remedy, file=flag))
    return said


def _unknown(name: str, table: Mapping[str, Option], command: str) -> Problem:
    meant = did_you_mean(name, table)
    return Problem(f"There is no option {name}.", meant or f"`advisor {command} --help` lists the options.")


def _not_an_option(word: str, table: Mapping[str, Option], command: str) -> Problem:
    flag = "--" + word.lstrip("-").partition("=")[0].replace("_", "-")
    other = "Facts are given as options, such as --fan-out 4." if command == "recommend" else \
        f"`advisor {command} --help` lists the options."
    remedy = f"Write {flag}." if flag in table else other
    return Problem(f"`{word}` is not an option.", remedy)
