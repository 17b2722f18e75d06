"""`advisor config`: the settings of `evaluate` and `lint`, each with its origin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Annotated

import typer

from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.exit_codes import CLEAN
from advisor.cli.help import FILES
from advisor.cli.options import (
    Color,
    FailOn,
    Ignore,
    Only,
    Quiet,
    RulePacks,
    Severity,
    format_option,
    setting_options,
)
from advisor.cli.output import write_output
from advisor.page.elements import Column, Table
from advisor.page.style import NAME, QUIET
from advisor.page.write import write_page
from advisor.reporters import REPORTERS
from advisor.settings.file import SETTINGS_FILE, display_path
from advisor.settings.values import DEFAULT, RunSettings, SettingOptions

COLUMNS = (Column(style=NAME), Column(), Column(style=QUIET))
FORMATS = tuple(REPORTERS)
SettingRow = tuple[str, str, str]  # setting, value, origin


@declare()
def config(
    ctx: typer.Context,
    show: Annotated[str, typer.Option(
        "--show", metavar="FILE", rich_help_panel=FILES,
        help="The architecture file to show the settings of; - is standard input, read where you are.")],
    only: Only = None,
    ignore: Ignore = None,
    severity: Severity = None,
    fail_on: FailOn = None,
    rules: RulePacks = None,
    form: Annotated[str | None, format_option(REPORTERS)] = None,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Show every setting of evaluate and lint, and where it comes from.

    Settings stand in .advisor.yaml, which is looked for from the first file's directory upwards, as far as a .git.
    They are only, ignore, severity, fail_on, format, rules and, for lint alone, exclude and baseline; an option of the
    same name takes the place of one, except that --exclude adds to it. Where one of the two commands has no such
    format, it keeps to text.

    Example: advisor config --show orders.yaml
    """
    return partial(run, show, setting_options(only, ignore, severity, fail_on, rules, form),
                   ConsoleOptions.merge(ctx.obj, color, quiet))


def run(file: str, options: SettingOptions, console: ConsoleOptions) -> int:
    """Writes the settings in force. Raises InputError with every problem of them."""
    from advisor.api import load_engine_and_practices
    from advisor.errors import InputError, Problem
    from advisor.settings.resolve import resolve_settings

    problems: list[Problem] = []
    resolved = resolve_settings(file, options, problems, load_engine_and_practices)
    if problems:
        raise InputError(problems)
    location = display_path(resolved.file) if resolved.file else f"no {SETTINGS_FILE} here or above"
    table = Table(COLUMNS, [("file", location, ""), *_rows(resolved.settings)])
    write_output(write_page(iter([table]), console.style()))
    return CLEAN


def _rows(settings: RunSettings) -> Iterator[SettingRow]:
    for name in ("only", "ignore", "rules"):
        values = getattr(settings, name)
        yield from ((name, value.text, value.origin) for value in values)
        if not values:
            yield name, "all" if name == "only" else "none", DEFAULT
    yield from (("severity", f"{rule.text}: {level.text}", level.origin) for rule, level in settings.severity)
    if not settings.severity:
        yield "severity", "as the practices say", DEFAULT
    yield "fail_on", settings.fail_on.text, settings.fail_on.origin
    yield "format", settings.format.text, settings.format.origin
    yield from (("exclude", glob.text, glob.origin) for glob in settings.exclude)
    if not settings.exclude:
        yield "exclude", "none", DEFAULT
    yield "baseline", settings.baseline.text or "none", settings.baseline.origin
