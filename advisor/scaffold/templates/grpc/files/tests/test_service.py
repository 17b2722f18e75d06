"""The service: errors, pages, streams, health and traces as a caller sees them."""

from __future__ import annotations

import asyncio
import sqlite3
from typing import Any

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from opentelemetry.trace import SpanKind
from prometheus_client import REGISTRY

from __service__.gen import orders_pb2 as pb
from __service__.server import NAME, Running
from __service__.settings import Settings
from __service__.shutdown import drain
from __service__.telemetry import configure_traces, span

from conftest import Connect, Start
from demo import Stock, target_of

WATCH = "/shop.orders.v1.OrderService/WatchOrders"


@pytest.mark.parametrize(("user", "cents"), [("", 100), ("ada", 0), ("ada", -1), ("ada", 10**12)])
async def test_what_cannot_be_an_order_is_the_callers_fault(
    serve: Start, connect: Connect, user: str, cents: int,
) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await connect(target_of(await serve())).create(user, cents)
    assert failed.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_an_order_that_is_not_there_is_not_found(serve: Start, connect: Connect) -> None:
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await connect(target_of(await serve())).get("none")
    assert failed.value.code() is grpc.StatusCode.NOT_FOUND


async def test_a_fault_of_ours_tells_nothing_of_the_inside(serve: Start, connect: Connect) -> None:
    server = await serve()
    server.orders.close()  # sqlite3.ProgrammingError from here on
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await connect(target_of(server)).get("1")
    assert failed.value.code() is grpc.StatusCode.INTERNAL
    assert failed.value.details() == "internal error"


async def test_a_broken_message_is_the_callers_fault_and_tells_nothing_of_the_inside(serve: Start) -> None:
    async with grpc.aio.insecure_channel(target_of(await serve())) as channel:
        get: Any = channel.unary_unary("/shop.orders.v1.OrderService/GetOrder")
        with pytest.raises(grpc.aio.AioRpcError) as failed:
            await get(b"\xff\xff", timeout=5)
    assert failed.value.code() is grpc.StatusCode.INVALID_ARGUMENT
    assert failed.value.details() == "the request is no message of this method"


