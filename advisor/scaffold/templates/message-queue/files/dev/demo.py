"""Shows the worker at work and in trouble: a job, a duplicate, a failure that passes, a poison message, its redrive."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import tempfile
import time
from pathlib import Path
from unittest.mock import patch
from uuid import uuid4

from __service__ import dlq, domain
from __service__.consume import Worker
from __service__.inbox import Inbox
from __service__.ports import Message, QueueError, transport_of
from __service__.publish import publish
from __service__.settings import Settings, read_settings

sys.path.append(str(Path(__file__).parents[1] / "tests"))

from brokers import NOT_PROVEN, local_broker, remove  # noqa: E402
from harness import dead_are, receipts_are  # noqa: E402

BEGAN = time.monotonic()


def say(text: str) -> None:
    print(f"{time.monotonic() - BEGAN:5.1f} s  {text}", flush=True)


async def show(settings: Settings) -> None:
    transport, stop, failures = transport_of(settings), asyncio.Event(), [OSError("the provider is away")]
    say(f"broker: {transport.capabilities.broker}. Note: {NOT_PROVEN[settings.transport]}.")
    await transport.open()
    worker = Worker(transport, Inbox(settings.database_path, domain.SCHEMA), settings)
    running = asyncio.create_task(worker.run(stop))
    first = await publish(transport, domain.Job("order-1", 4_200))
    await receipts_are(settings, "order-1")
    say("first message handled")

    async def fails_once(job: domain.Job, key: str) -> domain.Job:
        if failures:
            raise failures.pop()
        return job

    await publish(transport, domain.Job("order-1", 4_200), first)
    with patch.object(domain, "perform", fails_once):
        await publish(transport, domain.Job("order-2", 900))
        await receipts_are(settings, "order-1", "order-2")
    say("the same message again: still one receipt for it")
    say(f"a handler that failed got its message again after {settings.retry_delays_ms[0]} ms")
    await transport.publish(Message("poison-1", b"\x1b[31mno job"))
    (letter,) = await dead_are(transport, 1)
    say(f"poison set aside, and nothing held up by it: {dlq.as_json(letter)}")
    await dlq.redrive(transport, ["poison-1"])
    await dead_are(transport, 1)
    say("redriven, and set aside again, for nothing was set right")
    stop.set()
    await running
    await worker.finish()
    await transport.close()
    await remove(settings)
    say("stopped in order")


def main() -> int:
    logging.disable()  # the failures here are made on purpose
    with tempfile.TemporaryDirectory(prefix="demo-") as folder, local_broker() as environment:
        os.environ.update(environment)
        settings = read_settings({**environment, "QUEUE": f"demo-{uuid4().hex[:8]}", "RETRY_DELAYS_MS": "1000",
                                  "EMBEDDED_PATH": f"{folder}/queue", "DATABASE_PATH": f"{folder}/effects"})
        try:
            asyncio.run(show(settings))
        except (QueueError, TimeoutError, RuntimeError) as error:
            print(f"demo: {error or 'nothing happened in time'}", file=sys.stderr)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
