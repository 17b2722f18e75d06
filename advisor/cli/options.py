"""Options that several commands share, each declared once: its names, help, group, completion and check."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Annotated, Any

import typer

from advisor.cli.call_problems import choice_check
from advisor.cli.completion import (
    complete_facts,
    complete_interactions,
    complete_report,
    complete_rules,
    complete_severity,
    completer,
)
from advisor.cli.console import COLOR_CHOICES
from advisor.cli.help import FACTS, FILES, GENERAL, OUTPUT, RULES
from advisor.settings.values import FAIL_ON, IGNORE_OPTION, ONLY_OPTION, SEVERITY_OPTION, SettingOptions

ANSWER_FORMATS = ("text", "json", "markdown")  # of one answer
DATA_FORMATS = ("text", "json")


def choice_option(flag: str, values: Collection[str], noun: str, help_text: str, **rest: Any) -> Any:
    """Returns an option that takes one of a few values."""
    allowed = tuple(values)
    return typer.Option(flag, callback=choice_check(allowed, noun), autocompletion=completer(allowed), help=help_text,
                        **rest)


def format_option(formats: Collection[str], note: str = "") -> Any:
    """Returns the option of a command with these formats and a remark on them; the first one is the default."""
    default, *others = formats
    listed = f"{', '.join((default, *others[:-1]))} or {others[-1]}"
    remark = f"; {note}" if note else ""
    return choice_option("--format", formats, "format", f"{listed}{remark}.  [default: {default}]", metavar="FORMAT",
                         show_default=False, rich_help_panel=OUTPUT)


def fail_on_option(levels: Collection[str], help_text: str) -> Any:
    """Returns the option of a command with these levels of failure."""
    return choice_option("--fail-on", levels, "level", help_text, metavar="LEVEL", rich_help_panel=RULES)


def output_option(what: str) -> Any:
    """Returns the option that names the file of a result."""
    return typer.Option("--output", "--out", metavar="FILE", help=f"Write {what} to a file.", show_default=False,
                        rich_help_panel=OUTPUT)


def adr_option(what: str) -> Any:
    """Returns the option that records decisions."""
    return typer.Option("--adr", metavar="PATH", rich_help_panel=OUTPUT,
                        help=f"Also record {what}: in a folder of decision records, or in a file that ends in .md.")


def setting_options(only: Sequence[str] | None, ignore: Sequence[str] | None, severity: Sequence[str] | None,
                    fail_on: str | None, rules: Sequence[str] | None, form: str | None,
                    exclude: Sequence[str] | None = None, baseline: str | None = None) -> SettingOptions:
    """Returns the options that override settings; an option that is not given is None."""
    return SettingOptions(tuple(only or ()), tuple(ignore or ()), tuple(severity or ()), fail_on, tuple(rules or ()),
                          form, tuple(exclude or ()), baseline)


Only = Annotated[list[str] | None, typer.Option(
    ONLY_OPTION, metavar="RULE", autocompletion=complete_rules, rich_help_panel=RULES,
    help="Judge by these practices alone (repeatable, or with commas).")]
Ignore = Annotated[list[str] | None, typer.Option(
    IGNORE_OPTION, metavar="RULE", autocompletion=complete_rules, rich_help_panel=RULES,
    help="Leave these practices out (repeatable, or with commas).")]
Severity = Annotated[list[str] | None, typer.Option(
    SEVERITY_OPTION, metavar="RULE=LEVEL", autocompletion=complete_severity, rich_help_panel=RULES,
    help="Set how severe a practice is: error, warning, info or off (repeatable, or with commas).")]
FailOn = Annotated[str | None, fail_on_option(
    FAIL_ON, "Exit with 1 on findings of this severity or above (error, warning, info), on a declared pattern that is "
             "not the advised one (disagreement), or never.  [default: error]")]
RulePacks = Annotated[list[str] | None, typer.Option(
    "--rules", metavar="DIR", rich_help_panel=RULES, help="A rule pack to lay over the built-in one (repeatable).")]
Reports = Annotated[list[str] | None, typer.Option(
    "--report", metavar="FORMAT=FILE", autocompletion=complete_report, rich_help_panel=OUTPUT,
    help="Also write this format to this file (repeatable).")]
Output = Annotated[str, output_option("the result")]
Explain = Annotated[list[str] | None, typer.Option(
    "--explain", metavar="ID", autocompletion=complete_interactions, rich_help_panel=OUTPUT,
    help="Show this interaction alone, in full (repeatable).")]
Interaction = Annotated[str, typer.Option(
    "--interaction", metavar="ID", autocompletion=complete_interactions, rich_help_panel=FILES,
    help="Only this interaction of the file, as a project of its own.")]
WhatIf = Annotated[list[str] | None, typer.Option(
    "--what-if", metavar="FACT=VALUE", autocompletion=complete_facts, rich_help_panel=FACTS,
    help="Also answer with this fact changed, such as replay=true (repeatable).")]
SetFacts = Annotated[list[str] | None, typer.Option(
    "--set", metavar="FACT=VALUE", autocompletion=complete_facts, rich_help_panel=FACTS,
    help="Answer a question, such as replay=true; unknown is an answer too (repeatable).")]
AnswerFormat = Annotated[str, format_option(ANSWER_FORMATS)]
DataFormat = Annotated[str, format_option(DATA_FORMATS)]
Quiet = Annotated[bool, typer.Option("--quiet", rich_help_panel=GENERAL, help="Say nothing beside the result.")]
Color = Annotated[str | None, choice_option(
    "--color", COLOR_CHOICES, "choice of colour", "Use colours: auto, always or never.  [default: auto]",
    metavar="WHEN", rich_help_panel=GENERAL)]
