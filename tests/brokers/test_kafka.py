"""The generated service on a real Apache Kafka, with its consumer and the broker killed in the middle of work."""

from __future__ import annotations

import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.brokers.kafka import Kafka, why_not
from tests.scaffold.projects import run, write_project

pytestmark = [pytest.mark.brokers, pytest.mark.skipif(bool(why_not()), reason=why_not())]

PATIENCE_S = 90
EVENTS = 300
# Records one after the other, as a service does, and says which; the broker is no part of it.
PLACING = """
import time
from order_events import domain, settings, store
from order_events.relay import announce

settings = settings.load()
connection = store.connect(settings.database)
for number in range({events}):
    with store.transaction(connection):
        announce(connection, settings, domain.record(connection, f"ord-{{number}}", "cust", 1))
    time.sleep(0.03)
"""


@pytest.fixture(scope="module")
def kafka(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kafka]:
    with Kafka(tmp_path_factory.mktemp("kafka")) as started:
        yield started


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_project(tmp_path_factory.mktemp("project") / "order-events", "event-streaming", "kafka")
    ready = run(folder, "make", ".venv/.ready")
    assert ready.code == 0, ready.output
    return folder


def test_the_contract_suite_holds_and_skips_only_what_the_broker_is_declared_to_lack(
        project: Path, kafka: Kafka) -> None:
    done = run(project, ".venv/bin/python", "-m", "pytest", "-rs", KAFKA_BOOTSTRAP=kafka.bootstrap)

    assert done.code == 0, done.output
    assert "broker: kafka" in done.output
    reasons = set(re.findall(r"^SKIPPED \[\d+\] \S+ (.*)$", done.output, re.MULTILINE))
    assert reasons == {"kafka has no faults"}


def test_the_demo_tells_its_story(project: Path, kafka: Kafka) -> None:
    done = run(project, "make", "demo", KAFKA_BOOTSTRAP=kafka.bootstrap)

    assert done.code == 0, done.output
    assert "broker: kafka" in done.output
    assert "handled from its retry topic" in done.output
    assert "$ python -m order_events dlq redrive all" in done.output


def test_nothing_is_lost_or_doubled_when_consumer_and_broker_are_killed(
        project: Path, kafka: Kafka, tmp_path: Path) -> None:
    database = tmp_path / "events.db"
    environment = {"KAFKA_BOOTSTRAP": kafka.bootstrap, "DATABASE": str(database), "TOPIC": "killed", "HEALTH_PORT": "0",
                   "REPLICATION_FACTOR": "1", "SESSION_TIMEOUT_MS": "6000", "DELIVERY_TIMEOUT_MS": "3000"}
    created = run(project, ".venv/bin/python", "-m", "order_events", "topics", **environment)
    assert created.code == 0, created.output
    with _running(project, environment, "run", "--role", "relay"), \
            _running(project, environment, "-c", PLACING.format(events=EVENTS)) as placing:
        with _running(project, environment, "run", "--role", "consume") as consumer:
            _until(lambda: _handled(database) > 30)
            consumer.send_signal(signal.SIGKILL)
            consumer.wait()
        with _running(project, environment, "run", "--role", "consume"):
            _until(lambda: _handled(database) > 100)
            kafka.kill()
            assert placing.poll() is None, "the broker was to be killed while events are made"
            time.sleep(2)
            kafka.start()
            assert placing.wait(PATIENCE_S) == 0  # nobody who records a fact has to wait for the broker
            _until(lambda: _handled(database) >= EVENTS)
        time.sleep(1)  # a copy that is still on its way would have its effect now
    with closing(sqlite3.connect(database)) as connection:
        handled = [row[0] for row in connection.execute("SELECT id FROM reactions")]
        waiting = connection.execute("SELECT count(*) FROM outbox WHERE published_at IS NULL").fetchone()[0]
    assert sorted(handled) == sorted(f"ord-{number}" for number in range(EVENTS))
    assert waiting == 0


@contextmanager
def _running(project: Path, environment: dict[str, str], *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    called = arguments if arguments[0] == "-c" else ("-m", "order_events", *arguments)
    process = subprocess.Popen([str(project / ".venv/bin/python"), *called], cwd=project, env=environment,
                               stderr=subprocess.DEVNULL)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _handled(database: Path) -> int:
    try:
        with closing(sqlite3.connect(database)) as connection:
            return int(connection.execute("SELECT count(*) FROM reactions").fetchone()[0])
    except sqlite3.OperationalError:  # nobody has made the tables yet
        return 0


def _until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
