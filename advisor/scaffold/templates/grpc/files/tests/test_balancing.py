"""Balancing: every server gets calls, and a server that goes is not missed."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from __service__.shutdown import drain

from conftest import Connect, Start
from demo import Meter, target_of


async def test_calls_go_to_every_server(serve: Start, connect: Connect) -> None:
    meters = [Meter(), Meter()]
    servers = [await serve(meter) for meter in meters]
    client = connect(target_of(*servers))
    order = await client.create("ada", 100)
    for _ in range(100):
        await client.get(order.id)
    assert min(meter.calls["GetOrder"] for meter in meters) >= 25


async def test_a_server_that_goes_costs_no_call(serve: Start, connect: Connect) -> None:
    servers = [await serve(), await serve()]
    client = connect(target_of(*servers))
    order = await client.create("ada", 100)
    for number in range(50):
        if number == 10:
            await drain(servers[0].steps(0.2), 2)
        assert (await client.get(order.id)).id == order.id


async def test_all_calls_share_a_connection(serve: Start, connect: Connect) -> None:
    server = await serve()
    connections = 0

    async def forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal connections
        connections += 1
        to_server = await asyncio.open_connection("127.0.0.1", server.port)
        await asyncio.gather(pump(reader, to_server[1]), pump(to_server[0], writer))

    async with await asyncio.start_server(forward, "127.0.0.1", 0) as proxy:
        client = connect(f"ipv4:127.0.0.1:{proxy.sockets[0].getsockname()[1]}")
        order = await client.create("ada", 100)
        for _ in range(20):
            await client.get(order.id)
        await client.close()
    assert connections == 1


async def pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while data := await reader.read(65_536):
            writer.write(data)
            await writer.drain()
    writer.close()
