"""The process: `python -m __service__` works; `publish` and `dlq` are for people."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import sqlite3
import sys
import time

from __service__ import dlq, domain
from __service__.consume import Worker
from __service__.health import HealthServer
from __service__.inbox import Inbox, keep_small
from __service__.metrics import export_depth
from __service__.ports import QueueError, transport_of
from __service__.publish import publish
from __service__.settings import Settings, read_settings
from __service__.shutdown import Step, drain
from __service__.telemetry import configure_logs, configure_traces, flush

NAME = "__service__"
CLOSE_S = 2.0  # of the shutdown, for what comes after the messages
STUCK_S = 10.0  # an event loop that has not come round for so long is not alive
log = logging.getLogger(__name__)


async def work(settings: Settings) -> int:
    """Works until SIGTERM or SIGINT. Returns 0 where everything it had was finished."""
    stop, transport, seen = asyncio.Event(), transport_of(settings), [time.monotonic()]
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    traces, inbox = configure_traces(NAME), Inbox(settings.database_path, domain.SCHEMA)
    worker, within_s = Worker(transport, inbox, settings), settings.shutdown_timeout_ms / 1000
    try:
        health = HealthServer(settings.health_host, settings.health_port, lambda: time.monotonic() - seen[0] < STUCK_S,
                              lambda: worker.is_ready and not stop.is_set())
    except OSError as error:
        raise ValueError(f"HEALTH_PORT={settings.health_port} on {settings.health_host}: {error.strerror}") from error
    health.start()
    log.info("started", extra={"settings": settings.redacted(), "broker": transport.capabilities.broker,
                               "health_port": health.port})
    beside = [asyncio.create_task(one) for one in (
        _beat(seen), keep_small(inbox, settings.inbox_days),
        export_depth(transport, settings.queue, settings.depth_interval_ms))]
    try:
        await worker.run(stop)
    finally:
        for task in beside:
            task.cancel()
        unfinished = await drain([Step("finish messages", worker.finish)], within_s - CLOSE_S)
        unfinished += await drain([Step("close queue", transport.close),
                                   Step("flush traces", lambda: asyncio.to_thread(flush, traces)),
                                   Step("stop health", lambda: asyncio.to_thread(health.stop))], CLOSE_S)
    return 1 if unfinished else 0


async def talk(settings: Settings, said: argparse.Namespace) -> int:
    """Does what a person asked for. Returns 1 where there is no such dead letter."""
    transport, traces = transport_of(settings), configure_traces(NAME)
    await transport.open()
    try:
        if said.command == "publish":
            job = domain.parse(domain.Job(said.reference, said.amount_cents).to_json())  # as the worker will
            print(await publish(transport, job, said.id))
            return 0
        if said.verb == "redrive":
            found = await dlq.redrive(transport, None if said.id == "all" else [said.id])
            for ident in found:
                print(ident if ident.isprintable() else ascii(ident))
        else:
            letters = [one for one in await dlq.letters(transport) if said.id in ("all", one.id)]
            found = [one.id for one in letters]
            for one in letters:
                print(dlq.as_json(one, indent=2 if said.verb == "show" else None))
        if not found and said.id != "all":
            print(f"{NAME}: {ascii(said.id)} is not among the oldest {dlq.MOST} dead letters", file=sys.stderr)
            return 1
        if len(found) == dlq.MOST:
            print(f"{NAME}: these are the oldest {dlq.MOST} dead letters; there may be more", file=sys.stderr)
        return 0
    finally:
        await transport.close()
        await asyncio.to_thread(flush, traces)


def main() -> int:
    parser = argparse.ArgumentParser(prog=NAME, description="Handles messages, or does what is asked for.")
    commands = parser.add_subparsers(dest="command")
    publishing = commands.add_parser("publish", help="publish a job")
    publishing.add_argument("reference")
    publishing.add_argument("amount_cents", type=int)
    publishing.add_argument("--id", default="", help="the same id is the same work")
    verbs = commands.add_parser("dlq", help="dead letters").add_subparsers(dest="verb", required=True)
    verbs.add_parser("list", help="one on a line").set_defaults(id="all")
    for verb in ("show", "redrive"):
        verbs.add_parser(verb).add_argument("id", help="of a message, or `all`")
    said = parser.parse_args()
    configure_logs()
    try:
        settings = read_settings()
        return asyncio.run(talk(settings, said) if said.command in ("publish", "dlq") else work(settings))
    except (ValueError, QueueError, domain.Rejected) as error:
        print(f"{NAME}: {error}", file=sys.stderr)
    except sqlite3.Error as error:
        print(f"{NAME}: DATABASE_PATH={settings.database_path}: {error}", file=sys.stderr)
    return 2


async def _beat(seen: list[float]) -> None:
    while True:
        seen[0] = time.monotonic()
        await asyncio.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
