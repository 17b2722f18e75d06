"""Two servers, one client: an order is made, read, and read on when a server is gone."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import grpc

from __service__.client import OrdersClient
from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.server import Running, start
from __service__.settings import Settings
from __service__.shutdown import drain

Context = grpc.aio.ServicerContext[Any, Any]


class Stock(pb_grpc.StockServiceServicer):
    """Stands in for the service behind this one: slow or broken on demand."""

    server: grpc.aio.Server
    target: str

    def __init__(self) -> None:
        self.called = asyncio.Event()
        self.wait_s = 0.0
        self.fails_with: grpc.StatusCode | None = None
        self.left_s: list[float | None] = []  # of each call, when it came in
        self.headers: list[dict[str, str]] = []

    async def Reserve(self, request: pb.ReserveRequest, context: Context) -> pb.ReserveResponse:
        self.called.set()
        self.left_s.append(context.time_remaining())
        self.headers.append({str(name): str(value) for name, value in context.invocation_metadata() or ()})
        if self.fails_with is not None:
            await context.abort(self.fails_with, "as told")
        await asyncio.sleep(self.wait_s)
        return pb.ReserveResponse()


class Meter(grpc.aio.ServerInterceptor):
    """Counts the calls that reach one server, and fails the first ones on demand."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.failures_left = 0

    async def intercept_service(self, continuation: Any, handler_call_details: grpc.HandlerCallDetails) -> Any:
        self.calls[handler_call_details.method.rpartition("/")[2]] += 1
        if self.failures_left > 0:
            self.failures_left -= 1
            return grpc.unary_unary_rpc_method_handler(_unavailable)
        return await continuation(handler_call_details)


async def _unavailable(request: bytes, context: Context) -> bytes:
    await context.abort(grpc.StatusCode.UNAVAILABLE, "as told")
    return b""


async def start_stock(stock: Stock) -> tuple[grpc.aio.Server, str]:
    """Returns a server for it and its target."""
    server = grpc.aio.server()
    pb_grpc.add_StockServiceServicer_to_server(stock, server)
    port = server.add_insecure_port("127.0.0.1:0")
    await server.start()
    return server, f"ipv4:127.0.0.1:{port}"


def target_of(*servers: Running) -> str:
    """Returns a target that names all of the servers."""
    return "ipv4:" + ",".join(f"127.0.0.1:{one.port}" for one in servers)


async def main() -> None:
    """Shows the service."""
    begun = time.monotonic()
    stock_server, stock_target = await start_stock(Stock())
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(address="127.0.0.1:0", database=str(Path(folder, "orders.db")), stock_target=stock_target)
        meters = [Meter(), Meter()]
        servers = [await start(settings, meter) for meter in meters]
        client = OrdersClient(target_of(*servers), settings)
        order = await client.create("ada", 1999, request_id="demo-1")
        print(f"order {order.id} made, {time.monotonic() - begun:.2f} s after the start")
        again = await client.create("ada", 1999, request_id="demo-1")
        print(f"the same request once more gives the same order: {again.id == order.id}")
        for _ in range(20):
            await client.get(order.id)
        print(f"20 reads, by server: {[meter.calls['GetOrder'] for meter in meters]}")
        await drain(servers[0].steps(1), 3)
        for _ in range(20):
            await client.get(order.id)
        print(f"one server gone, 20 more: {[meter.calls['GetOrder'] for meter in meters]}")
        await client.close()
        await drain(servers[1].steps(1), 3)
    await stock_server.stop(0)


if __name__ == "__main__":
    asyncio.run(main())
