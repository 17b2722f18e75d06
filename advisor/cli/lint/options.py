"""The options of `lint`, and its parsed command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from advisor.cli.fast import Parsed, parse
from advisor.cli.manners import Manners
from advisor.cli.options import Option
from advisor.cli.output import STANDARD
from advisor.cli.settings.values import NEVER, SEVERITIES, Options
from advisor.errors import Problem
from advisor.notation.suggest import did_you_mean
from advisor.reporters.lint_report import LINT_REPORTERS
from advisor.source.frozen import NamedTuple

FORMATS = tuple(LINT_REPORTERS)
LEVELS = (*SEVERITIES, NEVER)
AUTO = "auto"
MAX_JOBS = 256
CURRENT_DIRECTORY = "."

OPTIONS = (
    Option("--only", "Judge by these practices alone (repeatable, or with commas).", "RULE", many=True),
    Option("--ignore", "Leave these practices out (repeatable, or with commas).", "RULE", many=True),
    Option("--severity", "Set how severe a practice is: error, warning, info or off (repeatable, or with commas).",
           "RULE=LEVEL", many=True),
    Option("--fail-on", "Exit with 1 on findings of this severity or above: error, warning, info, or never.  "
                        "[default: error]", "LEVEL", values=LEVELS),
    Option("--rules", "A rule pack to lay over the built-in one (repeatable).", "DIR", many=True),
    Option("--questions", "Show what the documents leave open as well."),
    Option("--statistics", "Count the findings of each rule."),
    Option("--format", f"{', '.join(FORMATS[:-1])} or {FORMATS[-1]}.  [default: text]", "FORMAT", values=FORMATS),
    Option("--output", "Write the result to a file.", "FILE"),
    Option("--report", "Also write this format to this file (repeatable).", "FORMAT=FILE", many=True),
    Option("--exclude", "Leave out paths that match this pattern, beside those of .advisor.yaml (repeatable).",
           "PATTERN", many=True),
    Option("--no-force-exclude", "Check files that are named even where they are excluded."),
    Option("--stdin-filename", "The name of what is read from standard input (-).", "FILE"),
    Option("--since", "Report only findings on lines that changed since this revision of git.", "REVISION"),
    Option("--baseline", "Do not count findings that stand in this file.", "FILE"),
    Option("--write-baseline", "Write the findings of this run into the baseline."),
    Option("--prune-baseline", "Take out of the baseline what is no longer found."),
    Option("--fix", "Mend what can be mended without changing what a document means."),
    Option("--unsafe-fixes", "With --fix or --diff: mend also where the meaning may change."),
    Option("--diff", "Show what --fix would change, and change nothing."),
    Option("--jobs", "How many processes to use, or auto.  [default: auto]", "NUMBER"),
    Option("--no-cache", "Neither use nor keep results of earlier runs."),
    Option("--show-files", "List the files that would be checked, and check nothing."),
    Option("--quiet", "Say nothing beside the result."),
    Option("--no-color", "Use no colours."),
)


class Call(NamedTuple):
    """The parsed command line of `lint`."""

    paths: tuple[str, ...]
    options: Options
    output: str
    reports: tuple[str, ...]
    wanted: frozenset[str]  # flags that take no value
    stdin_filename: str
    since: str
    jobs: int  # 0 to choose automatically
    manners: Manners

    def wants(self, flag: str) -> bool:
        """Returns whether a flag is set."""
        return flag in self.wanted


def read_call(arguments: Sequence[str], problems: list[Problem]) -> Call:
    """Parses the arguments; adds every problem with them."""
    table = {option.flag: option for option in (*OPTIONS, Option("--help", ""))}
    parsed = parse(arguments, table, "lint", takes_names=True)
    problems.extend(parsed.problems)
    problems.extend(_wrong_values(parsed))
    words = parsed.words
    options = Options(
        tuple(words.get("--only", ())), tuple(words.get("--ignore", ())), tuple(words.get("--severity", ())),
        parsed.last("--fail-on") or None, tuple(words.get("--rules", ())), parsed.last("--format") or None,
        tuple(words.get("--exclude", ())), parsed.last("--baseline") or None)
    wanted = frozenset(option.flag for option in OPTIONS if not option.metavar and option.flag in words)
    problems.extend(_misfits(wanted, words, parsed.names))
    return Call(tuple(parsed.names or [CURRENT_DIRECTORY]), options, parsed.last("--output", STANDARD),
                tuple(words.get("--report", ())), wanted, parsed.last("--stdin-filename"), parsed.last("--since"),
                _jobs(parsed.last("--jobs", AUTO), problems), Manners("--no-color" in wanted, "--quiet" in wanted))


def _wrong_values(parsed: Parsed) -> Iterator[Problem]:
    for option in OPTIONS:
        for value in parsed.words.get(option.flag, ()) if option.values else ():
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
