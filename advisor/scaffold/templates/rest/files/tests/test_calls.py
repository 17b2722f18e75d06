"""Calls against a server that is slow, gone, broken or overloaded."""

import asyncio
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import pytest
import stamina.instrumentation
from chaos_server import ChaosServer, chaos
from opentelemetry.trace import SpanKind

from __service__.calls import Caller, CallFailed, CallPolicy, NotTried, Unavailable
from __service__.deadline import HEADER, DeadlineExceeded, deadline
from __service__.telemetry import configure_traces, span

QUICK = CallPolicy(budget_s=1.6, connect_s=0.4, attempts=3, wait_s=0.05)  # an attempt has half a second


@asynccontextmanager
async def calling(*script: str, **changes: Any) -> AsyncIterator[tuple[ChaosServer, Caller]]:
    async with chaos(*script) as (server, url):
        caller = Caller(url, QUICK._replace(**changes))
        try:
            yield server, caller
        finally:
            await caller.aclose()


@pytest.fixture
def waits() -> Iterator[list[float]]:
    """The waits before further attempts."""
    noted: list[float] = []
    stamina.instrumentation.set_on_retry_hooks([lambda details: noted.append(details.wait_for)])
    yield noted
    stamina.instrumentation.set_on_retry_hooks(None)


async def test_many_calls_share_one_connection() -> None:
    async with calling("ok") as (server, caller):
        for _ in range(20):
            await caller.call("GET", "/")

    assert (len(server.seen), server.connections) == (20, 1)


