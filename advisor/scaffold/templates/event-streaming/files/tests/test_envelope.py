"""The envelope and the schemas: what was published once can be read for as long as it lies in the topic."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest

from __service__.envelope import Event, Malformed, decode, encode, schema_versions

from compatibility import breaking_changes

DATA = {"id": "o-1", "customer_id": "c-1", "total_cents": 9_999}
EVENT = Event(id="e-1", type="happened", source="/here", subject="o-1", time="2026-04-15T10:30:00+00:00",
              schemaversion=1, data=DATA)
V1: dict[str, Any] = {"type": "object", "required": ["id"],
                      "properties": {"id": {"type": "string"}, "state": {"enum": ["new", "paid"]}}}
# As it was first published. It lies in topics; never change it.
PUBLISHED = (b'{"specversion":"1.0","id":"e-1","type":"happened","source":"/here","subject":"o-1",'
             b'"time":"2026-04-15T10:30:00+00:00","schemaversion":1,"datacontenttype":"application/json",'
             b'"data":{"id":"o-1","customer_id":"c-1","total_cents":9999}}')


def test_an_event_is_read_as_it_was_written() -> None:
    traced = EVENT.model_copy(update={"traceparent": "00-" + "a" * 32 + "-" + "b" * 16 + "-01"})

    assert decode(encode(traced)) == traced


def test_an_event_that_was_published_long_ago_can_still_be_read() -> None:
    assert decode(PUBLISHED) == EVENT
    assert encode(EVENT) == PUBLISHED


@pytest.mark.parametrize("missing", ["id", "source", "type", "subject", "time", "schemaversion", "data"])
def test_an_event_without_its_envelope_is_malformed(missing: str) -> None:
    import json

    line = json.loads(PUBLISHED)
    del line[missing]

    with pytest.raises(Malformed, match=f"`{missing}`"):
        decode(json.dumps(line).encode())


@pytest.mark.parametrize("data", [{}, {**DATA, "total_cents": "9999"}, {**DATA, "total_cents": -1}])
def test_wrong_data_is_refused_before_it_is_published(data: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        encode(EVENT.model_copy(update={"data": data}))


def test_a_newer_version_is_read_by_what_it_has_in_common() -> None:
    newer = PUBLISHED.replace(b'"schemaversion":1', b'"schemaversion":2').replace(b'"data":{', b'"data":{"new":1,')

    assert decode(newer).schemaversion == 2


def test_every_schema_version_can_be_read_by_its_neighbours() -> None:
    versions = schema_versions()

    assert list(versions) == list(range(1, len(versions) + 1))
    for older, newer in pairwise(versions.values()):
        assert breaking_changes(older, newer) == []


@pytest.mark.parametrize(("change", "said"), [
    ({"properties": {"id": {"type": "string"}}}, "state: removed"),
    ({"required": ["id", "state"]}, "state: became required"),
    ({"required": []}, "id: is no longer required"),
    ({"properties": {**V1["properties"], "id": {"type": "integer"}}}, "id: type"),
    ({"properties": {**V1["properties"], "state": {"enum": ["new"]}}}, "state: enum"),
    ({"properties": {**V1["properties"], "state": {"enum": ["new", "paid", "lost"]}}}, "state: enum"),
    ({"additionalProperties": False}, "additionalProperties"),
])
def test_a_change_that_breaks_a_reader_is_found(change: dict[str, Any], said: str) -> None:
    assert any(line.startswith(said) for line in breaking_changes(V1, V1 | change))


def test_an_optional_property_may_be_added() -> None:
    assert breaking_changes(V1, V1 | {"properties": {**V1["properties"], "note": {"type": "string"}}}) == []
