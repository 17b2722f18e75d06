"""RabbitMQ in particular: what its defaults would lose, and its death in the middle of work."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import AsyncIterator
from pathlib import Path
from unittest.mock import AsyncMock, Mock, patch
from uuid import uuid4

import aio_pika
import pytest

from __service__ import domain
from __service__.consume import Worker
from __service__.domain import Job
from __service__.inbox import Inbox
from __service__.ports import (
    Message,
    Refused,
    TopologyMismatch,
    Unavailable,
    Unroutable,
)
from __service__.publish import publish
from __service__.rabbitmq import RabbitTransport
from __service__.settings import Settings, read_settings
from __service__.topology import dead_name, queues, retry_name

from brokers import RabbitServer, remove
from harness import receipts, take, until

ADDRESS = "amqp://user:secret@broker.example:5671/shop"


@pytest.fixture
def on_rabbitmq(rabbitmq: dict[str, str], tmp_path: Path) -> Settings:
    return read_settings({**rabbitmq, "QUEUE": f"test-{uuid4().hex[:8]}", "DATABASE_PATH": str(tmp_path / "effects"),
                          "PREFETCH": "4", "RETRY_DELAYS_MS": "100", "MAX_LENGTH": "10"})


@pytest.fixture
async def rabbit(on_rabbitmq: Settings) -> AsyncIterator[RabbitTransport]:
    opened = RabbitTransport(on_rabbitmq)
    await opened.open()
    yield opened
    await opened.close()
    await remove(on_rabbitmq)


async def delete(settings: Settings, queue: str) -> None:
    async with await aio_pika.connect(settings.amqp_url) as connection, connection.channel() as channel:
        await channel.queue_delete(queue)


def test_every_queue_says_what_brokers_of_different_age_would_choose_differently() -> None:
    settings = read_settings({"AMQP_URL": ADDRESS, "QUEUE": "work", "RETRY_DELAYS_MS": "1000,10000"})
    declared = {name: arguments for name, arguments in queues(settings)}

    assert set(declared) == {"work", "work.dead", "work.retry.1000ms", "work.retry.10000ms"}
    assert {arguments["x-queue-type"] for arguments in declared.values()} == {"quorum"}
    assert all("x-delivery-limit" in arguments for arguments in declared.values())
    assert declared["work"]["x-delivery-limit"] == settings.delivery_limit
    assert declared["work"]["x-dead-letter-routing-key"] == "work.dead"
    assert declared["work.retry.10000ms"]["x-message-ttl"] == 10_000
    assert declared["work.retry.10000ms"]["x-dead-letter-routing-key"] == "work"


def test_what_moves_between_queues_is_not_lost_on_the_way() -> None:
    declared = queues(read_settings({"AMQP_URL": ADDRESS}))
    moving = [arguments for _, arguments in declared if "x-dead-letter-exchange" in arguments]

    assert len(moving) == len(declared) - 1
    for arguments in moving:
        assert arguments["x-dead-letter-strategy"] == "at-least-once"
        assert arguments["x-overflow"] == "reject-publish"


def test_the_password_of_the_broker_is_not_printed() -> None:
    printed = str(read_settings({"AMQP_URL": ADDRESS}).redacted())

    assert "secret" not in printed
    assert "broker.example:5671/shop" in printed


def test_a_broker_that_nobody_named_is_not_replaced_by_a_file() -> None:
    with pytest.raises(ValueError, match="AMQP_URL: .*must be the broker's address"):
        read_settings({})


async def test_an_unroutable_message_is_loud(rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    await delete(on_rabbitmq, on_rabbitmq.queue)

    with pytest.raises(Unroutable):
        await rabbit.publish(Message("m-1", b"{}"))


async def test_a_publish_that_the_broker_did_not_confirm_is_an_error(rabbit: RabbitTransport) -> None:
    with pytest.raises(Refused):
        for number in range(40):
            await rabbit.publish(Message(f"m-{number}", b"{}"))


async def test_a_worker_that_goes_leaves_its_message_to_the_next(rabbit: RabbitTransport) -> None:
    await rabbit.publish(Message("m-1", b"{}"))
    await take(rabbit)
    await rabbit.close()
    await rabbit.open()
    async with asyncio.timeout(5):
        (again,) = await take(rabbit)

    assert again.message.id == "m-1"
    await again.ack()


async def test_a_retry_that_cannot_be_stored_keeps_the_message(rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    await rabbit.publish(Message("m-1", b"{}"))
    (held,) = await take(rabbit)
    await delete(on_rabbitmq, retry_name(on_rabbitmq.queue, 100))
    with pytest.raises(Unroutable):
        await held.retry(100)
    await rabbit.close()
    await rabbit.open()
    (again,) = await take(rabbit)

    assert again.message.id == "m-1"
    await again.ack()


async def test_a_burial_that_cannot_be_stored_keeps_the_message(rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    await rabbit.publish(Message("m-1", b"{}"))
    (held,) = await take(rabbit)
    await delete(on_rabbitmq, dead_name(on_rabbitmq.queue))
    with pytest.raises(Unroutable):
        await held.bury("broken")
    await rabbit.close()
    await rabbit.open()
    (again,) = await take(rabbit)

    assert again.message.id == "m-1"
    await again.ack()


async def test_one_worker_does_not_hoard_what_others_could_do(rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    for number in range(10):
        await rabbit.publish(Message(f"m-{number}", b"{}"))
    await take(rabbit)
    other = RabbitTransport(on_rabbitmq)
    await other.open()
    try:
        await take(other)
        await asyncio.sleep(0.3)
        assert (await rabbit.depths())["ready"] == 10 - 2 * on_rabbitmq.prefetch
    finally:
        await other.close()


async def test_a_queue_that_is_declared_otherwise_is_named(rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    other = RabbitTransport(on_rabbitmq.model_copy(update={"max_length": on_rabbitmq.max_length + 1}))

    with pytest.raises(TopologyMismatch, match=on_rabbitmq.queue):
        await other.open()


async def test_a_connection_on_which_nothing_could_be_done_is_closed() -> None:
    transport, made = RabbitTransport(read_settings({"AMQP_URL": ADDRESS})), AsyncMock()
    made.channel.side_effect = TimeoutError
    with patch.object(aio_pika, "connect_robust", AsyncMock(return_value=made)):
        with pytest.raises(Unavailable, match="TimeoutError"):
            await transport.open()
        with pytest.raises(Unavailable):
            await transport.receive(1)

    assert made.close.await_count == 2


@pytest.mark.parametrize("said", [-7, 0, True, "2", None, 2.5])
def test_a_header_that_is_no_count_of_attempts_is_not_believed(said: object) -> None:
    arrived = Mock(headers={"attempt": said}, message_id="m-1", body=b"{}", routing_key="work")

    assert RabbitTransport(read_settings({"AMQP_URL": ADDRESS}))._delivery(arrived).attempt == 1


async def test_a_queue_that_is_gone_is_not_taken_for_an_empty_one(
        rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    assert await rabbit.receive(1) == []
    await delete(on_rabbitmq, on_rabbitmq.queue)
    with pytest.raises(Unavailable):
        for _ in range(3):
            await rabbit.receive(1)


async def test_dead_letters_that_cannot_be_stored_do_not_keep_the_others_waiting(
        rabbit: RabbitTransport, on_rabbitmq: Settings) -> None:
    await delete(on_rabbitmq, dead_name(on_rabbitmq.queue))
    for number in range(on_rabbitmq.prefetch):
        await rabbit.publish(Message(f"poison-{number}", b"no job"))
    await publish(rabbit, Job("good", 1))
    stop, inbox = asyncio.Event(), Inbox(on_rabbitmq.database_path, domain.SCHEMA)
    running = asyncio.create_task(Worker(rabbit, inbox, on_rabbitmq).run(stop))

    async def is_handled() -> bool:
        return receipts(on_rabbitmq) == ["good"]

    await until(is_handled)
    stop.set()
    await running


async def test_a_broker_that_is_away_is_told_in_time() -> None:
    settings = read_settings({"AMQP_URL": "amqp://guest:guest@127.0.0.1:1/", "CONNECT_TIMEOUT_MS": "2000"})
    began = time.monotonic()

    with pytest.raises(Unavailable):
        await RabbitTransport(settings).open()
    assert time.monotonic() - began < 5


async def test_a_broker_killed_at_work_loses_nothing_that_it_confirmed(
        server: RabbitServer, on_rabbitmq: Settings) -> None:
    settings = on_rabbitmq.model_copy(update={"publish_timeout_ms": 1_000, "max_length": 1_000})
    transport, source = RabbitTransport(settings), RabbitTransport(settings)
    await transport.open()
    stop, worker = asyncio.Event(), Worker(source, Inbox(settings.database_path, domain.SCHEMA), settings)
    running = asyncio.create_task(worker.run(stop))
    confirmed: list[str] = []
    well_under_way = asyncio.Event()

    async def publish_all() -> None:
        """As a client does: again, under the same id, until it is confirmed."""
        for number in range(300):
            while True:
                try:
                    await publish(transport, Job(f"r-{number}", 1), f"m-{number}")
                    break
                except Unavailable:
                    await asyncio.sleep(0.1)
            confirmed.append(f"r-{number}")
            if number == 100:
                well_under_way.set()

    publishing = asyncio.create_task(publish_all())
    await well_under_way.wait()
    await asyncio.to_thread(server.stop)
    await asyncio.to_thread(server.start)
    async with asyncio.timeout(40):
        await publishing

    async def all_handled() -> bool:
        return len(receipts(settings)) >= len(confirmed)

    await until(all_handled)
    stop.set()
    await running
    for one in (transport, source):
        await one.close()
    await remove(settings)

    assert sorted(receipts(settings)) == sorted(confirmed)
    assert len(confirmed) == 300


async def test_a_broker_that_hangs_does_not_hang_the_publisher(server: RabbitServer, on_rabbitmq: Settings) -> None:
    transport = RabbitTransport(on_rabbitmq.model_copy(update={"publish_timeout_ms": 500}))
    await transport.open()
    server.signal(signal.SIGSTOP)
    began = time.monotonic()
    try:
        with pytest.raises(Unavailable):
            await transport.publish(Message("m-1", b"{}"))
        waited_s = time.monotonic() - began
    finally:
        server.signal(signal.SIGCONT)
    await transport.close()
    await remove(on_rabbitmq)

    assert waited_s < 3
