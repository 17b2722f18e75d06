"""The mock broker itself: its C interface may change with any release of the client."""

from __future__ import annotations

import pytest
from confluent_kafka import KafkaError

from __service__.relay import Failure, Publisher

from broker import MODE, banner
from faults import FaultyBroker
from world import World

pytestmark = pytest.mark.needs("faults")


def test_it_says_what_it_is_and_all_its_limits() -> None:
    said = banner(MODE)

    assert "volatile" in said
    assert said.count("\n  - ") == 5
    assert "\n" not in banner("kafka")


def test_an_error_comes_as_often_as_it_was_asked_for(world: World, mock: FaultyBroker) -> None:
    publisher = world.publisher
    mock.fail_next_publishes(KafkaError.MSG_SIZE_TOO_LARGE)

    [failure] = publisher.publish([(world.settings.topic, "k", b"v", {})])
    assert failure is not None and failure.is_final
    assert publisher.publish([(world.settings.topic, "k", b"v", {})]) == [None]


def test_brokers_that_are_down_answer_nothing_and_come_back_with_all_they_had(world: World, mock: FaultyBroker) -> None:
    world.publish_raw(b"before")
    mock.down()
    try:
        [failure] = Publisher(world.impatient()).publish([(world.settings.topic, "k", b"v", {})])
    finally:
        mock.up()

    assert isinstance(failure, Failure)
    assert not failure.is_final
    assert b"before" in [one.value() for one in world.records(world.settings.topic)]


def test_requests_to_publish_are_counted(world: World, mock: FaultyBroker) -> None:
    mock.count_publishes()
    before = mock.publishes()
    world.publish_raw(b"v")

    assert mock.publishes() == before + 1
