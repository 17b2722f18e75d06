"""The entry point: runs a command and turns whatever stops it into an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from advisor.cli.exits import CLEAN, INTERNAL, INTERRUPTED, WRONG
from advisor.errors import AdvisorError

MAX_PROBLEMS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code; no exception gets past it."""
    _print_whatever_comes()
    collects = gc.isenabled()
    gc.disable()  # a command ends soon; looking for garbage meanwhile costs more than it frees
    try:
        code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return code
    except AdvisorError as error:
        return _refuse(error)
    except BrokenPipeError:
        return _nobody_reads()
    except KeyboardInterrupt:
        return _interrupted()
    except Exception as error:  # the last line of defence against a traceback
        return _internal(error)
    finally:
        _leave_nothing_unwritten()
        if arguments is None:
            gc.freeze()  # the process ends, and would look for garbage in all that is still there
        elif collects:
            gc.enable()


def _run(arguments: list[str]) -> int:
    if _is_plain("recommend", arguments):
        from advisor.cli.recommend.run import run

        return run(arguments[1:])
    if _is_plain("lint", arguments):
        from advisor.cli.lint.entry import run as lint

        return lint(arguments[1:])
    from advisor.cli.app import run_command_line

    return run_command_line(arguments)


def _is_plain(command: str, arguments: list[str]) -> bool:
    """Help and completion need typer, whose import takes longer than the answer."""
    if arguments[:1] != [command] or "_ADVISOR_COMPLETE" in os.environ:
        return False
    return "--help" not in arguments and "-h" not in arguments


def _refuse(error: AdvisorError) -> int:
    from advisor.reporters.clean import clean, guarded

    for problem in error.problems[:MAX_PROBLEMS]:
        print(guarded(f"error: {clean(str(problem))}"), file=sys.stderr)
    more = len(error.problems) - MAX_PROBLEMS
    if more > 0:
        print(f"and {more} more", file=sys.stderr)
    return WRONG


def _nobody_reads() -> int:
    """`| head` has seen enough: what is still buffered goes nowhere, quietly."""
    _write_nowhere()
    return CLEAN


def _leave_nothing_unwritten() -> None:
    """What could not be written has been told; Python would try once more at its end, and change the exit code."""
    try:
        sys.stdout.flush()
    except OSError:
        _write_nowhere()


def _write_nowhere() -> None:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)


def _interrupted() -> int:
    print("interrupted", file=sys.stderr)
    return INTERRUPTED


def _internal(error: Exception) -> int:
    from advisor.reporters.clean import clean, guarded

    if isinstance(error, FileNotFoundError) and _is_nowhere():
        print("error: The directory that we are in is not there any more. Change to another one.", file=sys.stderr)
        return WRONG
    if os.environ.get("ADVISOR_DEBUG") == "1":
        from traceback import print_exception

        print_exception(error)
    cause = guarded(clean(f"{type(error).__name__}: {error}")[:500])
    print(f"internal error: {cause}. Please report it with what you ran; ADVISOR_DEBUG=1 shows where it happened.",
          file=sys.stderr)
    return INTERNAL


def _is_nowhere() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - pathlib would have to be imported
    except FileNotFoundError:
        return True
    return False


def _print_whatever_comes() -> None:
    """A terminal that lacks a character gets its escape instead of an error, and what is closed takes everything."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - until the process ends
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
