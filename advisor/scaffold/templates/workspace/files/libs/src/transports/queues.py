"""Queues: work for one of those who take it, at least once, and given up in an orderly way."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from opentelemetry.trace import SpanKind

from reliability.deadline import deadline
from reliability.envelope import Malformed, decode, read
from reliability.metrics import DEPTH, HANDLED, IN_FLIGHT, SECONDS
from reliability.relay import Failure
from reliability.settings import Common
from reliability.store import Waiting
from reliability.telemetry import span
from reliability.work import Desk, Operation, Rejected

PAUSE_S, DEPTH_EVERY_S = 1.0, 2.0  # before a broker that does not answer is asked again; between two counts
TROUBLE_S = 10.0  # after a message that could not be settled: longer than it takes to try again and fail
CAUSE = "cause"  # header of a dead letter
DELIVERY_LIMIT = "delivery limit"  # the cause where its workers died
log = logging.getLogger(__name__)


class QueueError(Exception):
    """The broker did not do what it was asked for."""


@dataclass(frozen=True)
class Delivery:
    """A message in the hands of one worker, until it is settled in one of four ways."""

    body: bytes
    headers: Mapping[str, str]
    attempt: int  # 1 for the first time it is handled
    ack: Callable[[], Awaitable[None]]
    retry: Callable[[int], Awaitable[None]]  # after milliseconds that the broker measures; no clock of ours takes part
    bury: Callable[[str], Awaitable[None]]  # as a dead letter, with its cause
    release: Callable[[], Awaitable[None]]  # another worker gets it at once


class Transport(Protocol):
    """What a broker has to offer. Each call raises QueueError where it does not."""

    kind: str

    async def publish(self, batch: Sequence[Waiting]) -> Sequence[Failure | None]: ...

    async def receive(self, queue: str, most: int) -> Sequence[Delivery]:
        """Returns what there is, after waiting for it a little; perhaps nothing."""

    async def hold_dead(self, queue: str, most: int) -> Sequence[Delivery]:
        """Returns the oldest dead letters, each to be settled."""

    async def depths(self, queue: str) -> Mapping[str, int]:
        """Returns the number of messages that are `ready`, wait in `retry`, or are `dead`."""

    async def close(self) -> None: ...


def dead_name(queue: str) -> str:
    """Returns where the dead letters of a queue lie."""
    return f"{queue}.dead"


def transport_of(settings: Common, queues: Sequence[str]) -> Transport:
    """Returns RabbitMQ where the settings name one, else a file for one machine."""
    if settings.amqp_url:
        from transports.rabbitmq import RabbitTransport

        return RabbitTransport(settings, queues)
    from transports.queue_file import FileTransport

    return FileTransport(settings, queues)


class QueueWorker:
    """Takes what it can handle at once, and settles a message only after its effect."""

    def __init__(self, desk: Desk, settings: Common, queue: str, operation: Operation, transport: Transport) -> None:
        self.name, self._desk, self._settings, self._queue = f"queue {queue}", desk, settings, queue
        self._operation, self._transport, self._running = operation, transport, set[asyncio.Task[None]]()
        self._receives, self._trouble_until = False, 0.0

    @property
    def is_ready(self) -> bool:
        """Whether messages come, and the broker takes what became of them."""
        return self._receives and time.monotonic() >= self._trouble_until

    async def run(self, stop: asyncio.Event) -> None:
        """Works until told to stop; then it settles what it has taken."""
        counting = asyncio.create_task(self._count())
        while not stop.is_set():
            if self._settings.prefetch <= len(self._running):
                await asyncio.wait(self._running, timeout=PAUSE_S, return_when=asyncio.FIRST_COMPLETED)
                continue
            try:
                deliveries = await self._transport.receive(self._queue, self._settings.prefetch - len(self._running))
                self._receives = True
            except QueueError as error:
                self._receives = False
                log.warning("no messages can be received", extra={"queue": self._queue, "cause": str(error)})
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), PAUSE_S)
                continue
            for delivery in deliveries:
                task = asyncio.create_task(self._take(delivery))
                self._running.add(task)
                task.add_done_callback(self._running.discard)
        counting.cancel()
        while self._running:
            await asyncio.wait(self._running)

    async def _take(self, delivery: Delivery) -> None:
        started, name = time.perf_counter(), self._operation.name
        with IN_FLIGHT.track_inprogress(), span(f"handle {name}", SpanKind.CONSUMER, _trace(delivery.body)):
            try:
                outcome = await self._handle(delivery)
            except Exception as error:  # it is known when it comes again; kept, it would take a place for ever
                log.warning("a message could not be settled", extra={"operation": name, "cause": str(error)})
                outcome, self._trouble_until = "unsettled", time.monotonic() + TROUBLE_S
                await asyncio.sleep(PAUSE_S)
                with suppress(QueueError):  # with its connection gone, the broker has it back already
                    await delivery.release()
            HANDLED.labels(name, outcome).inc()
            SECONDS.labels(name).observe(time.perf_counter() - started)
            if outcome in ("done", "duplicate"):
                log.info("handled", extra={"operation": name, "again": outcome == "duplicate"})

    async def _handle(self, delivery: Delivery) -> str:
        try:
            event = decode(delivery.body)
            request = read(self._operation.reads, event)
            async with deadline(self._settings.handler_timeout_ms / 1000):
                done = await self._desk.perform(self._operation, request, event.id, event.request_id)
        except (Malformed, Rejected) as error:  # no repetition makes it right
            await delivery.bury(f"{type(error).__name__}: {error}"[:300])
            return "dead"
        except Exception as error:  # whatever it is: it may pass
            log.warning("a message failed", exc_info=True, extra={"operation": self._operation.name})
            if delivery.attempt > len(self._settings.retry_delays_ms):
                await delivery.bury(f"{type(error).__name__}: {error}"[:300])
                return "dead"
            await delivery.retry(self._settings.retry_delays_ms[delivery.attempt - 1])
            return "retried"
        await delivery.ack()
        return "duplicate" if done.is_repeat else "done"

    async def _count(self) -> None:
        while True:
            with suppress(QueueError):  # a count that cannot be read is kept
                for state, count in (await self._transport.depths(self._queue)).items():
                    DEPTH.labels(self._queue, state).set(count)
            await asyncio.sleep(DEPTH_EVERY_S)


def _trace(body: bytes) -> dict[str, str]:
    try:
        return {"traceparent": decode(body).traceparent}
    except Malformed:
        return {}
