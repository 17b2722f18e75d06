"""Options and helpers shared by the commands that typer parses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Any

import typer
from typer.main import get_command

from advisor.reporters import REPORTERS
from advisor.settings.values import FAIL_ON
from advisor.text.suggestions import did_you_mean

FORMATS = f"{', '.join(tuple(REPORTERS)[:-1])} or {tuple(REPORTERS)[-1]}"
HELP_SETTINGS = {"help_option_names": ["-h", "--help"]}


def single_command(app: typer.Typer) -> Any:
    """Returns the single command of an app."""
    return get_command(app)


def choice_callback(values: Sequence[str]) -> Callable[[Any], Any]:
    """Returns a callback that rejects all values but these; an option that is not given passes."""

    def check(value: str | None) -> str | None:
        if value is not None and value not in values:
            suggestion = f"{did_you_mean(value, values)} It is one of {', '.join(values)}.".strip()
            raise typer.BadParameter(f"There is no `{value}`. {suggestion}")
        return value

    return check


def completer(values: Iterable[str]) -> Callable[[str], list[str]]:
    """Returns a completion function for these values."""
    return lambda incomplete: [value for value in values if value.startswith(incomplete)]


def _complete_practices(incomplete: str) -> list[str]:
    from advisor.api import load_practices

    return [practice.id for practice in load_practices() if practice.id.startswith(incomplete)]


def _rule_option(help_text: str) -> Any:
    return typer.Option(metavar="RULE", autocompletion=_complete_practices, help=help_text)


Only = Annotated[list[str] | None, _rule_option("Judge by these practices alone (repeatable, or with commas).")]
Ignore = Annotated[list[str] | None, _rule_option("Leave these practices out (repeatable, or with commas).")]
Severity = Annotated[list[str] | None, typer.Option(
    metavar="RULE=LEVEL", help="Set how severe a practice is: error, warning, info or off "
                               "(repeatable, or with commas).")]
FailOn = Annotated[str | None, typer.Option(
    callback=choice_callback(FAIL_ON), autocompletion=completer(FAIL_ON), metavar="LEVEL",
    help="Exit with 1 on findings of this severity or above (error, warning, info), "
         "on a declared pattern that is not the advised one (disagreement), or never.  [default: error]")]
Format = Annotated[str | None, typer.Option(
    "--format", callback=choice_callback(tuple(REPORTERS)), autocompletion=completer(REPORTERS), metavar="FORMAT",
    help=f"{FORMATS}.  [default: text]")]
TextOrJson = Annotated[str, typer.Option("--format", callback=choice_callback(("text", "json")), metavar="FORMAT",
                                         autocompletion=completer(("text", "json")), help="text or json.")]
RulePackDirectories = Annotated[list[str] | None, typer.Option(
    "--rules", metavar="DIR", help="A rule pack to lay over the built-in one (repeatable).")]
