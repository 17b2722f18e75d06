"""Servers, a client, and what stands behind them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest

from __service__.client import OrdersClient
from __service__.server import Running, start
from __service__.settings import Settings
from __service__.shutdown import drain

from demo import Meter, Stock, start_stock

Start = Callable[..., Awaitable[Running]]
Connect = Callable[..., OrdersClient]


@pytest.fixture
async def stock() -> AsyncIterator[Stock]:
    one = Stock()
    one.server, one.target = await start_stock(one)
    yield one
    await one.server.stop(0)


@pytest.fixture
def settings(tmp_path: Path, stock: Stock) -> Settings:
    return Settings(address="127.0.0.1:0", database=str(tmp_path / "orders.db"), stock_target=stock.target,
                    timeout_ms=2000)


@pytest.fixture
async def serve(settings: Settings) -> AsyncIterator[Start]:
    running: list[Running] = []

    async def begin(*meters: Meter, **changes: object) -> Running:
        running.append(await start(settings._replace(**changes), *meters))  # type: ignore[arg-type]
        return running[-1]

    yield begin
    for one in running:
        await drain(one.steps(0.2), 2)


@pytest.fixture
async def connect(settings: Settings) -> AsyncIterator[Connect]:
    clients: list[OrdersClient] = []

    def begin(target: str, **changes: object) -> OrdersClient:
        clients.append(OrdersClient(target, settings._replace(**changes)))  # type: ignore[arg-type]
        return clients[-1]

    yield begin
    for one in clients:
        await one.close()
