"""The server when its callers hurry, push, send too much or send nonsense, and when its database is gone."""

import asyncio
import json
import sqlite3
import time
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI
from opentelemetry.trace import SpanKind, get_current_span
from test_idempotency import count, send

from __service__.app import PATH
from __service__.deadline import HEADER, remaining_s
from __service__.settings import Settings, settings_from
from __service__.store import Store
from __service__.telemetry import configure_traces, span, trace_headers


async def test_a_request_that_takes_too_long_is_cut_off(app: FastAPI, api: httpx2.AsyncClient) -> None:
    app.add_api_route("/slow", slow)
    started = time.monotonic()
    reply = await api.get("/slow", headers={HEADER: "200"})

    assert reply.status_code == 504
    assert time.monotonic() - started < 5


async def test_a_caller_may_allow_less_time_but_not_more(app: FastAPI, api: httpx2.AsyncClient) -> None:
    app.add_api_route("/left", left)

    assert 0 < (await api.get("/left", headers={HEADER: "50"})).json() <= 0.05
    assert 0.05 < (await api.get("/left", headers={HEADER: "60000"})).json() <= 10


async def test_a_request_whose_caller_has_gone_has_no_effect(api: httpx2.AsyncClient) -> None:
    api.headers[HEADER] = "0"
    reply = await send(api, "k-1")
    del api.headers[HEADER]

    assert reply.status_code == 504
    assert await count(api) == 0


@pytest.mark.parametrize("nonsense", ["soon", "-1", "1e9", "٣", "99999999999999"])
async def test_a_deadline_that_is_no_number_is_refused(api: httpx2.AsyncClient, nonsense: str) -> None:
    reply = await api.get(PATH, headers=[(HEADER.encode(), nonsense.encode())])

    assert reply.status_code == 400


async def test_more_requests_than_can_be_served_are_refused_at_once(app: FastAPI, api: httpx2.AsyncClient) -> None:
    app.add_api_route("/slow", slow)
    replies = await asyncio.gather(*(api.get("/slow", headers={HEADER: "1000"}) for _ in range(125)))
    refused = [reply for reply in replies if reply.status_code == 503]

    assert len(refused) == 5
    assert refused[0].headers["Retry-After"] == "1"


@pytest.mark.parametrize("chunked", [False, True], ids=["with its length", "in chunks"])
async def test_a_body_that_is_too_large_is_refused(api: httpx2.AsyncClient, chunked: bool) -> None:
    body = json.dumps({"item": "x" * 70_000}).encode()
    reply = await api.post(PATH, content=pieces(body) if chunked else body,
                           headers={"Idempotency-Key": "k-1", "Content-Type": "application/json"})

    assert (reply.status_code, reply.headers["Content-Type"]) == (413, "application/problem+json")


@pytest.mark.parametrize(("media_type", "body", "status"), [
    ("text/plain", b'{"item": "book"}', 415), ("application/json", b"{", 400), ("application/json", b"[" * 50_000, 400),
    ("application/json; charset=utf-8", b"[]", 422)])
async def test_a_body_that_cannot_be_read_is_told_from_one_that_is_wrong(
    api: httpx2.AsyncClient, media_type: str, body: bytes, status: int
) -> None:
    reply = await api.post(PATH, content=body, headers={"Idempotency-Key": "k-1", "Content-Type": media_type})

    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "application/problem+json")


async def test_a_page_has_an_end(api: httpx2.AsyncClient) -> None:
    for number in range(3):
        await send(api, f"k-{number}")
    first = (await api.get(PATH, params={"limit": 2})).json()
    second = (await api.get(PATH, params={"limit": 2, "after": first["next"]})).json()

    assert [len(first["items"]), len(second["items"]), second["next"]] == [2, 1, None]
    assert (await api.get(PATH, params={"limit": 101})).status_code == 422


@pytest.mark.parametrize(("method", "path", "status"), [
    ("GET", "/nowhere", 404), ("GET", f"{PATH}/unknown", 404), ("DELETE", PATH, 405), ("POST", PATH, 422)])
async def test_every_error_is_a_problem(api: httpx2.AsyncClient, method: str, path: str, status: int) -> None:
    reply = await api.request(method, path)

    assert (reply.status_code, reply.headers["Content-Type"]) == (status, "application/problem+json")
    assert {"type", "title", "status", "detail"} <= set(reply.json())


