"""The port on a SQLite file: for development and tests on one machine. It is no AMQP and no cluster.

Times are those of the monotonic clock, which all processes of a machine share and which nobody sets. It starts again
at a reboot: what was written "in the future" is due, so that no message waits longer than its delay after one.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TypeVar

from __service__ import ports
from __service__.ports import CAUSE, Capabilities, Delivery, Message
from __service__.settings import Settings
from __service__.topology import dead_name

Result = TypeVar("Result")
POLL_S = 0.02  # how often `receive` looks: an index look-up, microseconds
LEASE_MARGIN_S = 1.0  # beyond the handler's own limit, so that only a worker that is gone loses a message
SCHEMA = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS queues (name TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, state TEXT NOT NULL, id TEXT NOT NULL, body BLOB NOT NULL,
    headers TEXT NOT NULL, attempt INTEGER NOT NULL, deliveries INTEGER NOT NULL, written_at REAL NOT NULL,
    due_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, due_at);
"""
DUE = """SELECT seq, id, body, headers, attempt, deliveries FROM messages
         WHERE queue = ? AND (due_at <= ? OR written_at > ?) ORDER BY seq LIMIT ?"""
HELD = "WHERE seq = ? AND deliveries = ?"  # a fence: who lost the lease can no longer settle
CHANGE = f"UPDATE messages SET state = ?, attempt = ?, deliveries = ?, written_at = ?, due_at = ? {HELD}"
BURY = f"UPDATE messages SET queue = ?, state = 'dead', headers = ?, deliveries = 0, due_at = written_at {HELD}"
COUNT = "SELECT CASE queue WHEN ? THEN state ELSE 'dead' END, count(*) FROM messages WHERE queue IN (?, ?) GROUP BY 1"


class EmbeddedTransport:
    capabilities = Capabilities("SQLite file (not AMQP)", bounded=True, exact_depth=True, returns_at_once=False)

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._clock = settings, clock
        self._queue, self._dead = settings.queue, dead_name(settings.queue)
        self._lease_s = settings.handler_timeout_ms / 1000 + LEASE_MARGIN_S
        self._thread = ThreadPoolExecutor(1, "embedded-queue")  # the one that the connection belongs to
        self._db: sqlite3.Connection | None = None

    async def open(self) -> None:
        if self._db is None:
            await self._in_thread(self._connect)

    async def publish(self, message: Message) -> None:
        await self._run(partial(self._insert, message))

    async def receive(self, most: int) -> Sequence[Delivery]:
        end = time.monotonic() + self._settings.receive_wait_ms / 1000
        while True:
            found = await self._run(partial(self._claim, self._queue, most))
            if found or time.monotonic() > end:
                return found
            await asyncio.sleep(POLL_S)

    async def stop_receiving(self) -> None:
        """Nothing is taken ahead of `receive`."""

    async def hold_dead(self, most: int) -> Sequence[Delivery]:
        return await self._run(partial(self._claim, self._dead, most))

    async def depths(self) -> Mapping[str, int]:
        counted = await self._run(lambda db: dict(db.execute(COUNT, (self._queue, self._queue, self._dead)).fetchall()))
        return {state: counted.get(state, 0) for state in ("ready", "retry", "dead")}

    async def close(self) -> None:
        if self._db is not None:
            await self._in_thread(self._db.close)
            self._db = None
        self._thread.shutdown()

    def _connect(self) -> None:
        wait_s = self._settings.publish_timeout_ms / 1000
        try:
            db = sqlite3.connect(self._settings.embedded_path, timeout=wait_s, isolation_level=None)
            db.executescript(SCHEMA)
            db.executemany("INSERT OR IGNORE INTO queues VALUES (?)", [(self._queue,), (self._dead,)])
        except sqlite3.Error as error:
            raise ports.Unavailable(f"{self._settings.embedded_path}: {error}") from error
        self._db = db

    def _insert(self, message: Message, db: sqlite3.Connection) -> None:
        if not db.execute("SELECT 1 FROM queues WHERE name = ?", (self._queue,)).fetchone():
            raise ports.Unroutable(f"there is no queue {self._queue}")
        held = db.execute("SELECT count(*) FROM messages WHERE queue = ?", (self._queue,)).fetchone()[0]
        if held >= self._settings.max_length:
            raise ports.Refused(f"{self._queue} holds {held} messages")
        db.execute("INSERT INTO messages VALUES (NULL, ?, 'ready', ?, ?, ?, 1, 0, ?, ?)",
                   (self._queue, message.id, message.body, json.dumps(dict(message.headers)), *[self._clock()] * 2))

    def _claim(self, queue: str, most: int, db: sqlite3.Connection) -> list[Delivery]:
        now, found = self._clock(), []
        for seq, ident, body, headers, attempt, deliveries in db.execute(DUE, (queue, now, now, most)).fetchall():
            message = Message(ident, body, json.loads(headers))
            if queue == self._queue and deliveries >= self._settings.delivery_limit:
                self._bury(message, seq, deliveries, ports.DELIVERY_LIMIT, db)
                continue
            db.execute(CHANGE, ("taken", attempt, deliveries + 1, now, now + self._lease_s, seq, deliveries))
            found.append(self._delivery(message, attempt, seq, deliveries + 1))
        return found

    def _delivery(self, message: Message, attempt: int, seq: int, deliveries: int) -> Delivery:
        async def change(state: str, attempt: int, counted: int, delay_ms: int) -> None:
            now = self._clock()
            values = (state, attempt, counted, now, now + delay_ms / 1000, seq, deliveries)
            await self._run(lambda db: db.execute(CHANGE, values) and None)

        async def ack() -> None:
            await self._run(lambda db: db.execute(f"DELETE FROM messages {HELD}", (seq, deliveries)) and None)

        async def bury(cause: str) -> None:
            await self._run(partial(self._bury, message, seq, deliveries, cause))

        return Delivery(message, attempt, ack, lambda delay_ms: change("retry", attempt + 1, 0, delay_ms), bury,
                        lambda: change("ready", attempt, deliveries, 0))

    def _bury(self, message: Message, seq: int, deliveries: int, cause: str, db: sqlite3.Connection) -> None:
        db.execute(BURY, (self._dead, json.dumps({**message.headers, CAUSE: cause}), seq, deliveries))

    async def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return await self._in_thread(partial(self._transaction, work))

    async def _in_thread(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)

    def _transaction(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        if self._db is None:
            raise ports.Unavailable("the queue is not open")
        try:
            self._db.execute("BEGIN IMMEDIATE")
            with self._db:
                return work(self._db)
        except sqlite3.Error as error:
            raise ports.Unavailable(f"{self._settings.embedded_path}: {error}") from error
