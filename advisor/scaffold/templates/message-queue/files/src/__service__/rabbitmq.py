"""The port on RabbitMQ: confirmed and mandatory publishing, manual acknowledgement, retries by queues with a TTL."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress

import aio_pika
from aio_pika.abc import AbstractIncomingMessage, AbstractQueue, AbstractRobustChannel, AbstractRobustConnection
from aio_pika.exceptions import CONNECTION_EXCEPTIONS, AMQPError, ChannelNotFoundEntity, DeliveryError, PublishError

from __service__ import ports
from __service__.ports import CAUSE, Capabilities, Delivery, Message
from __service__.settings import Settings
from __service__.topology import dead_name, declare, queues, retry_name

ATTEMPT = "attempt"
RECONNECT_S = 1.0  # a broker that restarts takes seconds; trying more often only fills its log
TROUBLE = (*CONNECTION_EXCEPTIONS, AMQPError, TimeoutError, OSError)


class RabbitTransport:
    capabilities = Capabilities("RabbitMQ", bounded=True, exact_depth=True, returns_at_once=True)

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._work, self._dead = settings.queue, dead_name(settings.queue)
        self._channel: AbstractRobustChannel | None = None
        self._source: AbstractQueue | None = None
        self._tag = ""
        # Two: a broker that holds publishers back must not hold back acknowledgements with them.
        self._connections: list[AbstractRobustConnection] = []
        self._arrived: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()

    async def open(self) -> None:
        if self._channel is None:
            async with self._connection() as connection:
                channel = await connection.channel(publisher_confirms=True, on_return_raises=True)
                await declare(channel, self._settings)
            self._channel = channel

    async def publish(self, message: Message) -> None:
        await self._send(message, self._work, attempt=1)

    async def receive(self, most: int) -> Sequence[Delivery]:
        if self._source is None:
            await self._start_receiving()
        found = []
        with suppress(TimeoutError):
            async with asyncio.timeout(self._settings.receive_wait_ms / 1000):
                found.append(self._delivery(await self._arrived.get()))
        if not found:
            await self._check_that_messages_can_come()
        while len(found) < most and not self._arrived.empty():
            found.append(self._delivery(self._arrived.get_nowait()))
        return found

    async def stop_receiving(self) -> None:
        if self._source is not None:
            with _as_queue_errors():
                await self._source.cancel(self._tag)
                while not self._arrived.empty():
                    await self._arrived.get_nowait().nack(requeue=True)

    async def hold_dead(self, most: int) -> Sequence[Delivery]:
        found: list[Delivery] = []
        with _as_queue_errors():
            queue = await self._opened().get_queue(self._dead, ensure=False)
            while len(found) < most and (letter := await queue.get(no_ack=False, fail=False)):
                found.append(self._delivery(letter))
        return found

    async def depths(self) -> Mapping[str, int]:
        counts = dict.fromkeys(("ready", "retry", "dead"), 0)
        with _as_queue_errors():
            async with asyncio.timeout(self._settings.publish_timeout_ms / 1000):
                asked = await self._opened().get_underlay_channel()
                for name, _ in queues(self._settings):
                    state = {self._work: "ready", self._dead: "dead"}.get(name, "retry")
                    counts[state] += (await asked.queue_declare(name, passive=True)).message_count or 0
        return counts

    async def close(self) -> None:
        self._channel = self._source = None
        while self._connections:
            await self._connections.pop().close()

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[AbstractRobustConnection]:
        """Gives a connection, which is kept where all that is done with it here succeeds, and else closed."""
        url, within_s = self._settings.amqp_url, self._settings.connect_timeout_ms / 1000
        with _as_queue_errors():
            async with asyncio.timeout(within_s):
                made = await aio_pika.connect_robust(url, timeout=within_s, reconnect_interval=RECONNECT_S)
            try:
                yield made
            except BaseException:
                await made.close()
                raise
        self._connections.append(made)

    async def _start_receiving(self) -> None:
        async with self._connection() as connection:
            channel = await connection.channel()
            await channel.set_qos(prefetch_count=self._settings.prefetch)
            source = await channel.get_queue(self._work)
            self._tag = await source.consume(self._arrived.put, no_ack=False)
        self._source = source

    async def _check_that_messages_can_come(self) -> None:
        """Raises Unavailable where silence is not an empty queue but a lost connection, or a queue that is gone."""
        if self._source is not None:
            with _as_queue_errors():
                async with asyncio.timeout(self._settings.receive_wait_ms / 1000):
                    await self._opened().get_underlay_channel()
                    hearing = await self._source.channel.get_underlay_channel()
            if self._tag not in getattr(hearing, "consumers", ()):  # its interface does not name them
                raise ports.Unavailable(f"{self._work} is gone, or the broker gives nothing of it")

    async def _send(self, message: Message, queue: str, attempt: int) -> None:
        """Returns when most nodes of the broker have written the message down, in the queue of that name."""
        parcel = aio_pika.Message(message.body, message_id=message.id, headers={**message.headers, ATTEMPT: attempt},
                                  content_type="application/json", delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        with _as_queue_errors():
            async with asyncio.timeout(self._settings.publish_timeout_ms / 1000):
                exchange = await self._opened().get_exchange(self._work, ensure=False)
                await exchange.publish(parcel, queue, mandatory=True)

    def _delivery(self, arrived: AbstractIncomingMessage) -> Delivery:
        headers = {name: value for name, value in arrived.headers.items() if isinstance(value, str)}
        if arrived.routing_key == self._dead:
            headers.setdefault(CAUSE, ports.DELIVERY_LIMIT)  # the broker's own doing; a burial of ours says why
        message, said = Message(arrived.message_id or "", arrived.body, headers), arrived.headers.get(ATTEMPT)
        attempt = said if type(said) is int and said > 0 else 1  # anybody may write a header

        async def ack() -> None:
            with _as_queue_errors():
                await arrived.ack()

        async def retry(delay_ms: int) -> None:
            # A crash between the two makes a duplicate, which the inbox knows; the other order would lose it.
            await self._send(message, retry_name(self._work, delay_ms), attempt + 1)
            await ack()

        async def bury(cause: str) -> None:
            await self._send(Message(message.id, message.body, {**headers, CAUSE: cause}), self._dead, attempt)
            await ack()

        async def release() -> None:
            with _as_queue_errors():
                await arrived.nack(requeue=True)

        return Delivery(message, attempt, ack, retry, bury, release)

    def _opened(self) -> AbstractRobustChannel:
        if self._channel is None:
            raise ports.Unavailable("the queue is not open")
        return self._channel


@contextmanager
def _as_queue_errors() -> Iterator[None]:
    """Names what went wrong in the words of the port."""
    try:
        yield
    except (PublishError, ChannelNotFoundEntity) as error:
        raise ports.Unroutable(f"no queue took the message: {error}") from error
    except DeliveryError as error:
        raise ports.Refused(f"the broker declined the message: {error}") from error
    except TROUBLE as error:
        raise ports.Unavailable(f"RabbitMQ: {str(error) or type(error).__name__}") from error
