"""What tests do with the service: place something, run its parts, look at what came of it."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event as Flag, Thread
from typing import Any

from confluent_kafka import Message

from __service__ import domain, store
from __service__.consumer import Consumer, Handler, headers_of
from __service__.envelope import Event
from __service__.operations import onlooker, positions, read
from __service__.relay import Publisher, Relay, announce
from __service__.settings import Settings

LONGEST_S = 20.0


class World:
    def __init__(self, settings: Settings, publisher: Publisher) -> None:
        self.settings = settings
        self.connection = store.connect(settings.database)
        self.publisher = publisher  # of all tests: one takes half a second to begin
        self.processes: list[subprocess.Popen[bytes]] = []

    def place(self, key: str = "", customer: str = "cust", total_cents: int = 100) -> Event:
        with store.transaction(self.connection):
            fact = domain.record(self.connection, str(uuid.uuid4()), customer, total_cents)
            return announce(self.connection, self.settings, fact._replace(key=key or fact.key))

    def publish(self) -> None:
        """Publishes all that waits in the outbox."""
        relay = Relay(self.settings, self.publisher)
        until(lambda: relay.publish_waiting(self.connection)[0] == 0)

    def publish_raw(self, body: bytes, key: str = "k", headers: dict[str, str] | None = None, topic: str = "") -> None:
        assert self.publisher.publish([(topic or self.settings.topic, key, body, headers or {})]) == [None]

    @contextmanager
    def consuming(self, handler: Handler = domain.react, settings: Settings | None = None) -> Iterator[None]:
        """Runs a member of the group; what it raises fails the test."""
        stop, raised = Flag(), []
        consumer = Consumer(settings or self.settings, handler, self.publisher)

        def run() -> None:
            try:
                consumer.run(stop)
            except BaseException as error:
                raised.append(error)

        thread = Thread(target=run, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(LONGEST_S)
        assert not thread.is_alive()
        assert not raised

    def other_group(self) -> Settings:
        return changed(self.settings, consumer_group=f"other-{uuid.uuid4().hex[:8]}")

    def impatient(self) -> Settings:
        """Returns settings with which a publisher soon gives up."""
        return changed(self.settings, delivery_timeout_ms=300)

    def lag(self) -> int:
        """Returns how much of the topic the group has not committed."""
        with onlooker(self.settings) as client:
            return sum(one.lag for one in positions(client, self.settings) if one.topic == self.settings.topic)

    def waiting(self) -> int:
        """Returns how much the group has not committed in all its topics."""
        with onlooker(self.settings) as client:
            return sum(one.lag for one in positions(client, self.settings))

    def reactions(self, group: str = "") -> list[str]:
        """Returns what was reacted to, in order, by the id of the fact."""
        return [row[0] for row in self.connection.execute(
            "SELECT id FROM reactions WHERE consumer = ? ORDER BY rowid", (group or self.settings.consumer_group,))]

    def records(self, topic: str) -> list[Message]:
        """Returns all that is in a topic now."""
        with onlooker(self.settings) as client:
            return list(read(client, self.settings, topic))

    def start(self, *arguments: str, script: str = "") -> subprocess.Popen[bytes]:
        """Starts the service, or a script in its place, as a process."""
        called = ["-c", script] if script else ["-m", "__service__", *arguments]
        process = subprocess.Popen([sys.executable, *called], env=os.environ | self.environment(),
                                   stderr=subprocess.DEVNULL)
        self.processes.append(process)
        return process

    def environment(self) -> dict[str, str]:
        return {name.upper(): ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
                for name, value in self.settings}

    def close(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.connection.close()


def changed(settings: Settings, **values: object) -> Settings:
    """Returns settings that differ in some values."""
    return settings.model_copy(update=values)


def until(holds: Callable[[], Any], seconds: float = LONGEST_S) -> None:
    """Waits until something holds; a test that waits too long fails here."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def header(message: Message, name: str) -> str:
    return headers_of(message)[name]


def note(text: str) -> Handler:
    """Returns a handler that fails for the customer `text` and reacts to all others."""
    def react(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        if data["customer_id"] == text:
            raise RuntimeError("cannot do this one")
        domain.react(connection, consumer, data)

    return react
