"""The server, from its start to its orderly end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from prometheus_client import start_http_server

from __service__.client import open_channel
from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.interceptors import ServerGuard
from __service__.orders import Orders
from __service__.servicer import OrderServicer
from __service__.settings import Settings
from __service__.shutdown import Step, drain
from __service__.telemetry import configure_logs, configure_traces, flush

log = logging.getLogger(__name__)

MOST_BYTES = 4 * 1024 * 1024  # of one message; larger things do not belong into a call
CHECK_S = 1  # how soon health hears of a store that is away
NAME: str = pb.DESCRIPTOR.services_by_name["OrderService"].full_name


class Running(NamedTuple):
    """A server that answers, with all that has to be ended."""

    server: grpc.aio.Server
    port: int
    health: health.aio.HealthServicer
    orders: Orders
    stock: grpc.aio.Channel
    stopping: asyncio.Event
    telling: asyncio.Task[None]

    def steps(self, within_s: float) -> list[Step]:
        """Returns what ends it: no new calls, the old ones answered, then everything closed."""
        return [
            Step("say that no more is taken", self.health.enter_graceful_shutdown),
            Step("answer what is under way", lambda: self._finish(within_s)),
            Step("close the channel", self.stock.close),
            Step("close the store", self._close),
        ]

    async def _finish(self, within_s: float) -> None:
        self.stopping.set()
        await self.server.stop(within_s)

    async def _close(self) -> None:
        self.telling.cancel()
        await asyncio.to_thread(self.orders.close)


async def start(settings: Settings, *further: grpc.aio.ServerInterceptor) -> Running:
    """Returns a server that answers. Raises SystemExit where its address or its database cannot be used.

    Args:
        further: interceptors behind those of this package.
    """
    try:
        orders = Orders(settings.database, settings.store_wait_ms)
    except (OSError, sqlite3.Error) as error:
        raise SystemExit(f"DATABASE={settings.database} cannot be used: {error}") from None
    # Each call can have a thread, and the check of the store too: a wait for one would have no limit.
    asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(settings.max_calls + 10))
    stock = open_channel(settings.stock_target, settings)
    stopping = asyncio.Event()
    # Without SO_REUSEPORT a second server on the same port is an error instead of a thief of half of the calls.
    server = grpc.aio.server(interceptors=[ServerGuard(settings.max_calls), *further], options=[
        ("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", MOST_BYTES)])
    pb_grpc.add_OrderServiceServicer_to_server(
        OrderServicer(orders, pb_grpc.StockServiceStub(stock), stopping), server)
    healthy = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(healthy, server)
    await _tell_health(orders, healthy)
    reflection.enable_server_reflection((NAME, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    try:
        port = server.add_insecure_port(settings.address)
    except RuntimeError:
        raise SystemExit(f"ADDRESS={settings.address} cannot be listened on; is it taken?") from None
    await server.start()
    telling = asyncio.create_task(_go_on_telling_health(orders, healthy))
    return Running(server, port, healthy, orders, stock, stopping, telling)


async def serve(settings: Settings) -> None:
    """Serves until a signal asks for the end; a second one does not wait for it."""
    configure_logs(settings.log_level)
    provider = configure_traces("__project__")
    log.info("settings", extra={"settings": settings._asdict()})  # none of them is a secret
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: os._exit(1) if asked.is_set() else asked.set())
    try:
        metrics, _ = start_http_server(settings.metrics_port, settings.metrics_host)
    except OSError as error:
        raise SystemExit(f"METRICS_HOST={settings.metrics_host}, METRICS_PORT={settings.metrics_port} cannot be "
                         f"listened on: {error.strerror}.") from None
    running = await start(settings)
    log.info("serving", extra={"address": settings.address})
    await asked.wait()
    within_s = settings.shutdown_s
    await drain([*running.steps(within_s / 2), Step("flush traces", lambda: asyncio.to_thread(flush, provider)),
                 Step("end the metrics", lambda: asyncio.to_thread(metrics.shutdown))], within_s)


async def _go_on_telling_health(orders: Orders, healthy: health.aio.HealthServicer) -> None:
    while True:
        await asyncio.sleep(CHECK_S)
        await _tell_health(orders, healthy)


async def _tell_health(orders: Orders, healthy: health.aio.HealthServicer) -> None:
    is_usable = True
    try:
        await asyncio.to_thread(orders.check)
    except sqlite3.Error as error:
        log.error("the store cannot be used", extra={"cause": str(error)})
        is_usable = False
    answer = health_pb2.HealthCheckResponse
    for name in ("", NAME):
        await healthy.set(name, answer.SERVING if is_usable else answer.NOT_SERVING)
