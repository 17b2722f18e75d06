"""Runs `bench`: sets up, measures, and shows or saves the numbers."""

from __future__ import annotations

from collections.abc import Iterator
from json import dumps
from typing import TYPE_CHECKING, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, INVALID_INPUT
from advisor.cli.output import write_output
from advisor.cli.progress import show_phase
from advisor.errors import InputError, Problem
from advisor.page.write import write_page
from advisor.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from advisor.bench.claims import Benchmark
    from advisor.bench.record import Calibration

FORMATS = ("text", "json", "svg")
MIN_SECONDS, DEFAULT_SECONDS, MAX_SECONDS = 1, 60.0, 3600.0


class BenchArguments(NamedTuple):
    """Arguments of the command."""

    claims: tuple[str, ...]
    seconds: float
    output: str
    form: str
    keep: str
    show: str
    console: ConsoleOptions


def run(args: BenchArguments) -> int:
    """Measures, or shows saved numbers, and returns the exit code: 2 if a requested measurement failed."""
    from advisor.bench.calibration import as_yaml
    from advisor.notation.atomic_write import ReportDestination, check_destinations

    if not MIN_SECONDS <= args.seconds <= MAX_SECONDS:  # rejects NaN too
        raise InputError(Problem("This is no time that can be measured for.",
                                 f"Name seconds from {MIN_SECONDS:g} to {MAX_SECONDS:g}.", file="--seconds"))
    if args.output:
        check_destinations([ReportDestination("", args.output)], (args.show,) if args.show else ())
    claims = select_claims(args.claims)
    calibration = _saved_calibration(args) if args.show else measure_claims(args, claims)
    if args.output:
        write_output(as_yaml(calibration), args.output)
    write_output(_render(calibration, args))
    if not (args.output or args.show):
        args.console.info("--output calibration.yaml would keep these numbers.")
    return INVALID_INPUT if any(gap.is_fault for gap in calibration.gaps) else CLEAN


def select_claims(names: tuple[str, ...]) -> tuple[Benchmark, ...]:
    """Returns the claims with these names, or all. Raises InputError with every unknown name."""
    from advisor.bench.claims import BENCHMARKS, BENCHMARKS_BY_NAME

    problems = [
        Problem(f"There is no claim `{name}`.",
                f"{did_you_mean(name, BENCHMARKS_BY_NAME)} They are {', '.join(BENCHMARKS_BY_NAME)}.".strip(),
                file="--claim")
        for name in names
        if name not in BENCHMARKS_BY_NAME
    ]
    if problems:
        raise InputError(problems)
    return tuple(claim for claim in BENCHMARKS if not names or claim.name in names)


def measure_claims(args: BenchArguments, claims: tuple[Benchmark, ...]) -> Calibration:
    """Sets up the projects and measures the claims on this machine."""
    from advisor.bench.claims import required_recipes
    from advisor.bench.environment import open_bench_folder, set_up_environment
    from advisor.bench.host import count_cores, is_busy, load_average
    from advisor.bench.measure import run_benchmarks as measure

    load_before = load_average()
    if is_busy(load_before, count_cores()):
        args.console.info(
            f"warning: this machine is busy (load average {load_before} on {count_cores()} cores); its other "
            "work will show in the numbers."
        )
    with open_bench_folder(args.keep) as folder:
        workshop = set_up_environment(folder, required_recipes(claims), args.console.info)
        args.console.info(f"Measuring for about {args.seconds:g} s ...")
        with show_phase("measuring", args.console) as show_step:
            return measure(claims, workshop, args.seconds, load_before, show_step)


def _saved_calibration(args: BenchArguments) -> Calibration:
    from advisor.bench.load import read_calibration  # imports pydantic

    calibration, names = read_calibration(args.show), args.claims
    if not names:
        return calibration
    return calibration._replace(measures=tuple(measure for measure in calibration.measures if measure.name in names),
                                gaps=tuple(gap for gap in calibration.gaps if gap.measure in names))


def _render(calibration: Calibration, args: BenchArguments) -> Iterator[str]:
    from advisor.bench.calibration import as_data
    from advisor.bench.svg import as_svg
    from advisor.bench.table import calibration_elements

    if args.form == "json":
        return iter([dumps(as_data(calibration), indent=2, ensure_ascii=False) + "\n"])
    if args.form == "svg":
        return as_svg(calibration)
    return write_page(calibration_elements(calibration), args.console.style())
