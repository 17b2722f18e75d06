"""The generated worker on a real RabbitMQ, with both of them killed in the middle of work."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.brokers.rabbitmq import Broker, leftovers, running
from tests.scaffold.projects import run, write_project

pytestmark = pytest.mark.brokers

JOBS = 400
PATIENCE_S = 90
# As a client does: again, under the same id, until it is confirmed. It says what was.
PUBLISHING = """
import asyncio
from payments.domain import Job
from payments.ports import QueueError, transport_of
from payments.publish import publish
from payments.settings import read_settings

async def main():
    transport = transport_of(read_settings())
    await transport.open()
    for number in range({jobs}):
        while True:
            try:
                await publish(transport, Job(f"job-{{number}}", 1), f"id-{{number}}")
                break
            except QueueError:
                await asyncio.sleep(0.1)
        print(f"job-{{number}}", flush=True)
        await asyncio.sleep(0.005)
    await transport.close()

asyncio.run(main())
"""
# A worker whose work takes a moment, so that it has some whenever it is killed.
WORKING = """
import asyncio, sys
from payments import domain
from payments.__main__ import main

async def perform(job, key):
    await asyncio.sleep(0.05)
    return job

domain.perform = perform
sys.argv = ["worker"]
sys.exit(main())
"""


@pytest.fixture(scope="module")
def broker() -> Iterator[Broker]:
    with running() as started:
        yield started


@pytest.fixture
def address(broker: Broker) -> Iterator[str]:
    with broker.vhost() as url:
        yield url


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_project(tmp_path_factory.mktemp("rabbitmq") / "project", "message-queue", "rabbitmq")
    ready = run(folder, "make", ".venv/.ready")
    assert ready.code == 0, ready.output
    return folder


class Place:
    """Where the processes of one test work: their broker, their effects, their logs."""

    def __init__(self, project: Path, folder: Path, address: str) -> None:
        self.project, self.folder = project, folder
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder), "AMQP_URL": address, "HEALTH_PORT": "0",
            "DATABASE_PATH": str(folder / "effects"), "PUBLISH_TIMEOUT_MS": "1000", "RETRY_DELAYS_MS": "200"}

    @contextmanager
    def process(self, code: str) -> Iterator[subprocess.Popen[str]]:
        with (self.folder / "log").open("a") as log:
            started = subprocess.Popen([str(self.project / ".venv/bin/python"), "-c", code], env=self.environment,
                                       cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True)
        try:
            yield started
        finally:
            started.kill()
            started.communicate()

    def receipts(self) -> list[str]:
        with closing(sqlite3.connect(self.folder / "effects", timeout=10)) as database:
            if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'receipts'").fetchone():
                return []  # no worker has begun
            return sorted(row[0] for row in database.execute("SELECT reference FROM receipts"))

    def until(self, holds: Callable[[], bool]) -> None:
        end = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end, (self.folder / "log").read_text()[-3000:]
            time.sleep(0.05)


@pytest.fixture
def place(project: Path, tmp_path: Path, address: str) -> Place:
    return Place(project, tmp_path, address)


def test_the_contract_suite_passes_on_it_and_leaves_out_nothing(project: Path, address: str) -> None:
    ran = run(project, ".venv/bin/python", "-m", "pytest", "-v", "-o", "addopts=", "-p", "no:cacheprovider",
              "tests/test_contract.py", AMQP_URL=address)

    assert ran.code == 0, ran.output
    on_it = re.findall(r"\[rabbitmq\] (\w+)", ran.output)
    assert len(on_it) == len(re.findall(r"\[sqlite\] \w+", ran.output)) > 0
    assert set(on_it) == {"PASSED"}


def test_a_worker_killed_in_the_middle_loses_nothing_and_repeats_nothing(place: Place) -> None:
    with place.process(PUBLISHING.format(jobs=JOBS)) as publisher, place.process(WORKING) as doomed:
        place.until(lambda: len(place.receipts()) > JOBS // 10)
        doomed.send_signal(signal.SIGKILL)
        doomed.wait()
        before = len(place.receipts())
        with place.process(WORKING):
            said, _ = publisher.communicate(timeout=PATIENCE_S)
            place.until(lambda: len(place.receipts()) >= JOBS)

    assert before < JOBS
    assert len(said.split()) == JOBS
    assert place.receipts() == sorted(said.split())


def test_a_broker_killed_in_the_middle_loses_nothing_that_it_confirmed(broker: Broker, place: Place) -> None:
    with place.process(WORKING) as worker, place.process(PUBLISHING.format(jobs=JOBS)) as publisher:
        place.until(lambda: len(place.receipts()) > JOBS // 10)
        broker.kill()
        before = len(place.receipts())
        broker.start()
        said, _ = publisher.communicate(timeout=PATIENCE_S)
        place.until(lambda: len(place.receipts()) >= JOBS)
        worker.send_signal(signal.SIGTERM)
        code = worker.wait(timeout=15)

    assert before < JOBS
    assert len(said.split()) == JOBS
    assert place.receipts() == sorted(said.split())
    assert code == 0


def test_it_listens_on_loopback_alone(broker: Broker) -> None:
    opened: dict[int, set[str]] = {}
    for page in ("/proc/net/tcp", "/proc/net/tcp6"):
        for line in Path(page).read_text().splitlines()[1:]:
            fields = line.split()
            where, port = fields[1].split(":")
            if fields[3] == "0A" and int(port, 16) in broker.ports:  # listening
                opened.setdefault(int(port, 16), set()).add(where)

    assert set(opened) == set(broker.ports)
    assert set().union(*opened.values()) <= {"0100007F", "00000000000000000000000001000000"}


def test_nothing_of_it_is_left_running() -> None:
    with running() as started:
        assert leftovers(started)

    assert leftovers(started) == []
    assert not started.folder.exists()
