"""The server, from its start to its orderly end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
from pathlib import Path
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
NAME: str = pb.DESCRIPTOR.services_by_name["OrderService"].full_name


class Running(NamedTuple):
    """A server that answers, with all that has to be ended."""

    server: grpc.aio.Server
    port: int
    health: health.aio.HealthServicer
    orders: Orders
    stock: grpc.aio.Channel
    stopping: asyncio.Event

    def steps(self, within_s: float) -> list[Step]:
        """Returns what ends it: no new calls, the old ones answered, then everything closed."""
        return [
            Step("say that no more is taken", self.health.enter_graceful_shutdown),
            Step("answer what is under way", lambda: self._finish(within_s)),
            Step("close the channel", self.stock.close),
            Step("close the store", lambda: asyncio.to_thread(self.orders.close)),
        ]

    async def _finish(self, within_s: float) -> None:
        self.stopping.set()
        await self.server.stop(within_s)


async def start(settings: Settings, *further: grpc.aio.ServerInterceptor) -> Running:
    """Returns a server that answers. Raises SystemExit where its address is taken.

    Args:
        further: interceptors behind those of this package.
    """
    if settings.database != ":memory:":
        Path(settings.database).parent.mkdir(parents=True, exist_ok=True)
    orders = Orders(settings.database)
    stock = open_channel(settings.stock_target, settings)
    stopping = asyncio.Event()
    # Without SO_REUSEPORT a second server on the same port is an error instead of a thief of half of the calls.
    server = grpc.aio.server(interceptors=[ServerGuard(), *further], options=[
        ("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", MOST_BYTES)])
    pb_grpc.add_OrderServiceServicer_to_server(
        OrderServicer(orders, pb_grpc.StockServiceStub(stock), stopping), server)
    healthy = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(healthy, server)
    await healthy.set(NAME, health_pb2.HealthCheckResponse.SERVING)
    reflection.enable_server_reflection((NAME, health.SERVICE_NAME, reflection.SERVICE_NAME), server)
    try:
        port = server.add_insecure_port(settings.address)
    except RuntimeError:
        raise SystemExit(f"ADDRESS={settings.address} cannot be listened on; is it taken?") from None
    await server.start()
    return Running(server, port, healthy, orders, stock, stopping)


async def serve(settings: Settings) -> None:
    """Serves until a signal asks for the end; a second one does not wait for it."""
    configure_logs(settings.log_level)
    provider = configure_traces("__project__")
    log.info("settings", extra={"settings": settings._asdict()})  # none of them is a secret
    loop, asked = asyncio.get_running_loop(), asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, lambda: os._exit(1) if asked.is_set() else asked.set())
    running = await start(settings)
    try:
        metrics, _ = start_http_server(settings.metrics_port, "127.0.0.1")
    except OSError as error:
        raise SystemExit(f"METRICS_PORT={settings.metrics_port} cannot be listened on: {error.strerror}.") from None
    log.info("serving", extra={"address": settings.address})
    await asked.wait()
    within_s = settings.shutdown_s
    await drain([*running.steps(within_s / 2), Step("flush traces", lambda: asyncio.to_thread(flush, provider)),
                 Step("end the metrics", lambda: asyncio.to_thread(metrics.shutdown))], within_s)
