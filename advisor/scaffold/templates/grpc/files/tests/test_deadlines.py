"""Deadlines: there is one on every call, it goes on to the calls behind, and its end is told as what it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import grpc
import pytest

from __service__.client import _service_config
from __service__.deadline import set_left_s
from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.interceptors import Context, ServerGuard, client_guards

from conftest import Connect, Start
from demo import Meter, Stock, target_of


async def test_a_call_without_a_deadline_is_refused(serve: Start) -> None:
    server = await serve()
    async with grpc.aio.insecure_channel(target_of(server)) as channel:
        stub: pb_grpc.OrderServiceAsyncStub = pb_grpc.OrderServiceStub(channel)
        with pytest.raises(grpc.aio.AioRpcError, match="set a deadline") as failed:
            await stub.GetOrder(pb.GetOrderRequest(id="1"))
    assert failed.value.code() is grpc.StatusCode.INVALID_ARGUMENT


@pytest.mark.parametrize("kind", ["unary_unary", "unary_stream", "stream_unary", "stream_stream"])
async def test_every_kind_of_method_is_guarded_on_both_sides(kind: str) -> None:
    server, port = await serve_kinds()
    target = f"127.0.0.1:{port}"
    try:
        async with grpc.aio.insecure_channel(target) as channel:
            with pytest.raises(grpc.aio.AioRpcError, match="set a deadline"):
                await ask(channel, kind, b"deadline")
            with pytest.raises(grpc.aio.AioRpcError) as failed:
                await ask(channel, kind, b"fault", for_s=5)
        assert (failed.value.code(), failed.value.details()) == (grpc.StatusCode.INTERNAL, "internal error")
        async with grpc.aio.insecure_channel(target, interceptors=client_guards(2000, 20)) as channel:
            told = await ask(channel, kind, b"deadline", for_s=3)
            set_left_s(1)
            less = await ask(channel, kind, b"deadline", for_s=3)
    finally:
        await server.stop(0)
    assert float(told) < 4
    assert float(less) < 2  # what the call being answered has left


async def test_a_stream_that_names_no_end_is_not_begun(serve: Start) -> None:
    target = target_of(await serve())
    async with grpc.aio.insecure_channel(target, interceptors=client_guards(2000, 20)) as channel:
        stub: pb_grpc.OrderServiceAsyncStub = pb_grpc.OrderServiceStub(channel)
        with pytest.raises(ValueError, match="say how long"):
            async with asyncio.timeout(5):
                async for _ in stub.WatchOrders(pb.WatchOrdersRequest()):
                    pass


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


async def serve_kinds() -> tuple[grpc.aio.Server, int]:
    """Returns a server with a method of each kind, which tells how much time it was given, and its port."""

    async def one(request: Any, context: Context) -> bytes:
        asked = request if isinstance(request, bytes) else [part async for part in request][0]
        if asked == b"fault":
            raise RuntimeError("secret")
        return str(context.time_remaining()).encode()

    async def many(request: Any, context: Context) -> AsyncIterator[bytes]:
        yield await one(request, context)

    server = grpc.aio.server(interceptors=[ServerGuard(10)])
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler("test", {
        "unary_unary": grpc.unary_unary_rpc_method_handler(one),
        "unary_stream": grpc.unary_stream_rpc_method_handler(many),
        "stream_unary": grpc.stream_unary_rpc_method_handler(one),
        "stream_stream": grpc.stream_stream_rpc_method_handler(many)}),))
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    return server, port


async def ask(channel: grpc.aio.Channel, kind: str, what: bytes, for_s: float | None = None) -> bytes:
    asked = iter([what]) if kind.startswith("stream") else what
    call = getattr(channel, kind)(f"/test/{kind}")(asked, timeout=for_s)
    if kind.endswith("unary"):
        return bytes(await call)
    return bytes([answer async for answer in call][0])
