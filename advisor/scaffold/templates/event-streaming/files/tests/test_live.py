"""On a real Pub/Sub or its emulator; skipped where PUBSUB_PROJECT names none, as nothing can stand in for it."""

from __future__ import annotations

import os
import time
import uuid
from pathlib import Path
from threading import Event as Flag, Thread

import pytest

from __service__ import domain, store
from __service__.relay import Publisher, Relay, announce
from __service__.settings import load
from __service__.subscriber import Subscriber, create_topics

pytestmark = pytest.mark.skipif("PUBSUB_PROJECT" not in os.environ, reason="PUBSUB_PROJECT is not set")


def test_what_is_recorded_has_its_effect_once_and_in_order(tmp_path: Path) -> None:
    name = f"live-{uuid.uuid4().hex[:12]}"
    settings = load({**os.environ, "TOPIC": name, "CONSUMER_GROUP": name, "DATABASE": str(tmp_path / "events.db")})
    create_topics(settings)
    connection = store.connect(settings.database)
    for number in range(20):
        with store.transaction(connection):
            fact = domain.record(connection, f"{number:02}", "cust", 1)
            announce(connection, settings, fact._replace(key="one"))
    stop = Flag()
    threads = [Thread(target=part, args=(stop,), daemon=True) for part in (
        Relay(settings, Publisher(settings)).run, Subscriber(settings, domain.react).run)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 60
    rows: list[tuple[str]] = []
    while len(rows) < 20 and time.monotonic() < end:
        time.sleep(0.2)
        rows = connection.execute("SELECT id FROM reactions ORDER BY rowid").fetchall()
    stop.set()
    for thread in threads:
        thread.join(30)

    assert [row[0] for row in rows] == [f"{number:02}" for number in range(20)]
