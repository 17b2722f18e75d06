"""`advisor rules check` and `advisor rules test`: loads a pack and prints the results."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import chain
from json import dumps
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.cli.exits import CLEAN, FINDINGS
from advisor.cli.output import write
from advisor.reporters.clean import clean, guarded

if TYPE_CHECKING:
    from advisor.model.pack import Pack
    from advisor.verification.verdict import CaseResult


class Layers(NamedTuple):
    """A pack's directories: the base (the built-in pack if None) and the overlays on it."""

    base: str | None
    overlays: tuple[str, ...]

    def directories(self) -> list[Path]:
        from advisor.rulebook.locate import built_in_pack

        base = built_in_pack() if self.base is None else Path(self.base)
        return [base, *map(Path, self.overlays)]


def check(directory: str | None, form: str, overlays: tuple[str, ...]) -> int:
    """Prints every fault and proof of a pack; returns 1 if there is a fault."""
    from advisor.cli.rules.verification_text import verdict_as_data, verdict_as_text
    from advisor.measurement.citing import uncited
    from advisor.verification.places import find_places, placed
    from advisor.verification.verify import verify

    pack, layers = _load(directory, overlays)
    verdict = verify(pack)
    verdict = verdict._replace(faults=(*verdict.faults, *uncited(pack, layers.directories())))
    if verdict.faults:
        places = find_places(layers.directories())
        verdict = verdict._replace(faults=tuple(placed(fault, pack.name, places) for fault in verdict.faults))
    write([_json(verdict_as_data(verdict))] if form == "json" else verdict_as_text(verdict))
    return FINDINGS if verdict.faults else CLEAN


def test(directory: str | None, form: str, overlays: tuple[str, ...], *, with_mutants: bool) -> int:
    """Prints the failing cases and examples of a pack; returns 1 if there are any, or no cases and examples at all.

    Args:
        with_mutants: also run mutation tests, and print surviving mutants; returns 1 if there are any.
    """
    from advisor.cli.rules.verification_text import cases_as_text, mutation_as_text, tested_as_data
    from advisor.verification.cases import run_cases
    from advisor.verification.examples import run_examples
    from advisor.verification.mutation import mutate
    from advisor.verification.places import find_places, placed_case, placed_example

    pack, layers = _load(directory, overlays)
    cases: Sequence[CaseResult] = run_cases(pack)
    examples: Sequence[CaseResult] = run_examples(pack)
    failed = any(result.failures for result in (*cases, *examples)) or not (cases or examples)
    if failed or form == "json":
        places = find_places(layers.directories())
        cases = [placed_case(result, places) for result in cases]
        examples = [placed_example(result, places) for result in examples]
    if with_mutants and not failed and sys.stderr.isatty():
        print("Every rule and practice is changed, one change at a time; this takes a while.", file=sys.stderr)
    mutation = mutate(pack) if with_mutants and not failed else None
    if form == "json":
        write([_json(tested_as_data(pack.name, cases, examples, mutation))])
    else:
        write(chain(cases_as_text(pack.name, [*cases, *examples]), mutation_as_text(mutation) if mutation else ()))
    if failed and with_mutants:
        print("No mutants were tried: what fails unchanged notices no change.", file=sys.stderr)
    return FINDINGS if failed or (mutation and mutation.survivors) else CLEAN


def layers_of(directory: str | None, overlays: tuple[str, ...]) -> Layers:
    """Returns a directory as a pack of its own if it has facts and patterns, else as an overlay."""
    if directory is None:
        return Layers(None, overlays)
    if (Path(directory) / "facts.yaml").exists() and (Path(directory) / "patterns").exists():
        return Layers(directory, overlays)
    return Layers(None, (directory, *overlays))


def _load(directory: str | None, overlays: tuple[str, ...]) -> tuple[Pack, Layers]:
    from advisor.api import load_pack

    layers = layers_of(directory, overlays)
    pack = load_pack(layers.overlays, layers.base)
    if directory is not None:
        taken_as = "an overlay on the built-in pack" if layers.base is None else "a pack of its own"
        print(guarded(clean(f"{directory} is taken as {taken_as}.")), file=sys.stderr)
    return pack, layers


def _json(data: Any) -> str:
    return dumps(data, indent=2) + "\n"
