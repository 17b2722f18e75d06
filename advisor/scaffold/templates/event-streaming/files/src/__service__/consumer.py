"""Reads events: effect first, then the position; what fails waits elsewhere and is given up with its cause."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from threading import Event as Flag
from typing import Any, NamedTuple, cast

from confluent_kafka import Consumer as Client
from confluent_kafka import KafkaError, KafkaException, Message, TopicPartition
from opentelemetry.trace import SpanKind

from __service__ import metrics, store
from __service__.envelope import Event, Malformed, decode
from __service__.relay import Publisher
from __service__.settings import Settings
from __service__.telemetry import span

log = logging.getLogger(__name__)
Handler = Callable[[sqlite3.Connection, str, dict[str, Any]], None]
COMMIT_EVERY_S = 1.0  # what was handled since may be delivered again after a crash; the inbox knows it
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0  # while a dependency is down; doubled from try to try
LONGEST_CAUSE = 300
Place = tuple[str, int]  # topic, partition
Headers = list[tuple[str, bytes | None]]  # as they arrive


class Unavailable(Exception):
    """A handler raises it when what it needs is down: the partition waits, nothing is moved, the order is kept."""


class Waiting(NamedTuple):
    until: float  # of the monotonic clock
    offset: int


class Consumer:
    """One member of a group. It handles one event after the other, in the order of each partition."""

    def __init__(self, settings: Settings, handler: Handler, publisher: Publisher) -> None:
        self._settings, self._handler, self._publisher = settings, handler, publisher
        self._group = settings.consumer_group
        self._connection = store.connect(settings.database)
        self._done: dict[Place, int] = {}  # the next offset, not committed yet
        self._waiting: dict[Place, Waiting] = {}
        self._waited: dict[Place, int] = {}  # offsets that have waited as long as any may
        self._pause_s: dict[Place, float] = {}
        self._committed_at = time.monotonic()
        self.is_ready = False
        self._client = Client(settings.client() | {
            "group.id": self._group, "enable.auto.commit": False, "auto.offset.reset": "earliest",
            "partition.assignment.strategy": "cooperative-sticky",  # a rebalance stops only what moves
            "session.timeout.ms": settings.session_timeout_ms,
            "heartbeat.interval.ms": settings.session_timeout_ms // 10,
            "max.poll.interval.ms": settings.max_poll_interval_ms, "fetch.wait.max.ms": settings.fetch_wait_max_ms,
            "isolation.level": "read_committed", "error_cb": _warn}, logger=log)

    def run(self, stop: Flag) -> None:
        """Works until it is told to stop; then it commits what is done and leaves its partitions to others."""
        self._client.subscribe([self._settings.topic, *self._settings.retry_topics], on_assign=self._on_assign,
                               on_revoke=self._on_revoke, on_lost=self._on_lost)
        try:
            while not stop.is_set():
                message = self._client.poll(0.05)
                self._resume()
                if message is not None:
                    self._take(message)
                self._commit_sometimes()
        finally:
            self._client.close()  # revokes the partitions, which commits what is done
            self._publisher.close()
            self._connection.close()

    def _take(self, message: Message) -> None:
        if (trouble := message.error()) is not None:
            _warn(trouble)
            return
        place, offset, headers = _place(message), message.offset() or 0, _headers(message)
        if place in self._waiting:
            return  # fetched before the pause took effect; it comes again
        if (seconds := self._seconds_to_wait(place, offset, headers)) > 0:
            self._pause(place, offset, seconds)
            return
        try:
            self._handle(message, headers)
        except (Unavailable, sqlite3.OperationalError) as error:
            seconds = self._pause_s[place] = min(2 * self._pause_s.get(place, FIRST_PAUSE_S / 2), LONGEST_PAUSE_S)
            log.warning("cannot go on, waiting", extra={"cause": _cause(error), "seconds": seconds, "place": place})
            self._pause(place, offset, seconds)
            return
        self._pause_s.pop(place, None)
        self._waited.pop(place, None)
        self._done[place] = offset + 1

    def _handle(self, message: Message, headers: dict[str, str]) -> None:
        """Does all that is to be done about a message; when it returns, the position may move on."""
        try:
            event = decode(message.value())
        except Malformed as bad:
            self._give_up(message, headers, None, bad)
            return
        with span(f"handle {event.type}", SpanKind.CONSUMER, {"traceparent": event.traceparent}, event_id=event.id):
            ahead = store.tier_ahead(self._connection, self._group, event)
            if ahead is not None:
                self._retry(message, headers, event, ahead, "waits for an earlier event of its key")
                return
            try:
                with store.transaction(self._connection):
                    is_new = store.first_time(self._connection, self._group, event)
                    if is_new:
                        self._handler(self._connection, self._group, dict(event.data))
                metrics.HANDLED.labels("done" if is_new else "duplicate").inc()
            except (Unavailable, sqlite3.OperationalError):
                raise
            except Exception as error:  # whatever it is, it must not stop the events behind it
                attempts = _number(headers, "attempts") + 1
                log.exception("handler failed", extra={"event_id": event.id, "attempts": attempts})
                if attempts > len(self._settings.retry_topics):
                    self._give_up(message, headers, event, error)
                else:
                    self._retry(message, headers | {"attempts": str(attempts)}, event, attempts - 1, _cause(error))

    def _retry(self, message: Message, headers: dict[str, str], event: Event, tier: int, cause: str) -> None:
        store.park(self._connection, self._group, event, tier)
        due_ms = int(time.time() * 1000) + self._settings.retry_delays_ms[tier]
        self._publish(self._settings.retry_topics[tier], message,
                      headers | {"retry-at-ms": str(due_ms), "cause": cause})
        metrics.HANDLED.labels("retry").inc()

    def _give_up(self, message: Message, headers: dict[str, str], event: Event | None, error: Exception) -> None:
        self._publish(self._settings.dead_letter_topic, message, headers | {
            "cause": _cause(error), "group": self._group, "given-up-at-ms": str(int(time.time() * 1000))})
        if event is not None:
            store.unpark(self._connection, self._group, event)
        metrics.HANDLED.labels("dead-letter").inc()
        log.error("gave an event up", extra={"cause": _cause(error), "topic": self._settings.dead_letter_topic})

    def _publish(self, topic: str, message: Message, headers: dict[str, str]) -> None:
        origin = {"original-topic": message.topic(), "original-partition": message.partition(),
                  "original-offset": message.offset()}
        said = {name: str(value) for name, value in origin.items()} | headers
        [failure] = self._publisher.publish([(topic, message.key(), message.value() or b"", said)])
        if failure is not None:  # then the position must not move on, or the event would be nowhere
            raise Unavailable(f"{topic}: {failure.cause}")

    def _seconds_to_wait(self, place: Place, offset: int, headers: dict[str, str]) -> float:
        """Never longer than the delay of the topic, whatever the clock of the writer said."""
        if place[0] not in self._settings.retry_topics or self._waited.get(place) == offset:
            return 0.0
        delay_s = self._settings.retry_delays_ms[self._settings.retry_topics.index(place[0])] / 1000
        return min(_number(headers, "retry-at-ms") / 1000 - time.time(), delay_s)

    def _pause(self, place: Place, offset: int, seconds: float) -> None:
        """Stops one partition and goes on polling, so that the group does not take this member for dead."""
        self._client.pause([TopicPartition(*place)])
        self._client.seek(TopicPartition(*place, offset))
        self._waiting[place] = Waiting(time.monotonic() + seconds, offset)

    def _resume(self) -> None:
        for place, waiting in list(self._waiting.items()):
            if time.monotonic() >= waiting.until:
                del self._waiting[place]
                self._waited[place] = waiting.offset
                self._client.resume([TopicPartition(*place)])

    def _commit_sometimes(self) -> None:
        if time.monotonic() - self._committed_at > COMMIT_EVERY_S:
            self._commit()

    def _commit(self) -> None:
        self._committed_at = time.monotonic()
        if not self._done:
            return
        try:
            self._client.commit(offsets=[TopicPartition(*place, offset) for place, offset in self._done.items()],
                                asynchronous=False)
            self._done.clear()
        except KafkaException as error:  # the events come again, here or elsewhere, and the inbox knows them
            log.warning("position not committed", extra={"cause": _cause(error)})

    def _on_assign(self, _: Client, partitions: list[TopicPartition]) -> None:
        self.is_ready = True
        log.info("assigned", extra={"partitions": [f"{one.topic}/{one.partition}" for one in partitions]})

    def _on_revoke(self, client: Client, partitions: list[TopicPartition]) -> None:
        self._commit()
        self._on_lost(client, partitions)

    def _on_lost(self, _: Client, partitions: list[TopicPartition]) -> None:
        held: tuple[dict[Place, Any], ...] = (self._done, self._waiting, self._waited, self._pause_s)
        for one in partitions:
            for by_place in held:
                by_place.pop((one.topic, one.partition), None)


def _warn(error: KafkaError) -> None:
    """The client mends it by itself; until then the lag grows and the alert on it tells."""
    log.warning("broker trouble", extra={"cause": error.str()})


def _place(message: Message) -> Place:
    return message.topic() or "", message.partition() or 0


def _headers(message: Message) -> dict[str, str]:
    return {name: (value or b"").decode(errors="replace") for name, value in cast(Headers, message.headers() or [])}


def _number(headers: dict[str, str], name: str) -> int:
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _cause(error: Exception) -> str:
    """Returns one line that is safe in a header, a log and a terminal."""
    text = f"{type(error).__name__}: {error}"
    return "".join(char if char.isprintable() else " " for char in text)[:LONGEST_CAUSE]
