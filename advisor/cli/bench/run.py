"""One run of `bench`: set up, measure, show, and keep the numbers where that is asked for."""

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
    """What the command line asks for."""

    claims: tuple[str, ...]
    seconds: float
    output: str
    form: str
    keep: str
    show: str
    manners: Manners


def run(call: Call) -> int:
    """Measures, or shows what was measured, and returns the exit code: 2 where something asked for has failed."""
    from advisor.cli.files import Destination, check_destinations
    from advisor.measurement.calibration import as_yaml
    from advisor.measurement.reading import read_calibration

    if not LEAST_S <= call.seconds <= LONGEST_S:  # no number is neither less nor more
        raise InputError(Problem("This is no time that can be measured for.",
                                 f"Name seconds from {LEAST_S:g} to {LONGEST_S:g}.", file="--seconds"))
    if call.output:
        check_destinations([Destination("", call.output)], (call.show,) if call.show else ())
    claims = chosen(call.claims)
    calibration = _only(read_calibration(call.show), call.claims) if call.show else measured(call, claims)
    if call.output:
        write(as_yaml(calibration), call.output)
    write(_pages(calibration, call))
    if not (call.output or call.show):
        call.manners.say("--output calibration.yaml would keep these numbers.")
    return WRONG if any(gap.is_fault for gap in calibration.gaps) else CLEAN


def chosen(names: tuple[str, ...]) -> tuple[Claim, ...]:
    """Returns the claims of these names, or all of them. Raises InputError for a name that there is not."""
    from advisor.measurement.claims import BY_NAME, CLAIMS

    problems = [Problem(f"There is no claim `{name}`.",
                        f"{did_you_mean(name, BY_NAME)} They are {', '.join(BY_NAME)}.".strip(), file="--claim")
                for name in names if name not in BY_NAME]
    if problems:
        raise InputError(problems)
    return tuple(claim for claim in CLAIMS if not names or claim.name in names)


def measured(call: Call, claims: tuple[Claim, ...]) -> Calibration:
    """Returns what this machine shows, after setting up what is needed for it."""
    from advisor.measurement.claims import recipes_of
    from advisor.measurement.conditions import cores, is_busy, load
    from advisor.measurement.running import run as measure
    from advisor.measurement.workshop import place, set_up

    load_before = load()
    if is_busy(load_before, cores()):
        call.manners.say(f"warning: this machine is busy (load average {load_before} on {cores()} cores); its other "
                         "work will show in the numbers.")
    with place(call.keep) as folder:
        workshop = set_up(folder, recipes_of(claims), call.manners.say)
        call.manners.say(f"Measuring for about {call.seconds:g} s ...")
        with _progress(call.manners) as told:
            return measure(claims, workshop, call.seconds, load_before, told)


def _only(calibration: Calibration, names: tuple[str, ...]) -> Calibration:
    if not names:
        return calibration
    return calibration._replace(measures=tuple(one for one in calibration.measures if one.name in names),
                                gaps=tuple(gap for gap in calibration.gaps if gap.measure in names))


def _pages(calibration: Calibration, call: Call) -> Iterator[str]:
    from advisor.measurement.calibration import as_data
    from advisor.measurement.svg import as_svg
    from advisor.measurement.table import as_text

    if call.form == "json":
        return iter([dumps(as_data(calibration), indent=2, ensure_ascii=False) + "\n"])
    if call.form == "svg":
        return as_svg(calibration)
    return as_text(calibration, call.manners.look(), smooth=_draws_blocks())


def _draws_blocks() -> bool:
    """Whether somebody looks at a terminal that has the characters for it."""
    return sys.stdout.isatty() and (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


@contextmanager
def _progress(manners: Manners) -> Iterator[Callable[[str], None]]:
    """On a terminal, a line on stderr that says what is being measured; it is gone at the end."""
    if manners.quiet or not sys.stderr.isatty():
        yield lambda what: None
        return
    try:
        yield lambda what: print(f"\r{what[:LINE_CELLS]:<{LINE_CELLS}}", end="", file=sys.stderr, flush=True)
    finally:
        print("\r" + " " * LINE_CELLS + "\r", end="", file=sys.stderr, flush=True)
