"""Queues in a SQLite file: for development and tests on one machine. It is no AMQP and no cluster.

Times are those of the monotonic clock, which all processes of a machine share and which nobody sets. It starts again
at a reboot: what was written "in the future" is due, so that no message waits longer than its delay after one.
"""

import asyncio
import json
import sqlite3
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path
from threading import Lock
from typing import TypeVar

from reliability.relay import Failure
from reliability.settings import Common
from reliability.store import Waiting
from transports.queues import CAUSE, DELIVERY_LIMIT, Delivery, QueueError, dead_name

POLL_S, POLLS = 0.03, 10  # how often `receive` looks, which costs microseconds, and how many times
LEASE_MARGIN_S = 1.0  # beyond the handler's own limit, so that only a worker that is gone loses a message
SCHEMA = """
PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY, queue TEXT NOT NULL, state TEXT NOT NULL, body BLOB NOT NULL, headers TEXT NOT NULL,
    attempt INTEGER NOT NULL, deliveries INTEGER NOT NULL, written_at REAL NOT NULL, due_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, due_at);
"""
DUE = """SELECT seq, body, headers, attempt, deliveries FROM messages
         WHERE queue = ? AND (due_at <= ? OR written_at > ?) ORDER BY seq LIMIT ?"""
HELD = "WHERE seq = ? AND deliveries = ?"  # a fence: who lost the lease can no longer settle
CHANGE = f"UPDATE messages SET state = ?, attempt = ?, deliveries = ?, written_at = ?, due_at = ? {HELD}"
BURY = f"UPDATE messages SET queue = ?, state = 'dead', headers = ?, deliveries = 0, due_at = written_at {HELD}"
COUNT = "SELECT CASE queue WHEN ? THEN state ELSE 'dead' END, count(*) FROM messages WHERE queue IN (?, ?) GROUP BY 1"
Result = TypeVar("Result")


class FileTransport:
    kind = "queue"

    def __init__(self, settings: Common, queues: Sequence[str], clock: Callable[[], float] = time.monotonic) -> None:
        self._settings, self._queues, self._clock, self._lock = settings, frozenset(queues), clock, Lock()
        try:
            Path(settings.queue_path).parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(settings.queue_path, timeout=5, isolation_level=None, check_same_thread=False)
            self._db.executescript(SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise OSError(f"QUEUE_PATH={settings.queue_path}: {error}") from error

    async def publish(self, batch: Sequence[Waiting]) -> Sequence[Failure | None]:
        try:
            return [await self._run(partial(self._insert, one)) for one in batch]
        except QueueError as error:
            return [Failure(str(error))] * len(batch)

    async def receive(self, queue: str, most: int) -> Sequence[Delivery]:
        for _ in range(POLLS):
            if found := await self._run(partial(self._claim, queue, most)):
                return found
            await asyncio.sleep(POLL_S)
        return []

    async def hold_dead(self, queue: str, most: int) -> Sequence[Delivery]:
        return await self._run(partial(self._claim, dead_name(queue), most))

    async def depths(self, queue: str) -> Mapping[str, int]:
        counted = await self._run(lambda db: dict(db.execute(COUNT, (queue, queue, dead_name(queue))).fetchall()))
        return {state: counted.get(state, 0) for state in ("ready", "retry", "dead")}

    async def close(self) -> None:
        with self._lock:
            self._db.close()

    def _insert(self, one: Waiting, db: sqlite3.Connection) -> Failure | None:
        if one.destination not in self._queues:
            return Failure(f"there is no queue {one.destination}")
        [held] = db.execute("SELECT count(*) FROM messages WHERE queue = ?", (one.destination,)).fetchone()
        if held >= self._settings.max_length:
            return Failure(f"{one.destination} holds {held} messages")
        db.execute("INSERT INTO messages VALUES (NULL, ?, 'ready', ?, '{}', 1, 0, ?, ?)",
                   (one.destination, one.body, *[self._clock()] * 2))
        return None

    def _claim(self, queue: str, most: int, db: sqlite3.Connection) -> list[Delivery]:
        now, found = self._clock(), []
        for seq, body, headers, attempt, deliveries in db.execute(DUE, (queue, now, now, most)).fetchall():
            if queue in self._queues and deliveries >= self._settings.delivery_limit:
                self._bury(queue, headers, seq, deliveries, DELIVERY_LIMIT, db)
                continue
            lease_s = self._settings.handler_timeout_ms / 1000 + LEASE_MARGIN_S
            db.execute(CHANGE, ("taken", attempt, deliveries + 1, now, now + lease_s, seq, deliveries))
            found.append(self._delivery(queue, body, headers, attempt, seq, deliveries + 1))
        return found

    def _delivery(self, queue: str, body: bytes, headers: str, attempt: int, seq: int, deliveries: int) -> Delivery:
        async def change(state: str, attempt: int, counted: int, delay_ms: int) -> None:
            now = self._clock()
            values = (state, attempt, counted, now, now + delay_ms / 1000, seq, deliveries)
            await self._run(lambda db: db.execute(CHANGE, values) and None)

        async def ack() -> None:
            await self._run(lambda db: db.execute(f"DELETE FROM messages {HELD}", (seq, deliveries)) and None)

        async def bury(cause: str) -> None:
            await self._run(partial(self._bury, queue, headers, seq, deliveries, cause))

        return Delivery(body, json.loads(headers), attempt, ack,
                        lambda delay_ms: change("retry", attempt + 1, 0, delay_ms), bury,
                        lambda: change("ready", attempt, deliveries, 0))

    def _bury(self, queue: str, headers: str, seq: int, deliveries: int, cause: str, db: sqlite3.Connection) -> None:
        db.execute(BURY, (dead_name(queue), json.dumps({**json.loads(headers), CAUSE: cause}), seq, deliveries))

    async def _run(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        return await asyncio.to_thread(self._transaction, work)

    def _transaction(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        try:
            with self._lock:
                self._db.execute("BEGIN IMMEDIATE")
                with self._db:
                    return work(self._db)
        except sqlite3.Error as error:
            raise QueueError(f"{self._settings.queue_path}: {error}") from error