async def test_each_wait_has_its_own_limit() -> None:
    seen: list[dict[str, float]] = []

    def note(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"])
        return httpx2.Response(200)

    await Caller("http://test", QUICK, httpx2.MockTransport(note)).call("GET", "/")

    assert seen == [{"connect": 0.4, "read": 1.6, "write": 1.6, "pool": 0.1}]


@pytest.mark.parametrize("budget_s", [0.05, 2.0, 120.0])
@pytest.mark.parametrize("attempts", [1, 2, 9])
def test_attempts_and_waits_are_the_budget_however_many_there_are(budget_s: float, attempts: int) -> None:
    attempt_s, wait_s = CallPolicy(budget_s=budget_s).shares(attempts)

    assert attempts * attempt_s + (attempts - 1) * wait_s == pytest.approx(budget_s)
    assert attempt_s > wait_s > 0


async def test_a_connection_is_not_waited_for_longer_than_an_attempt_lasts() -> None:
    seen: list[dict[str, float]] = []

    def note(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"])
        return httpx2.Response(200)

    policy = CallPolicy(budget_s=0.06, connect_s=0.3, attempts=2)
    await Caller("http://test", policy, httpx2.MockTransport(note)).call("GET", "/")

    assert seen[0]["connect"] == seen[0]["pool"] == policy.shares(2)[0] < 0.03


async def test_a_call_that_is_sent_once_has_the_whole_budget() -> None:
    async with calling("ok") as (server, caller):
        await caller.call("POST", "/", body={})
        await caller.call("GET", "/")

    assert int(server.seen[0].headers[HEADER.lower()]) > 1_000
    assert int(server.seen[1].headers[HEADER.lower()]) <= 500


async def test_an_answer_that_does_not_come_ends_the_attempt() -> None:
    async with calling("slow", "ok") as (server, caller):
        assert (await caller.call("GET", "/")).status_code == 200

    assert len(server.seen) == 2


async def test_an_answer_that_drips_in_ends_the_attempt() -> None:
    async with calling("drip", "ok") as (server, caller):
        assert (await caller.call("GET", "/")).status_code == 200

    assert len(server.seen) == 2


async def test_all_attempts_together_stay_within_the_budget() -> None:
    async with calling("503 Retry-After: 1", "slow", attempts=2, budget_s=1.5) as (server, caller):
        started = time.monotonic()
        with pytest.raises(DeadlineExceeded):
            await asyncio.wait_for(caller.call("GET", "/"), timeout=10)

    assert time.monotonic() - started < 5
    assert len(server.seen) == 2


async def test_the_server_is_told_how_long_the_answer_is_of_use() -> None:
    async with calling("ok") as (server, caller):
        await caller.call("GET", "/")

    assert 0 < int(server.seen[0].headers[HEADER.lower()]) <= 500


async def test_a_call_tells_the_server_its_trace() -> None:
    configure_traces("test")
    async with calling("ok") as (server, caller):
        with span("work", SpanKind.INTERNAL) as work:
            await caller.call("GET", "/")

    assert f"{work.get_span_context().trace_id:032x}" in server.seen[0].headers["traceparent"]


async def test_the_deadline_of_the_request_being_served_limits_the_calls_behind_it() -> None:
    async with calling("ok", "slow") as (server, caller):
        async with deadline(0.4):
            await caller.call("GET", "/")
        with pytest.raises(DeadlineExceeded):
            async with deadline(0.05):
                await caller.call("GET", "/")

    assert int(server.seen[0].headers[HEADER.lower()]) <= 400
    assert len(server.seen) == 2


@pytest.mark.parametrize("fault", ["503", "502", "reset", "half"])
async def test_a_fault_that_passes_is_retried_where_that_does_no_harm(fault: str) -> None:
    async with calling(fault, fault, "ok") as (server, caller):
        assert (await caller.call("GET", "/")).status_code == 200

    assert len(server.seen) == 3


async def test_a_post_with_a_key_is_retried_with_the_same_key() -> None:
    async with calling("503", "ok") as (server, caller):
        await caller.call("POST", "/", key="k-1", body={})

    assert [seen.headers["idempotency-key"] for seen in server.seen] == ["k-1", "k-1"]


@pytest.mark.parametrize("fault", ["503", "reset", "half", "slow"])
async def test_a_post_without_a_key_is_sent_once(fault: str) -> None:
    async with calling(fault, "ok") as (server, caller):
        with pytest.raises((Unavailable, DeadlineExceeded)):
            await caller.call("POST", "/", body={})

    assert len(server.seen) == 1


@pytest.mark.parametrize(("answer", "status"), [("404", 404), ("500", 0)])
async def test_what_will_not_pass_is_not_retried(answer: str, status: int) -> None:
    async with calling(answer, "ok") as (server, caller):
        try:
            assert (await caller.call("GET", "/")).status_code == status
        except CallFailed:
            assert status == 0

    assert len(server.seen) == 1


async def test_attempts_are_limited() -> None:
    async with calling("503") as (server, caller):
        with pytest.raises(Unavailable):
            await caller.call("GET", "/")

    assert len(server.seen) == 3


async def test_clients_that_fail_together_do_not_come_back_together(waits: list[float]) -> None:
    async with calling("503", attempts=2, max_in_flight=50) as (_, caller):
        await asyncio.gather(*(caller.call("GET", "/") for _ in range(4)), return_exceptions=True)

    assert len(set(waits)) > 1


async def test_the_time_that_the_server_asks_for_is_given_to_it(waits: list[float]) -> None:
    async with calling("503 Retry-After: 1", "ok", budget_s=3.0) as (_, caller):
        await caller.call("GET", "/")

    assert waits[0] >= 1


async def test_a_wait_longer_than_the_budget_ends_the_call_at_once(waits: list[float]) -> None:
    async with calling("503 Retry-After: 60", "ok") as (server, caller):
        with pytest.raises(Unavailable):
            await caller.call("GET", "/")

    assert (len(server.seen), waits) == (1, [])


@pytest.mark.parametrize("date", ["Fri, 01 Jan 1999 00:00:00 GMT", "Fri, 01 Jan 2999 00:00:00 GMT"])
async def test_a_clock_that_is_wrong_does_not_change_the_wait(date: str, waits: list[float]) -> None:
    async with calling(f"503 Retry-After: {date}", "ok") as (_, caller):
        await caller.call("GET", "/")

    assert 0.01 <= waits[0] <= 0.05


async def test_a_service_that_hangs_takes_only_its_share_of_the_caller() -> None:
    async with calling("slow", max_in_flight=2, attempts=1) as (server, caller):
        hanging = [asyncio.ensure_future(caller.call("GET", "/")) for _ in range(2)]
        await asyncio.sleep(0.05)
        with pytest.raises(NotTried, match="under way"):
            await caller.call("GET", "/")
        await asyncio.gather(*hanging, return_exceptions=True)

    assert len(server.seen) == 2


async def test_a_service_that_keeps_failing_is_left_alone() -> None:
    async with calling("503", attempts=1) as (server, caller):
        results = [await failure(caller) for _ in range(15)]

    assert len(server.seen) == 10
    assert [type(result) for result in results[-5:]] == [NotTried] * 5


async def test_a_service_that_hangs_is_left_alone_whoever_sets_the_deadline() -> None:
    async with calling("slow") as (server, caller):
        for _ in range(15):
            with pytest.raises((DeadlineExceeded, NotTried)):
                async with deadline(0.1):
                    await caller.call("GET", "/")

    assert len(server.seen) == 10


async def test_a_call_that_its_caller_gives_up_says_nothing_of_the_service() -> None:
    async with calling(*["slow"] * 12, "ok") as (_, caller):
        for _ in range(12):
            given_up = asyncio.ensure_future(caller.call("GET", "/"))
            await asyncio.sleep(0.03)
            given_up.cancel()
            await asyncio.wait([given_up])

        assert (await caller.call("GET", "/")).status_code == 200


async def test_nobody_there_is_an_error_that_says_so() -> None:
    caller = Caller("http://127.0.0.1:1", QUICK)
    with pytest.raises(Unavailable, match="ConnectError"):
        await caller.call("GET", "/")
    await caller.aclose()


async def failure(caller: Caller) -> Exception:
    with pytest.raises(CallFailed) as caught:
        await caller.call("GET", "/")
    return caught.value
