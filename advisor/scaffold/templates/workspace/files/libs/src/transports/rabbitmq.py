"""Queues on RabbitMQ: confirmed and mandatory publishing, manual acknowledgement, retries by queues with a TTL.

All arguments of a queue are given, for brokers from 3.10 to 4 differ in their defaults.
"""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import aio_pika
from aio_pika.abc import AbstractIncomingMessage, AbstractRobustChannel, AbstractRobustConnection
from aio_pika.connection import make_url
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, AMQPError

from reliability.relay import Failure
from reliability.settings import Common
from reliability.store import Waiting
from transports.queues import CAUSE, DELIVERY_LIMIT, Delivery, QueueError, dead_name

ATTEMPT, NEVER = "attempt", 1_000_000  # deliveries; reading a dead letter counts as one, and must not lose it
CONNECT_S, ANSWER_S, WAIT_S = 3.0, 5.0, 0.3
TROUBLE = (*CONNECTION_EXCEPTIONS, AMQPError, TimeoutError, OSError)


class RabbitTransport:
    kind = "queue"

    def __init__(self, settings: Common, queues: Sequence[str]) -> None:
        self._settings, self._queues = settings, queues
        self._connection: AbstractRobustConnection | None = None
        self._channel: AbstractRobustChannel | None = None
        self._arrived: dict[str, asyncio.Queue[AbstractIncomingMessage]] = {}
        self._opening = asyncio.Lock()

    async def publish(self, batch: Sequence[Waiting]) -> Sequence[Failure | None]:
        return [await self._publish(one) for one in batch]

    async def receive(self, queue: str, most: int) -> Sequence[Delivery]:
        if queue not in self._arrived:
            await self._start_receiving(queue)
        found = []
        try:
            async with asyncio.timeout(WAIT_S):
                found.append(self._delivery(queue, await self._arrived[queue].get()))
        except TimeoutError:
            return found
        while len(found) < most and not self._arrived[queue].empty():
            found.append(self._delivery(queue, self._arrived[queue].get_nowait()))
        return found

    async def hold_dead(self, queue: str, most: int) -> Sequence[Delivery]:
        found: list[Delivery] = []
        with _as_queue_errors():
            dead = await (await self._open()).get_queue(dead_name(queue), ensure=False)
            while len(found) < most and (letter := await dead.get(no_ack=False, fail=False)):
                found.append(self._delivery(queue, letter))
        return found

    async def depths(self, queue: str) -> Mapping[str, int]:
        with _as_queue_errors():
            asked = await (await self._open()).get_underlay_channel()
            names = {"ready": [queue], "dead": [dead_name(queue)],
                     "retry": [_retry_name(queue, delay) for delay in self._settings.retry_delays_ms]}
            return {state: sum([(await asked.queue_declare(name, passive=True)).message_count or 0 for name in named])
                    for state, named in names.items()}

    async def close(self) -> None:
        if self._connection is not None:
            await self._connection.close()

    async def _open(self) -> AbstractRobustChannel:
        async with self._opening:
            if self._channel is None:
                connection = aio_pika.RobustConnection(make_url(self._settings.amqp_url), reconnect_interval=1)
                try:
                    async with asyncio.timeout(CONNECT_S):
                        await connection.connect()
                    channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                    for queue in self._queues:
                        await self._declare(channel, queue)
                except BaseException:  # the next try makes another one, and this one would go on by itself
                    await connection.close()
                    raise
                self._connection, self._channel = connection, channel
            return self._channel

    async def _declare(self, channel: AbstractRobustChannel, queue: str) -> None:
        quorum: dict[str, str | int] = {"x-queue-type": "quorum"}
        # What moves on arrives or stays where it was; this strategy needs a queue that refuses when it is full.
        moves: dict[str, str | int] = {"x-dead-letter-exchange": "", "x-dead-letter-strategy": "at-least-once",
                                       "x-overflow": "reject-publish"}
        limits: dict[str, str | int] = {"x-delivery-limit": self._settings.delivery_limit,
                                        "x-max-length": self._settings.max_length}
        declared: dict[str, dict[str, str | int]] = {
            queue: moves | {"x-dead-letter-routing-key": dead_name(queue)} | limits,
            dead_name(queue): {"x-delivery-limit": NEVER}}
        for delay_ms in self._settings.retry_delays_ms:
            declared[_retry_name(queue, delay_ms)] = moves | {
                "x-dead-letter-routing-key": queue, "x-message-ttl": delay_ms, "x-delivery-limit": NEVER}
        for name, arguments in declared.items():
            await channel.declare_queue(name, durable=True, arguments={**quorum, **arguments})

    async def _start_receiving(self, queue: str) -> None:
        with _as_queue_errors():
            await self._open()
            assert self._connection is not None
            channel = await self._connection.channel()
            arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
            try:
                await channel.set_qos(prefetch_count=self._settings.prefetch)
                await (await channel.get_queue(queue)).consume(arrived.put, no_ack=False)
            except BaseException:
                await channel.close()
                raise
            self._arrived[queue] = arrived

    async def _publish(self, one: Waiting) -> Failure | None:
        try:
            await self._send(one.destination, one.body, {}, attempt=1)
        except QueueError as error:
            return Failure(str(error))
        return None

    async def _send(self, queue: str, body: bytes, headers: Mapping[str, str], attempt: int) -> None:
        """Returns when most nodes of the broker have written the message down, in the queue of that name."""
        parcel = aio_pika.Message(body, headers={**headers, ATTEMPT: attempt}, content_type="application/json",
                                  delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        with _as_queue_errors():
            async with asyncio.timeout(ANSWER_S):
                await (await self._open()).default_exchange.publish(parcel, queue, mandatory=True)

    def _delivery(self, queue: str, arrived: AbstractIncomingMessage) -> Delivery:
        headers = {name: value for name, value in arrived.headers.items() if isinstance(value, str)}
        if arrived.routing_key == dead_name(queue):
            headers.setdefault(CAUSE, DELIVERY_LIMIT)  # the broker's own doing; a burial of ours says why
        said = arrived.headers.get(ATTEMPT)
        attempt = max(1, said) if isinstance(said, int) else 1  # whoever sends a message may write anything there

        async def ack() -> None:
            with _as_queue_errors():
                await arrived.ack()

        async def retry(delay_ms: int) -> None:
            # A crash between the two makes a duplicate, which is known; the other order would lose it.
            await self._send(_retry_name(queue, delay_ms), arrived.body, headers, attempt + 1)
            await ack()

        async def bury(cause: str) -> None:
            await self._send(dead_name(queue), arrived.body, {**headers, CAUSE: cause}, attempt)
            await ack()

        async def release() -> None:
            with _as_queue_errors():
                await arrived.nack(requeue=True)

        return Delivery(arrived.body, headers, attempt, ack, retry, bury, release)


def _retry_name(queue: str, delay_ms: int) -> str:
    return f"{queue}.retry.{delay_ms}ms"


@contextmanager
def _as_queue_errors() -> Iterator[None]:
    try:
        yield
    except TROUBLE as error:
        raise QueueError(f"RabbitMQ: {str(error) or type(error).__name__}") from error
