"""`advisor lint`: findings in design documents, for CI."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated

import typer

from advisor.cli.call_problems import take_problems
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import declare
from advisor.cli.help import BASELINE, FILES, FIXES, OUTPUT, RUN
from advisor.cli.lint.arguments import AUTO, CURRENT_DIRECTORY, FORMATS, LEVELS
from advisor.cli.options import (
    Color,
    Ignore,
    Only,
    Output,
    Quiet,
    Reports,
    RulePacks,
    Severity,
    fail_on_option,
    format_option,
    setting_options,
)
from advisor.cli.output import STANDARD_STREAM


@declare()
def lint(
    ctx: typer.Context,
    paths: Annotated[list[str] | None, typer.Argument(
        metavar="PATH...", help="Documents, and directories that hold some; - is standard input.  [default: .]")
    ] = None,
    only: Only = None,
    ignore: Ignore = None,
    severity: Severity = None,
    fail_on: Annotated[str | None, fail_on_option(
        LEVELS, "Exit with 1 on findings of this severity or above: error, warning, info, or never.  "
                "[default: error]")] = None,
    rules: RulePacks = None,
    exclude: Annotated[list[str] | None, typer.Option(
        "--exclude", metavar="PATTERN", rich_help_panel=FILES,
        help="Leave out paths that match this pattern, beside those of .advisor.yaml (repeatable).")] = None,
    no_force_exclude: Annotated[bool, typer.Option(
        "--no-force-exclude", rich_help_panel=FILES, help="Check files that are named even where they are excluded.")
    ] = False,
    stdin_filename: Annotated[str, typer.Option(
        "--stdin-filename", metavar="FILE", rich_help_panel=FILES,
        help="The name of what is read from standard input (-).")] = "",
    show_files: Annotated[bool, typer.Option(
        "--show-files", rich_help_panel=FILES, help="List the files that would be checked, and check nothing.")
    ] = False,
    form: Annotated[str | None, format_option(FORMATS, "csv has a row for each finding")] = None,
    output: Output = STANDARD_STREAM,
    report: Reports = None,
    questions: Annotated[bool, typer.Option(
        "--questions", rich_help_panel=OUTPUT, help="Show what the documents leave open as well.")] = False,
    statistics: Annotated[bool, typer.Option(
        "--statistics", rich_help_panel=OUTPUT, help="Count the findings of each rule.")] = False,
    since: Annotated[str, typer.Option(
        "--since", metavar="REVISION", rich_help_panel=BASELINE,
        help="Report only findings on lines that changed since this revision of git.")] = "",
    baseline: Annotated[str | None, typer.Option(
        "--baseline", metavar="FILE", rich_help_panel=BASELINE, help="Do not count findings that stand in this file.")
    ] = None,
    write_baseline: Annotated[bool, typer.Option(
        "--write-baseline", rich_help_panel=BASELINE, help="Write the findings of this run into the baseline.")
    ] = False,
    prune_baseline: Annotated[bool, typer.Option(
        "--prune-baseline", rich_help_panel=BASELINE, help="Take out of the baseline what is no longer found.")
    ] = False,
    fix: Annotated[bool, typer.Option(
        "--fix", rich_help_panel=FIXES, help="Mend what can be mended without changing what a document means.")
    ] = False,
    unsafe_fixes: Annotated[bool, typer.Option(
        "--unsafe-fixes", rich_help_panel=FIXES,
        help="With --fix or --diff: mend also where the meaning may change.")] = False,
    diff: Annotated[bool, typer.Option(
        "--diff", rich_help_panel=FIXES, help="Show what --fix would change, and change nothing.")] = False,
    jobs: Annotated[str, typer.Option(
        "--jobs", metavar="NUMBER", rich_help_panel=RUN, help="How many processes to use, or auto.")
    ] = AUTO,
    no_cache: Annotated[bool, typer.Option(
        "--no-cache", rich_help_panel=RUN, help="Neither use nor keep results of earlier runs.")] = False,
    color: Color = None,
    quiet: Quiet = False,
) -> Callable[[], int]:
    """Find what is wrong in design documents and architecture files, and what they contradict themselves in.

    Markdown is read for Mermaid, PlantUML and Structurizr diagrams, tables of interactions, lists of arrows and blocks
    of YAML; files of these notations, AsyncAPI and compose files are read as well. A directory is searched for all of
    them. Without a PATH, that is the current one.

    What is not said is never a fault. A finding is silenced where it stands by <!-- advisor: ignore RULE -- reason -->,
    in YAML by # advisor: ..., in Mermaid by %% advisor: ...

    Exit codes: 0 nothing at or over --fail-on; 1 findings; 2 the call is wrong; 3 no document was there to check; 4 a
    file could not be checked.

    Example: advisor lint docs --report sarif=advisor.sarif
    """
    from advisor.cli.lint.arguments import LintArguments, find_misfits, parse_jobs
    from advisor.cli.lint.run import run

    problems = take_problems(ctx)
    options = setting_options(only, ignore, severity, fail_on, rules, form, exclude, baseline)
    arguments = LintArguments(
        tuple(paths or [CURRENT_DIRECTORY]), options, ConsoleOptions.merge(ctx.obj, color, quiet), output,
        tuple(report or ()), questions, statistics, show_files, no_force_exclude, stdin_filename, since, write_baseline,
        prune_baseline, fix, unsafe_fixes, diff, parse_jobs(jobs, problems), no_cache)
    problems.extend(find_misfits(arguments))
    return partial(run, arguments, problems)
