"""Orders: what they are, what may be done with them, and where they are kept."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, NamedTuple
from uuid import uuid4

from __service__.deadline import left_s

CREATED = "created"
MOST_CENTS = 100_000_000
SCHEMA = """
CREATE TABLE IF NOT EXISTS orders (
    id TEXT PRIMARY KEY, request_id TEXT NOT NULL UNIQUE, user_id TEXT NOT NULL, status TEXT NOT NULL,
    total_cents INTEGER NOT NULL, note TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS orders_of_user ON orders (user_id, id);
CREATE TABLE IF NOT EXISTS changes (sequence INTEGER PRIMARY KEY AUTOINCREMENT, order_id TEXT NOT NULL);
"""


class Order(NamedTuple):
    id: str
    user_id: str
    status: str
    total_cents: int
    note: str


class Change(NamedTuple):
    sequence: int
    order: Order


class InvalidOrder(Exception):
    """What is asked for cannot be an order."""


class OrderNotFound(Exception):
    """There is no such order."""


class RequestReused(Exception):
    """The request_id belongs to another order."""


def checked(request_id: str, user_id: str, total_cents: int) -> None:
    """Raises InvalidOrder for what cannot be an order."""
    if not request_id or not user_id:
        raise InvalidOrder("request_id and user_id must be given")
    if not 0 < total_cents <= MOST_CENTS:
        raise InvalidOrder(f"total_cents must lie between 1 and {MOST_CENTS}")


class Orders:
    """Orders in SQLite: one file, shared by all servers of this machine. Its methods block; call them on a thread."""

    def __init__(self, path: str, wait_ms: int) -> None:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
        # Two connections: whoever reads does not wait for whoever writes.
        self._writer, self._reader = (
            sqlite3.connect(path, wait_ms / 1000, check_same_thread=False, isolation_level=None) for _ in range(2))
        self._writing, self._reading, self._wait_s = Lock(), Lock(), wait_ms / 1000
        self._writer.execute("PRAGMA journal_mode=WAL")
        self._writer.executescript(SCHEMA)

    def create(self, request_id: str, user_id: str, total_cents: int, note: str) -> Order:
        """Returns the order of a request: a new one, or the one it made before."""
        asked = (user_id, total_cents, note)
        with self._transaction() as connection:
            row = connection.execute("SELECT id, user_id, status, total_cents, note FROM orders WHERE request_id = ?",
                                     (request_id,)).fetchone()
            if row is not None:
                order = Order(*row)
                if (order.user_id, order.total_cents, order.note) != asked:
                    raise RequestReused(f"request_id {request_id} was used for another order")
                return order
            order = Order(uuid4().hex, user_id, CREATED, total_cents, note)
            connection.execute("INSERT INTO orders VALUES (?, ?, ?, ?, ?, ?)",
                               (order.id, request_id, user_id, order.status, total_cents, note))
            connection.execute("INSERT INTO changes (order_id) VALUES (?)", (order.id,))
            return order

    def get(self, order_id: str) -> Order:
        """Returns an order. Raises OrderNotFound."""
        found = self._orders("WHERE id = ?", order_id)
        if not found:
            raise OrderNotFound(f"there is no order {order_id}")
        return found[0]

    def page(self, user_id: str, after_id: str, limit: int) -> list[Order]:
        """Returns the orders of a user after an id."""
        return self._orders("WHERE user_id = ? AND id > ? ORDER BY id LIMIT ?", user_id, after_id, limit)

    def changes(self, after: int, limit: int) -> list[Change]:
        """Returns the changes after a sequence number, oldest first."""
        rows = self._rows("SELECT c.sequence, o.id, o.user_id, o.status, o.total_cents, o.note FROM changes c "
                          "JOIN orders o ON o.id = c.order_id WHERE c.sequence > ? ORDER BY c.sequence LIMIT ?",
                          after, limit)
        return [Change(row[0], Order(*row[1:])) for row in rows]

    def check(self) -> None:
        """Raises sqlite3.Error where no order can be kept now."""
        with self._transaction() as connection:
            connection.execute("SELECT 1 FROM orders LIMIT 1")

    def close(self) -> None:
        """Closes the file."""
        with self._writing, self._reading:
            self._writer.close()
            self._reader.close()

    def _orders(self, where: str, *values: str | int) -> list[Order]:
        return [Order(*row) for row in
                self._rows(f"SELECT id, user_id, status, total_cents, note FROM orders {where}", *values)]

    def _rows(self, query: str, *values: str | int) -> Sequence[tuple[Any, ...]]:
        with self._turn(self._reading):
            return self._reader.execute(query, values).fetchall()

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._turn(self._writing) as wait_s, self._writer as connection:
            connection.execute(f"PRAGMA busy_timeout = {int(wait_s * 1000)}")
            connection.execute("BEGIN IMMEDIATE")
            yield connection

    @contextmanager
    def _turn(self, lock: Lock) -> Iterator[float]:
        """Waits for the others, but so that the caller can still be told; yields what is left for the file itself."""
        end = time.monotonic() + min(self._wait_s, left_s() / 2)
        if not lock.acquire(timeout=max(0.0, end - time.monotonic())):
            raise sqlite3.OperationalError("others are before this call")
        try:
            yield max(0.0, end - time.monotonic())
        finally:
            lock.release()
