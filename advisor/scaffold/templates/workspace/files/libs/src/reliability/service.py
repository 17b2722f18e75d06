"""One process: its parts, from the start to an orderly end."""

import asyncio
import logging
import os
import signal
import sqlite3
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from reliability.health import HealthServer
from reliability.settings import Common
from reliability.shutdown import Step, drain
from reliability.store import Store
from reliability.telemetry import configure_logs, configure_traces, flush

STUCK_S = 10.0  # an event loop that has not come round for so long is not alive
CLOSE_S = 2.0  # of the end, for what comes after the work
log = logging.getLogger(__name__)


class Part(Protocol):
    """Something that works until it is told to stop, and then ends what it has begun."""

    name: str

    @property
    def is_ready(self) -> bool: ...

    async def run(self, stop: asyncio.Event) -> None: ...


@dataclass
class Assembly:
    """The parts of a service; those that take work in end before those that only tell."""

    intake: list[Part] = field(default_factory=list)
    outlets: list[Part] = field(default_factory=list)
    closings: list[Callable[[], Awaitable[None]]] = field(default_factory=list)


def main(name: str, settings: Common, tables: str, assemble: Callable[[Store], Assembly]) -> int:
    """Runs a service until SIGTERM or SIGINT and returns its exit code: 0 where all that was begun is finished."""
    configure_logs(settings.log_level)
    try:
        return asyncio.run(_run(name, settings, tables, assemble))
    except OSError as error:
        print(f"{name} cannot start: {error}", file=sys.stderr)
        return 1


async def _run(name: str, settings: Common, tables: str, assemble: Callable[[Store], Assembly]) -> int:
    traces, seen = configure_traces(name), [time.monotonic()]
    log.info("starting", extra={"settings": settings.redacted()})
    store = _opened(settings.database, tables)
    parts = assemble(store)
    everything = (*parts.intake, *parts.outlets)
    stop, end = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):  # a second one does not wait for the end
        asyncio.get_running_loop().add_signal_handler(number, lambda: os._exit(1) if stop.is_set() else stop.set())
    health = HealthServer(settings.host, settings.admin_port, lambda: time.monotonic() - seen[0] < STUCK_S,
                          lambda: not stop.is_set() and all(part.is_ready for part in everything))
    taking = [asyncio.create_task(part.run(stop), name=part.name) for part in parts.intake]
    telling = [asyncio.create_task(part.run(end), name=part.name) for part in parts.outlets]
    asked = asyncio.create_task(stop.wait())
    try:
        while not any(task.done() for task in (asked, *taking, *telling)):
            seen[0] = time.monotonic()
            await asyncio.wait((asked, *taking, *telling), timeout=1, return_when=asyncio.FIRST_COMPLETED)
        failed = not stop.is_set()
        for task in (*taking, *telling):
            if task.done() and (error := task.exception()) is not None:
                raise error
    finally:
        stop.set()

        async def tell_the_rest() -> None:
            end.set()
            await asyncio.gather(*telling)

        unfinished = await drain([Step("finish what was taken", lambda: asyncio.gather(*taking)),
                                  Step("tell the rest", tell_the_rest)], settings.drain_s - CLOSE_S)
        unfinished += await drain([*(Step("close", close) for close in parts.closings),
                                   Step("close the store", lambda: asyncio.to_thread(store.close)),
                                   Step("flush traces", lambda: asyncio.to_thread(flush, traces)),
                                   Step("end health", lambda: asyncio.to_thread(health.stop))], CLOSE_S)
    return 1 if failed or unfinished else 0


def _opened(database: str, tables: str) -> Store:
    try:
        return Store(database, tables)
    except (OSError, sqlite3.Error) as error:
        raise OSError(f"DATABASE={database}: {error}") from error
