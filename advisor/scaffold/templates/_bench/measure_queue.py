"""Measures publishing and round trips over the transports of the queue project."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from functools import partial
from tempfile import TemporaryDirectory
from typing import IO, NamedTuple, cast
from urllib.parse import urlsplit
from uuid import uuid4

from bench_queue.ports import Delivery, Message, Transport, transport_of
from bench_queue.settings import Settings, read_settings
from turns import PATIENCE_S, Request, Task, Turn, one_at_a_time, process, take_turns

STOP = "stop"
REQUESTS, REPLIES = "requests", "replies"
FOLDER, NAME = "BENCH_FOLDER", "BENCH_NAME"
NEAR = ("localhost", "127.0.0.1", "::1")
BYTES_OF_ORDER = 190  # as the REST service writes one


class Worker(NamedTuple):
    """The process that answers, and how it is spoken to."""

    words: IO[bytes]
    answers: IO[bytes]

    def tell(self, word: str) -> None:
        self.words.write(f"{word}\n".encode())
        self.words.flush()

    async def says(self, word: str) -> None:
        """Waits for a word. Raises RuntimeError for anything else."""
        said = (await asyncio.to_thread(self.answers.readline)).decode().strip()
        if said != word:
            raise RuntimeError(f"the process that answers said {said!r} and not {word!r}")


@asynccontextmanager
async def prepared(kind: str) -> AsyncIterator[Mapping[str, Task]]:
    """Yields what can be measured, with a worker in another process that answers every request."""
    with TemporaryDirectory() as folder:
        said = {"TRANSPORT": kind, FOLDER: folder, NAME: f"advisor-bench-{uuid4().hex[:12]}"}
        os.environ.update(said)
        requests, replies = settings_of(REQUESTS), settings_of(REPLIES)
        sender, receiver = transport_of(requests), transport_of(replies)
        try:
            await sender.open()
            await receiver.open()
            async with process(__file__, "--respond", environment=said, stdin=subprocess.PIPE,
                               stdout=subprocess.PIPE) as started:
                worker = Worker(cast(IO[bytes], started.stdin), cast(IO[bytes], started.stdout))
                await worker.says("ready")
                yield {"round-trip": partial(round_trip, sender, receiver, worker),
                       "publish": partial(publish, requests, sender),
                       "connection-per-publish": partial(connection_per_publish, requests)}
        finally:
            for transport in (sender, receiver):
                await transport.close()
            for settings in (requests, replies):
                await clear(settings, remove=True)


def settings_of(queue: str) -> Settings:
    return read_settings({**os.environ, "QUEUE": f"{os.environ[NAME]}-{queue}", "RETRY_DELAYS_MS": "1000",
                          "EMBEDDED_PATH": f"{os.environ[FOLDER]}/queue.sqlite3"})


async def about(kind: str) -> dict[str, str]:
    """Returns the version of the broker, and whether it is far away."""
    if kind == "sqlite":
        return {"SQLite": sqlite3.sqlite_version}
    import aio_pika

    url = settings_of(REQUESTS).amqp_url
    async with await aio_pika.connect(url) as connection:
        said = connection.transport.connection.server_properties
        where = "this" if urlsplit(url).hostname in NEAR else "another"
        return {str(said["product"]): f"{said['version']} on {where} machine"}


async def round_trip(sender: Transport, receiver: Transport, worker: Worker, asked: Request) -> Turn:
    """A request is published, taken, answered by another message, and that one is taken here."""
    body = bytes(asked.size * BYTES_OF_ORDER)

    async def call() -> None:
        message = Message(uuid4().hex, body)
        await sender.publish(message)
        for delivery in await some(receiver):
            await delivery.ack()
            if delivery.message.id != message.id:
                raise ValueError("the answer to another request came")

    worker.tell("go")
    try:
        took_ms = await one_at_a_time(call, asked.seconds)
    finally:
        await sender.publish(Message(STOP, b""))
        await worker.says("done")
    return Turn(took_ms, len(body))


async def publish(settings: Settings, transport: Transport, asked: Request) -> Turn:
    """A message is published when the broker has confirmed it."""
    body = bytes(asked.size * BYTES_OF_ORDER)
    try:
        took_ms = await one_at_a_time(lambda: transport.publish(Message(uuid4().hex, body)), asked.seconds)
        return Turn(took_ms, len(body))
    finally:
        await clear(settings)


async def connection_per_publish(settings: Settings, asked: Request) -> Turn:
    body = bytes(asked.size * BYTES_OF_ORDER)

    async def call() -> None:
        transport = transport_of(settings)
        await transport.open()
        try:
            await transport.publish(Message(uuid4().hex, body))
        finally:
            await transport.close()

    try:
        return Turn(await one_at_a_time(call, asked.seconds), len(body))
    finally:
        await clear(settings)


async def some(transport: Transport) -> Sequence[Delivery]:
    """Returns the next deliveries."""
    end = time.monotonic() + PATIENCE_S
    while not (found := await transport.receive(1)):
        if time.monotonic() > end:
            raise TimeoutError("no answer came")
    return found


async def clear(settings: Settings, remove: bool = False) -> None:
    """Takes away what was published, or the queues as well."""
    if settings.transport == "sqlite":
        with closing(sqlite3.connect(settings.embedded_path, timeout=PATIENCE_S)) as database, database:
            database.execute("DELETE FROM messages WHERE queue = ?", (settings.queue,))
        return
    import aio_pika
    from bench_queue.topology import queues

    async with await aio_pika.connect(settings.amqp_url) as connection:
        channel = await connection.channel()
        for name, _ in queues(settings):
            if remove:
                await channel.queue_delete(name)
            else:
                await (await channel.get_queue(name)).purge()
        if remove:
            await channel.exchange_delete(settings.queue)


async def respond(stop: asyncio.Event) -> None:
    """Answers requests while they are measured; in between it waits for a word, and does not look into the queue."""
    taking, giving = transport_of(settings_of(REQUESTS)), transport_of(settings_of(REPLIES))
    await taking.open()
    await giving.open()
    print("ready", flush=True)
    try:
        while await asyncio.to_thread(sys.stdin.readline):
            while not stop.is_set():
                for delivery in await taking.receive(1):
                    if delivery.message.id == STOP:
                        stop.set()
                    else:
                        await giving.publish(Message(delivery.message.id, delivery.message.body))
                    await delivery.ack()
            stop.clear()
            print("done", flush=True)
    finally:
        await taking.close()
        await giving.close()


if __name__ == "__main__":
    if "--respond" in sys.argv:
        asyncio.run(respond(asyncio.Event()))
    else:
        kind = sys.argv[1]
        take_turns(partial(prepared, kind), ("aio-pika",) if kind == "rabbitmq" else (), partial(about, kind))
