"""One broker for all tests: KAFKA_BOOTSTRAP or the mock. Each test has topics and a database of its own."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from confluent_kafka import KafkaException, TopicPartition

from __service__ import consumer, dlq
from __service__.operations import create_topics, onlooker
from __service__.relay import Publisher
from __service__.settings import Settings, load

from broker import MODE, banner
from faults import FaultyBroker
from world import World, until

BOOTSTRAP = os.environ.get("KAFKA_BOOTSTRAP", "")
PROVIDER = "kafka" if BOOTSTRAP else MODE
CAPABILITIES = {MODE: frozenset({"faults"}), "kafka": frozenset({"admin", "timestamps"})}

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
def mock() -> Iterator[FaultyBroker]:
    with closing(FaultyBroker()) as broker:
        yield broker


@pytest.fixture(scope="session")
def publisher(request: pytest.FixtureRequest) -> Publisher:
    environment = {"KAFKA_BOOTSTRAP": BOOTSTRAP} if BOOTSTRAP else request.getfixturevalue("mock").environment()
    return Publisher(load(environment | {"DELIVERY_TIMEOUT_MS": "8000"}))


@pytest.fixture
def world(request: pytest.FixtureRequest, publisher: Publisher, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
          ) -> Iterator[World]:
    monkeypatch.setattr(consumer, "COMMIT_EVERY_MS", 50)  # so that no test waits for more than it looks at
    monkeypatch.setattr(consumer, "FIRST_PAUSE_S", 0.1)
    monkeypatch.setattr(dlq, "Publisher", lambda _: publisher)
    name = uuid.uuid4().hex[:12]
    said = {"TOPIC": f"t-{name}", "CONSUMER_GROUP": f"g-{name}", "DATABASE": str(tmp_path / "events.db"),
            "HEALTH_PORT": "0", "FETCH_WAIT_MAX_MS": "20", "RETRY_DELAYS_MS": "50,100",
            "SESSION_TIMEOUT_MS": SHORTEST_SESSION_MS}
    if BOOTSTRAP:
        settings = load({"KAFKA_BOOTSTRAP": BOOTSTRAP, "REPLICATION_FACTOR": "1", **said})
        create_topics(settings)
        until(lambda: _are_led(settings))
    else:
        broker: FaultyBroker = request.getfixturevalue("mock")
        settings = load(broker.environment() | said)
        broker.create_topics(settings)
    made = World(settings, publisher)
    yield made
    made.close()


def _are_led(settings: Settings) -> bool:
    """A topic is there a moment before anybody answers for its partitions."""
    with onlooker(settings) as client:
        try:
            return all(client.get_watermark_offsets(TopicPartition(topic, number), timeout=5)
                       for topic in settings.topics for number in range(settings.partitions))
        except KafkaException:
            return False
