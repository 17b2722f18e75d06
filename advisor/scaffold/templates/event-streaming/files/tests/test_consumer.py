"""Reading: once in effect, in order for each key, and never stuck behind one that fails."""

from __future__ import annotations

import sqlite3
import time
from threading import Event as Flag
from typing import Any

import pytest
from opentelemetry import trace

from __service__ import consumer as consumer_module, domain
from __service__.consumer import Consumer, Unavailable
from __service__.envelope import decode, encode
from __service__.relay import Failure, Publisher
from __service__.telemetry import configure_traces

from faults import FaultyBroker
from world import World, changed, header, note, until

configure_traces("test")


def test_a_duplicate_has_one_effect(world: World) -> None:
    event = world.place(key="one")
    world.publish()
    world.publish_raw(encode(event), "one")
    last = world.place(key="one")
    world.publish()
    with world.consuming():
        until(lambda: last.data["id"] in world.reactions())

    assert world.reactions() == [event.data["id"], last.data["id"]]


def test_a_handler_that_fails_half_way_leaves_no_half_behind(world: World) -> None:
    failures = [1]

    def half(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        domain.react(connection, consumer, data)
        if failures:
            failures.pop()
            raise RuntimeError("half way")
        domain.react(connection, consumer, data)

    event = world.place()
    world.publish()
    with world.consuming(half):
        until(lambda: not failures and world.lag() == 0 and not _parked(world))

    assert world.reactions() == [event.data["id"]] * 2


def test_events_of_a_key_are_handled_in_order(world: World) -> None:
    placed = [world.place(key=f"k{number % 5}") for number in range(100)]
    world.publish()
    with world.consuming():
        until(lambda: len(world.reactions()) == 100)

    seen = world.reactions()
    for key in range(5):
        assert [one for one in seen if one in _ids(placed[key::5])] == _ids(placed[key::5])


def test_an_event_is_read_again_when_its_reader_dies_before_the_effect(world: World) -> None:
    """The position moves after the effect: a process that is killed in the handler has lost nothing."""
    event = world.place()
    world.publish()

    def dies(*_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Consumer(world.settings, dies, world.publisher).run(Flag())
    with world.consuming():
        until(world.reactions)
    assert world.reactions() == [event.data["id"]]


def test_a_reader_that_was_stopped_goes_on_where_it_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer_module, "COMMIT_EVERY_MS", 3_600_000)
    first = world.place()
    world.publish()
    handled: list[str] = []

    def count(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        handled.append(data["id"])

    with world.consuming(count):
        until(lambda: handled)
    assert world.lag() == 0  # the stop committed what was done
    second = world.place()
    world.publish()
    with world.consuming(count):
        until(lambda: len(handled) == 2)
    assert handled == _ids([first, second])


def test_two_groups_both_get_everything(world: World) -> None:
    placed = [world.place() for _ in range(10)]
    world.publish()
    other = world.other_group()
    with world.consuming(), world.consuming(settings=other):
        until(lambda: len(world.reactions()) == len(world.reactions(other.consumer_group)) == 10)

    assert sorted(world.reactions()) == sorted(world.reactions(other.consumer_group)) == sorted(_ids(placed))


def test_a_rebalance_loses_nothing_and_doubles_nothing(world: World) -> None:
    placed = [world.place() for _ in range(60)]
    world.publish()
    with world.consuming():
        until(lambda: len(world.reactions()) > 10)
        with world.consuming():
            placed += [world.place() for _ in range(60)]
            world.publish()
            until(lambda: len(world.reactions()) == 120)

    assert sorted(world.reactions()) == sorted(_ids(placed))


def test_what_was_done_is_committed_before_a_partition_moves(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(consumer_module, "COMMIT_EVERY_MS", 3_600_000)
    handled: list[str] = []

    def count(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        handled.append(data["id"])

    for _ in range(30):
        world.place()
    world.publish()
    def lag_after_a_newcomer() -> int:
        """A slow machine may lose one commit, because the group took the member for dead; the next one counts too."""
        with world.consuming(count):  # it gets some partitions
            end = time.monotonic() + 4
            while world.lag() == 30 and time.monotonic() < end:
                time.sleep(0.02)
        return world.lag()

    with world.consuming(count):
        until(lambda: len(handled) >= 30)
        assert world.lag() == 30
        until(lambda: lag_after_a_newcomer() < 30)


WRONG_DATA = b'{"id":"1","source":"/s","type":"t","subject":"k","time":"now","schemaversion":1,"data":{"x":1}}'


def test_what_nobody_can_read_is_put_aside_as_it_is_with_the_cause(world: World) -> None:
    bodies = [b"{ not json", b"\xff\xfe", b"[]", b"", b"[" * 100_000, WRONG_DATA]
    for body in bodies:
        world.publish_raw(body, "same")
    behind = world.place(key="same")
    world.publish()
    with world.consuming():
        until(world.reactions)
    dead = world.records(world.settings.dead_letter_topic)

    assert world.reactions() == [behind.data["id"]]
    assert [one.value() for one in dead] == bodies
    assert all(header(one, "cause").startswith("Malformed: ") for one in dead)
    assert [header(one, "origin").rsplit("/", 2) for one in dead] == [
        [world.settings.topic, str(one.partition()), str(number)] for number, one in enumerate(dead)]
    assert {header(one, "group") for one in dead} == {world.settings.consumer_group}


def test_an_event_that_always_fails_is_tried_in_each_retry_topic_then_given_up(world: World) -> None:
    poison = world.place(customer="poison")
    behind = [world.place() for _ in range(20)]
    world.publish()
    with world.consuming(note("poison")):
        until(lambda: len(world.reactions()) == 20)  # others are not kept waiting
        until(lambda: world.records(world.settings.dead_letter_topic))
    [dead] = world.records(world.settings.dead_letter_topic)

    assert sorted(world.reactions()) == sorted(_ids(behind))
    assert decode(dead.value()).id == poison.id
    assert header(dead, "attempts") == "2"
    assert header(dead, "cause") == "RuntimeError: cannot do this one"
    assert header(dead, "origin").startswith(f"{world.settings.topic}/")
    assert [len(world.records(topic)) for topic in world.settings.retry_topics] == [1, 1]


def test_an_event_that_fails_once_is_not_overtaken_by_later_ones_of_its_key(world: World) -> None:
    failures = [1, 2]

    def fails_twice(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        if data["customer_id"] == "fragile" and failures:
            failures.pop()
            raise RuntimeError("not yet")
        domain.react(connection, consumer, data)

    placed = [world.place(key="one", customer="fragile"), *(world.place(key="one") for _ in range(5))]
    world.publish()
    with world.consuming(fails_twice):
        until(lambda: len(world.reactions()) == 6)

    assert world.reactions() == _ids(placed)
    assert not world.records(world.settings.dead_letter_topic)


def test_a_dependency_that_is_down_moves_nothing_and_keeps_the_order(world: World) -> None:
    failures = [1, 2]

    def down(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        if failures:
            failures.pop()
            raise Unavailable("mail server")
        domain.react(connection, consumer, data)

    placed = [world.place(key="one") for _ in range(5)]
    world.publish()
    with world.consuming(down):
        until(lambda: len(world.reactions()) == 5)

    assert world.reactions() == _ids(placed)
    assert not any(world.records(topic) for topic in world.settings.retry_topics)


def test_a_partition_that_waits_keeps_no_other_waiting(world: World) -> None:
    """Pausing one partition instead of sleeping: the member goes on polling and is not taken for dead."""
    blocked = world.place(key="21", customer="poison")  # partition 0 of 6
    world.publish()

    def down(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        if data["customer_id"] == "poison":
            raise Unavailable("mail server")
        domain.react(connection, consumer, data)

    with world.consuming(down):
        until(lambda: world.lag() == 1)
        free = world.place(key="abc")  # partition 3 of 6
        world.publish()
        until(world.reactions)
    assert world.reactions() == [free.data["id"]] != [blocked.data["id"]]


@pytest.mark.parametrize(("said", "waits"), [(3_600, True), (-3_600, False)], ids=["ahead", "behind"])
def test_a_clock_that_is_wrong_by_an_hour_delays_a_retry_by_no_more_than_its_topic_does(
        world: World, said: int, waits: bool) -> None:
    event = world.place()
    due = str(int((time.time() + said) * 1000))
    world.publish_raw(encode(event), event.subject, {"retry-at-ms": due, "attempts": "1"},
                      world.settings.retry_topics[0])
    started = time.monotonic()
    with world.consuming():
        until(world.reactions, seconds=20)

    assert world.reactions() == [event.data["id"]]
    assert not waits or time.monotonic() - started > world.settings.retry_delays_ms[0] / 1000


def test_a_header_that_makes_no_sense_stops_nobody(world: World) -> None:
    event = world.place()
    world.publish_raw(encode(event), event.subject, {"retry-at-ms": "soon", "attempts": "\x1b[2J"},
                      world.settings.retry_topics[0])
    with world.consuming(note("cust")):
        until(lambda: world.records(world.settings.dead_letter_topic))

    assert "\x1b" not in header(world.records(world.settings.dead_letter_topic)[0], "attempts")


def test_a_position_stays_when_a_failed_event_cannot_be_put_aside(
        world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.place(customer="poison")
    world.publish()
    tried: list[int] = []

    def refuse(self: Publisher, records: list[object]) -> list[Failure]:
        tried.append(len(records))
        return [Failure("no leader", False)]

    monkeypatch.setattr(Publisher, "publish", refuse)
    with world.consuming(note("poison")):
        until(lambda: tried)

    assert world.lag() == 1


def test_a_trace_goes_on_in_the_reader(world: World) -> None:
    traces: list[int] = []

    def look(connection: sqlite3.Connection, consumer: str, data: dict[str, Any]) -> None:
        traces.append(trace.get_current_span().get_span_context().trace_id)

    with trace.get_tracer("test").start_as_current_span("request") as request:
        event = world.place()
    world.publish()
    with world.consuming(look):
        until(lambda: traces)

    assert traces == [request.get_span_context().trace_id]
    assert (event.traceparent or "").split("-")[1] == trace.format_trace_id(traces[0])


@pytest.mark.needs("faults")
def test_a_reader_outlives_brokers_that_are_gone_for_a_while(world: World, mock: FaultyBroker) -> None:
    first = world.place()
    world.publish()
    with world.consuming():
        until(world.reactions)
        mock.down()
        time.sleep(0.3)
        mock.up()
        second = world.place()
        world.publish()
        until(lambda: len(world.reactions()) == 2)

    assert world.reactions() == _ids([first, second])


def test_settings_of_another_group_have_other_topics(world: World) -> None:
    other = changed(world.settings, consumer_group="other")

    assert not set(other.retry_topics) & set(world.settings.retry_topics)


def _parked(world: World) -> int:
    return int(world.connection.execute("SELECT count(*) FROM parked").fetchone()[0])


def _ids(events: list[Any]) -> list[str]:
    return [event.data["id"] for event in events]
