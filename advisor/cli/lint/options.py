"""The options of `lint`, and its parsed command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from advisor.cli.argument_parser import ParsedArguments, parse_arguments
from advisor.cli.console import ConsoleOptions
from advisor.cli.fact_options import CommandOption
from advisor.cli.output import STANDARD_STREAM
from advisor.errors import Problem
from advisor.reporters import REPORTERS
from advisor.settings.values import NEVER, SEVERITIES, SettingOptions
from advisor.text.suggestions import did_you_mean

FORMATS = tuple(REPORTERS)
LEVELS = (*SEVERITIES, NEVER)
AUTO = "auto"
MAX_JOBS = 256
CURRENT_DIRECTORY = "."

OPTIONS = (
    CommandOption("--only", "Judge by these practices alone (repeatable, or with commas).", "RULE", repeatable=True),
    CommandOption("--ignore", "Leave these practices out (repeatable, or with commas).", "RULE", repeatable=True),
    CommandOption("--severity",
                  "Set how severe a practice is: error, warning, info or off (repeatable, or with commas).",
                  "RULE=LEVEL", repeatable=True),
    CommandOption(
        "--fail-on",
        "Exit with 1 on findings of this severity or above: error, warning, info, or never.  [default: error]",
        "LEVEL",
        values=LEVELS,
    ),
    CommandOption("--rules", "A rule pack to lay over the built-in one (repeatable).", "DIR", repeatable=True),
    CommandOption("--questions", "Show what the documents leave open as well."),
    CommandOption("--statistics", "Count the findings of each rule."),
    CommandOption(
        "--format", f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.  [default: text]", "FORMAT", values=FORMATS
    ),
    CommandOption("--output", "Write the result to a file.", "FILE"),
    CommandOption("--report", "Also write this format to this file (repeatable).", "FORMAT=FILE", repeatable=True),
    CommandOption("--exclude", "Leave out paths that match this pattern, beside those of .advisor.yaml (repeatable).",
                  "PATTERN", repeatable=True),
    CommandOption("--no-force-exclude", "Check files that are named even where they are excluded."),
    CommandOption("--stdin-filename", "The name of what is read from standard input (-).", "FILE"),
    CommandOption("--since", "Report only findings on lines that changed since this revision of git.", "REVISION"),
    CommandOption("--baseline", "Do not count findings that stand in this file.", "FILE"),
    CommandOption("--write-baseline", "Write the findings of this run into the baseline."),
    CommandOption("--prune-baseline", "Take out of the baseline what is no longer found."),
    CommandOption("--fix", "Mend what can be mended without changing what a document means."),
    CommandOption("--unsafe-fixes", "With --fix or --diff: mend also where the meaning may change."),
    CommandOption("--diff", "Show what --fix would change, and change nothing."),
    CommandOption("--jobs", "How many processes to use, or auto.  [default: auto]", "NUMBER"),
    CommandOption("--no-cache", "Neither use nor keep results of earlier runs."),
    CommandOption("--show-files", "List the files that would be checked, and check nothing."),
    CommandOption("--quiet", "Say nothing beside the result."),
    CommandOption("--no-color", "Use no colours."),
)


class LintArguments(NamedTuple):
    """The parsed command line of `lint`."""

    paths: tuple[str, ...]
    options: SettingOptions
    output: str
    reports: tuple[str, ...]
    flags: frozenset[str]  # flags that take no value
    stdin_filename: str
    since: str
    jobs: int  # 0 to choose automatically
    console: ConsoleOptions

    def has_flag(self, flag: str) -> bool:
        """Returns whether a flag is set."""
        return flag in self.flags


def parse_lint_arguments(arguments: Sequence[str], problems: list[Problem]) -> LintArguments:
    """Parses the arguments; adds every problem with them."""
    table = {option.flag: option for option in (*OPTIONS, CommandOption("--help", ""))}
    parsed = parse_arguments(arguments, table, "lint", takes_names=True)
    problems.extend(parsed.problems)
    problems.extend(_wrong_values(parsed))
    words = parsed.values
    options = SettingOptions(
        tuple(words.get("--only", ())), tuple(words.get("--ignore", ())), tuple(words.get("--severity", ())),
        parsed.last_value("--fail-on") or None, tuple(words.get("--rules", ())), parsed.last_value("--format") or None,
        tuple(words.get("--exclude", ())), parsed.last_value("--baseline") or None)
    wanted = frozenset(option.flag for option in OPTIONS if not option.metavar and option.flag in words)
    problems.extend(_misfits(wanted, words, parsed.positionals))
    return LintArguments(tuple(parsed.positionals or [CURRENT_DIRECTORY]), options,
                         parsed.last_value("--output", STANDARD_STREAM), tuple(words.get("--report", ())), wanted,
                         parsed.last_value("--stdin-filename"), parsed.last_value("--since"),
                         _jobs(parsed.last_value("--jobs", AUTO), problems),
                         ConsoleOptions("--no-color" in wanted, "--quiet" in wanted))


def _wrong_values(parsed: ParsedArguments) -> Iterator[Problem]:
    for option in OPTIONS:
        for value in parsed.values.get(option.flag, ()) if option.values else ():
            if value not in option.values:
                remedy = f"{did_you_mean(value, option.values)} It is one of {', '.join(option.values)}.".strip()
                noun = "format" if option.flag == "--format" else "level"
                yield Problem(f"There is no {noun} `{value}`.", remedy, file=option.flag)


def _misfits(wanted: frozenset[str], words: dict[str, list[str]], names: Sequence[str]) -> Iterator[Problem]:
    if "--unsafe-fixes" in wanted and not wanted & {"--fix", "--diff"}:
        yield Problem("It says which fixes to apply, and none are asked for.", "Add --fix or --diff.",
                      file="--unsafe-fixes")
    if {"--fix", "--diff"} <= wanted:
        yield Problem("--fix writes and --diff does not.", "Give one of the two.", file="--diff")
    if {"--write-baseline", "--prune-baseline"} <= wanted:
        yield Problem("--write-baseline prunes as well.", "Give one of the two.", file="--prune-baseline")
    if "--fix" in wanted and "-" in names:
        yield Problem("Standard input cannot be mended in its place.", "Use --diff, or name a file.", file="--fix")
    if "--since" in words and wanted & {"--write-baseline", "--prune-baseline"}:
        yield Problem("A baseline is made of all findings.", "Leave it out.", file="--since")


def _jobs(text: str, problems: list[Problem]) -> int:
    if text == AUTO:
        return 0
    if text.isdecimal() and text.isascii() and len(text) < 6 and int(text) <= MAX_JOBS:
        return int(text)
    problems.append(Problem(f"`{text}` is no number of processes.", f"Write auto, or a number up to {MAX_JOBS}.",
                            file="--jobs"))
    return 1
