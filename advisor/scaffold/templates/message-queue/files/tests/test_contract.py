"""What every broker behind the port must do. What one does not claim is left out, and named in the report."""

from __future__ import annotations

import asyncio
import signal
import time
from pathlib import Path
from unittest.mock import patch

import pytest

from __service__ import dlq, domain
from __service__.consume import Worker
from __service__.domain import Job
from __service__.inbox import Inbox
from __service__.ports import (
    DELIVERY_LIMIT,
    Message,
    Refused,
    Transport,
    Unroutable,
    transport_of,
)
from __service__.publish import publish
from __service__.settings import Settings

from brokers import remove
from harness import dead_are, nothing_comes, process, receipts, take, until

HOUR_S = 3600.0


def claims(transport: Transport, capability: str) -> None:
    if not getattr(transport.capabilities, capability):
        pytest.skip(f"{transport.capabilities.broker} does not claim `{capability}`")


async def test_what_was_acknowledged_is_gone(transport: Transport) -> None:
    await transport.publish(Message("m-1", b"{}", {"traceparent": "00-1"}))
    (delivery,) = await take(transport)

    assert (delivery.message.id, delivery.message.body, delivery.attempt) == ("m-1", b"{}", 1)
    assert delivery.message.headers["traceparent"] == "00-1"
    await delivery.ack()
    assert await nothing_comes(transport)


async def test_what_was_given_back_comes_again(transport: Transport) -> None:
    await transport.publish(Message("m-1", b"{}"))
    (first,) = await take(transport)
    await first.release()
    (again,) = await take(transport)

    assert again.message.id == "m-1"
    await again.ack()


async def test_a_message_for_which_there_is_no_queue_is_an_error(transport: Transport, settings: Settings) -> None:
    await remove(settings)

    with pytest.raises(Unroutable):
        await transport.publish(Message("m-1", b"{}"))


async def test_a_full_queue_tells_the_publisher(transport: Transport, settings: Settings) -> None:
    claims(transport, "bounded")

    with pytest.raises(Refused):
        for number in range(settings.max_length * 2):
            await transport.publish(Message(f"m-{number}", b"{}"))


async def test_a_retry_waits_for_its_delay_whatever_the_clock_of_the_worker_says(
        transport: Transport, settings: Settings) -> None:
    right, delay_ms = time.time, settings.retry_delays_ms[0]
    for skew_s in (-HOUR_S, HOUR_S):
        await transport.publish(Message(f"m{skew_s}", b"{}"))
        (delivery,) = await take(transport)
        began = time.monotonic()
        with patch.object(time, "time", lambda skew_s=skew_s: right() + skew_s):
            await delivery.retry(delay_ms)
        (again,) = await take(transport)
        waited_ms = (time.monotonic() - began) * 1000
        await again.ack()

        assert again.attempt == 2
        assert delay_ms * 0.9 <= waited_ms < delay_ms + 5_000


async def test_a_message_that_ends_its_workers_is_set_aside(transport: Transport) -> None:
    await transport.publish(Message("poison", b"{}"))
    times = 0
    while times < 10 and not await dlq.letters(transport):
        for delivery in await transport.receive(1):
            times += 1
            await delivery.release()

    assert 3 <= times <= 4
    assert [(letter.id, letter.cause) for letter in await dlq.letters(transport)] == [("poison", DELIVERY_LIMIT)]


async def test_a_rejected_message_is_set_aside_with_its_cause_and_holds_up_nobody(
        transport: Transport, inbox: Inbox, settings: Settings) -> None:
    await transport.publish(Message("poison", b"no json"))
    await publish(transport, Job("good", 1))
    await run_until(transport, inbox, settings, lambda: receipts(settings) == ["good"])
    letters = await dlq.letters(transport)

    assert [letter.id for letter in letters] == ["poison"]
    assert letters[0].cause.startswith("rejected: this is no JSON")


