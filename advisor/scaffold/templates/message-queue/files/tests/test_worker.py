"""The worker in trouble. Each test is named for the failure that a guard in the code is there for."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

import pytest
from opentelemetry import trace
from prometheus_client import REGISTRY

from __service__ import consume, dlq, domain
from __service__.__main__ import main
from __service__.consume import Worker, handle
from __service__.domain import Job
from __service__.embedded import EmbeddedTransport
from __service__.inbox import Inbox, keep_small
from __service__.metrics import export_depth
from __service__.ports import Delivery, Message, Refused, Unavailable
from __service__.publish import publish
from __service__.settings import Settings, read_settings
from __service__.telemetry import configure_traces

from harness import environment_of, process, receipts, take, until

BLOCK_S = 60.0


@pytest.fixture
async def queue(embedded: Settings) -> AsyncIterator[EmbeddedTransport]:
    opened = EmbeddedTransport(embedded)
    await opened.open()
    yield opened
    await opened.close()


@pytest.fixture
def effects(embedded: Settings) -> Inbox:
    return Inbox(embedded.database_path, domain.SCHEMA)


def handled(outcome: str) -> float:
    return REGISTRY.get_sample_value("messages_handled_total", {"outcome": outcome}) or 0


@pytest.fixture
async def stop(queue: EmbeddedTransport, effects: Inbox, embedded: Settings) -> AsyncIterator[asyncio.Event]:
    """A worker at work; setting the event stops it, as the end of the test does."""
    asked, worker = asyncio.Event(), Worker(queue, effects, embedded)
    running = asyncio.create_task(worker.run(asked))
    yield asked
    asked.set()
    await running
    with suppress(TimeoutError):
        async with asyncio.timeout(2):
            await worker.finish()


async def all_settled(queue: EmbeddedTransport, embedded: Settings) -> bool:
    with closing(sqlite3.connect(embedded.embedded_path)) as database:
        work = "SELECT count(*) FROM messages WHERE queue = ?"
        return bool(database.execute(work, (embedded.queue,)).fetchone()[0] == 0)


async def test_a_message_stays_in_the_queue_until_its_effect_is_written(
        queue: EmbeddedTransport, effects: Inbox, embedded: Settings, stop: asyncio.Event) -> None:
    held: list[int] = []

    async def looks(job: Job, key: str) -> Job:
        with closing(sqlite3.connect(embedded.embedded_path)) as database:
            held.append(database.execute("SELECT count(*) FROM messages").fetchone()[0])
        return job

    with patch.object(domain, "perform", looks):
        await publish(queue, Job("r", 1))
        await until(lambda: all_settled(queue, embedded))

    assert held == [1]
    assert receipts(embedded) == ["r"]


async def test_the_same_message_in_two_hands_at_once_has_one_effect(effects: Inbox, embedded: Settings) -> None:
    both = asyncio.Barrier(2)

    async def meet(job: Job, key: str) -> Job:
        await both.wait()
        return job

    message = Message("m-1", Job("r", 1).to_json())
    with patch.object(domain, "perform", meet):
        outcomes = await asyncio.gather(handle(message, effects), handle(message, effects))

    assert sorted(outcomes) == ["done", "duplicate"]
    assert receipts(embedded) == ["r"]


async def test_the_slow_part_of_a_known_message_is_not_done_again(effects: Inbox) -> None:
    done: list[str] = []

    async def counts(job: Job, key: str) -> Job:
        done.append(key)
        return job

    with patch.object(domain, "perform", counts):
        for _ in range(2):
            await handle(Message("m-1", Job("r", 1).to_json()), effects)

    assert done == ["m-1"]


async def test_an_effect_that_failed_is_not_taken_for_done(effects: Inbox, embedded: Settings) -> None:
    message = Message("m-1", Job("r", 1).to_json())

    def fails(outcome: Job, database: sqlite3.Connection) -> None:
        raise OSError("disk full")

    with patch.object(domain, "record", fails), pytest.raises(OSError, match="disk full"):
        await handle(message, effects)

    assert await handle(message, effects) == "done"
    assert receipts(embedded) == ["r"]


async def test_a_message_without_an_id_does_not_pass_for_another_one(effects: Inbox) -> None:
    with pytest.raises(domain.Rejected, match="without an id"):
        await handle(Message("", Job("r", 1).to_json()), effects)


async def test_a_handler_that_hangs_is_given_up_and_its_message_tried_again(
        queue: EmbeddedTransport, embedded: Settings, stop: asyncio.Event) -> None:
    times: list[str] = []
    before = handled("retried")

    async def hangs_once(job: Job, key: str) -> Job:
        times.append(key)
        await asyncio.sleep(BLOCK_S if len(times) == 1 else 0)
        return job

    with patch.object(domain, "perform", hangs_once):
        await publish(queue, Job("r", 1), "m-1")
        async with asyncio.timeout(5):
            while receipts(embedded) != ["r"]:  # noqa: ASYNC110
                await asyncio.sleep(0.05)

    assert times == ["m-1", "m-1"]
    assert handled("retried") == before + 1


async def test_a_worker_takes_no_more_than_it_can_handle(
        queue: EmbeddedTransport, embedded: Settings, stop: asyncio.Event) -> None:
    at_work: list[str] = []
    go = asyncio.Event()

    async def waits(job: Job, key: str) -> Job:
        at_work.append(key)
        await go.wait()
        return job

    with patch.object(domain, "perform", waits):
        for number in range(embedded.prefetch * 2):
            await publish(queue, Job(f"r-{number}", 1))
        await asyncio.sleep(0.3)
        together = len(at_work)
        go.set()
        await until(lambda: all_settled(queue, embedded))

    assert together == embedded.prefetch


async def test_a_message_that_cannot_be_settled_is_counted_and_done_once(
        queue: EmbeddedTransport, effects: Inbox, embedded: Settings) -> None:
    receive, failures, before = queue.receive, [Unavailable("gone")], handled("unsettled")

    async def broken(most: int) -> list[Delivery]:
        return [replace(one, ack=fails_once(one)) for one in await receive(most)]

    def fails_once(held: Delivery) -> Callable[[], Awaitable[None]]:
        async def ack() -> None:
            if failures:
                raise failures.pop()
            await held.ack()

        return ack

    asked = asyncio.Event()
    with patch.object(queue, "receive", broken):
        await publish(queue, Job("first", 1))
        await publish(queue, Job("second", 1))
        running = asyncio.create_task(Worker(queue, effects, embedded).run(asked))
        await until(lambda: all_settled(queue, embedded))
        asked.set()
        await running

    assert sorted(receipts(embedded)) == ["first", "second"]
    assert handled("unsettled") == before + 1


async def test_a_broker_in_trouble_does_not_leave_a_worker_with_its_hands_full(
        queue: EmbeddedTransport, effects: Inbox, embedded: Settings) -> None:
    patient = embedded.model_copy(update={"handler_timeout_ms": 60_000})  # no lease ends by itself meanwhile
    transport, in_trouble, asked = EmbeddedTransport(patient), True, asyncio.Event()
    receive, worker = transport.receive, Worker(transport, effects, patient)

    async def troubled(most: int) -> list[Delivery]:
        return [replace(one, bury=fails(one)) for one in await receive(most)]

    def fails(held: Delivery) -> Callable[[str], Awaitable[None]]:
        async def bury(cause: str) -> None:
            if in_trouble:
                raise Unavailable("memory alarm")
            await held.bury(cause)

        return bury

    async def is_ready() -> bool:
        return worker.is_ready

    async def is_not_ready() -> bool:
        return not worker.is_ready

    with patch.object(transport, "receive", troubled), patch.object(consume, "PAUSE_S", 0.3):
        running = asyncio.create_task(worker.run(asked))
        await until(is_ready)
        for number in range(embedded.prefetch):
            await queue.publish(Message(f"poison-{number}", b"no job"))
        await until(is_not_ready)
        in_trouble = False
        await publish(queue, Job("good", 1))
        await until(lambda: all_settled(queue, embedded))
        assert worker.is_ready
        asked.set()
        await running
    await transport.close()

    assert receipts(embedded) == ["good"]
    assert {letter.cause[:8] for letter in await dlq.letters(queue)} == {"rejected"}


async def test_a_delivery_that_makes_the_worker_itself_fail_is_given_back(
        queue: EmbeddedTransport, effects: Inbox, embedded: Settings) -> None:
    receive, asked, times, before = queue.receive, asyncio.Event(), [], handled("unsettled")

    async def broken(most: int) -> list[Delivery]:
        return [replace(one, attempt=-7) for one in await receive(most)]

    async def fails(job: Job, key: str) -> Job:
        times.append(key)
        raise OSError("away")

    async def comes_again() -> bool:
        return len(times) > 1

    patient = embedded.model_copy(update={"handler_timeout_ms": 60_000})
    with patch.object(queue, "receive", broken), patch.object(domain, "perform", fails), \
            patch.object(queue, "_lease_s", 60.0), patch.object(consume, "PAUSE_S", 0.05):
        await publish(queue, Job("r", 1), "m-1")
        running = asyncio.create_task(Worker(queue, effects, patient).run(asked))
        await until(comes_again)
        asked.set()
        await running

    assert handled("unsettled") > before


async def test_a_worker_that_cannot_receive_is_not_ready(
        queue: EmbeddedTransport, effects: Inbox, embedded: Settings) -> None:
    asked, worker = asyncio.Event(), Worker(queue, effects, embedded)

    async def is_ready() -> bool:
        return worker.is_ready

    async def is_not_ready() -> bool:
        return not worker.is_ready

    running = asyncio.create_task(worker.run(asked))
    await until(is_ready)
    with patch.object(queue, "receive", side_effect=Unavailable("gone")):
        await until(is_not_ready)
    await until(is_ready)
    asked.set()
    await running


async def test_what_is_cut_off_at_the_end_is_given_back_at_once(
        queue: EmbeddedTransport, effects: Inbox, embedded: Settings) -> None:
    began = asyncio.Event()

    async def hangs(job: Job, key: str) -> Job:
        began.set()
        await asyncio.sleep(BLOCK_S)
        return job

    asked, worker = asyncio.Event(), Worker(queue, effects, embedded.model_copy(update={"handler_timeout_ms": 60_000}))
    with patch.object(domain, "perform", hangs):
        await publish(queue, Job("r", 1))
        running = asyncio.create_task(worker.run(asked))
        await began.wait()
        asked.set()
        await running
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.1):
                await worker.finish()

    assert (await queue.depths())["ready"] == 1


async def test_a_worker_told_to_stop_finishes_what_it_has_and_ends_in_order(
        embedded: Settings, queue: EmbeddedTransport, tmp_path: Path) -> None:
    patient = embedded.model_copy(update={"handler_timeout_ms": 5_000})
    await publish(queue, Job("begun", 1))
    with process(patient, tmp_path) as worker:
        await asyncio.to_thread(worker.wait_until_it_began)
        worker.popen.send_signal(signal.SIGTERM)
        asked = time.monotonic()
        await publish(queue, Job("later", 1))
        await asyncio.sleep(0.3)
        worker.go.touch()
        code = await asyncio.to_thread(worker.popen.wait, 10)

    assert (code, time.monotonic() - asked < 10) == (0, True)
    assert receipts(embedded) == ["begun"]
    assert await queue.depths() == {"ready": 1, "retry": 0, "dead": 0}


async def test_a_worker_started_before_its_broker_waits_for_it(
        embedded: Settings, effects: Inbox, tmp_path: Path) -> None:
    late = embedded.model_copy(update={"embedded_path": str(tmp_path / "later" / "queue")})
    transport, asked = EmbeddedTransport(late), asyncio.Event()
    worker = Worker(transport, effects, late)
    running = asyncio.create_task(worker.run(asked))
    await asyncio.sleep(0.2)
    was_ready = worker.is_ready
    (tmp_path / "later").mkdir()
    publisher = EmbeddedTransport(late)
    await publisher.open()
    await publish(publisher, Job("r", 1))

    async def handled() -> bool:
        return receipts(embedded) == ["r"]

    await until(handled)
    asked.set()
    await running
    assert (was_ready, worker.is_ready) == (False, True)
    for one in (transport, publisher):
        await one.close()


async def test_the_trace_of_the_publisher_goes_on_in_the_worker(
        queue: EmbeddedTransport, embedded: Settings, stop: asyncio.Event) -> None:
    configure_traces("test")
    seen: list[int] = []

    async def looks(job: Job, key: str) -> Job:
        seen.append(trace.get_current_span().get_span_context().trace_id)
        return job

    with patch.object(domain, "perform", looks), trace.get_tracer("test").start_as_current_span("caller") as caller:
        await publish(queue, Job("r", 1))
        await until(lambda: all_settled(queue, embedded))

    assert seen == [caller.get_span_context().trace_id]


async def test_no_delay_is_endless_when_the_machine_was_started_again(embedded: Settings) -> None:
    now = [1_000_000.0]
    transport = EmbeddedTransport(embedded, clock=lambda: now[0])
    await transport.open()
    await transport.publish(Message("m-1", b"{}"))
    (held,) = await take(transport)
    await held.retry(3_600_000)
    now[0] = 5.0  # the monotonic clock begins again
    again = await transport.receive(1)
    await transport.close()

    assert [one.attempt for one in again] == [2]


async def test_who_lost_the_lease_cannot_take_the_message_from_who_has_it(embedded: Settings) -> None:
    now = [100.0]
    transport = EmbeddedTransport(embedded, clock=lambda: now[0])
    await transport.open()
    await transport.publish(Message("m-1", b"{}"))
    (slow,) = await take(transport)
    now[0] += 3_600
    (quick,) = await take(transport)
    await slow.ack()
    await quick.release()
    still_there = (await transport.depths())["ready"]
    await transport.close()

    assert still_there == 1


async def test_a_redrive_into_a_full_queue_keeps_the_dead_letter(embedded: Settings, queue: EmbeddedTransport) -> None:
    await queue.publish(Message("dead", b"{}"))
    (held,) = await take(queue)
    await held.bury("broken")
    for number in range(embedded.max_length):
        await queue.publish(Message(f"m-{number}", b"{}"))

    with pytest.raises(Refused):
        await dlq.redrive(queue, None)
    assert [letter.id for letter in await dlq.letters(queue)] == ["dead"]


def test_a_dead_letter_cannot_speak_to_the_terminal() -> None:
    letter = dlq.Letter("\x1b]0;id\x07", "\x1b[2Jcause", "\x1b[31mbody\nline", {"\x1b": "\x1b"})
    texts = (dlq.as_json(letter), dlq.as_json(letter, indent=2))

    assert all(char.isprintable() or char == "\n" for text in texts for char in text)
    assert "\n" not in texts[0]


@pytest.mark.parametrize("body", [
    b"", b"[]", b"\xff", b"[" * 100_000, b'{"reference": 1}', b'{"reference": "", "amount_cents": 1}',
    b'{"reference": "r", "amount_cents": true}', b'{"reference": "r", "amount_cents": 0}',
    b'{"reference": "r", "amount_cents": "1"}'])
def test_a_body_that_is_no_job_is_rejected(body: bytes) -> None:
    with pytest.raises(domain.Rejected):
        domain.parse(body)


async def test_the_depth_is_exported_and_shows_its_age_when_it_cannot_be_read(queue: EmbeddedTransport) -> None:
    await queue.publish(Message("m-1", b"{}"))
    exporter = asyncio.create_task(export_depth(queue, "depth-test", 10))

    async def counted() -> bool:
        return REGISTRY.get_sample_value("queue_messages", {"queue": "depth-test", "state": "ready"}) == 1

    await until(counted)
    with patch.object(queue, "depths", side_effect=Unavailable("gone")):
        await asyncio.sleep(0.05)
        stale = REGISTRY.get_sample_value("queue_depth_read_timestamp_seconds")
        await asyncio.sleep(0.05)
        assert REGISTRY.get_sample_value("queue_depth_read_timestamp_seconds") == stale
    assert not exporter.done()
    exporter.cancel()


async def test_the_inbox_forgets_what_is_too_old_to_come_again(effects: Inbox, embedded: Settings) -> None:
    with closing(sqlite3.connect(embedded.database_path)) as database:
        async def is_forgotten() -> bool:
            return database.execute("SELECT message_id FROM inbox").fetchall() == [("new",)]

        forgetting = asyncio.create_task(keep_small(effects, 30, interval_s=0.05))
        for _ in range(2):  # not only when it starts
            with database:
                database.execute("INSERT OR IGNORE INTO inbox VALUES ('old', datetime('now', '-40 days')), "
                                 "('new', datetime('now'))")
            await until(is_forgotten)
        forgetting.cancel()


def test_a_port_that_is_taken_is_named_without_a_traceback(embedded: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = run(embedded.model_copy(update={"health_port": taken.getsockname()[1]}))

    assert done.returncode == 2
    assert "HEALTH_PORT" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_database_that_cannot_be_opened_is_named_without_a_traceback(embedded: Settings, tmp_path: Path) -> None:
    done = run(embedded.model_copy(update={"database_path": str(tmp_path / "missing" / "effects")}))

    assert done.returncode == 2
    assert "DATABASE_PATH=" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_shows_and_redrives_dead_letters(embedded: Settings) -> None:
    ident = run(embedded, "publish", "order-1", "100").stdout.strip()
    with closing(sqlite3.connect(embedded.embedded_path)) as database, database:
        database.execute("UPDATE messages SET queue = 'test' || substr(name, 5) FROM queues WHERE name != 'test'")

    assert json.loads(run(embedded, "dlq", "list").stdout)["id"] == ident
    assert json.loads(run(embedded, "dlq", "show", ident).stdout)["body"] == Job("order-1", 100).to_json().decode()
    assert run(embedded, "dlq", "redrive", ident).stdout.strip() == ident
    for verb in ("show", "redrive"):
        missing = run(embedded, "dlq", verb, ident)
        assert (missing.returncode, missing.stdout) == (1, "")
        assert ident in missing.stderr


@pytest.mark.parametrize("words", [("order-2", "-5"), ("", "1")])
def test_a_job_that_the_worker_would_reject_is_not_published(embedded: Settings, words: tuple[str, str]) -> None:
    done = run(embedded, "publish", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert "amount_cents" in done.stderr


def test_more_dead_letters_than_are_looked_at_are_not_passed_over_in_silence(
        embedded: Settings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dlq, "MOST", 2)
    monkeypatch.setattr(sys, "argv", ["worker", "dlq", "redrive", "all"])
    for name, text in environment_of(embedded).items():
        monkeypatch.setenv(name, text)
    for number in range(3):
        run(embedded, "publish", f"r-{number}", "1")
    with closing(sqlite3.connect(embedded.embedded_path)) as database, database:
        database.execute("UPDATE messages SET queue = 'test' || substr(name, 5) FROM queues WHERE name != 'test'")

    assert main() == 0
    assert "oldest 2" in capsys.readouterr().err

def test_all_faults_of_the_settings_are_told_at_once() -> None:
    with pytest.raises(ValueError, match="TRANSPORT.*PREFETCH.*MAX_LENGTH"):
        read_settings({"PREFETCH": "99999999", "MAX_LENGTH": "many", "TRANSPORT": "pigeon"})


def run(settings: Settings, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "__service__", *words]
    return subprocess.run(command, env=environment_of(settings), text=True, capture_output=True, timeout=20)
