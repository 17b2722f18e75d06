"""Topics: published when the broker says so; read effect first, then the position, in the order of each partition."""

import asyncio
import logging
import time
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from opentelemetry.trace import SpanKind

from reliability.deadline import DeadlineExceeded, deadline
from reliability.envelope import Malformed, decode, read
from reliability.metrics import HANDLED, IN_FLIGHT, LAG, SECONDS
from reliability.relay import Failure
from reliability.settings import Common
from reliability.store import Waiting, is_passing
from reliability.telemetry import span
from reliability.work import Desk, Operation, Rejected, Unavailable

POLL_S, COMMIT_EVERY_S, LAG_EVERY_S = 0.1, 0.5, 1.0
LONGEST_PAUSE_S, LONGEST_CAUSE = 30.0, 300
REFUSED = frozenset((KafkaError.MSG_SIZE_TOO_LARGE, KafkaError.INVALID_MSG, KafkaError.INVALID_RECORD))
Place = tuple[str, int]  # topic, partition
log = logging.getLogger(__name__)


def dead_name(topic: str, group: str) -> str:
    """Returns where the events lie that a group has given up."""
    return f"{topic}.{group}.dead"


def client_config(settings: Common) -> dict[str, Any]:
    """Returns what every client needs to reach the brokers."""
    said = {"bootstrap.servers": settings.kafka_bootstrap, "security.protocol": settings.kafka_security_protocol,
            "allow.auto.create.topics": False, "topic.metadata.refresh.interval.ms": 30_000,
            "socket.connection.setup.timeout.ms": 5_000,  # a lost SYN is sent again after 1 s and 3 s
            "reconnect.backoff.max.ms": 2_000}  # a broker that is back is found within two seconds
    if settings.kafka_sasl_mechanism:
        said |= {"sasl.mechanism": settings.kafka_sasl_mechanism, "sasl.username": settings.kafka_username,
                 "sasl.password": settings.kafka_password}
    return said


class StreamPublisher:
    """One producer for the life of the process."""

    kind = "topic"

    def __init__(self, settings: Common) -> None:
        self._config = client_config(settings) | {
            "acks": "all",
            "enable.idempotence": True,  # a retry inside the client is no duplicate and keeps the order
            "partitioner": "murmur2_random",  # the same key, the same partition as with clients in Java
            "delivery.timeout.ms": settings.delivery_timeout_ms, "linger.ms": 5}
        self._producer = Producer(self._config, logger=log)

    async def publish(self, batch: Sequence[Waiting]) -> Sequence[Failure | None]:
        """Returns for each why it is not published, or None. All of them travel together."""
        return await asyncio.to_thread(self.send, [(one.destination, one.about, one.body, {}) for one in batch])

    def send(self, records: Sequence[tuple[str, str | bytes | None, bytes, dict[str, str]]]) -> list[Failure | None]:
        """The same for topic, key, body and headers, and without an event loop."""
        outcomes: dict[int, Failure | None] = {}
        for index, (topic, key, body, headers) in enumerate(records):
            note = partial(_note, outcomes, index)
            try:
                self._producer.produce(topic, body, key, headers=dict(headers), on_delivery=note)
            except BufferError:  # the client holds as much as it may; the outbox has the rest
                outcomes[index] = Failure("the client's queue is full")
            except KafkaException as error:
                note(error.args[0], None)
        while len(outcomes) < len(records):  # the client reports each one within its delivery timeout
            self._producer.poll(0.1)
        if any(outcome and outcome.cause.startswith("fatal") for outcome in outcomes.values()):
            self._producer = Producer(self._config, logger=log)
        return [outcomes[index] for index in range(len(records))]


