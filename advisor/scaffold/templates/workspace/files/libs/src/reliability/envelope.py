"""The envelope of a message, with the attribute names of CloudEvents 1.0."""

import json
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import BaseModel, ValidationError

from reliability.telemetry import trace_headers

MOST_BYTES = 900_000  # brokers refuse 1 MB; this leaves room for headers
NEEDED = ("id", "source", "type", "subject", "requestid")


class Malformed(Exception):
    """Nobody can read this as it is, today or later."""


class Channel(NamedTuple):
    """Where messages of one kind go: a topic for all who listen, or a queue for each that works on them."""

    name: str
    destinations: tuple[str, ...]  # such as `topic:orders`, `queue:orders`


class Event(NamedTuple):
    id: str  # the same for every copy; a duplicate is known by it
    about: str
    request_id: str  # the request at the edge that it follows from
    traceparent: str
    data: object


def encode(kind: str, event_id: str, source: str, about: str, request_id: str, message: BaseModel) -> bytes:
    """Returns a message in its envelope. Raises ValueError for one that no broker would take."""
    line = {"specversion": "1.0", "id": event_id, "source": f"/{source}", "type": kind, "subject": about,
            "time": datetime.now(UTC).isoformat(), "requestid": request_id, "datacontenttype": "application/json",
            **trace_headers(), "data": message.model_dump(mode="json")}
    body = json.dumps(line, separators=(",", ":"), ensure_ascii=False).encode()
    if len(body) > MOST_BYTES:
        raise ValueError(f"{kind} has {len(body)} bytes, {MOST_BYTES} are allowed: store the data, send a reference")
    return body


def decode(body: bytes | None) -> Event:
    """Returns what is in an envelope. Raises Malformed with what is wrong."""
    try:
        line = json.loads(body or b"")
    except (ValueError, RecursionError) as error:
        raise Malformed(f"not JSON: {error}") from error
    if not isinstance(line, dict):
        raise Malformed("not a JSON object")
    if missing := [name for name in NEEDED if not isinstance(line.get(name), str) or not line[name]]:
        raise Malformed(f"{', '.join(missing)}: missing or no text")
    return Event(line["id"], line["subject"], line["requestid"], str(line.get("traceparent", "")), line.get("data"))


def read(model: type[BaseModel], event: Event) -> BaseModel:
    """Returns what an event says. Raises Malformed where it is not what the contract says."""
    try:
        return model.model_validate(event.data)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors()[:3])
        raise Malformed(f"not what {model.__name__} is: {wrong}") from error
