"""Reads events: effect first, then the position; what fails waits elsewhere and is given up with its cause."""

import logging
import sqlite3
import time
import uuid
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from threading import Event as Flag
from typing import Any, cast

from confluent_kafka import Consumer as Client, KafkaError, Message, TopicPartition
from opentelemetry.trace import SpanKind

from __service__ import metrics, store
from __service__.envelope import Event, Malformed, decode
from __service__.relay import Publisher
from __service__.settings import Settings
from __service__.telemetry import span

log = logging.getLogger(__name__)
Handler = Callable[[sqlite3.Connection, str, dict[str, Any]], None]
COMMIT_EVERY_MS = 1_000  # what was handled since may be delivered again after a crash; the inbox knows it
FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0  # while a dependency is down; doubled from try to try


class Unavailable(Exception):
    """A handler raises it when what it needs is down: the partition waits, nothing is moved, the order is kept."""


@dataclass
class Pause:
    """What a partition waits for: its event at an offset, which is handled when the time is over."""

    offset: int
    seconds: float
    until: float  # of the monotonic clock
    is_over: bool = False


class Consumer:
    """One member of a group. It handles one event after the other, in the order of each partition."""

    def __init__(self, settings: Settings, handler: Handler, publisher: Publisher) -> None:
        self._settings, self._handler, self._publisher = settings, handler, publisher
        self._group = settings.consumer_group
        self._connection = store.connect(settings.database)
        self._pauses: dict[tuple[str, int], Pause] = {}  # by topic and partition
        self._delays_s = dict(zip(settings.retry_topics, (ms / 1000 for ms in settings.retry_delays_ms), strict=True))
        self.is_ready = False
        self._client = Client(settings.reader(self._group) | {
            "enable.auto.commit": True,  # now and then, before a partition moves, and at the end
            "enable.auto.offset.store": False,  # but only what was handled: `_take` says so
            "auto.commit.interval.ms": COMMIT_EVERY_MS, "error_cb": _warn,
            "on_commit": lambda error, _: _warn(error) if error else None}, logger=log)

    def run(self, stop: Flag) -> None:
        """Works until it is told to stop; then it commits what is done and leaves its partitions to others."""
        self._client.subscribe([self._settings.topic, *self._settings.retry_topics], on_assign=self._on_assign,
                               on_revoke=self._on_revoke)
        with closing(self._connection), self._client:  # which commits and leaves at the end
            while not stop.is_set():
                message = self._client.poll(0.05)
                self._resume()
                if message is not None:
                    self._take(message)

    def _take(self, message: Message) -> None:
        if (trouble := message.error()) is not None:
            _warn(trouble)
            return
        place = message.topic() or "", message.partition() or 0
        offset, headers = message.offset() or 0, headers_of(message)
        pause = self._pauses.get(place)
        if pause is not None and not pause.is_over:
            return  # fetched before the pause took effect; it comes again
        # Never longer than the delay of the topic, whatever the clock of the writer said.
        seconds = min(_number(headers, "retry-at-ms") / 1000 - time.time(), self._delays_s.get(place[0], 0.0))
        if seconds > 0 and (pause is None or pause.offset != offset):
            self._pause(place, offset, seconds)
            return
        try:
            self._handle(message, headers)
        except (Unavailable, sqlite3.OperationalError) as error:
            seconds = min(2 * pause.seconds, LONGEST_PAUSE_S) if pause else FIRST_PAUSE_S
            log.warning("cannot go on, waiting", extra={"cause": _cause(error), "seconds": seconds, "place": place})
            self._pause(place, offset, seconds)
            return
        self._pauses.pop(place, None)
        self._client.store_offsets(message)

    def _handle(self, message: Message, headers: dict[str, str]) -> None:
        """Does all that is to be done about a message; when it returns, the position may move on."""
        try:
            event = decode(message.value())
        except Malformed as bad:
            self._give_up(message, headers, None, bad)
            return
        origin = {"traceparent": event.traceparent or ""}
        with span(f"handle {event.type}", SpanKind.CONSUMER, origin, event_id=event.id):
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
        waits = {"retry-at-ms": str(int(time.time() * 1000) + self._settings.retry_delays_ms[tier]), "cause": cause}
        self._put_aside("retry", self._settings.retry_topics[tier], message, headers | waits)

    def _give_up(self, message: Message, headers: dict[str, str], event: Event | None, error: Exception) -> None:
        letter = {"letter-id": str(uuid.uuid4()), "event-id": event.id if event else "", "cause": _cause(error),
                  "group": self._group, "given-up-at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
        self._put_aside("dead-letter", self._settings.dead_letter_topic, message, headers | letter)
        if event is not None:
            store.unpark(self._connection, self._group, event)
        log.error("gave an event up", extra=letter | {"topic": self._settings.dead_letter_topic})

    def _put_aside(self, outcome: str, topic: str, message: Message, headers: dict[str, str]) -> None:
        said = {"origin": f"{message.topic()}/{message.partition()}/{message.offset()}"} | headers
        [failure] = self._publisher.publish([(topic, message.key(), message.value() or b"", said)])
        if failure is not None:  # then the position must not move on, or the event would be nowhere
            raise Unavailable(f"{topic}: {failure.cause}")
        metrics.HANDLED.labels(outcome).inc()

    def _pause(self, place: tuple[str, int], offset: int, seconds: float) -> None:
        """Stops one partition and goes on polling, so that the group does not take this member for dead."""
        self._client.pause([TopicPartition(*place)])
        self._client.seek(TopicPartition(*place, offset))
        self._pauses[place] = Pause(offset, seconds, time.monotonic() + seconds)

    def _resume(self) -> None:
        for place, pause in self._pauses.items():
            if not pause.is_over and time.monotonic() >= pause.until:
                pause.is_over = True
                self._client.resume([TopicPartition(*place)])

    def _on_assign(self, _: Client, partitions: list[TopicPartition]) -> None:
        self.is_ready = True
        log.info("assigned", extra={"partitions": [f"{one.topic}/{one.partition}" for one in partitions]})

    def _on_revoke(self, _: Client, partitions: list[TopicPartition]) -> None:
        for one in partitions:
            self._pauses.pop((one.topic, one.partition), None)


def headers_of(message: Message) -> dict[str, str]:
    """Returns the headers as text, whatever bytes they are."""
    said = cast(list[tuple[str, bytes | None]], message.headers() or [])
    return {name: (value or b"").decode(errors="replace") for name, value in said}


def _warn(error: KafkaError) -> None:
    """The client mends it by itself; until then the lag grows and the alert on it tells."""
    log.warning("broker trouble", extra={"cause": error.str()})


def _number(headers: dict[str, str], name: str) -> int:
    text = headers.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _cause(error: Exception) -> str:
    """Returns one line that is safe in a header, a log and a terminal."""
    text = f"{type(error).__name__}: {error}"
    return "".join(char if char.isprintable() else " " for char in text)[:300]