async def test_a_failing_message_climbs_the_ladder_and_is_set_aside_at_its_end(
        transport: Transport, inbox: Inbox, settings: Settings) -> None:
    times: list[float] = []

    async def fails(job: Job, key: str) -> Job:
        times.append(time.monotonic())
        raise OSError("away")

    with patch.object(domain, "perform", fails):
        await publish(transport, Job("r", 1), "m-1")
        await run_until(transport, inbox, settings, lambda: len(times) == 3)
    await dead_are(transport, 1)
    waited_ms = [(later - sooner) * 1000 for sooner, later in zip(times, times[1:], strict=False)]

    assert waited_ms[0] >= settings.retry_delays_ms[0] * 0.9
    assert waited_ms[1] >= settings.retry_delays_ms[1] * 0.9
    assert (await dlq.letters(transport))[0].id == "m-1"


async def test_the_same_message_twice_has_one_effect(transport: Transport, inbox: Inbox, settings: Settings) -> None:
    for reference, ident in (("once", "m-1"), ("once", "m-1"), ("other", "m-2")):
        await publish(transport, Job(reference, 1), ident)
    await run_until(transport, inbox, settings, lambda: "other" in receipts(settings))
    assert await nothing_comes(transport)

    assert sorted(receipts(settings)) == ["once", "other"]


async def test_a_worker_killed_at_work_loses_nothing(
        transport: Transport, inbox: Inbox, settings: Settings, tmp_path: Path) -> None:
    await publish(transport, Job("kept", 1))
    with process(settings, tmp_path) as worker:
        await asyncio.to_thread(worker.wait_until_it_began)
        worker.popen.send_signal(signal.SIGKILL)
        worker.popen.wait()
    await run_until(transport, inbox, settings, lambda: receipts(settings) == ["kept"])

    assert receipts(settings) == ["kept"]


async def test_looking_at_dead_letters_keeps_them(transport: Transport) -> None:
    await bury(transport, "m-1", "m-2")
    for _ in range(25):  # more often than the delivery limit that some brokers have by default
        assert len(await dlq.letters(transport)) == 2


async def test_a_redriven_message_is_work_again_and_the_others_stay(transport: Transport) -> None:
    await bury(transport, "m-1", "m-2")

    assert await dlq.redrive(transport, ["m-1"]) == ["m-1"]
    (again,) = await take(transport)
    assert (again.message.id, again.attempt) == ("m-1", 1)
    assert "cause" not in again.message.headers
    await again.ack()
    assert [letter.id for letter in await dlq.letters(transport)] == ["m-2"]
    assert await dlq.redrive(transport, None) == ["m-2"]


async def test_the_depth_is_exact_by_state(transport: Transport, settings: Settings) -> None:
    claims(transport, "exact_depth")
    await bury(transport, "dead")
    for ident in ("a", "b", "c"):
        await transport.publish(Message(ident, b"{}"))
    (delivery,) = await take(transport)
    await delivery.retry(settings.retry_delays_ms[-1])
    await transport.stop_receiving()

    async def counted() -> bool:
        return await transport.depths() == {"ready": 2, "retry": 1, "dead": 1}

    await until(counted)


async def test_stopping_gives_back_what_nobody_began(transport: Transport, settings: Settings) -> None:
    for number in range(3):
        await transport.publish(Message(f"m-{number}", b"{}"))
    (begun,) = await take(transport)
    await transport.stop_receiving()
    other = transport_of(settings)
    await other.open()
    try:
        taken = await take(other, 2)
        assert {begun.message.id, *(one.message.id for one in taken)} == {"m-0", "m-1", "m-2"}
        for one in (begun, *taken):
            await one.ack()
    finally:
        await other.close()


async def run_until(transport: Transport, inbox: Inbox, settings: Settings, holds: object) -> None:
    """Lets a worker work until something holds, and stops it in order."""
    assert callable(holds)
    stop, worker = asyncio.Event(), Worker(transport, inbox, settings)
    running = asyncio.create_task(worker.run(stop))

    async def done() -> bool:
        return bool(holds())

    await until(done)
    stop.set()
    await running
    await asyncio.gather(*worker._running)


async def bury(transport: Transport, *idents: str) -> None:
    for ident in idents:
        await transport.publish(Message(ident, b"{}"))
    for delivery in await take(transport, len(idents)):
        await delivery.bury("broken")
    await dead_are(transport, len(idents))