async def test_a_store_that_is_locked_is_unavailable_in_time(
    serve: Start, connect: Connect, settings: Settings,
) -> None:
    client = connect(target_of(await serve(store_wait_ms=30_000)), timeout_ms=1000)
    order = await client.create("ada", 100)
    other = sqlite3.connect(settings.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    writes = [asyncio.create_task(client.create("ada", 100)) for _ in range(40)]
    failures = await asyncio.gather(*writes, return_exceptions=True)
    read = await client.get(order.id)  # it does not wait for those who write
    other.execute("ROLLBACK")
    other.close()
    assert read == order
    told = {failure.code() for failure in failures if isinstance(failure, grpc.aio.AioRpcError)}
    assert told == {grpc.StatusCode.UNAVAILABLE}


async def test_health_says_whether_the_store_can_be_used(serve: Start, settings: Settings) -> None:
    server = await serve()
    async with grpc.aio.insecure_channel(target_of(server)) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        other = sqlite3.connect(settings.database, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        assert await becomes(stub, health_pb2.HealthCheckResponse.NOT_SERVING)
        other.execute("ROLLBACK")
        other.close()
        assert await becomes(stub, health_pb2.HealthCheckResponse.SERVING)


async def test_more_calls_than_can_be_served_are_refused_at_once_but_health_is_told(
    serve: Start, connect: Connect, stock: Stock,
) -> None:
    server = await serve(max_calls=2)
    client = connect(target_of(server))
    stock.wait_s = 1
    under_way = [asyncio.create_task(client.create("ada", 100)) for _ in range(2)]
    await asyncio.sleep(0.5)
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await client.get("1")
    async with grpc.aio.insecure_channel(target_of(server)) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        await stub.Check(health_pb2.HealthCheckRequest(service=NAME))
    await asyncio.gather(*under_way)
    assert failed.value.code() is grpc.StatusCode.RESOURCE_EXHAUSTED
    stock.wait_s = 0
    assert (await client.create("ada", 100)).user_id == "ada"  # their places are free again


async def test_pages_hold_every_order_once(serve: Start, connect: Connect) -> None:
    client = connect(target_of(await serve()))
    made = {(await client.create("ada", cents)).id for cents in range(1, 8)}
    read = [order.id async for order in client.of_user("ada", page_size=3)]
    assert len(read) == 7
    assert set(read) == made


async def test_a_watcher_sees_every_change_and_goes_on_where_it_was(serve: Start, connect: Connect) -> None:
    client = connect(target_of(await serve()))
    orders = [await client.create("ada", cents) for cents in (1, 2, 3)]
    seen: list[pb.WatchOrdersResponse] = []
    async for change in client.watch(for_s=5):
        seen.append(change)
        if len(seen) == 2:
            break
    async for change in client.watch(seen[-1].sequence, for_s=5):
        seen.append(change)
        break
    assert [change.order.id for change in seen] == [order.id for order in orders]


async def test_a_slow_watcher_is_waited_for(serve: Start, connect: Connect) -> None:
    server = await serve()
    client = connect(target_of(server))
    for cents in range(1, 201):
        server.orders.create(f"r-{cents}", "ada", cents, "x" * 200_000)
    before = REGISTRY.get_sample_value("grpc_server_stream_messages_total", {"method": WATCH}) or 0
    async for _ in client.watch(for_s=5):
        await asyncio.sleep(0.5)  # it takes nothing more for a while
        sent = (REGISTRY.get_sample_value("grpc_server_stream_messages_total", {"method": WATCH}) or 0) - before
        break
    assert 0 < sent < 150  # 200 are there


async def test_health_answers_without_a_deadline(serve: Start) -> None:
    server = await serve()
    async with grpc.aio.insecure_channel(target_of(server)) as channel:
        stub: Any = health_pb2_grpc.HealthStub(channel)
        answer = await stub.Check(health_pb2.HealthCheckRequest(service=NAME))
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


async def test_the_end_lets_a_call_finish_and_takes_no_more(serve: Start, connect: Connect, stock: Stock) -> None:
    server: Running = await serve()
    stock.wait_s = 0.5
    client = connect(target_of(server))
    under_way = asyncio.create_task(client.create("ada", 100))
    await asyncio.wait_for(stock.called.wait(), 5)
    ended = asyncio.create_task(drain(server.steps(3), 6))
    assert (await under_way).user_id == "ada"
    assert await ended == ()
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await connect(target_of(server), timeout_ms=500, retry_attempts=1).get("1")
    assert failed.value.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.DEADLINE_EXCEEDED)


async def test_the_end_tells_a_watcher_to_go_elsewhere(serve: Start, connect: Connect) -> None:
    server = await serve()
    client = connect(target_of(server))

    async def watch() -> None:
        async for _ in client.watch(for_s=30):
            pass

    watching = asyncio.create_task(watch())
    await asyncio.sleep(0.3)
    await drain(server.steps(3), 6)
    with pytest.raises(grpc.aio.AioRpcError, match="go on at another one"):
        await watching


async def test_one_trace_goes_from_the_caller_to_the_service_behind(
    serve: Start, connect: Connect, stock: Stock,
) -> None:
    configure_traces("test")
    client = connect(target_of(await serve()))
    with span("test", SpanKind.CLIENT) as caller:
        await client.create("ada", 100)
    assert f"{caller.get_span_context().trace_id:032x}" in stock.headers[-1]["traceparent"]


async def test_calls_are_counted_by_their_code(serve: Start, connect: Connect) -> None:
    labels = {"method": "/shop.orders.v1.OrderService/GetOrder", "code": "NOT_FOUND"}
    before = REGISTRY.get_sample_value("grpc_server_handled_total", labels) or 0
    with pytest.raises(grpc.aio.AioRpcError):
        await connect(target_of(await serve())).get("none")
    assert REGISTRY.get_sample_value("grpc_server_handled_total", labels) == before + 1


async def becomes(stub: Any, state: object) -> bool:
    for _ in range(100):
        for name in ("", NAME):
            answer = await stub.Check(health_pb2.HealthCheckRequest(service=name))
            if answer.status != state:
                break
        else:
            return True
        await asyncio.sleep(0.1)
    return False
