"""Publishing: a message is published when the broker says so, and carries its trace with it."""

from __future__ import annotations

from uuid import uuid4

from opentelemetry.trace import SpanKind

from __service__.domain import Job
from __service__.metrics import PUBLISHED
from __service__.ports import Message, QueueError, Transport
from __service__.telemetry import span, trace_headers


async def publish(transport: Transport, job: Job, message_id: str = "") -> str:
    """Returns the id of a message that the broker has stored. Raises QueueError.

    After an Unavailable publish again under the same id: it is the same work. Without an id every call is new work.
    """
    message_id = message_id or str(uuid4())
    with span("publish", SpanKind.PRODUCER, message_id=message_id):
        try:
            await transport.publish(Message(message_id, job.to_json(), trace_headers()))
        except QueueError as error:
            PUBLISHED.labels(type(error).__name__.lower()).inc()
            raise
    PUBLISHED.labels("confirmed").inc()
    return message_id
