"""Measures calls of the gRPC service, by its own client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench_grpc.client import OrdersClient
from bench_grpc.gen import orders_pb2 as pb
from bench_grpc.orders import Orders
from bench_grpc.settings import Settings
from orders import SIZES, TOTAL_CENTS, note
from turns import Request, Task, Turn, free_port, many_at_once, one_at_a_time, process, take_turns, until


class Client(OrdersClient):
    """The client of the service, closed as others are."""

    aclose = OrdersClient.close


@asynccontextmanager
async def prepared() -> AsyncIterator[Mapping[str, Task]]:
    """Yields what can be measured, with a service in another process that has the orders."""
    with TemporaryDirectory() as folder:
        database = Path(folder, "orders.db")
        fill(database)
        address = f"127.0.0.1:{free_port()}"
        said = {"ADDRESS": address, "DATABASE": str(database), "METRICS_PORT": str(free_port()), "LOG_LEVEL": "WARNING"}
        async with process("-m", "bench_grpc", environment=said) as service, \
                aclosing(Client(f"ipv4:{address}", Settings())) as client:
            await until(lambda: page(client, 1), service)
            yield {"latency": partial(latency, client), "throughput": partial(throughput, client)}


def user(size: int) -> str:
    """Every page size has a user of its own, whose orders fill just one page."""
    return f"customer-of-{size}"


def fill(database: Path) -> None:
    orders = Orders(str(database), wait_ms=1_000)
    for size in SIZES:
        for number in range(size):
            orders.create(f"{size}-{number}", user(size), TOTAL_CENTS, note(number))
    orders.close()


async def page(client: Client, size: int) -> list[pb.Order]:
    """Returns the orders of a page."""
    found = [order async for order in client.of_user(user(size), size)]
    if len(found) != size:
        raise ValueError(f"{len(found)} of {size} orders came")
    return found


async def latency(client: Client, asked: Request) -> Turn:
    call = partial(page, client, asked.size)
    return Turn(await one_at_a_time(call, asked.seconds), await wire_bytes(client, asked.size))


async def throughput(client: Client, asked: Request) -> Turn:
    call = partial(page, client, asked.size)
    return Turn(await many_at_once(call, asked.seconds), await wire_bytes(client, asked.size))


async def wire_bytes(client: Client, size: int) -> int:
    return int(pb.ListOrdersResponse(orders=await page(client, size)).ByteSize())


if __name__ == "__main__":
    take_turns(prepared, ("grpcio", "protobuf"))
