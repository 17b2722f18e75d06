"""`advisor rules check` and `advisor rules test`: loads a pack and prints the results."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.cli.console import ConsoleOptions
from advisor.cli.exit_codes import CLEAN, FINDINGS
from advisor.cli.output import write_output
from advisor.cli.progress import show_phase
from advisor.page.write import write_page

if TYPE_CHECKING:
    from advisor.model.pack import Pack
    from advisor.verification.report import CaseResult


class PackDirectories(NamedTuple):
    """A pack's directories: the base (the built-in pack if None) and the overlays on it."""

    base: str | None
    overlays: tuple[str, ...]

    def paths(self) -> list[Path]:
        from advisor.rulebook.location import built_in_pack

        base = built_in_pack() if self.base is None else Path(self.base)
        return [base, *map(Path, self.overlays)]


def check_pack(directory: str | None, form: str, overlays: tuple[str, ...], console: ConsoleOptions) -> int:
    """Prints every fault and proof of a pack; returns 1 if there is a fault."""
    from advisor.bench.citations import check_citations
    from advisor.cli.rules.verification_text import verdict_as_data, verdict_elements
    from advisor.verification.locations import find_locations, locate_fault
    from advisor.verification.verify import verify

    pack, layers = _load(directory, overlays, console)
    with show_phase("proving over all combinations of facts", console):
        verdict = verify(pack)
        verdict = verdict._replace(faults=(*verdict.faults, *check_citations(pack, layers.paths())))
    if verdict.faults:
        places = find_locations(layers.paths())
        verdict = verdict._replace(faults=tuple(locate_fault(fault, pack.name, places) for fault in verdict.faults))
    page = write_page(verdict_elements(verdict), console.style())
    write_output([_json(verdict_as_data(verdict))] if form == "json" else page)
    return FINDINGS if verdict.faults else CLEAN


def run_pack_tests(directory: str | None, form: str, overlays: tuple[str, ...], console: ConsoleOptions, *,
                   with_mutants: bool) -> int:
    """Prints the failing cases and examples of a pack; returns 1 if there are any, or no cases and examples at all.

    Args:
        with_mutants: also run mutation tests, and print surviving mutants; returns 1 if there are any.
    """
    from advisor.cli.rules.verification_text import case_elements, mutation_elements, test_results_as_data
    from advisor.verification.cases import run_cases
    from advisor.verification.examples import run_examples
    from advisor.verification.locations import find_locations, locate_case, locate_example
    from advisor.verification.mutation import run_mutation_tests

    pack, layers = _load(directory, overlays, console)
    with show_phase("running cases and examples", console):
        cases: Sequence[CaseResult] = run_cases(pack)
        examples: Sequence[CaseResult] = run_examples(pack)
    failed = any(result.failures for result in (*cases, *examples)) or not (cases or examples)
    if failed or form == "json":
        places = find_locations(layers.paths())
        cases = [locate_case(result, places) for result in cases]
        examples = [locate_example(result, places) for result in examples]
    with show_phase("changing every rule and practice, one change at a time", console):
        mutation = run_mutation_tests(pack) if with_mutants and not failed else None
    if form == "json":
        write_output([_json(test_results_as_data(pack.name, cases, examples, mutation))])
    else:
        tested = case_elements(pack.name, [*cases, *examples])
        write_output(write_page(chain(tested, mutation_elements(mutation) if mutation else ()), console.style()))
    if failed and with_mutants:
        console.info("No mutants were tried: what fails unchanged notices no change.")
    return FINDINGS if failed or (mutation and mutation.survivors) else CLEAN


def detect_pack_directories(directory: str | None, overlays: tuple[str, ...]) -> PackDirectories:
    """Returns a directory as a pack of its own if it has facts and patterns, else as an overlay."""
    if directory is None:
        return PackDirectories(None, overlays)
    if (Path(directory) / "facts.yaml").exists() and (Path(directory) / "patterns").exists():
        return PackDirectories(directory, overlays)
    return PackDirectories(None, (directory, *overlays))


def _load(directory: str | None, overlays: tuple[str, ...], console: ConsoleOptions) -> tuple[Pack, PackDirectories]:
    from advisor.api import load_pack

    layers = detect_pack_directories(directory, overlays)
    pack = load_pack(layers.overlays, layers.base)
    if directory is not None:
        taken_as = "an overlay on the built-in pack" if layers.base is None else "a pack of its own"
        console.info(f"{directory} is taken as {taken_as}.")
    return pack, layers


def _json(data: Any) -> str:
    return dumps(data, indent=2) + "\n"
