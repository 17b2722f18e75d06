"""One broker for all tests: KAFKA_BOOTSTRAP or the mock. Each test has topics and a database of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from __service__.operations import create_topics
from __service__.settings import load

from broker import CAPABILITIES, MODE, MockBroker, banner, mock_environment
from world import World

BOOTSTRAP = os.environ.get("KAFKA_BOOTSTRAP", "")
PROVIDER = "kafka" if BOOTSTRAP else MODE

SHORTEST_SESSION_MS = "6000" if BOOTSTRAP else "1500"  # a broker refuses less than 6 s


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(banner(PROVIDER))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that needs what the broker does not have is skipped by what is declared, never by what happens."""
    for item in items:
        needed = {mark.args[0] for mark in item.iter_markers("needs")}
        if lacking := needed - CAPABILITIES[PROVIDER]:
            item.add_marker(pytest.mark.skip(reason=f"{PROVIDER} has no {', '.join(sorted(lacking))}"))


@pytest.fixture(scope="session")
def mock() -> Iterator[MockBroker]:
    with MockBroker() as broker:
        yield broker


@pytest.fixture
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[World]:
    name = uuid.uuid4().hex[:12]
    said = {"TOPIC": f"t-{name}", "CONSUMER_GROUP": f"g-{name}", "DATABASE": str(tmp_path / "events.db"),
            "HEALTH_PORT": "0", "FETCH_WAIT_MAX_MS": "20", "RETRY_DELAYS_MS": "200,400",
            "DELIVERY_TIMEOUT_MS": "8000", "SESSION_TIMEOUT_MS": SHORTEST_SESSION_MS}
    if BOOTSTRAP:
        settings = load({"KAFKA_BOOTSTRAP": BOOTSTRAP, "REPLICATION_FACTOR": "1", **said})
        create_topics(settings)
    else:
        broker: MockBroker = request.getfixturevalue("mock")
        settings = load(mock_environment(broker) | said)
        broker.create_topics(settings)
    made = World(settings)
    yield made
    made.close()
