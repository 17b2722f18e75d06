"""Checks that calibration measures cited by rules exist."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from advisor.bench.calibration import CALIBRATION_FILE
from advisor.bench.load import read_calibration
from advisor.model.pack import Pack
from advisor.verification.report import PackFault

REMEDIES = {"not-measured": f"`advisor bench --output {CALIBRATION_FILE}` measures it; or cite something else.",
            "measured-while-busy": "Measure again when little else runs there."}


def check_citations(pack: Pack, directories: Sequence[Path]) -> list[PackFault]:
    """Returns a fault for every cited `calibration.yaml, MEASURE` that is missing or was measured on a busy machine.

    Args:
        directories: of the pack and its overlays; a calibration is in the same directory as its rules.

    Raises InputError for an invalid calibration.
    """
    cited = [(family, name, source) for family, name, sources in _sources(pack) for source in sources
             if source.partition(",")[0].strip() == CALIBRATION_FILE]
    if not cited:
        return []
    files = [directory / CALIBRATION_FILE for directory in directories if (directory / CALIBRATION_FILE).is_file()]
    if not files:
        cause = f"It cites `{CALIBRATION_FILE}`, and there is none beside the rules."
        return [_fault("not-measured", family, name, cause, pack) for family, name, _ in cited]
    calibrations = {entry.name: calibration for calibration in map(read_calibration, map(str, files))
                    for entry in calibration.measures}
    faults = []
    for family, name, source in cited:
        measure = source.partition(",")[2].strip()
        if measure not in calibrations:
            cause = f"It cites the measure `{measure}`, which is not in the calibration."
            faults.append(_fault("not-measured", family, name, cause, pack))
        elif calibrations[measure].conditions.get("busy") is True:
            cause = f"It cites the measure `{measure}`, which was taken on a busy machine."
            faults.append(_fault("measured-while-busy", family, name, cause, pack))
    return faults


def _fault(kind: str, family: str, name: str, cause: str, pack: Pack) -> PackFault:
    return PackFault(kind, family, name, cause, REMEDIES[kind], span=pack.spans.get(name))


def _sources(pack: Pack) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    for rule in pack.rules:
        yield "rule", rule.id, rule.source
    for pattern in pack.patterns:
        for note in (*pattern.advantages, *pattern.gotchas):
            yield "note", note.id, note.source
        for technology in pattern.technologies:
            yield "technology", technology.name, technology.source
    for practice in pack.practices:
        yield "practice", practice.id, practice.source