async def test_an_unexpected_error_says_nothing_of_the_inside(app: FastAPI, api: httpx2.AsyncClient) -> None:
    app.add_api_route("/fault", fault)
    reply = await api.get("/fault")

    assert (reply.status_code, reply.headers["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in reply.text
    assert 'route="/fault",status="500"' in (await api.get("/metrics")).text


async def test_a_database_that_is_locked_is_an_answer_to_try_again(
    api: httpx2.AsyncClient, settings: Settings
) -> None:
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    reply = await send(api, "k-1")
    other.execute("ROLLBACK")
    other.close()

    assert (reply.status_code, reply.headers["Retry-After"]) == (503, "1")
    assert (await send(api, "k-1")).status_code == 201


async def test_the_wait_for_the_database_has_an_end_whatever_the_others_do(
    app: FastAPI, api: httpx2.AsyncClient, settings: Settings, store: Store
) -> None:
    store._wait_s = 1.2  # long enough for two readers, and less than a request may take
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    started = time.monotonic()
    async with app.router.lifespan_context(app):
        writing = [asyncio.ensure_future(send(api, f"k-{number}")) for number in range(100)]
        await asyncio.sleep(0.05)
        reads = [await api.get("/readyz"), await api.get(PATH)]
        still_waiting = sum(not task.done() for task in writing)
        replies = await asyncio.gather(*writing)
        other.execute("ROLLBACK")
    other.close()

    assert [reply.status_code for reply in reads] == [200, 200]
    assert still_waiting > 0
    assert {reply.status_code for reply in replies} == {503}
    assert time.monotonic() - started < 10  # one after the other: two minutes


async def test_who_has_gone_does_not_wait_for_the_database(api: httpx2.AsyncClient, store: Store) -> None:
    store._wait_s = 10
    with store._turn(store._writing):
        api.headers[HEADER] = "50"
        sent = asyncio.ensure_future(send(api, "k-1"))
        done, _ = await asyncio.wait([sent], timeout=5)
    del api.headers[HEADER]

    assert (await sent).status_code in (503, 504)
    assert done
    await asyncio.sleep(0.5)  # for whoever may still stand in the queue
    assert await count(api) == 0


async def test_it_is_not_ready_without_its_database(api: httpx2.AsyncClient, settings: Settings) -> None:
    assert (await api.get("/readyz")).status_code == 200
    with sqlite3.connect(settings.database) as db:
        db.execute("DROP TABLE records")

    assert (await api.get("/readyz")).status_code == 503
    assert (await api.get("/livez")).status_code == 200


async def test_the_trace_of_the_caller_goes_on_in_the_server(app: FastAPI, api: httpx2.AsyncClient) -> None:
    configure_traces("test")
    app.add_api_route("/trace", trace)
    with span("caller", SpanKind.CLIENT) as caller:
        headers = trace_headers()
    reply = await api.get("/trace", headers=headers)

    assert reply.json() == f"{caller.get_span_context().trace_id:032x}"


async def test_metrics_have_one_series_for_a_route_not_one_for_each_path(api: httpx2.AsyncClient) -> None:
    for number in range(3):
        await api.get(f"{PATH}/unknown-{number}")
        await api.get(f"/nowhere-{number}")
    text = (await api.get("/metrics")).text

    assert f'route="{PATH}/{{record_id}}",status="404"' in text
    assert "unknown-1" not in text
    assert "nowhere-1" not in text


def test_every_setting_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(SystemExit) as caught:
        settings_from({"APP_PORT": "tcp://10.0.0.1:80", "APP_DRAIN_S": "600", "APP_HOST": "localhost"})

    assert [line.partition(":")[0] for line in str(caught.value).splitlines()] == ["APP_PORT", "APP_DRAIN_S"]


def test_a_setting_may_have_its_own_default() -> None:
    default = Settings().request_timeout_ms

    assert settings_from({"APP_REQUEST_TIMEOUT_MS": str(default)}).request_timeout_ms == default


async def slow() -> None:
    await asyncio.sleep(30)


async def left() -> float:
    return remaining_s()


async def fault() -> None:
    raise RuntimeError("secret")


async def trace() -> str:
    return f"{get_current_span().get_span_context().trace_id:032x}"


async def pieces(body: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(body), 10_000):
        yield body[start:start + 10_000]
