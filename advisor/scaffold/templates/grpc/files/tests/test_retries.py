"""Retries: of what may be repeated, and of nothing else."""

from __future__ import annotations

import asyncio

import grpc
import pytest

from conftest import Connect, Start
from demo import Meter, Stock, target_of


async def test_a_read_is_tried_again(serve: Start, connect: Connect) -> None:
    meter = Meter()
    client = connect(target_of(await serve(meter)), retry_attempts=3)
    order = await client.create("ada", 100)
    meter.failures_left = 2
    assert await client.get(order.id) == order
    assert meter.calls["GetOrder"] == 3


async def test_a_write_is_not_tried_again(serve: Start, connect: Connect) -> None:
    meter = Meter()
    client = connect(target_of(await serve(meter)), retry_attempts=3)
    meter.failures_left = 1
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await client.create("ada", 100)
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE
    assert meter.calls["CreateOrder"] == 1


async def test_retries_stop_where_everything_fails(serve: Start, connect: Connect) -> None:
    meter = Meter()
    client = connect(target_of(await serve(meter)), retry_attempts=5)
    meter.failures_left = 1000
    for _ in range(30):
        with pytest.raises(grpc.aio.AioRpcError):
            await client.get("1")
    assert meter.calls["GetOrder"] < 60  # without throttling: 150


async def test_the_same_request_makes_one_order(serve: Start, connect: Connect) -> None:
    client = connect(target_of(await serve()))
    orders = await asyncio.gather(*(client.create("ada", 100, request_id="r-1") for _ in range(20)))
    assert len({order.id for order in orders}) == 1
    assert [order async for order in client.of_user("ada")] == [orders[0]]


async def test_a_request_id_cannot_be_used_for_another_order(serve: Start, connect: Connect) -> None:
    client = connect(target_of(await serve()))
    await client.create("ada", 100, request_id="r-1")
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await client.create("ada", 200, request_id="r-1")
    assert failed.value.code() is grpc.StatusCode.ALREADY_EXISTS


async def test_a_service_behind_that_is_away_is_unavailable_here(
    serve: Start, connect: Connect, stock: Stock,
) -> None:
    stock.fails_with = grpc.StatusCode.UNAVAILABLE
    with pytest.raises(grpc.aio.AioRpcError) as failed:
        await connect(target_of(await serve())).create("ada", 100)
    assert failed.value.code() is grpc.StatusCode.UNAVAILABLE
