"""Queues, on a file and on RabbitMQ where AMQP_URL names one: at least once, and given up in an orderly way."""

from __future__ import annotations

import asyncio
import json
import os
import time
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from pydantic import BaseModel

from reliability.envelope import encode
from reliability.relay import Failure
from reliability.settings import Common, read
from reliability.store import Store, Waiting
from reliability.work import Desk, Operation, Rejected, Work
from transports import queues
from transports.queue_file import FileTransport
from transports.queues import CAUSE, Delivery, QueueError, QueueWorker, Transport, transport_of
from transports.rabbitmq import ATTEMPT, RabbitTransport

TABLES = "CREATE TABLE IF NOT EXISTS effects (name TEXT NOT NULL);"
PROVIDERS = ["file", *(["rabbitmq"] if os.environ.get("AMQP_URL") else [])]


class Job(BaseModel):
    name: str


def note(work: Work, job: Job) -> None:
    work.execute("INSERT INTO effects VALUES (?)", job.name)


class World:
    def __init__(self, settings: Common) -> None:
        self.settings, self.queue, self.store = settings, f"q-{uuid.uuid4().hex[:12]}", Store(settings.database, TABLES)
        self.transport: Transport = transport_of(settings, [self.queue])

    async def publish(self, name: str, event_id: str = "", body: bytes = b"") -> Failure | None:
        body = body or encode("job", event_id or str(uuid.uuid4()), "writer", name, "r", Job(name=name))
        [outcome] = await self.transport.publish([Waiting(0, self.queue, "", "", body)])
        return outcome

    @asynccontextmanager
    async def working(self, handle: Callable[..., None] = note,
                      prepare: Callable[[Job], Awaitable[None]] | None = None) -> AsyncIterator[None]:
        stop = asyncio.Event()
        worker = QueueWorker(Desk("worker", self.store), self.settings, self.queue,
                             Operation("note", Job, handle, prepare), self.transport)
        task = asyncio.create_task(worker.run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    def effects(self) -> list[str]:
        return [row[0] for row in self.store.read("SELECT name FROM effects ORDER BY rowid")]

    async def dead(self) -> list[tuple[str, str]]:
        """Returns the cause and the body of each dead letter; they are taken out by it."""
        held = await self.transport.hold_dead(self.queue, 100)
        for one in held:
            await one.ack()
        return [(one.headers[CAUSE], one.body.decode(errors="replace")) for one in held]


@pytest.fixture(params=PROVIDERS)
async def world(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[World]:
    said = {"DATABASE": str(tmp_path / "a.db"), "QUEUE_PATH": str(tmp_path / "queue.db"), "RETRY_DELAYS_MS": "100,100",
            "HANDLER_TIMEOUT_MS": "1000", "MAX_LENGTH": "50", "PREFETCH": "4"}
    if request.param == "rabbitmq":
        said["AMQP_URL"] = os.environ["AMQP_URL"]
    made = World(read(Common, said))
    yield made
    await made.transport.close()
    made.store.close()


async def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.03)


async def test_work_is_done_and_settled(world: World) -> None:
    for number in range(10):
        assert await world.publish(f"n{number}") is None
    async with world.working():
        await until(lambda: len(world.effects()) == 10)

    assert sum((await world.transport.depths(world.queue)).values()) == 0


async def test_a_duplicate_has_one_effect(world: World) -> None:
    for _ in range(3):
        await world.publish("a", "the-same-id")
    await world.publish("last")
    async with world.working():
        await until(lambda: "last" in world.effects())

    assert sorted(world.effects()) == ["a", "last"]


async def test_a_message_that_fails_is_tried_again_after_a_while(world: World) -> None:
    failures = [RuntimeError("not yet"), RuntimeError("not yet")]

    def fails_twice(work: Work, job: Job) -> None:
        note(work, job)
        if failures:
            raise failures.pop()

    await world.publish("a")
    async with world.working(fails_twice):
        await until(world.effects)

    assert world.effects() == ["a"]


async def test_a_message_that_always_fails_becomes_a_dead_letter_with_its_cause(world: World) -> None:
    tried = []

    def fails(work: Work, job: Job) -> None:
        if job.name == "poison":
            tried.append(1)
            raise RuntimeError("cannot do this one")
        note(work, job)

    await world.publish("poison")
    await world.publish("other")
    async with world.working(fails):
        await until(lambda: len(tried) == 3 and world.effects())
    [(cause, body)] = await world.dead()

    assert cause == "RuntimeError: cannot do this one"
    assert json.loads(body)["data"] == {"name": "poison"}


@pytest.mark.parametrize("body", [b"{ not json", b"\xff\xfe", b"[]"])
async def test_what_nobody_can_read_is_put_aside_at_once(world: World, body: bytes) -> None:
    await world.publish("", body=body)
    await world.publish("behind")
    async with world.working():
        await until(world.effects)
    [(cause, _)] = await world.dead()

    assert cause.startswith("Malformed: ")


async def test_what_the_business_refuses_is_not_tried_again(world: World) -> None:
    tried = []

    def refuses(work: Work, job: Job) -> None:
        tried.append(1)
        raise Rejected("we do not do this")

    await world.publish("a")
    async with world.working(refuses):
        await until(lambda: tried)
        await asyncio.sleep(0.3)

    assert len(tried) == 1
    assert len(await world.dead()) == 1


async def test_a_message_is_not_settled_before_its_effect(world: World) -> None:
    """A worker that dies in the middle has lost nothing: the message is still the broker's."""
    await world.publish("a")
    worker = QueueWorker(Desk("worker", world.store), world.settings, world.queue, Operation("note", Job, note),
                         world.transport)
    [delivery] = await world.transport.receive(world.queue, 1)
    settled: list[list[str]] = []

    async def ack() -> None:
        settled.append(world.effects())
        await delivery.ack()

    await worker._take(replace(delivery, ack=ack))
    assert settled == [["a"]]


async def test_what_cannot_be_settled_is_given_back(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kept, each of them would take a place of the prefetch, until there is none left."""
    monkeypatch.setattr(queues, "PAUSE_S", 0.01)
    await world.publish("", body=b"nobody can read this")
    worker = QueueWorker(Desk("worker", world.store), world.settings, world.queue, Operation("note", Job, note),
                         world.transport)
    [delivery] = await world.transport.receive(world.queue, 1)

    async def bury(cause: str) -> None:
        raise QueueError("the broker has no memory left")

    await worker._take(replace(delivery, bury=bury))
    [again] = await world.transport.receive(world.queue, 1)
    await again.ack()
    assert again.body == delivery.body


async def test_a_worker_that_cannot_settle_is_not_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queues, "PAUSE_S", 0.01)
    worker = QueueWorker(Desk("worker", world.store), world.settings, world.queue, Operation("note", Job, note),
                         world.transport)
    stop, receive = asyncio.Event(), world.transport.receive

    async def received(queue: str, most: int) -> list[Delivery]:
        return [replace(one, ack=away) for one in await receive(queue, most)]

    async def away() -> None:
        raise QueueError("the broker has no memory left")

    monkeypatch.setattr(world.transport, "receive", received)
    working = asyncio.create_task(worker.run(stop))
    await until(lambda: worker.is_ready)
    await world.publish("a")
    await until(lambda: not worker.is_ready)
    stop.set()
    await working


async def test_work_under_way_is_finished_at_the_end(world: World) -> None:
    begun = []

    async def slow(job: Job) -> None:
        begun.append(1)
        await asyncio.sleep(1.5)  # longer than the worker waits for more

    world.settings = replace(world.settings, handler_timeout_ms=9_000)
    await world.publish("a")
    async with world.working(lambda work, job, _: note(work, job), slow):
        await until(lambda: begun)

    assert world.effects() == ["a"]


async def test_a_worker_takes_no_more_than_it_can_handle(world: World) -> None:
    taken, go = [], asyncio.Event()

    async def waits(job: Job) -> None:
        taken.append(job.name)
        await go.wait()

    for number in range(10):
        await world.publish(f"n{number}")
    stop = asyncio.Event()
    operation = Operation("note", Job, lambda work, job, _: note(work, job), waits)
    settings = replace(world.settings, handler_timeout_ms=9_000)
    worker = asyncio.create_task(
        QueueWorker(Desk("worker", world.store), settings, world.queue, operation, world.transport).run(stop))
    await until(lambda: len(taken) == 4)
    await asyncio.sleep(0.2)
    assert len(taken) == 4
    go.set()
    await until(lambda: len(world.effects()) == 10)
    stop.set()
    await worker


@pytest.mark.parametrize(("name", "text"), [("PREFETCH", "0"), ("PREFETCH", "65536"), ("RETRY_DELAYS_MS", "100,-5")])
def test_what_no_worker_could_use_is_refused_at_the_start(name: str, text: str) -> None:
    with pytest.raises(SystemExit, match=f"{name}='{text}'"):
        read(Common, {name: text})


async def test_a_full_queue_says_so(world: World) -> None:
    outcomes = [await world.publish(f"n{number}") for number in range(60)]

    assert any(outcomes)
    assert not any(outcomes[:50])


async def test_a_message_for_no_queue_is_not_lost_in_silence(world: World) -> None:
    [outcome] = await world.transport.publish([Waiting(0, "nobody-has-this", "", "", b"{}")])

    assert outcome is not None


class Clock:
    now = 1_000.0

    def __call__(self) -> float:
        return self.now


async def test_a_worker_that_died_gives_its_messages_back_and_a_message_that_kills_is_set_aside(tmp_path: Path) -> None:
    clock, settings = Clock(), replace(Common(), queue_path=str(tmp_path / "q.db"), delivery_limit=2)
    transport = FileTransport(settings, ["q"], clock)
    await transport.publish([Waiting(0, "q", "", "", b"{}")])
    for _ in range(2):
        [_] = await transport.receive("q", 10)  # and never heard of again
        clock.now += settings.handler_timeout_ms / 1000 + 2
    assert await transport.receive("q", 10) == []
    [letter] = await transport.hold_dead("q", 10)

    assert letter.headers[CAUSE] == "delivery limit"


async def test_who_lost_a_message_can_no_longer_settle_it(tmp_path: Path) -> None:
    clock, settings = Clock(), replace(Common(), queue_path=str(tmp_path / "q.db"))
    transport = FileTransport(settings, ["q"], clock)
    await transport.publish([Waiting(0, "q", "", "", b"{}")])
    [slow] = await transport.receive("q", 1)
    clock.now += 60
    [_] = await transport.receive("q", 1)
    await slow.ack()

    clock.now += 60
    assert len(await transport.receive("q", 1)) == 1


async def test_a_clock_that_was_set_back_delays_nothing(tmp_path: Path) -> None:
    clock, settings = Clock(), replace(Common(), queue_path=str(tmp_path / "q.db"))
    transport = FileTransport(settings, ["q"], clock)
    await transport.publish([Waiting(0, "q", "", "", b"{}")])
    clock.now -= 900

    assert len(await transport.receive("q", 1)) == 1


async def test_a_broker_that_is_away_is_said_to_be(tmp_path: Path) -> None:
    away = transport_of(replace(Common(), amqp_url="amqp://guest:guest@127.0.0.1:1/"), ["q"])

    with pytest.raises(QueueError):
        await away.receive("q", 1)
    [outcome] = await away.publish([Waiting(0, "q", "", "", b"{}")])
    assert outcome is not None
    await away.close()


async def test_a_connection_on_which_nothing_can_be_declared_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    closed = []

    class Connection:
        def __init__(self, *_: object, **__: object) -> None: ...

        async def connect(self) -> None: ...

        async def channel(self, **_: object) -> None:
            raise TimeoutError

        async def close(self) -> None:
            closed.append(self)

    monkeypatch.setattr("aio_pika.RobustConnection", Connection)
    transport = RabbitTransport(replace(Common(), amqp_url="amqp://localhost/"), ["q"])
    with pytest.raises(QueueError, match="RabbitMQ: TimeoutError"):
        await transport.receive("q", 1)

    assert len(closed) == 1


@pytest.mark.parametrize(("said", "attempt"), [(-7, 1), (0, 1), ("two", 1), (2, 2)])
async def test_whatever_a_sender_writes_there_is_an_attempt(said: object, attempt: int) -> None:
    arrived = SimpleNamespace(headers={ATTEMPT: said}, routing_key="q", body=b"")

    assert RabbitTransport(Common(), ["q"])._delivery("q", cast(Any, arrived)).attempt == attempt
