"""The published schema of the JSON report fits what is written, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from advisor.reporters.json_schema import report_schema
from tests import checked
from tests.conftest import Advise
from tests.report_schema import faults
from tests.reporters.test_reporters import ALL, written
from tests.reviews import REVIEW

SCHEMA = report_schema()


def test_the_schema_is_json_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", [written("json", *ALL, review=REVIEW), checked.written("json", statistics=True),
                                  checked.written("json", questions=True)])
def test_a_report_fits_and_a_changed_one_does_not(text: str) -> None:
    data = json.loads(text)
    assert faults(data) == []
    for key in ("interactions", "findings", "not_read", "schema"):
        assert faults({name: value for name, value in data.items() if name != key}) != []
    assert faults({**data, "schema": 1}) != []
    assert faults({**data, "told": 1}) != []
    finding = {**data["findings"][0], "severity": "fatal"}
    assert faults({**data, "findings": [finding]}) != []


def test_every_command_writes_what_the_schema_says(run: Advise, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = "version: 1\ninteractions:\n  - {id: a, from: shop, to: mail, design: {pattern: rest, timeout_ms: none}}\n"
    (tmp_path / "a.yaml").write_text(text)
    (tmp_path / "b.yaml").write_text(text.replace("none", "300"))
    for words in ("recommend --fan-out 4", "recommend --replay --what-if replay=false", "evaluate a.yaml",
                  "lint a.yaml --questions --statistics", "compare b.yaml a.yaml"):
        assert faults(json.loads(run(*words.split(" "), "--format", "json").out)) == [], words
    for line in run("lint", "a.yaml", "--format", "json-lines").out.splitlines():
        assert faults(json.loads(line), "finding") == []


def test_every_part_of_the_schema_is_used() -> None:
    assert set(references(SCHEMA)) == SCHEMA["$defs"].keys()


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"].removeprefix("#/$defs/")] if "$ref" in part else ())
        part = list(part.values())
    for value in part if isinstance(part, list) else ():
        yield from references(value)
