"""Deadlines: there is one on every call, it goes on to the calls behind, and its end is told as what it is."""

from __future__ import annotations

import asyncio
import time

import grpc
import pytest

from __service__.client import _service_config
from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc

from conftest import Connect, Start
from demo import Meter, Stock, target_of


async def test_a_call_without_a_deadline_is_refused(serve: Start) -> None:
    server = await serve()
    async with grpc.aio.insecure_channel(target_of(server)) as channel:
        stub: pb_grpc.OrderServiceAsyncStub = pb_grpc.OrderServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError, match="set a deadline") as failed:
            await stub.GetOrder(pb.GetOrderRequest(id="1"))
    assert failed.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_a_client_gives_every_call_a_deadline(serve: Start, connect: Connect, stock: Stock) -> None:
    stock.wait_s = 30
    client = connect(target_of(await serve()), timeout_ms=300)
    started = time.monotonic()
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await client.create("ada", 100)
    assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert time.monotonic() - started < 5


async def test_the_service_behind_is_told_what_is_left(serve: Start, connect: Connect, stock: Stock) -> None:
    server = await serve(timeout_ms=60_000)
    await connect(target_of(server), timeout_ms=1000).create("ada", 100)
    (left_s,) = stock.left_s
    assert left_s is not None
    assert left_s <= 1  # what the caller had, not the minute that this service would wait


async def test_a_deadline_that_ends_behind_us_is_not_unknown(serve: Start, connect: Connect, stock: Stock) -> None:
    stock.wait_s = 30
    client = connect(target_of(await serve(timeout_ms=200)), timeout_ms=5000)
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await client.create("ada", 100)
    assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_no_call_behind_is_made_when_no_time_is_left(serve: Start, connect: Connect, stock: Stock) -> None:
    server = await serve(deadline_margin_ms=10_000)
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await connect(target_of(server), timeout_ms=2000).create("ada", 100)
    assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED
    assert stock.left_s == []


async def test_a_stream_has_an_end_too(serve: Start, connect: Connect) -> None:
    client = connect(target_of(await serve()))
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        async with asyncio.timeout(5):
            async for _ in client.watch(for_s=0.3):
                pass
    assert failed.value.code() is grpc.StatusCode.DEADLINE_EXCEEDED


async def test_half_a_second_is_half_a_second(serve: Start, connect: Connect, stock: Stock) -> None:
    """A `timeout` in the service config would end this call at once, before it reached a server."""
    meter = Meter()
    stock.wait_s = 0.1
    client = connect(target_of(await serve(meter)), timeout_ms=500)
    await client.create("ada", 100)
    assert meter.calls["CreateOrder"] == 1
    assert "timeout" not in str(_service_config(3))
