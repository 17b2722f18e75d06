"""SQS in particular: what its defaults would lose."""

from __future__ import annotations

import json
import time
from uuid import uuid4

import pytest

from __service__.ports import Message, TopologyMismatch, Unavailable
from __service__.settings import read_settings
from __service__.sqs import SqsTransport
from __service__.topology import queue_name, visibility_s, work_attributes

from harness import take


def test_a_message_is_one_workers_alone_for_longer_than_its_handler_may_take() -> None:
    for timeout_ms in (1, 999, 1_000, 29_500):
        settings = read_settings({"HANDLER_TIMEOUT_MS": str(timeout_ms)})
        assert visibility_s(settings) * 1000 >= timeout_ms + 5_000
        assert work_attributes(settings, "arn")["VisibilityTimeout"] == str(visibility_s(settings))


def test_retries_do_not_use_up_the_delivery_limit() -> None:
    settings = read_settings({"RETRY_DELAYS_MS": "1000,2000,3000,4000", "DELIVERY_LIMIT": "2"})
    policy = json.loads(work_attributes(settings, "arn:of-the-dead")["RedrivePolicy"])

    assert int(policy["maxReceiveCount"]) > len(settings.retry_delays_ms) + 1
    assert policy["deadLetterTargetArn"] == "arn:of-the-dead"


def test_names_are_such_as_sqs_takes() -> None:
    assert queue_name("payment.processing v1") == "payment-processing-v1"


async def test_a_queue_that_was_made_otherwise_is_named(sqs: dict[str, str]) -> None:
    name = f"test-{uuid4().hex[:8]}"
    first = SqsTransport(read_settings({**sqs, "QUEUE": name}))
    await first.open()
    await first.close()

    with pytest.raises(TopologyMismatch, match="other attributes"):
        await SqsTransport(read_settings({**sqs, "QUEUE": name, "HANDLER_TIMEOUT_MS": "60000"})).open()


async def test_an_endpoint_that_is_away_is_told_in_time(sqs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL_SQS", "http://127.0.0.1:1")
    began = time.monotonic()

    with pytest.raises(Unavailable):
        await SqsTransport(read_settings({**sqs, "CONNECT_TIMEOUT_MS": "1000"})).open()
    assert time.monotonic() - began < 10


async def test_a_region_that_nobody_named_is_told_and_not_waited_for(
        sqs: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_DEFAULT_REGION")
    monkeypatch.setenv("AWS_CONFIG_FILE", "nowhere")

    with pytest.raises(ValueError, match="region"):
        await SqsTransport(read_settings(sqs)).open()


async def test_a_message_without_an_id_can_be_set_aside(sqs: dict[str, str]) -> None:
    transport = SqsTransport(read_settings({**sqs, "QUEUE": f"test-{uuid4().hex[:8]}"}))
    await transport.open()
    await transport.publish(Message("", b"{}", {"empty": ""}))
    (held,) = await take(transport)
    await held.bury("rejected")

    assert [one.message.headers["cause"] for one in await transport.hold_dead(1)] == ["rejected"]
    await transport.close()


async def test_publishing_before_opening_is_an_error() -> None:
    with pytest.raises(Unavailable):
        await SqsTransport(read_settings({})).publish(Message("m-1", b"{}"))
