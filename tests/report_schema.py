"""Validates JSON reports by the schema that `advisor schema report` prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import cache, wraps

from jsonschema import Draft202012Validator

from advisor.reporters.json_schema import report_schema
from advisor.reporters.report import Report

LARGEST = 300_000  # characters; validation is slow
Render = Callable[[Report], Iterator[str]]


@cache
def validator(part: str = "") -> Draft202012Validator:
    schema = report_schema()
    if part:
        schema = {"$ref": f"#/$defs/{part}", "$defs": schema["$defs"]}
    return Draft202012Validator(schema)


def faults(data: object, part: str = "") -> list[str]:
    return [f"{error.json_path}: {error.message[:300]}" for error in validator(part).iter_errors(data)]


def validated(render: Render, part: str) -> Render:
    """A reporter whose text is validated once it is complete."""
    @wraps(render)
    def checked(report: Report) -> Iterator[str]:
        chunks: list[str] = []
        for chunk in render(report):
            chunks.append(chunk)
            yield chunk
        text = "".join(chunks)
        documents = text.splitlines() if part == "finding" else [text]
        if len(text) <= LARGEST:
            kind = part or ("comparison" if report.comparison is not None else "report")
            assert [fault for one in documents for fault in faults(json.loads(one), kind)] == []

    return checked
