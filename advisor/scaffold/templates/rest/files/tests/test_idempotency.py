"""One effect, however often a request arrives."""

import asyncio
import sqlite3
import time
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import UTC, datetime

import httpx2
import pytest
from conftest import Clock

from __service__.app import PATH
from __service__.domain import Draft, Record, accept
from __service__.settings import Settings
from __service__.store import Store

DRAFT = {"customer_id": "c-1", "item": "book", "quantity": 2, "unit_price_cents": 1_000}


async def send(api: httpx2.AsyncClient, key: str, **changes: object) -> httpx2.Response:
    return await api.post(PATH, json=DRAFT | changes, headers={"Idempotency-Key": key})


async def count(api: httpx2.AsyncClient) -> int:
    return len((await api.get(PATH, params={"limit": 100})).json()["items"])


async def test_a_hundred_duplicates_at_once_make_one_record(api: httpx2.AsyncClient) -> None:
    replies = await asyncio.gather(*(send(api, "k-1") for _ in range(100)))

    assert {reply.status_code for reply in replies} == {201}
    assert len({reply.content for reply in replies}) == 1
    assert sum("Idempotency-Replayed" in reply.headers for reply in replies) == 99
    assert await count(api) == 1


async def test_another_request_under_the_same_key_is_refused(api: httpx2.AsyncClient) -> None:
    await send(api, "k-1")
    reply = await send(api, "k-1", quantity=3)

    assert reply.status_code == 422
    assert await count(api) == 1


async def test_a_request_without_a_key_has_no_effect(api: httpx2.AsyncClient) -> None:
    reply = await api.post(PATH, json=DRAFT)

    assert reply.status_code == 422
    assert reply.json()["errors"] == [{"at": "/header/Idempotency-Key", "detail": "Field required"}]
    assert await count(api) == 0


async def test_a_key_is_forgotten_after_its_time(api: httpx2.AsyncClient, clock: Clock, settings: Settings) -> None:
    await send(api, "k-1")
    clock.now += settings.key_ttl_s - 1
    assert "Idempotency-Replayed" in (await send(api, "k-1")).headers
    clock.now += 2
    assert "Idempotency-Replayed" not in (await send(api, "k-1")).headers


async def test_what_the_business_refuses_leaves_no_key(api: httpx2.AsyncClient) -> None:
    assert (await send(api, "k-1", quantity=1_000, unit_price_cents=10_000_000)).status_code == 409
    assert (await send(api, "k-1")).status_code == 201


def test_a_fault_between_the_record_and_its_key_leaves_neither(store: Store, settings: Settings) -> None:
    with sqlite3.connect(settings.database) as db:
        db.execute("CREATE TRIGGER fault BEFORE INSERT ON replies BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    with pytest.raises(sqlite3.Error, match="disk full"):
        store.add_once("k-1", "f", made)

    assert store.page(0, 10) == []


def test_a_reply_outlives_the_process(store: Store, settings: Settings, clock: Clock) -> None:
    first, _ = store.add_once("k-1", "f", made)
    store.close()
    again = Store(settings.database, settings.database_wait_ms, settings.key_ttl_s, clock)

    assert again.add_once("k-1", "f", made) == (first, True)
    again.close()


def test_two_processes_with_one_database_make_one_record(store: Store, settings: Settings) -> None:
    """To SQLite two connections are what two processes are."""
    first, second = (Store(settings.database, 5_000, 60) for _ in range(2))
    with ThreadPoolExecutor() as pool:
        others: list[Future[tuple[Record, bool]]] = []

        def slowly_made() -> Record:
            others.append(pool.submit(second.add_once, "k-1", "f", made))
            time.sleep(0.2)
            return made()

        record, _ = first.add_once("k-1", "f", slowly_made)
        assert others[0].result() == (record, True)
    first.close()
    second.close()

    assert len(store.page(0, 10)) == 1


def made() -> Record:
    return accept(Draft.model_validate(DRAFT), str(datetime.now(UTC).timestamp()), datetime.now(UTC))
