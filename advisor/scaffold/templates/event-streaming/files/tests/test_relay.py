"""Publishing, with the client library's answers played: an event stays in the outbox until it is confirmed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
from google.api_core.exceptions import DeadlineExceeded, InvalidArgument

from __service__ import domain, relay, store
from __service__.relay import Publisher, Relay, announce
from __service__.settings import Settings, load


class Client:
    """Stands for the client of Pub/Sub; it answers what it was given, then yes."""

    def __init__(self, answers: Sequence[Exception] = ()) -> None:
        self.answers, self.sent, self.resumed = list(answers), list[tuple[bytes, str]](), list[str]()

    def topic_path(self, project: str, topic: str) -> str:
        return f"projects/{project}/topics/{topic}"

    def publish(self, topic: str, data: bytes, ordering_key: str, timeout: float) -> Future[str]:
        answer: Future[str] = Future()
        self.sent.append((data, ordering_key))
        if self.answers:
            answer.set_exception(self.answers.pop(0))
        else:
            answer.set_result("1")
        return answer

    def resume_publish(self, topic: str, ordering_key: str) -> None:
        self.resumed.append(ordering_key)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"PUBSUB_PROJECT": "test", "DATABASE": str(tmp_path / "events.db")})


def publishing(monkeypatch: pytest.MonkeyPatch, settings: Settings, *answers: Exception) -> tuple[Relay, Client]:
    client = Client(answers)
    monkeypatch.setattr(relay, "PublisherClient", lambda **_: client)
    return Relay(settings, Publisher(settings)), client


def place(connection: Any, settings: Settings, key: str) -> None:
    with store.transaction(connection):
        announce(connection, settings, domain.record(connection, key, "cust", 1))


def test_an_event_that_was_not_confirmed_stays_in_the_outbox(
        settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = store.connect(settings.database)
    publish, client = publishing(monkeypatch, settings, DeadlineExceeded("slow"))
    place(connection, settings, "k-1")

    assert publish.publish_waiting(connection) == (1, 1)
    assert store.depth(connection).waiting == 1
    assert publish.publish_waiting(connection) == (1, 0)
    assert store.depth(connection).waiting == 0


def test_a_key_that_failed_may_be_published_again(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = store.connect(settings.database)
    publish, client = publishing(monkeypatch, settings, DeadlineExceeded("slow"))
    place(connection, settings, "k-1")
    publish.publish_waiting(connection)

    assert client.resumed == ["k-1"]


def test_an_event_that_is_never_taken_does_not_block_the_others(
        settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = store.connect(settings.database)
    publish, _ = publishing(monkeypatch, settings, InvalidArgument("too big"))
    place(connection, settings, "k-1")
    place(connection, settings, "k-2")

    assert publish.publish_waiting(connection) == (2, 0)
    assert store.depth(connection).refused == 1
    assert store.depth(connection).waiting == 0


def test_the_key_is_the_ordering_key(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = store.connect(settings.database)
    publish, client = publishing(monkeypatch, settings)
    place(connection, settings, "k-1")
    publish.publish_waiting(connection)

    assert [key for _, key in client.sent] == ["k-1"]


def test_what_was_rolled_back_is_never_told(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    connection = store.connect(settings.database)
    publish, client = publishing(monkeypatch, settings)
    with pytest.raises(RuntimeError), store.transaction(connection):
        announce(connection, settings, domain.record(connection, "k-1", "cust", 1))
        raise RuntimeError("payment refused")
    publish.publish_waiting(connection)

    assert client.sent == []
