"""Topics, on KAFKA_BOOTSTRAP or else on the mock: once in effect, in order, never stuck behind one that fails."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import time
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any, cast

import pytest
from confluent_kafka import Consumer, Message, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from opentelemetry import trace
from pydantic import BaseModel

from reliability.envelope import Channel, encode
from reliability.relay import Relay
from reliability.settings import Common, read
from reliability.store import Store
from reliability.telemetry import configure_traces
from reliability.work import Desk, Operation, Rejected, Unavailable, Work
from transports.stream import StreamPublisher, StreamReader, client_config, dead_name

from broker import MockBroker

BOOTSTRAP = os.environ.get("KAFKA_BOOTSTRAP", "")
PARTITIONS = 6
TABLES = "CREATE TABLE IF NOT EXISTS effects (name TEXT NOT NULL);"
# murmur2 of the key as Kafka's own tests have it; the partition is its positive part modulo the number of partitions.
MURMUR2 = {"21": -973932308, "foobar": -790332482, "a-little-bit-long-string": -985981536, "abc": 479470107}
configure_traces("test")


class Thing(BaseModel):
    name: str


def note(work: Work, thing: Thing) -> None:
    work.execute("INSERT INTO effects VALUES (?)", thing.name)


class World:
    def __init__(self, settings: Common, topic: str, publisher: StreamPublisher) -> None:
        self.publisher = publisher
        self.settings, self.topic, self.store = settings, topic, Store(settings.database, TABLES)
        self.group, self.dead_topic = settings.group, dead_name(topic, settings.group)
        self.channel = Channel("thing", (f"topic:{topic}",))

    async def write(self, *names: str, about: str = "") -> None:
        def work(db: sqlite3.Connection) -> None:
            for name in names:
                Work(db, "writer").tell(self.channel, Thing(name=name), about or name)

        self.store.transaction(work)
        relay = Relay(self.store, self.publisher)
        while (await relay.tell_waiting())[0]:
            pass

    def write_raw(self, body: bytes, key: str = "k") -> None:
        assert self.publisher.send([(self.topic, key, body, {})]) == [None]

    @asynccontextmanager
    async def reading(self, handle: Callable[..., None] = note) -> AsyncIterator[None]:
        stop = asyncio.Event()
        reader = StreamReader(Desk(self.group, self.store), self.settings,
                              {self.topic: Operation("note", Thing, handle)}, self.publisher)
        task = asyncio.create_task(reader.run(stop))
        try:
            yield
        finally:
            stop.set()
            await task

    def effects(self) -> list[str]:
        return [row[0] for row in self.store.read("SELECT name FROM effects ORDER BY rowid")]

    def records(self, topic: str) -> list[Message]:
        found: list[Message] = []
        with closing(Consumer(client_config(self.settings) | {"group.id": str(uuid.uuid4())})) as client:
            ends = [(number, *client.get_watermark_offsets(TopicPartition(topic, number), timeout=5))
                    for number in range(PARTITIONS)]
            client.assign([TopicPartition(topic, number, low) for number, low, _ in ends])
            while len(found) < sum(high - low for _, low, high in ends):
                found += [one for one in client.consume(100, 0.2) if one.error() is None]
        return found

    def committed(self) -> int:
        with closing(Consumer(client_config(self.settings) | {"group.id": self.group})) as client:
            places = client.committed([TopicPartition(self.topic, number) for number in range(PARTITIONS)], timeout=5)
        return sum(max(0, one.offset) for one in places)


@pytest.fixture(scope="session")
def mock() -> Iterator[MockBroker]:
    with MockBroker(1) as broker:
        yield broker


@pytest.fixture(scope="session")
def said(request: pytest.FixtureRequest) -> dict[str, str]:
    bootstrap = BOOTSTRAP or request.getfixturevalue("mock").bootstrap
    return {"KAFKA_BOOTSTRAP": bootstrap, "RETRY_DELAYS_MS": "50,50", "DELIVERY_TIMEOUT_MS": "1000",
            "SESSION_TIMEOUT_MS": "6000"}


@pytest.fixture(scope="session")
def publisher(said: dict[str, str]) -> StreamPublisher:
    return StreamPublisher(read(Common, said))


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path, said: dict[str, str],
          publisher: StreamPublisher) -> Iterator[World]:
    topic, group = (f"{kind}-{uuid.uuid4().hex[:12]}" for kind in "tg")
    topics = {topic: PARTITIONS, dead_name(topic, group): PARTITIONS}
    if BOOTSTRAP:
        admin = AdminClient({"bootstrap.servers": BOOTSTRAP})
        for done in admin.create_topics([NewTopic(name, number, 1) for name, number in topics.items()]).values():
            done.result(10)
    else:
        request.getfixturevalue("mock").create_topics(topics)
    made = World(read(Common, said | {"DATABASE": str(tmp_path / "a.db"), "GROUP": group}), topic, publisher)
    yield made
    made.store.close()


async def until(holds: Callable[[], Any]) -> None:
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        await asyncio.sleep(0.03)


def header(message: Message, name: str) -> str:
    return (dict(cast("list[tuple[str, bytes | None]]", message.headers()))[name] or b"").decode()


def test_a_key_goes_to_the_partition_that_other_clients_would_choose(world: World) -> None:
    for key in MURMUR2:
        world.write_raw(b"v", key)
    found = {(one.key() or b"").decode(): one.partition() for one in world.records(world.topic)}

    assert found == {key: (number & 0x7FFFFFFF) % PARTITIONS for key, number in MURMUR2.items()}


def test_a_publisher_neither_doubles_nor_loses_behind_our_back(world: World) -> None:
    """No broker can be made to lose an answer on demand, so this one looks at what the client was told."""
    config = world.publisher._config

    assert (config["enable.idempotence"], config["acks"]) == (True, "all")


@pytest.mark.skipif(bool(BOOTSTRAP), reason="a real broker is not ours to take down")
async def test_an_event_stays_in_the_outbox_while_no_broker_answers(world: World, mock: MockBroker) -> None:
    world.store.transaction(lambda db: Work(db, "writer").tell(world.channel, Thing(name="a"), "a"))
    relay = Relay(world.store, world.publisher)
    mock.down()
    try:
        assert await relay.tell_waiting() == (1, 1)
    finally:
        mock.up()
    assert world.store.outbox()[0] == 1
    await world.write()
    assert len(world.records(world.topic)) == 1


async def test_a_duplicate_has_one_effect(world: World) -> None:
    body = encode("thing", "the-same-id", "writer", "a", "r", Thing(name="a"))
    for _ in range(3):
        world.write_raw(body, "a")
    await world.write("last", about="a")
    async with world.reading():
        await until(lambda: "last" in world.effects())

    assert world.effects() == ["a", "last"]


async def test_events_about_the_same_stay_in_order_while_one_of_them_fails(world: World) -> None:
    failures = [RuntimeError("not yet"), RuntimeError("not yet")]

    def fails_twice(work: Work, thing: Thing) -> None:
        note(work, thing)
        if thing.name == "n1" and failures:
            raise failures.pop()

    await world.write(*(f"n{number}" for number in range(5)), about="one")
    async with world.reading(fails_twice):
        await until(lambda: len(world.effects()) == 5)

    assert world.effects() == [f"n{number}" for number in range(5)]


async def test_an_event_that_always_fails_is_put_aside_with_its_cause_and_stops_nobody(world: World) -> None:
    tried = []

    def fails(work: Work, thing: Thing) -> None:
        if thing.name == "poison":
            tried.append(1)
            raise RuntimeError("cannot do this one")
        note(work, thing)

    await world.write("poison", "behind", about="one")
    async with world.reading(fails):
        await until(lambda: world.effects() == ["behind"])
    [dead] = world.records(world.dead_topic)

    assert len(tried) == 3  # the first time, and once for each delay
    assert header(dead, "cause") == "RuntimeError: cannot do this one"
    assert header(dead, "original-topic") == world.topic


@pytest.mark.parametrize("body", [b"{ not json", b"\xff\xfe", b"[]", b"[" * 100_000])
async def test_what_nobody_can_read_is_put_aside_as_it_is(world: World, body: bytes) -> None:
    world.write_raw(body, "one")
    await world.write("behind", about="one")
    async with world.reading():
        await until(lambda: world.effects() == ["behind"])
    [dead] = world.records(world.dead_topic)

    assert dead.value() == body
    assert header(dead, "cause").startswith("Malformed: ")


async def test_what_the_business_refuses_is_not_tried_again(world: World) -> None:
    tried = []

    def refuses(work: Work, thing: Thing) -> None:
        tried.append(1)
        raise Rejected("we do not do this")

    await world.write("a")
    async with world.reading(refuses):
        await until(lambda: world.records(world.dead_topic))

    assert len(tried) == 1


async def test_what_is_away_is_waited_for_however_long_and_nothing_is_given_up(world: World) -> None:
    failures = [Unavailable("mail server") for _ in range(6)]  # more than there are retries

    def away(work: Work, thing: Thing) -> None:
        if failures:
            raise failures.pop()
        note(work, thing)

    await world.write("a")
    async with world.reading(away):
        await until(world.effects)

    assert world.records(world.dead_topic) == []


async def test_a_partition_that_waits_keeps_no_other_waiting(world: World) -> None:
    def away(work: Work, thing: Thing) -> None:
        if thing.name == "blocked":
            raise Unavailable("mail server")
        note(work, thing)

    await world.write("blocked", about="21")  # partition 0 of 6
    async with world.reading(away):
        await asyncio.sleep(0.5)
        await world.write("free", about="abc")  # partition 3 of 6
        await until(lambda: world.effects() == ["free"])


async def test_an_event_is_read_again_when_its_reader_dies_before_the_effect(world: World) -> None:
    """The position moves after the effect: a process that is killed in the handler has lost nothing."""
    def dies(work: Work, thing: Thing) -> None:
        raise KeyboardInterrupt

    await world.write("a")
    reader = StreamReader(Desk(world.group, world.store), world.settings,
                          {world.topic: Operation("note", Thing, dies)}, world.publisher)
    [message] = world.records(world.topic)
    with pytest.raises(KeyboardInterrupt):
        await reader._take(message)
    reader._commit()
    assert world.committed() == 0
    reader._client.close()


async def test_a_reader_that_was_stopped_has_committed_what_it_did(world: World) -> None:
    await world.write("a", "b", "c")
    async with world.reading():
        await until(lambda: len(world.effects()) == 3)

    assert world.committed() == 3


@pytest.mark.skipif(bool(BOOTSTRAP), reason="a real broker is not ours to take down")
async def test_a_position_stays_when_a_failed_event_cannot_be_put_aside(world: World, mock: MockBroker) -> None:
    reader = StreamReader(Desk(world.group, world.store), world.settings,
                          {world.topic: Operation("note", Thing, note)}, world.publisher)
    world.write_raw(b"{")
    [message] = world.records(world.topic)
    mock.down()
    try:
        with pytest.raises(Unavailable):
            await reader._handle(message, 0)
    finally:
        mock.up()
        reader._client.close()


async def test_a_trace_goes_on_in_the_reader(world: World) -> None:
    traces: list[int] = []

    def look(work: Work, thing: Thing) -> None:
        traces.append(trace.get_current_span().get_span_context().trace_id)

    with trace.get_tracer("test").start_as_current_span("request") as span:
        await world.write("a")
    async with world.reading(look):
        await until(lambda: traces)

    assert traces == [span.get_span_context().trace_id]
