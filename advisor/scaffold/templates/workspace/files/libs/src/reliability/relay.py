"""From the outbox to a broker: what became true is told, once the database says so, until the broker confirms it."""

import asyncio
import logging
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import NamedTuple, Protocol

from reliability.metrics import OUTBOX_AGE, OUTBOX_REFUSED, OUTBOX_WAITING
from reliability.store import Store, Waiting

POLL_S = 0.05  # what the outbox may add to the age of a message
LONGEST_PAUSE_S = 5.0  # a broker that is back is used within five seconds
BATCH, FORGET_EVERY_S, KEPT_DAYS = 200, 3_600, 30  # longer than any message lives, dead letters included
log = logging.getLogger(__name__)


class Failure(NamedTuple):
    cause: str
    is_final: bool = False  # the broker will never take this one


class Publisher(Protocol):
    kind: str  # `topic` or `queue`

    async def publish(self, batch: Sequence[Waiting]) -> Sequence[Failure | None]:
        """Returns for each why it is not published, or None when the broker has said that it is."""


class Relay:
    """Tells in the order of the outbox. One that is killed between two steps tells again: readers know a duplicate."""

    is_ready = True  # without a broker the outbox grows, and an alert says so; requests are answered all the same

    def __init__(self, store: Store, publisher: Publisher) -> None:
        self.name, self._store, self._publisher = f"{publisher.kind} relay", store, publisher

    async def run(self, stop: asyncio.Event) -> None:
        """Works until told to stop, whatever the broker does in between; then it tells what waits, once."""
        pause, forgot = 0.0, 0.0
        while not stop.is_set():
            tried, failed = await self.tell_waiting()
            pause = min(2 * pause + POLL_S, LONGEST_PAUSE_S) if failed else 0.0 if tried == BATCH else POLL_S
            if time.monotonic() - forgot > FORGET_EVERY_S:
                await asyncio.to_thread(self._store.forget, KEPT_DAYS)
                forgot = time.monotonic()
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), pause)
        await self.tell_waiting()

    async def tell_waiting(self) -> tuple[int, int]:
        """Tells one batch; returns how many there were and how many of them will be tried again."""
        batch = await asyncio.to_thread(self._store.waiting, self._publisher.kind, BATCH)
        outcomes = await self._publisher.publish(batch) if batch else ()
        failures = {one.position: why for one, why in zip(batch, outcomes, strict=True) if why is not None}
        refused = {position: why.cause for position, why in failures.items() if why.is_final}
        told = [one.position for one in batch if one.position not in failures]
        if told or refused:
            await asyncio.to_thread(self._store.settle, told, refused)
        for cause in sorted({why.cause for why in failures.values()}):
            log.error("not confirmed, stays in the outbox", extra={"kind": self._publisher.kind, "cause": cause})
        waiting, oldest_s, given_up = await asyncio.to_thread(self._store.outbox)
        OUTBOX_WAITING.set(waiting)
        OUTBOX_AGE.set(oldest_s)
        OUTBOX_REFUSED.set(given_up)
        return len(batch), len(failures) - len(refused)
