"""The worker: takes what it can handle at once, settles a message only after its effect, gives up in an orderly way."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from functools import partial

from opentelemetry.trace import SpanKind

from __service__ import domain
from __service__.inbox import Inbox
from __service__.metrics import HANDLED, IN_FLIGHT, SECONDS
from __service__.ports import Delivery, Message, QueueError, Transport, Unavailable
from __service__.settings import Settings
from __service__.telemetry import span

PAUSE_S = 1.0  # before a broker that is in trouble is asked again
log = logging.getLogger(__name__)


class Worker:
    def __init__(self, transport: Transport, inbox: Inbox, settings: Settings) -> None:
        self._transport = transport
        self._inbox = inbox
        self._settings = settings
        self._running: set[asyncio.Task[None]] = set()
        self._receives, self._trouble_until = False, 0.0

    @property
    def is_ready(self) -> bool:
        """Whether messages can come, and the broker takes what became of them."""
        return self._receives and time.monotonic() >= self._trouble_until

    @property
    def is_busy(self) -> bool:
        """Whether it has messages that are not settled."""
        return bool(self._running)

    async def run(self, stop: asyncio.Event) -> None:
        """Takes messages until it is told to stop; those it has then are still being handled."""
        while not stop.is_set():
            room = self._settings.prefetch - len(self._running)
            if room == 0:
                await asyncio.wait(self._running, timeout=PAUSE_S, return_when=asyncio.FIRST_COMPLETED)
                continue
            try:
                await self._transport.open()
                deliveries = await self._transport.receive(room)
                self._receives = True
            except Unavailable as error:
                self._receives = False
                log.warning("no messages can be received", extra={"cause": str(error)})
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), PAUSE_S)
                continue
            if stop.is_set():  # asked for while these were on their way
                await asyncio.gather(*(delivery.release() for delivery in deliveries), return_exceptions=True)
                return
            for delivery in deliveries:
                task = asyncio.create_task(self._take(delivery))
                self._running.add(task)
                task.add_done_callback(self._running.discard)

    async def finish(self) -> None:
        """Returns when all that was taken is settled; what is cut off is given back."""
        with suppress(QueueError):  # without a connection the broker has it back already
            await self._transport.stop_receiving()
        try:
            while self._running:
                await asyncio.wait(self._running)
        finally:
            left = tuple(self._running)
            for task in left:
                task.cancel()
            await asyncio.gather(*left, return_exceptions=True)

    async def _take(self, delivery: Delivery) -> None:
        with IN_FLIGHT.track_inprogress(), SECONDS.time(), span("handle", SpanKind.CONSUMER, delivery.message.headers):
            outcome = "unsettled"
            try:
                outcome = await self._handle(delivery)
                self._trouble_until = 0.0
            except Exception as error:  # not settled, whatever it was
                self._trouble_until = time.monotonic() + self._settings.publish_timeout_ms / 1000 + 3 * PAUSE_S
                log.warning("a message could not be settled", extra={"id": delivery.message.id, "cause": str(error)})
                await asyncio.sleep(PAUSE_S)
            finally:
                if outcome == "unsettled":  # held for ever it would take a place from the others; the inbox knows it
                    with suppress(QueueError):  # a connection or a lease that ends gives it back too
                        await delivery.release()
            HANDLED.labels(outcome).inc()
            log.info("handled", extra={"id": delivery.message.id, "outcome": outcome, "attempt": delivery.attempt})

    async def _handle(self, delivery: Delivery) -> str:
        try:
            async with asyncio.timeout(self._settings.handler_timeout_ms / 1000):
                outcome = await handle(delivery.message, self._inbox)
        except domain.Rejected as error:
            await delivery.bury(f"rejected: {error}")
            return "rejected"
        except Exception as error:  # whatever it is: it may pass
            cause = f"{type(error).__name__}: {error}"
            log.warning("a message failed", extra={"id": delivery.message.id, "cause": cause}, exc_info=True)
            if delivery.attempt > len(self._settings.retry_delays_ms):
                await delivery.bury(cause)
                return "buried"
            await delivery.retry(self._settings.retry_delays_ms[delivery.attempt - 1])
            return "retried"
        await delivery.ack()
        return outcome


async def handle(message: Message, inbox: Inbox) -> str:
    """Returns `done`, or `duplicate` for a message whose effect is there already."""
    if not message.id:
        raise domain.Rejected("without an id nobody can tell whether it was handled")
    if await inbox.holds(message.id):
        return "duplicate"
    outcome = await domain.perform(domain.parse(message.body), key=message.id)
    return "done" if await inbox.once(message.id, partial(domain.record, outcome)) else "duplicate"
