"""`advisor rules check` and `advisor rules test`: loads a pack and prints the results."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.cli.exit_codes import CLEAN, FINDINGS
from advisor.cli.output import write_output
from advisor.text.sanitise import escape_ci_commands, escape_controls

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


def check_pack(directory: str | None, form: str, overlays: tuple[str, ...]) -> int:
    """Prints every fault and proof of a pack; returns 1 if there is a fault."""
    from advisor.bench.citations import check_citations
    from advisor.cli.rules.verification_text import verdict_as_data, verdict_as_text
    from advisor.verification.locations import find_locations, locate_fault
    from advisor.verification.verify import verify

    pack, layers = _load(directory, overlays)
    verdict = verify(pack)
    verdict = verdict._replace(faults=(*verdict.faults, *check_citations(pack, layers.paths())))
    if verdict.faults:
        places = find_locations(layers.paths())
        verdict = verdict._replace(faults=tuple(locate_fault(fault, pack.name, places) for fault in verdict.faults))
    write_output([_json(verdict_as_data(verdict))] if form == "json" else verdict_as_text(verdict))
    return FINDINGS if verdict.faults else CLEAN


def run_pack_tests(directory: str | None, form: str, overlays: tuple[str, ...], *, with_mutants: bool) -> int:
    """Prints the failing cases and examples of a pack; returns 1 if there are any, or no cases and examples at all.

    Args:
        with_mutants: also run mutation tests, and print surviving mutants; returns 1 if there are any.
    """
    from advisor.cli.rules.verification_text import cases_as_text, mutation_as_text, test_results_as_data
    from advisor.verification.cases import run_cases
    from advisor.verification.examples import run_examples
    from advisor.verification.locations import find_locations, locate_case, locate_example
    from advisor.verification.mutation import run_mutation_tests

    pack, layers = _load(directory, overlays)
    cases: Sequence[CaseResult] = run_cases(pack)
    examples: Sequence[CaseResult] = run_examples(pack)
    failed = any(result.failures for result in (*cases, *examples)) or not (cases or examples)
    if failed or form == "json":
        places = find_locations(layers.paths())
        cases = [locate_case(result, places) for result in cases]
        examples = [locate_example(result, places) for result in examples]
    if with_mutants and not failed and sys.stderr.isatty():
        print("Every rule and practice is changed, one change at a time; this takes a while.", file=sys.stderr)
    mutation = run_mutation_tests(pack) if with_mutants and not failed else None
    if form == "json":
        write_output([_json(test_results_as_data(pack.name, cases, examples, mutation))])
    else:
        write_output(
            chain(cases_as_text(pack.name, [*cases, *examples]), mutation_as_text(mutation) if mutation else ())
        )
    if failed and with_mutants:
        print("No mutants were tried: what fails unchanged notices no change.", file=sys.stderr)
    return FINDINGS if failed or (mutation and mutation.survivors) else CLEAN


def detect_pack_directories(directory: str | None, overlays: tuple[str, ...]) -> PackDirectories:
    """Returns a directory as a pack of its own if it has facts and patterns, else as an overlay."""
    if directory is None:
        return PackDirectories(None, overlays)
    if (Path(directory) / "facts.yaml").exists() and (Path(directory) / "patterns").exists():
        return PackDirectories(directory, overlays)
    return PackDirectories(None, (directory, *overlays))


def _load(directory: str | None, overlays: tuple[str, ...]) -> tuple[Pack, PackDirectories]:
    from advisor.api import load_pack

    layers = detect_pack_directories(directory, overlays)
    pack = load_pack(layers.overlays, layers.base)
    if directory is not None:
        taken_as = "an overlay on the built-in pack" if layers.base is None else "a pack of its own"
        print(escape_ci_commands(escape_controls(f"{directory} is taken as {taken_as}.")), file=sys.stderr)
    return pack, layers


def _json(data: Any) -> str:
    return dumps(data, indent=2) + "\n"
