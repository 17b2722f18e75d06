"""Records, and the replies to requests that must not have their effect twice."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from __service__.deadline import remaining_s
from __service__.domain import Record

SCHEMA = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = FULL;  -- an answer is a promise, also across a power cut
CREATE TABLE IF NOT EXISTS records (seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, body TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS replies (
    key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, body TEXT NOT NULL, expires_at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS replies_expiry ON replies (expires_at);
"""


class KeyReused(Exception):
    """An idempotency key that came before, with another request."""


class Store:
    """One database file. Several processes may share it: SQLite lets one of them write at a time."""

    def __init__(self, path: Path, wait_ms: int, key_ttl_s: float, clock: Callable[[], float] = time.time) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Two connections: whoever reads does not wait for whoever writes.
        self._db, self._reader = (sqlite3.connect(path, wait_ms / 1000, isolation_level=None, check_same_thread=False)
                                  for _ in range(2))
        self._db.executescript(SCHEMA)
        self._writing, self._reading = Lock(), Lock()
        self._wait_s, self._ttl_s, self._clock = wait_ms / 1000, key_ttl_s, clock

    def add_once(self, key: str, fingerprint: str, make: Callable[[], Record]) -> tuple[Record, bool]:
        """Returns the record, and whether an earlier request with this key has made it.

        Record and reply are written in one transaction: there is no moment at which one is there without the other.
        What is refused leaves no key, so the same request may be sent again. Raises KeyReused.
        """
        with self._transaction() as db:
            now = self._clock()
            query = "SELECT fingerprint, body FROM replies WHERE key = ? AND expires_at > ?"
            reply = db.execute(query, (key, now)).fetchone()
            if reply is not None:
                if reply[0] != fingerprint:
                    raise KeyReused("This Idempotency-Key came with another request before. Take a new one.")
                return Record.model_validate_json(reply[1]), True
            record = make()
            body = record.model_dump_json()
            db.execute("DELETE FROM replies WHERE expires_at <= ?", (now,))
            db.execute("INSERT INTO records (id, body) VALUES (?, ?)", (record.id, body))
            db.execute("INSERT INTO replies VALUES (?, ?, ?, ?)", (key, fingerprint, body, now + self._ttl_s))
            return record, False

    def get(self, record_id: str) -> Record | None:
        """Returns a record, or None."""
        rows = self._read("SELECT body FROM records WHERE id = ?", record_id)
        return Record.model_validate_json(rows[0][0]) if rows else None

    def page(self, after: int, limit: int) -> list[tuple[int, Record]]:
        """Returns the records that follow a position, each with its own; fails where the database does not answer."""
        rows = self._read("SELECT seq, body FROM records WHERE seq > ? ORDER BY seq LIMIT ?", after, limit)
        return [(seq, Record.model_validate_json(body)) for seq, body in rows]

    def close(self) -> None:
        """Waits for the statement that is being executed."""
        with self._writing, self._reading:
            self._db.close()
            self._reader.close()

    def _read(self, query: str, *values: str | int) -> list[Any]:
        with self._turn(self._reading):
            return self._reader.execute(query, values).fetchall()

    @contextmanager
    def _turn(self, lock: Lock) -> Iterator[float]:
        """Waits while somebody waits for the answer, and not too long; yields what is left for the file itself."""
        end = time.monotonic() + min(self._wait_s, remaining_s())
        if not lock.acquire(timeout=max(0.0, end - time.monotonic())):
            raise sqlite3.OperationalError("others are before this request")
        try:
            yield max(0.0, end - time.monotonic())
        finally:
            lock.release()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._turn(self._writing) as left_s:
            self._db.execute(f"PRAGMA busy_timeout = {int(left_s * 1000)}")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
