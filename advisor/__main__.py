"""Entry point: runs one command and maps every exception to an exit code."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence

from advisor.cli.exit_codes import CLEAN, INTERRUPTED, INVALID_INPUT, NOT_CHECKED
from advisor.errors import AdvisorError

MAX_PROBLEMS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit code; raises nothing."""
    _configure_streams()
    gc_enabled = gc.isenabled()
    gc.disable()  # a command is short-lived: collecting garbage costs more than it frees
    try:
        from advisor.cli.app import run_command_line

        code = run_command_line(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return code
    except AdvisorError as error:
        return _report_problems(error)
    except BrokenPipeError:
        return _handle_broken_pipe()
    except KeyboardInterrupt:
        return _report_interrupt()
    except Exception as error:  # the last line of defence against a traceback
        return _report_internal_error(error)
    finally:
        _flush_output()
        if arguments is None:
            gc.freeze()  # skips the collection of all live objects at interpreter exit
        elif gc_enabled:
            gc.enable()


def _report_problems(error: AdvisorError) -> int:
    from advisor.cli.console import print_to_stderr

    for problem in error.problems[:MAX_PROBLEMS]:
        print_to_stderr(f"error: {problem}")
    more = len(error.problems) - MAX_PROBLEMS
    if more > 0:
        print(f"and {more} more", file=sys.stderr)
    return INVALID_INPUT


def _handle_broken_pipe() -> int:
    """The reader (`| head`) closed the pipe: discards buffered output without an error."""
    _discard_output()
    return CLEAN


def _flush_output() -> None:
    """A write error is reported by now; Python would flush again at exit and change the exit code."""
    try:
        sys.stdout.flush()
    except OSError:
        _discard_output()


def _discard_output() -> None:
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, sys.stdout.fileno())
    os.close(sink)


def _report_interrupt() -> int:
    print("interrupted", file=sys.stderr)
    return INTERRUPTED


def _report_internal_error(error: Exception) -> int:
    from advisor.text.sanitise import escape_ci_commands, escape_controls

    if isinstance(error, FileNotFoundError) and _is_directory_gone():
        print("error: The directory that we are in is not there any more. Change to another one.", file=sys.stderr)
        return INVALID_INPUT
    if os.environ.get("ADVISOR_DEBUG") == "1":
        from traceback import print_exception

        print_exception(error)
    cause = escape_ci_commands(escape_controls(f"{type(error).__name__}: {error}")[:500])
    print(f"internal error: {cause}. Please report it with what you ran; ADVISOR_DEBUG=1 shows where it happened.",
          file=sys.stderr)
    return NOT_CHECKED


def _is_directory_gone() -> bool:
    try:
        os.getcwd()  # noqa: PTH109 - pathlib would have to be imported
    except FileNotFoundError:
        return True
    return False


def _configure_streams() -> None:
    """Escapes characters that a terminal cannot encode, and sends output of closed streams to the null device."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115 - open until the process ends
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    sys.exit(main())
