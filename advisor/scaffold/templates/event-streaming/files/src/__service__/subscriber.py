"""Reads events: effect first, then the acknowledgement; what always fails is moved away by the subscription."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from threading import Event as Flag
from typing import Any

from google.api_core.exceptions import AlreadyExists
from google.cloud.pubsub_v1 import PublisherClient, SubscriberClient
from google.cloud.pubsub_v1.subscriber.message import Message
from google.cloud.pubsub_v1.subscriber.scheduler import ThreadScheduler
from google.cloud.pubsub_v1.types import FlowControl
from google.protobuf.duration_pb2 import Duration
from opentelemetry.trace import SpanKind

from __service__ import metrics, store
from __service__.envelope import Malformed, decode
from __service__.settings import Settings
from __service__.telemetry import span

log = logging.getLogger(__name__)
Handler = Callable[[sqlite3.Connection, str, dict[str, Any]], None]
HELD_EVENTS = 100  # by one process at a time; more would only wait here instead of at a neighbour
FIRST_PAUSE_S, LONGEST_PAUSE_S = 1, 600  # between two deliveries: a blip, and the longest that Pub/Sub allows
LOOK_S = 0.5


def create_topics(settings: Settings) -> list[str]:
    """Creates topic, dead-letter topic and subscription where they are missing; returns their names."""
    publisher, subscriber = PublisherClient(), SubscriberClient()
    topic, dead, subscription = (_path(settings, kind, name) for kind, name in (
        ("topics", settings.topic), ("topics", f"{settings.topic}.{settings.consumer_group}.dead"),
        ("subscriptions", settings.consumer_group)))
    wanted: list[tuple[str, Callable[[], object]]] = [
        (topic, lambda: publisher.create_topic(request={
            "name": topic, "message_retention_duration": Duration(seconds=settings.retention_hours * 3_600)})),
        (dead, lambda: publisher.create_topic(request={"name": dead})),
        (f"{subscription}.dead", lambda: subscriber.create_subscription(request={
            "name": f"{subscription}.dead", "topic": dead})),
        (subscription, lambda: subscriber.create_subscription(request={
            "name": subscription, "topic": topic, "enable_message_ordering": True,
            "ack_deadline_seconds": settings.ack_deadline_s,
            "dead_letter_policy": {"dead_letter_topic": dead, "max_delivery_attempts": settings.max_attempts},
            "retry_policy": {"minimum_backoff": Duration(seconds=FIRST_PAUSE_S),
                             "maximum_backoff": Duration(seconds=LONGEST_PAUSE_S)}}))]
    for _, create in wanted:
        with suppress(AlreadyExists):
            create()
    return [name for name, _ in wanted]


class Subscriber:
    """Handles the events of a subscription. Pub/Sub delivers those of one key one after the other."""

    def __init__(self, settings: Settings, handler: Handler) -> None:
        self._settings, self._handler = settings, handler
        self.is_ready = False

    def run(self, stop: Flag) -> None:
        """Works until it is told to stop; then it finishes what it has begun."""
        store.connect(self._settings.database).close()
        with SubscriberClient() as client:
            pulling = client.subscribe(
                _path(self._settings, "subscriptions", self._settings.consumer_group), self.take,
                flow_control=FlowControl(max_messages=HELD_EVENTS, max_lease_duration=self._settings.max_lease_s),
                scheduler=ThreadScheduler(), await_callbacks_on_shutdown=True)
            self.is_ready = True
            while not stop.wait(LOOK_S) and pulling.running():
                pass
            pulling.cancel()
            pulling.result()  # raises what ended it, if that was not us

    def take(self, message: Message) -> None:
        """Handles one event: it is acknowledged once its effect is committed, and comes again if it has none."""
        connection = store.connect(self._settings.database)
        try:
            event = decode(message.data)
            group = self._settings.consumer_group
            origin = {"traceparent": event.traceparent or ""}
            with span(f"handle {event.type}", SpanKind.CONSUMER, origin, event_id=event.id):
                with store.transaction(connection):
                    is_new = store.first_time(connection, group, event)
                    if is_new:
                        self._handler(connection, group, dict(event.data))
                message.ack()
                metrics.HANDLED.labels("done" if is_new else "duplicate").inc()
        except Exception as error:  # after `max_attempts` of them the subscription gives the event up
            metrics.HANDLED.labels("malformed" if isinstance(error, Malformed) else "retry").inc()
            log.exception("not handled", extra={"message_id": message.message_id, "attempt": message.delivery_attempt})
            message.nack()
        finally:
            connection.close()


def _path(settings: Settings, kind: str, name: str) -> str:
    return f"projects/{settings.pubsub_project}/{kind}/{name}"
