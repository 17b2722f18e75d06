"""Serialises a calibration as `calibration.yaml`, which rules may cite."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps
from typing import Any

from advisor.bench.record import VERSION, BenchmarkResult, Calibration
from advisor.bench.statistics import Spread
from advisor.bench.verdict import judge_claim

CALIBRATION_FILE = "calibration.yaml"
HEAD = "# What `advisor bench` measured on one machine. Rules may cite a measure; no number here changes a decision.\n"


def as_data(calibration: Calibration) -> dict[str, Any]:
    """Returns a calibration as plain data, the same for YAML and JSON."""
    return {
        "version": VERSION,
        "measured": {"at": calibration.measured_at, "advisor": calibration.advisor, "seconds": calibration.seconds,
                     "rounds": calibration.rounds},
        "conditions": dict(calibration.conditions),
        "measures": {measure.name: _measure(measure) for measure in calibration.measures},
        "not_measured": [{"measure": gap.measure, "contestant": gap.contestant, "because": gap.because,
                          "fault": gap.is_fault} for gap in calibration.gaps],
    }


def as_yaml(calibration: Calibration) -> Iterator[str]:
    """Yields a calibration as YAML, each entry on its own line, so that errors have a location."""
    yield HEAD
    for key, value in as_data(calibration).items():
        yield from _lines(key, value, "")


def _measure(measure: BenchmarkResult) -> dict[str, Any]:
    data: dict[str, Any] = {"title": measure.title}
    if statement := measure.statement:
        data["statement"] = {"says": statement.says, "source": statement.source, "of": statement.of,
                             **({"to": statement.to} if statement.to else {}), "unit": statement.unit,
                             "at_least": statement.at_least, "at_most": statement.at_most}
        judgement = judge_claim(measure)
        data["verdict"] = judgement.outcome
        data["in_words"] = judgement.sentence
    if measure.note:
        data["note"] = measure.note
    data["results"] = [{"case": result.case, "contestant": result.contestant, "unit": result.unit,
                        **_spread(result.spread), **({"bytes": result.size_bytes} if result.size_bytes else {})}
                       for result in measure.results]
    data["ratios"] = [{"case": ratio.case, "of": ratio.of, "to": ratio.to, **_spread(ratio.spread)}
                      for ratio in measure.ratios]
    return data


def _spread(spread: Spread) -> dict[str, float | int]:
    return {name: int(value) if value == int(value) else value for name, value in spread._asdict().items()}


def _lines(key: str, value: Any, indent: str) -> Iterator[str]:
    """Yields block-style YAML; scalars are JSON, which is valid YAML."""
    if isinstance(value, Mapping) and value:
        yield f"{indent}{_key(key)}:\n"
        for name, part in value.items():
            yield from _lines(str(name), part, indent + "  ")
    elif isinstance(value, list) and value:
        yield f"{indent}{_key(key)}:\n"
        for part in value:
            yield f"{indent}  - {_flow(part)}\n"
    else:
        yield f"{indent}{_key(key)}: {_flow(value)}\n"


def _flow(value: Any) -> str:
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(name))}: {_flow(part)}" for name, part in value.items()) + "}"
    return dumps(value, ensure_ascii=False)


def _key(name: str) -> str:
    return name if name.replace("-", "").replace("_", "").isalnum() and name.isascii() and name[0].isalpha() \
        else dumps(name, ensure_ascii=False)
