"""Reading, with a message of the client library played: acknowledged after the effect, and only then."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

import pytest

from __service__ import domain, store
from __service__.envelope import Event, encode
from __service__.settings import Settings, load
from __service__.subscriber import Subscriber

BODY = encode(Event(id="e-1", type="t", source="/s", subject="k", time="now", schemaversion=1,
                    data={"id": "o-1", "customer_id": "c", "total_cents": 1}))


class Message:
    """Stands for a delivery of Pub/Sub; it notes down how it was answered."""

    def __init__(self, data: bytes) -> None:
        self.data, self.message_id, self.delivery_attempt = data, "m-1", 1
        self.answers: list[str] = []

    def ack(self) -> None:
        self.answers.append("ack")

    def nack(self) -> None:
        self.answers.append("nack")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load({"PUBSUB_PROJECT": "test", "DATABASE": str(tmp_path / "events.db")})


def reactions(settings: Settings) -> int:
    found = store.connect(settings.database).execute("SELECT count(*) FROM reactions").fetchone()
    return int(found[0])


def take(settings: Settings, handler: Any, body: bytes = BODY) -> list[str]:
    message = Message(body)
    Subscriber(settings, handler).take(message)
    return message.answers


def test_a_duplicate_is_acknowledged_and_has_no_second_effect(settings: Settings) -> None:
    assert take(settings, domain.react) == ["ack"]
    assert take(settings, domain.react) == ["ack"]
    assert reactions(settings) == 1


def test_an_event_whose_effect_failed_comes_again_and_left_nothing_behind(settings: Settings) -> None:
    def half(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        domain.react(connection, consumer, data)
        raise RuntimeError("half way")

    assert take(settings, half) == ["nack"]
    assert reactions(settings) == 0
    assert take(settings, domain.react) == ["ack"]
    assert reactions(settings) == 1


def test_an_event_is_acknowledged_after_its_effect(settings: Settings) -> None:
    message = Message(BODY)

    def look(*_: object) -> None:
        assert message.answers == []

    Subscriber(settings, look).take(message)
    assert message.answers == ["ack"]


def test_what_nobody_can_read_is_left_to_the_dead_letter_policy(settings: Settings) -> None:
    assert take(settings, domain.react, b"{ not json") == ["nack"]
    assert reactions(settings) == 0
