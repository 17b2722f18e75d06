"""What was handled already. A message and its effect are remembered in one transaction: both, or neither."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress

SCHEMA = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS inbox (message_id TEXT PRIMARY KEY, handled_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);
CREATE INDEX IF NOT EXISTS inbox_handled_at ON inbox (handled_at);
"""
FORGET = "DELETE FROM inbox WHERE handled_at < datetime('now', ?)"
BUSY_S = 5.0  # a writer waits this long for the others
FORGET_EVERY_S = 3_600.0  # little at a time, so that nobody waits for it


class Inbox:
    def __init__(self, path: str, schema: str) -> None:
        self._path = path
        with closing(self._open()) as database:
            database.executescript(SCHEMA + schema)

    async def holds(self, message_id: str) -> bool:
        """Returns whether a message was handled, so that its slow part need not be done again."""
        return await asyncio.to_thread(self._holds, message_id)

    async def once(self, message_id: str, effect: Callable[[sqlite3.Connection], None]) -> bool:
        """Returns whether this was the first time, in which the effect was written."""
        return await asyncio.to_thread(self._once, message_id, effect)

    def forget(self, days: int) -> int:
        """Returns how many messages were forgotten, being older than any that could still come."""
        with closing(self._open()) as database:
            return database.execute(FORGET, (f"-{days} days",)).rowcount

    def _holds(self, message_id: str) -> bool:
        with closing(self._open()) as database:
            return database.execute("SELECT 1 FROM inbox WHERE message_id = ?", (message_id,)).fetchone() is not None

    def _once(self, message_id: str, effect: Callable[[sqlite3.Connection], None]) -> bool:
        with closing(self._open()) as database:
            database.execute("BEGIN IMMEDIATE")
            with database:  # commits, or takes back everything
                if not database.execute("INSERT OR IGNORE INTO inbox (message_id) VALUES (?)", (message_id,)).rowcount:
                    return False
                effect(database)
        return True

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._path, timeout=BUSY_S, isolation_level=None)


async def keep_small(inbox: Inbox, days: int, interval_s: float = FORGET_EVERY_S) -> None:
    """Forgets what is too old, at once and again and again, for as long as it runs."""
    while True:
        with suppress(sqlite3.Error):  # what is not forgotten now is forgotten the next time
            await asyncio.to_thread(inbox.forget, days)
        await asyncio.sleep(interval_s)
