"""What is counted, and the depth of the queues, which says first when something behind them is ill."""

from __future__ import annotations

import asyncio
import logging
import time

from prometheus_client import Counter, Gauge, Histogram

from __service__.ports import QueueError, Transport

PUBLISHED = Counter("messages_published_total", "Messages by what became of publishing them.", ["outcome"])
HANDLED = Counter("messages_handled_total", "Deliveries by what became of them.", ["outcome"])
SECONDS = Histogram("message_handle_seconds", "Time from a delivery to its settlement.")
IN_FLIGHT = Gauge("messages_in_flight", "Deliveries in the hands of this worker.")
DEPTH = Gauge("queue_messages", "Messages by queue and state: ready, retry, dead.", ["queue", "state"])
DEPTH_READ = Gauge("queue_depth_read_timestamp_seconds", "When the depth was last read.")
log = logging.getLogger(__name__)


async def export_depth(transport: Transport, queue: str, interval_ms: int) -> None:
    """Reads the depth for as long as it runs. A depth that cannot be read is kept, and its age shows."""
    while True:
        await asyncio.sleep(interval_ms / 1000)  # at first for the connection
        try:
            for state, count in (await transport.depths()).items():
                DEPTH.labels(queue, state).set(count)
            DEPTH_READ.set(time.time())
        except QueueError as error:
            log.warning("depth cannot be read", extra={"cause": str(error)})
