"""`json.md`: the keys of the JSON report."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from advisor.reporters.json_schema import report_schema
from pages import GENERATED

REFERENCE = "#/$defs/"
INTRODUCTION = """\
# The JSON report

`--format json` writes one shape for `recommend`, `evaluate` and `lint`, and [another](#comparison) for `compare`.
The keys are stable: `schema` changes with them. `advisor schema report` prints the
[JSON Schema](report.schema.json) (2020-12) from which this page is made. Lines and columns count from 1, columns in
code points; `end_column` is exclusive. Keys marked *optional* are left out where there is nothing to say.
`--format json-lines` writes one [finding](#finding) a line.
"""


def page() -> str:
    """Returns the page."""
    parts = report_schema()["$defs"]
    return "\n".join([GENERATED, INTRODUCTION, *(line for name, part in parts.items() for line in _part(name, part))])


def _part(name: str, part: dict[str, Any]) -> Iterator[str]:
    if "properties" not in part:
        return
    yield f"## {name}\n"
    if "description" in part:
        yield f"{part['description']}\n"
    yield "| Key | Value | |\n| --- | --- | --- |"
    for key, value in part["properties"].items():
        notes = [*([] if key in part["required"] else ["*optional*"]), value.get("description", "")]
        yield f"| `{key}` | {_kind(value)} | {' '.join(filter(None, notes))} |"
    yield ""


def _kind(value: dict[str, Any]) -> str:
    if "$ref" in value:
        name = value["$ref"].removeprefix(REFERENCE)
        return "error, warning or info" if name == "severity" else f"[{name}](#{name})"
    if "const" in value:
        return str(value["const"])
    if "enum" in value:
        return ", ".join("null" if item is None else str(item) for item in value["enum"])
    types = value.get("type", "any value")
    if types == "array":
        return f"list of {_kind(value['items'])}"
    if types == "object" and "properties" in value:
        return f"object: {', '.join(f'`{key}`' for key in value['properties'])}"
    if types == "object":
        return f"object of {_kind(value.get('additionalProperties', {}))}"
    return types if isinstance(types, str) else " or ".join(types)