class StreamReader:
    """One member of a group. It handles one event after the other."""

    name, is_ready = "stream", False

    def __init__(self, desk: Desk, settings: Common, operations: Mapping[str, Operation],
                 publisher: StreamPublisher) -> None:
        self._desk, self._settings, self._operations, self._publisher = desk, settings, operations, publisher
        self._group = settings.group or desk.service
        self._next: dict[Place, int] = {}  # offsets, not committed yet
        self._tries: dict[Place, int] = {}  # of the event that a partition waits for
        self._until: dict[Place, float] = {}  # partitions that wait
        self._client = Consumer(client_config(settings) | {
            "group.id": self._group, "enable.auto.commit": False, "auto.offset.reset": "earliest",
            "partition.assignment.strategy": "cooperative-sticky",  # a rebalance stops only what moves
            "session.timeout.ms": settings.session_timeout_ms, "fetch.wait.max.ms": 100,
            "heartbeat.interval.ms": settings.session_timeout_ms // 3, "isolation.level": "read_committed"}, logger=log)

    async def run(self, stop: asyncio.Event) -> None:
        """Works until told to stop; then it commits what is done and leaves its partitions to others."""
        self._client.subscribe(list(self._operations), on_assign=self._on_assign, on_revoke=self._on_revoke)
        committed = measured = time.monotonic()
        try:
            while not stop.is_set():
                message = await asyncio.to_thread(self._client.poll, POLL_S)
                self._resume()
                if message is not None:
                    await self._take(message)
                if time.monotonic() - committed > COMMIT_EVERY_S:
                    await asyncio.to_thread(self._commit)
                    committed = time.monotonic()
                if time.monotonic() - measured > LAG_EVERY_S:
                    await asyncio.to_thread(self._measure)
                    measured = time.monotonic()
        finally:
            await asyncio.to_thread(self._commit)
            await asyncio.to_thread(self._client.close)

    async def _take(self, message: Message) -> None:
        if (trouble := message.error()) is not None:
            log.warning("broker trouble", extra={"cause": trouble.str()})
            return
        place, offset = _place(message), message.offset() or 0
        if place in self._until:
            return  # fetched before the pause took effect; it comes again
        tried = self._tries.get(place, 0)
        try:
            await self._handle(message, tried)
        except Exception as error:  # whatever it is, it must not stop the other partitions
            delays = self._settings.retry_delays_ms
            if not _may_pass(error):
                tried = min(tried + 1, len(delays))
            seconds = min(delays[max(0, tried - 1)] / 1000, LONGEST_PAUSE_S)
            log.warning("waits", extra={"cause": _cause(error), "topic": place[0], "tries": tried, "seconds": seconds})
            self._tries[place], self._until[place] = tried, time.monotonic() + seconds
            self._client.pause([TopicPartition(*place)])
            self._client.seek(TopicPartition(*place, offset))
            return
        self._tries.pop(place, None)
        self._next[place] = offset + 1

    async def _handle(self, message: Message, tried: int) -> None:
        """Does all that is to be done about a message; when it returns, the position may move on."""
        operation, started = self._operations[message.topic() or ""], time.perf_counter()
        try:
            event = decode(message.value())
            request = read(operation.reads, event)
        except Malformed as error:
            await self._bury(message, operation, error)
            return
        with IN_FLIGHT.track_inprogress(), span(f"handle {operation.name}", SpanKind.CONSUMER,
                                                {"traceparent": event.traceparent}):
            try:
                async with deadline(self._settings.handler_timeout_ms / 1000):
                    done = await self._desk.perform(operation, request, event.id, event.request_id)
                HANDLED.labels(operation.name, "duplicate" if done.is_repeat else "done").inc()
                log.info("handled", extra={"operation": operation.name, "about": event.about, "again": done.is_repeat})
            except Exception as error:
                may_try_again = _may_pass(error) or tried < len(self._settings.retry_delays_ms)
                if may_try_again and not isinstance(error, Rejected):
                    raise
                await self._bury(message, operation, error)
            SECONDS.labels(operation.name).observe(time.perf_counter() - started)

    async def _bury(self, message: Message, operation: Operation, error: Exception) -> None:
        """Puts an event aside as it is, with the cause; only then the position may move on."""
        topic = message.topic() or ""
        headers = {"cause": _cause(error), "original-topic": topic, "original-partition": str(message.partition()),
                   "original-offset": str(message.offset())}
        record = (dead_name(topic, self._group), message.key(), message.value() or b"", headers)
        [failure] = await asyncio.to_thread(self._publisher.send, [record])
        if failure is not None:
            raise Unavailable(f"{record[0]}: {failure.cause}")
        HANDLED.labels(operation.name, "dead").inc()
        log.error("gave an event up", extra={"operation": operation.name, "cause": headers["cause"]})

    def _resume(self) -> None:
        for place in [place for place, until in self._until.items() if time.monotonic() >= until]:
            del self._until[place]
            self._client.resume([TopicPartition(*place)])

    def _commit(self) -> None:
        if self._next:
            try:
                self._client.commit(offsets=[TopicPartition(*place, offset) for place, offset in self._next.items()],
                                    asynchronous=False)
                self._next.clear()
            except KafkaException as error:  # the events come again, here or elsewhere, and are known
                log.warning("position not committed", extra={"cause": error.args[0].str()})

    def _measure(self) -> None:
        for one in self._client.position(self._client.assignment()):
            _, high = self._client.get_watermark_offsets(one, cached=True)
            if one.offset >= 0 and high >= 0:
                LAG.labels(one.topic, str(one.partition)).set(high - one.offset)

    def _on_assign(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        self.is_ready = True

    def _on_revoke(self, _: Consumer, partitions: list[TopicPartition]) -> None:
        self._commit()
        held: tuple[dict[Place, Any], ...] = (self._next, self._tries, self._until)
        for one in partitions:
            for by_place in held:
                by_place.pop((one.topic, one.partition), None)


def _may_pass(error: Exception) -> bool:
    """What is away comes back: until then the partition waits, nothing is moved, the order is kept."""
    return isinstance(error, (Unavailable, DeadlineExceeded)) or is_passing(error)


def _place(message: Message) -> Place:
    return message.topic() or "", message.partition() or 0


def _cause(error: Exception) -> str:
    """Returns one line that is safe in a header, a log and a terminal."""
    text = f"{type(error).__name__}: {error}"
    return "".join(char if char.isprintable() else " " for char in text)[:LONGEST_CAUSE]


def _note(outcomes: dict[int, Failure | None], index: int, error: KafkaError | None, _: Message | None) -> None:
    outcomes[index] = None if error is None else Failure(
        f"{'fatal: ' if error.fatal() else ''}{error.str()}", error.code() in REFUSED)
