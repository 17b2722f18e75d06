"""Nothing is told that is not so, and nothing that is so stays untold."""

import asyncio
import json
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from opentelemetry import trace
from pydantic import BaseModel

from reliability.envelope import Channel, Malformed, decode, read
from reliability.relay import Failure, Relay
from reliability.store import Store, Waiting
from reliability.telemetry import configure_traces
from reliability.work import Desk, Operation, Work

THINGS = Channel("things", ("topic:things", "topic:copies"))
OTHER = Channel("other", ("queue:other",))
configure_traces("test")


class Thing(BaseModel):
    name: str


class Broker:
    """Takes what it is given, unless it shall not."""

    kind = "topic"

    def __init__(self, *failures: Failure | None) -> None:
        self.told, self.failures = list[Waiting](), list(failures)

    async def publish(self, batch: Sequence[Waiting]) -> Sequence[Failure | None]:
        outcomes = [self.failures.pop(0) if self.failures else None for _ in batch]
        self.told += [one for one, failure in zip(batch, outcomes, strict=True) if failure is None]
        return outcomes


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = Store(str(tmp_path / "a.db"), "")
    yield made
    made.close()


def tell(store: Store, *names: str, channel: Channel = THINGS) -> None:
    def work(db: sqlite3.Connection) -> None:
        for name in names:
            Work(db, "here").tell(channel, Thing(name=name), name)

    store.transaction(work)


def names(told: Sequence[Waiting], destination: str = "things") -> list[str]:
    return [str(json.loads(one.body)["data"]["name"]) for one in told if one.destination == destination]


async def test_what_was_rolled_back_is_never_told(store: Store) -> None:
    def fail(work: Work, request: Thing) -> None:
        work.tell(THINGS, request, request.name)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await Desk("here", store).perform(Operation("fail", Thing, fail), Thing(name="a"), "k", "k")
    broker = Broker()
    await Relay(store, broker).tell_waiting()

    assert broker.told == []


async def test_what_was_written_is_told_in_order_to_all_it_is_for(store: Store) -> None:
    tell(store, "a", "b", "c")
    broker = Broker()
    await Relay(store, broker).tell_waiting()

    assert names(broker.told) == names(broker.told, "copies") == ["a", "b", "c"]
    assert store.outbox()[0] == 0


async def test_what_the_broker_did_not_confirm_is_told_again(store: Store) -> None:
    tell(store, "a")
    broker = Broker(Failure("away"), Failure("away"))
    relay = Relay(store, broker)

    assert await relay.tell_waiting() == (2, 2)
    assert store.outbox()[0] == 2
    assert await relay.tell_waiting() == (2, 0)
    assert names(broker.told) == ["a"]


async def test_what_no_broker_takes_is_set_aside_and_blocks_nothing(store: Store) -> None:
    tell(store, "too-large", "b")
    broker = Broker(Failure("too large", is_final=True))
    relay = Relay(store, broker)
    await relay.tell_waiting()

    assert await relay.tell_waiting() == (0, 0)
    assert names(broker.told) == ["b"]
    assert store.outbox()[2] == 1


async def test_a_broker_that_is_away_does_not_keep_the_other_one_waiting(store: Store) -> None:
    tell(store, "a", channel=OTHER)
    tell(store, "b")
    broker = Broker()
    await Relay(store, broker).tell_waiting()

    assert names(broker.told) == ["b"]
    assert [one.destination for one in store.waiting("queue", 10)] == ["other"]


async def test_the_end_tells_what_still_waits(store: Store) -> None:
    broker, stop = Broker(), asyncio.Event()
    relay = asyncio.create_task(Relay(store, broker).run(stop))
    await asyncio.sleep(0.1)
    tell(store, "a")
    stop.set()
    await relay

    assert names(broker.told) == ["a"]


def test_a_message_with_an_id_of_its_own_goes_out_once(store: Store) -> None:
    for _ in range(2):
        store.transaction(lambda db: Work(db, "here").tell(OTHER, Thing(name="a"), "a", event_id="one"))

    assert len(store.waiting("queue", 10)) == 1


def test_a_trace_goes_on_in_the_envelope(store: Store) -> None:
    with trace.get_tracer("test").start_as_current_span("request") as span:
        tell(store, "a", channel=OTHER)
    [waiting] = store.waiting("queue", 10)

    assert decode(waiting.body).traceparent.split("-")[1] == trace.format_trace_id(span.get_span_context().trace_id)


def test_a_message_that_no_broker_would_take_is_refused_with_its_transaction(store: Store) -> None:
    with pytest.raises(ValueError, match="send a reference"):
        tell(store, "a", "x" * 1_000_000)

    assert store.outbox()[0] == 0


@pytest.mark.parametrize("body", [None, b"", b"{", b"[]", b"[" * 100_000, b"\xff", b'{"id": "1"}'])
def test_what_is_no_envelope_is_malformed(body: bytes | None) -> None:
    with pytest.raises(Malformed):
        decode(body)


def test_what_is_not_in_the_contract_is_malformed() -> None:
    line = {"id": "1", "source": "/s", "type": "t", "subject": "s", "requestid": "r", "data": {"name": 1}}
    with pytest.raises(Malformed, match="name"):
        read(Thing, decode(json.dumps(line).encode()))
