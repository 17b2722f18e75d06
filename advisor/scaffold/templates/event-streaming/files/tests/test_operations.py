"""Operations: the number of partitions, the lag, and reading again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event as Flag, Thread

import pytest
from prometheus_client import REGISTRY

from __service__.operations import (
    LagWatch,
    Position,
    Trouble,
    check_topics,
    create_topics,
    onlooker,
    replay_targets,
    set_positions,
)
from __service__.settings import Settings

from broker import MODE
from world import World, changed, until


def test_another_number_of_partitions_is_refused_at_the_start(world: World) -> None:
    check_topics(world.settings)

    with pytest.raises(Trouble, match="lose their order"):
        check_topics(changed(world.settings, partitions=12))


def test_a_missing_topic_is_named_at_the_start(world: World) -> None:
    with pytest.raises(Trouble, match=r"nobody\.made\.it is missing"):
        check_topics(changed(world.settings, topic="nobody.made.it"))


@pytest.mark.needs("admin")
def test_topics_are_created_once(world: World) -> None:
    other = changed(world.settings, topic=f"{world.settings.topic}-more")

    assert len(create_topics(other)) == 2 + len(other.retry_topics)
    until(lambda: create_topics(other) == [])
    check_topics(other)


def test_the_lag_grows_while_no_consumer_runs_and_shrinks_when_one_does(world: World) -> None:
    def lag() -> float:
        return sum(sample.value for metric in REGISTRY.collect() for sample in metric.samples
                   if sample.name == "events_consumer_lag" and sample.labels["reader"] == world.settings.consumer_group)

    with _observing(changed(world.settings, lag_every_ms=50)):
        for _ in range(10):
            world.place()
        world.publish()
        until(lambda: lag() == 10)
        with world.consuming():
            until(lambda: lag() == 0)


def test_events_that_expired_before_they_were_read_are_counted() -> None:
    assert Position("t", 0, committed=3, low=10, high=15).expired == 7
    assert Position("t", 0, committed=3, low=10, high=15).lag == 5
    assert Position("t", 0, committed=-1, low=10, high=15).expired == 0


def test_reading_again_as_the_same_group_repeats_no_effect(world: World) -> None:
    _handle_ten(world)
    with onlooker(world.settings) as client:
        set_positions(client, world.settings, replay_targets(client, world.settings, "start"))
    assert world.lag() == 10
    with world.consuming():
        until(lambda: world.lag() == 0)

    assert len(world.reactions()) == 10


def test_reading_again_as_a_new_group_repeats_every_effect(world: World) -> None:
    _handle_ten(world)
    other = world.other_group()
    with world.consuming(settings=other):
        until(lambda: len(world.reactions(other.consumer_group)) == 10)

    assert len(world.reactions()) == 10


def test_looking_at_what_would_be_read_again_moves_nothing(world: World) -> None:
    _handle_ten(world)
    with onlooker(world.settings) as client:
        assert sum(one.lag for one in replay_targets(client, world.settings, "start")) == 10
        assert sum(one.lag for one in replay_targets(client, world.settings, "offset:999999")) == 0

    assert world.lag() == 0


def test_a_group_that_runs_is_not_moved(world: World) -> None:
    for _ in range(10):
        world.place()
    world.publish()
    with world.consuming():
        until(lambda: world.lag() == 0)
        with onlooker(world.settings) as client, pytest.raises(Trouble, match="members that run"):
            set_positions(client, world.settings, replay_targets(client, world.settings, "start"))
    assert world.lag() == 0


@pytest.mark.needs("timestamps")
def test_reading_again_from_a_time_starts_with_what_was_written_then(world: World) -> None:
    world.place()
    world.publish()
    time.sleep(0.05)
    then = int(time.time() * 1000)
    world.place()
    world.publish()
    with onlooker(world.settings) as client:
        assert sum(one.lag for one in replay_targets(client, world.settings, f"time:{then}")) == 1


@pytest.mark.parametrize("asked", ["yesterday", "offset:", "offset:-1", "time:noon", ""])
def test_a_start_that_makes_no_sense_is_refused_in_words(world: World, asked: str) -> None:
    with onlooker(world.settings) as client, pytest.raises(Trouble, match="is not start, offset:N or time:MS"):
        replay_targets(client, world.settings, asked)


def test_what_the_mock_cannot_do_is_refused_instead_of_answered_wrongly(world: World) -> None:
    mocked = changed(world.settings, broker_mode=MODE)
    with pytest.raises(Trouble, match="needs a real broker"):
        create_topics(mocked)
    with onlooker(mocked) as client, pytest.raises(Trouble, match="needs a real broker"):
        replay_targets(client, mocked, "time:1")


def _handle_ten(world: World) -> None:
    for _ in range(10):
        world.place()
    world.publish()
    with world.consuming():
        until(lambda: world.lag() == 0 and len(world.reactions()) == 10)


@contextmanager
def _observing(settings: Settings) -> Iterator[None]:
    stop = Flag()
    thread = Thread(target=LagWatch(settings).run, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(20)
