"""Calls that end in time, and do no more than is good for the other side."""

import asyncio
import time

import pytest

from reliability import calls
from reliability.calls import CallFailed, NotTried, Peer, Policy
from reliability.deadline import DeadlineExceeded, deadline
from reliability.work import Unavailable

QUICK = Policy(timeout_s=0.1, connect_s=0.1, attempts=3, wait_s=0.01)


class Other:
    """The other side: each outcome once, then it answers."""

    def __init__(self, *outcomes: Exception) -> None:
        self.outcomes, self.seconds = list(outcomes), list[float]()

    async def __call__(self, left_s: float) -> str:
        self.seconds.append(left_s)
        if self.outcomes:
            raise self.outcomes.pop(0)
        return "answer"


async def test_what_may_be_repeated_is_tried_again() -> None:
    other = Other(Unavailable("away"), Unavailable("away"))

    assert await Peer("other", QUICK).call(other, may_repeat=True) == "answer"
    assert len(other.seconds) == 3


async def test_what_may_not_be_repeated_is_tried_once() -> None:
    other = Other(Unavailable("away"))

    with pytest.raises(Unavailable):
        await Peer("other", QUICK).call(other, may_repeat=False)
    assert len(other.seconds) == 1


async def test_a_fault_of_the_other_side_is_not_tried_again() -> None:
    other = Other(CallFailed("a fault"))

    with pytest.raises(CallFailed):
        await Peer("other", QUICK).call(other, may_repeat=True)
    assert len(other.seconds) == 1


async def test_an_attempt_has_its_own_limit_and_never_more_than_is_left_of_the_deadline() -> None:
    other = Other()
    async with deadline(0.06):
        await Peer("other", QUICK).call(other, may_repeat=True)
    await Peer("other", QUICK).call(other, may_repeat=True)

    assert other.seconds[0] < 0.06 - calls.MARGIN_S + 0.001
    assert 0.06 < other.seconds[1] <= 0.1


async def test_the_whole_call_ends_when_nobody_waits_any_more() -> None:
    async def hangs(left_s: float) -> str:
        await asyncio.sleep(60)
        return "too late"

    started = time.monotonic()
    with pytest.raises(DeadlineExceeded):
        async with deadline(0.1):
            await Peer("other", QUICK._replace(timeout_s=60)).call(hangs, may_repeat=True)
    assert time.monotonic() - started < 5


async def test_a_call_has_an_end_of_its_own_too() -> None:
    async def hangs(left_s: float) -> str:
        await asyncio.sleep(60)
        return "too late"

    with pytest.raises(DeadlineExceeded):
        async with asyncio.timeout(5):
            await Peer("other", QUICK._replace(attempts=1)).call(hangs, may_repeat=True)


async def test_a_service_that_keeps_failing_is_spared_and_tried_again_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "OPEN_S", 0.2)
    peer = Peer("other", QUICK._replace(attempts=1))
    other = Other(*(Unavailable("away") for _ in range(calls.AT_LEAST)))
    for _ in range(calls.AT_LEAST):
        with pytest.raises(Unavailable):
            await peer.call(other, may_repeat=True)

    with pytest.raises(NotTried):
        await peer.call(other, may_repeat=True)
    assert len(other.seconds) == calls.AT_LEAST
    await asyncio.sleep(0.25)
    assert await peer.call(other, may_repeat=True) == "answer"
    assert await peer.call(other, may_repeat=True) == "answer"


async def test_a_service_that_hangs_is_spared_too() -> None:
    async def hangs(left_s: float) -> str:
        await asyncio.sleep(60)  # what ends it is the time of the whole call, which an attempt may use up
        return "too late"

    peer = Peer("other", QUICK._replace(attempts=1, timeout_s=0.02))
    for _ in range(calls.AT_LEAST):
        with pytest.raises(DeadlineExceeded):
            await peer.call(hangs, may_repeat=True)

    with pytest.raises(NotTried):
        await peer.call(hangs, may_repeat=True)


async def test_a_call_that_was_given_up_soon_says_nothing_of_the_other_side() -> None:
    async def hangs(left_s: float) -> str:
        await asyncio.sleep(60)
        return "too late"

    peer = Peer("other", QUICK._replace(timeout_s=60))
    for _ in range(calls.AT_LEAST):
        with pytest.raises(DeadlineExceeded):
            async with deadline(calls.MARGIN_S + 0.01):
                await peer.call(hangs, may_repeat=True)

    assert await peer.call(Other(), may_repeat=True) == "answer"


async def test_a_slow_service_does_not_take_all_tasks_of_its_caller_along() -> None:
    async def slow(left_s: float) -> str:
        await asyncio.sleep(0.05)
        return "answer"

    peer = Peer("other", QUICK._replace(max_in_flight=2))
    outcomes = await asyncio.gather(*(peer.call(slow, may_repeat=True) for _ in range(3)), return_exceptions=True)

    assert [type(one) for one in outcomes] == [str, str, NotTried]
