"""`calibration.yaml`: what was measured, for people, for programs and for rules that cite it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from json import dumps
from typing import Any

from advisor.measurement.record import VERSION, Calibration, Measure
from advisor.measurement.spread import Spread
from advisor.measurement.verdict import verdict

NAME = "calibration.yaml"
HEAD = "# What `advisor bench` measured on one machine. Rules may cite a measure; no number here changes a decision.\n"


def as_data(calibration: Calibration) -> dict[str, Any]:
    """Returns a calibration as plain values, the same in YAML and in JSON."""
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
    """Yields a calibration as YAML, each number on a line of its own that can be pointed at."""
    yield HEAD
    for key, value in as_data(calibration).items():
        yield from _lines(key, value, "")


def _measure(measure: Measure) -> dict[str, Any]:
    found: dict[str, Any] = {"title": measure.title}
    if said := measure.statement:
        found["statement"] = {"says": said.says, "source": said.source, "of": said.of,
                              **({"to": said.to} if said.to else {}), "unit": said.unit,
                              "at_least": said.at_least, "at_most": said.at_most}
        judged = verdict(measure)
        found["verdict"] = judged.word
        found["in_words"] = judged.sentence
    if measure.note:
        found["note"] = measure.note
    found["results"] = [{"case": one.case, "contestant": one.contestant, "unit": one.unit, **_spread(one.spread),
                         **({"bytes": one.size_bytes} if one.size_bytes else {})} for one in measure.results]
    found["ratios"] = [{"case": one.case, "of": one.of, "to": one.to, **_spread(one.spread)} for one in measure.ratios]
    return found


def _spread(found: Spread) -> dict[str, float | int]:
    return {name: int(value) if value == int(value) else value for name, value in found._asdict().items()}


def _lines(key: str, value: Any, indent: str) -> Iterator[str]:
    """JSON's way to write a text is YAML's too, whatever stands in it."""
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
