"""The envelope of an event, with the attribute names of CloudEvents 1.0, and the check of what is in it."""

import json
from collections.abc import Mapping
from importlib.resources import files
from typing import Annotated, Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from pydantic import BaseModel, Field, ValidationError

Text = Annotated[str, Field(min_length=1)]


class Malformed(Exception):
    """These bytes are no event that this service can read, today or later."""


class Event(BaseModel, frozen=True, strict=True):
    """Something that happened, and all that a reader needs to place it."""

    specversion: str = "1.0"
    id: Text  # the same for every copy; readers know a duplicate by it
    type: Text
    source: Text
    subject: Text  # what it is about, and the key: events of one key stay in order
    time: Text
    schemaversion: Annotated[int, Field(ge=1)]  # of the schema of `data`
    datacontenttype: str = "application/json"
    data: dict[str, Any]
    traceparent: str | None = None


def encode(event: Event) -> bytes:
    """Returns an event as bytes, or raises `Malformed` before it can do harm to a reader."""
    _check(event.schemaversion, event.data)
    return event.model_dump_json(exclude=None if event.traceparent else {"traceparent"}).encode()


def decode(body: bytes | None) -> Event:
    """Returns bytes as an event, or raises `Malformed` with what is wrong."""
    try:
        event = Event.model_validate_json(body or b"")
    except ValidationError as error:
        fault = error.errors()[0]
        raise Malformed(f"`{'.'.join(map(str, fault['loc']))}`: {fault['msg']}") from error
    _check(event.schemaversion, event.data)
    return event


def schema_versions() -> dict[int, dict[str, Any]]:
    """Returns the schemas of `data` by version, oldest first."""
    found = {int(file.name.split(".")[1].removeprefix("v")): json.loads(file.read_text(encoding="utf-8"))
             for file in files(__package__).joinpath("schemas").iterdir() if file.name.startswith("event.v")}
    return dict(sorted(found.items()))


def _check(version: int, data: Mapping[str, Any]) -> None:
    """A version newer than any known one is read by the newest known: new versions only ever add."""
    error = best_match(VALIDATORS.get(version, VALIDATORS[max(VALIDATORS)]).iter_errors(data))
    if error is not None:
        raise Malformed(f"data of version {version}: {error.json_path}: {error.message[:200]}")


VALIDATORS = {version: Draft202012Validator(schema) for version, schema in schema_versions().items()}
