"""What the tests share: waiting for something, and workers in processes of their own, which can be killed."""

from __future__ import annotations

import asyncio
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from __service__ import dlq
from __service__.ports import Delivery, Transport
from __service__.settings import Settings

PATIENCE_S = 20.0
# A worker whose handler says that it began, and ends when it is let go.
BLOCKING = """
import asyncio, sys
from pathlib import Path
from __service__ import domain
from __service__.__main__ import main

async def perform(job, key):
    Path({began!r}).touch()
    while not Path({go!r}).exists():
        await asyncio.sleep(0.01)
    return job

domain.perform = perform
sys.argv = ["worker"]
sys.exit(main())
"""


class Process:
    """A worker in a process of its own."""

    def __init__(self, settings: Settings, folder: Path, code: str = BLOCKING) -> None:
        self.began, self.go = folder / "began", folder / "go"
        program = code.format(began=str(self.began), go=str(self.go))
        self.log = folder / "worker.log"
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen([sys.executable, "-c", program], env=environment_of(settings), stderr=log)

    def wait_until_it_began(self) -> None:
        end = time.monotonic() + PATIENCE_S
        while not self.began.exists():
            assert self.popen.poll() is None, self.log.read_text()
            assert time.monotonic() < end, self.log.read_text()
            time.sleep(0.01)


@contextmanager
def process(settings: Settings, folder: Path) -> Iterator[Process]:
    started = Process(settings, folder)
    try:
        yield started
    finally:
        started.popen.kill()
        started.popen.wait()


def environment_of(settings: Settings) -> Mapping[str, str]:
    """Returns an environment from which the same settings are read."""
    said = {name: getattr(settings, name) for name in settings.redacted()}
    texts = {name.upper(): ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
             for name, value in said.items()}
    return {**os.environ, **texts}


async def take(transport: Transport, count: int = 1) -> list[Delivery]:
    """Returns so many deliveries, waiting for them."""
    found: list[Delivery] = []
    async with asyncio.timeout(PATIENCE_S):
        while len(found) < count:
            found.extend(await transport.receive(count - len(found)))
    return found


async def nothing_comes(transport: Transport) -> bool:
    """Returns whether the queue stays silent for as long as `receive` waits."""
    return not await transport.receive(1)


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    """Waits for something that is bound to happen."""
    async with asyncio.timeout(PATIENCE_S):
        while not await holds():  # noqa: ASYNC110  it is seen from outside only
            await asyncio.sleep(0.02)


async def dead_are(transport: Transport, count: int) -> Sequence[dlq.Letter]:
    """Returns the dead letters when there are so many."""
    async def are() -> bool:
        return len(await dlq.letters(transport)) == count

    await until(are)
    return await dlq.letters(transport)


async def receipts_are(settings: Settings, *references: str) -> None:
    """Waits for the effects of all of these."""
    async def are() -> bool:
        return set(references) <= set(receipts(settings))

    await until(are)


def receipts(settings: Settings) -> list[str]:
    """Returns the references of all effects."""
    with closing(sqlite3.connect(settings.database_path)) as database:
        return [row[0] for row in database.execute("SELECT reference FROM receipts ORDER BY rowid")]
