"""The command line: its commands, and what happens to their errors."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from advisor.cli.console import NEVER, ConsoleOptions, print_to_stderr
from advisor.cli.declaration import CommandSource, UsageError, declare_group
from advisor.cli.exit_codes import CLEAN, INVALID_INPUT
from advisor.cli.options import Color, Quiet
from advisor.text.suggestions import did_you_mean
from advisor.version import __version__

COMMANDS = {
    "ask": CommandSource("advisor.cli.ask.command:ask", "Ask as little as it takes to recommend a pattern."),
    "recommend": CommandSource("advisor.cli.recommend.command:recommend", "Recommend a pattern for one interaction."),
    "evaluate": CommandSource("advisor.cli.evaluate.command:evaluate",
                              "Advise on every interaction of a design, and find its faults."),
    "compare": CommandSource("advisor.cli.compare.command:compare",
                             "Show what two versions of an architecture decide otherwise."),
    "scaffold": CommandSource("advisor.cli.scaffold.command:scaffold",
                              "Write a project that runs, for a pattern or a whole architecture."),
    "bench": CommandSource("advisor.cli.bench.command:bench", "Measure on this machine what is said about patterns."),
    "lint": CommandSource("advisor.cli.lint.command:lint", "Find what is wrong in design documents, for CI."),
    "config": CommandSource("advisor.cli.config.command:config",
                            "Show every setting of evaluate and lint and where it comes from."),
    "rules": CommandSource("advisor.cli.rules.command:rules", "Read and verify the knowledge."),
    "explain": CommandSource("advisor.cli.rules.command:explain", "Explain one rule, practice or pattern."),
    "schema": CommandSource("advisor.cli.schema:schema", "Print the JSON Schema of the architecture file."),
}
COMPLETION = "_ADVISOR_COMPLETE"
ALIASES = {"--no-color": f"--color={NEVER}"}  # accepted, and not shown


def _show_version(wanted: bool) -> None:
    if wanted:
        print(f"advisor {__version__}")
        raise typer.Exit


@declare_group(COMMANDS, is_root=True)
def advisor(
    ctx: typer.Context,
    color: Color = None,
    quiet: Quiet = False,
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True,
                                          help="Show the version and exit.")] = False,
) -> None:
    """How should these two services talk? A pattern, the reasons for it, and what would change the answer."""
    ctx.obj = ConsoleOptions.merge(None, color, quiet)


def run_command_line(arguments: Sequence[str]) -> int:
    """Runs one command and returns its exit code. The work runs after typer has returned, errors included."""
    if COMPLETION in os.environ:
        return _complete()
    try:
        result = advisor.main(_replace_aliases(arguments), prog_name="advisor", standalone_mode=False)
    except UsageError as error:
        return _report_usage_error(error)
    except SystemExit as stop:  # a completion script was shown or installed
        return stop.code if isinstance(stop.code, int) else CLEAN
    return result() if callable(result) else int(result or CLEAN)


def _complete() -> int:
    """Prints what can follow on the line; a file or a pack that cannot be read adds nothing."""
    from contextlib import redirect_stdout
    from io import StringIO

    from advisor.cli.bash_words import WORDS, join_words, without_kept

    code, printed = CLEAN, StringIO()
    try:
        kept = join_words(os.environ) if WORDS in os.environ else ""
        with redirect_stdout(printed):
            advisor.main([], prog_name="advisor")
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else CLEAN
        sys.stdout.writelines(without_kept(printed.getvalue().splitlines(keepends=True), kept))
    except Exception:
        return CLEAN
    return code


def _replace_aliases(arguments: Sequence[str]) -> list[str]:
    end = list(arguments).index("--") if "--" in arguments else len(arguments)
    return [*(ALIASES.get(argument, argument) for argument in arguments[:end]), *arguments[end:]]


def _report_usage_error(error: Any) -> int:
    message = error.format_message()
    if type(error).__name__ == "NoArgsIsHelpError":
        print(message, file=sys.stderr)
        return INVALID_INPUT
    hint = f"`{error.ctx.command_path if error.ctx is not None else 'advisor'} --help` lists what there is."
    if hasattr(error, "possibilities"):
        flags = [flag for param in error.ctx.command.params for flag in param.opts]
        message, hint = f"There is no option {error.option_name}.", did_you_mean(error.option_name, flags) or hint
    print_to_stderr(f"error: {message} {hint}")
    return INVALID_INPUT
