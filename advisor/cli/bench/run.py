"""Runs `bench`: sets up, measures, and shows or saves the numbers."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from json import dumps
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.exits import CLEAN, WRONG
from advisor.cli.manners import Manners
from advisor.cli.output import write
from advisor.errors import InputError, Problem
from advisor.notation.suggest import did_you_mean

if TYPE_CHECKING:
    from advisor.measurement.claims import Claim
    from advisor.measurement.record import Calibration

FORMATS = ("text", "json", "svg")
LEAST_S, USUAL_S, LONGEST_S = 1, 60.0, 3600.0
LINE_CELLS = 79


class Call(NamedTuple):
    """Arguments of the command."""

    claims: tuple[str, ...]
    seconds: float
    output: str
    form: str
    keep: str
    show: str
    manners: Manners


def run(args: Call) -> int:
    """Measures, or shows saved numbers, and returns the exit code: 2 if a requested measurement failed."""
    from advisor.cli.files import Destination, check_destinations
    from advisor.measurement.calibration import as_yaml
    from advisor.measurement.reading import read_calibration

    if not LEAST_S <= args.seconds <= LONGEST_S:  # rejects NaN too
        raise InputError(Problem("This is no time that can be measured for.",
                                 f"Name seconds from {LEAST_S:g} to {LONGEST_S:g}.", file="--seconds"))
    if args.output:
        check_destinations([Destination("", args.output)], (args.show,) if args.show else ())
    claims = chosen(args.claims)
    calibration = _select(read_calibration(args.show), args.claims) if args.show else measured(args, claims)
    if args.output:
        write(as_yaml(calibration), args.output)
    write(_render(calibration, args))
    if not (args.output or args.show):
        args.manners.say("--output calibration.yaml would keep these numbers.")
    return WRONG if any(gap.is_fault for gap in calibration.gaps) else CLEAN


def chosen(names: tuple[str, ...]) -> tuple[Claim, ...]:
    """Returns the claims with these names, or all. Raises InputError with every unknown name."""
    from advisor.measurement.claims import BY_NAME, CLAIMS

    problems = [Problem(f"There is no claim `{name}`.",
                        f"{did_you_mean(name, BY_NAME)} They are {', '.join(BY_NAME)}.".strip(), file="--claim")
                for name in names if name not in BY_NAME]
    if problems:
        raise InputError(problems)
    return tuple(claim for claim in CLAIMS if not names or claim.name in names)


def measured(args: Call, claims: tuple[Claim, ...]) -> Calibration:
    """Sets up the projects and measures the claims on this machine."""
    from advisor.measurement.claims import recipes_of
    from advisor.measurement.conditions import cores, is_busy, load
    from advisor.measurement.running import run as measure
    from advisor.measurement.workshop import place, set_up

    load_before = load()
    if is_busy(load_before, cores()):
        args.manners.say(f"warning: this machine is busy (load average {load_before} on {cores()} cores); its other "
                         "work will show in the numbers.")
    with place(args.keep) as folder:
        workshop = set_up(folder, recipes_of(claims), args.manners.say)
        args.manners.say(f"Measuring for about {args.seconds:g} s ...")
        with _progress(args.manners) as show_progress:
            return measure(claims, workshop, args.seconds, load_before, show_progress)


def _select(calibration: Calibration, names: tuple[str, ...]) -> Calibration:
    if not names:
        return calibration
    return calibration._replace(measures=tuple(measure for measure in calibration.measures if measure.name in names),
                                gaps=tuple(gap for gap in calibration.gaps if gap.measure in names))


def _render(calibration: Calibration, args: Call) -> Iterator[str]:
    from advisor.measurement.calibration import as_data
    from advisor.measurement.svg import as_svg
    from advisor.measurement.table import as_text

    if args.form == "json":
        return iter([dumps(as_data(calibration), indent=2, ensure_ascii=False) + "\n"])
    if args.form == "svg":
        return as_svg(calibration)
    return as_text(calibration, args.manners.look(), smooth=_supports_blocks())


def _supports_blocks() -> bool:
    """Whether standard output is a terminal with UTF-8, which has block characters."""
    return sys.stdout.isatty() and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


@contextmanager
def _progress(console: Manners) -> Iterator[Callable[[str], None]]:
    """Yields a function that shows the current step on a terminal (stderr); clears the line at the end."""
    if console.quiet or not sys.stderr.isatty():
        yield lambda step: None
        return
    try:
        yield lambda step: print(f"\r{step[:LINE_CELLS]:<{LINE_CELLS}}", end="", file=sys.stderr, flush=True)
    finally:
        print("\r" + " " * LINE_CELLS + "\r", end="", file=sys.stderr, flush=True)
