"""The envelope of an event, with the attribute names of CloudEvents 1.0, and the check of what is in it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

SCHEMA_FILE = re.compile(r"event\.v(\d+)\.json")
REQUIRED = {"id": str, "source": str, "type": str, "subject": str, "time": str, "schemaversion": int, "data": dict}


class Malformed(Exception):
    """These bytes are no event that this service can read, today or later."""


class Event(NamedTuple):
    """Something that happened, and all that a reader needs to place it."""

    id: str  # the same for every copy; readers know a duplicate by it
    type: str
    version: int  # of the schema of `data`
    source: str
    key: str  # what it is about; events of one key stay in order
    time: str
    data: Mapping[str, Any]
    traceparent: str = ""


def encode(event: Event) -> bytes:
    """Returns an event as bytes, or raises `Malformed` before it can do harm to a reader."""
    _check(event.version, event.data)
    line: dict[str, Any] = {
        "specversion": "1.0", "id": event.id, "type": event.type, "source": event.source, "subject": event.key,
        "time": event.time, "schemaversion": event.version, "datacontenttype": "application/json",
        "data": dict(event.data),
    }
    if event.traceparent:
        line["traceparent"] = event.traceparent
    return json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()


def decode(body: bytes | None) -> Event:
    """Returns bytes as an event, or raises `Malformed` with what is wrong."""
    try:
        line = json.loads(body or b"")
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(line, dict):
        raise Malformed("not a JSON object")
    for name, kind in REQUIRED.items():
        if type(line.get(name)) is not kind or not line[name]:
            raise Malformed(f"attribute `{name}` is missing or not a {kind.__name__}")
    _check(line["schemaversion"], line["data"])
    return Event(line["id"], line["type"], line["schemaversion"], line["source"], line["subject"], line["time"],
                 line["data"], str(line.get("traceparent", "")))


def schema_versions() -> dict[int, dict[str, Any]]:
    """Returns the schemas of `data` by version, oldest first."""
    found = {}
    for file in files(__package__).joinpath("schemas").iterdir():
        if match := SCHEMA_FILE.fullmatch(file.name):
            found[int(match[1])] = json.loads(file.read_text(encoding="utf-8"))
    return dict(sorted(found.items()))


def _check(version: int, data: Mapping[str, Any]) -> None:
    """A version newer than any known one is read by the newest known: new versions only ever add."""
    validators = _validators()
    error = best_match(validators.get(version, validators[max(validators)]).iter_errors(dict(data)))
    if error is not None:
        raise Malformed(f"data of version {version}: {error.json_path}: {error.message[:200]}")


@cache
def _validators() -> dict[int, Draft202012Validator]:
    return {version: Draft202012Validator(schema) for version, schema in schema_versions().items()}
