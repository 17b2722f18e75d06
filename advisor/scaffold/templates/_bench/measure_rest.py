"""Measures calls of the REST service, by its own client."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from bench_rest.app import Page
from bench_rest.calls import Caller, CallPolicy
from bench_rest.client import PATH
from bench_rest.domain import Draft, accept
from bench_rest.store import Store
from orders import PRICE_CENTS, QUANTITY, SIZES, customer, item
from turns import Request, Task, Turn, free_port, many_at_once, one_at_a_time, process, take_turns, until


@asynccontextmanager
async def prepared() -> AsyncIterator[Mapping[str, Task]]:
    """Yields what can be measured, with a service in another process that has the orders."""
    with TemporaryDirectory() as folder:
        database = Path(folder, "orders.db")
        fill(database)
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        said = {"APP_PORT": str(port), "APP_DATABASE": str(database), "APP_LOG_LEVEL": "WARNING"}
        async with process("-m", "bench_rest", environment=said) as service, \
                aclosing(Caller(address, CallPolicy())) as caller:
            await until(partial(page_of_new_client, address, 1), service)
            yield {"latency": partial(latency, caller), "throughput": partial(throughput, caller),
                   "client-per-call": partial(client_per_call, address)}


def fill(database: Path) -> None:
    store = Store(database, 1_000, 86_400)
    for number in range(max(SIZES)):
        draft = Draft(customer_id=customer(number), item=item(number), quantity=QUANTITY, unit_price_cents=PRICE_CENTS)
        make = partial(accept, draft, f"{number:08}-0000-4000-8000-000000000000", datetime(2026, 1, 31, 12, tzinfo=UTC))
        store.add_once(f"key-{number}", "", make)
    store.close()


async def page(caller: Caller, size: int) -> int:
    """Reads a page as typed records, and returns the bytes of the body."""
    response = await caller.call("GET", f"{PATH}?limit={size}")
    found = Page.model_validate_json(response.content)
    if len(found.items) != size:
        raise ValueError(f"{len(found.items)} of {size} orders came: {response.status_code}")
    return len(response.content)


async def latency(caller: Caller, asked: Request) -> Turn:
    call = partial(page, caller, asked.size)
    return Turn(await one_at_a_time(call, asked.seconds), await call())


async def throughput(caller: Caller, asked: Request) -> Turn:
    call = partial(page, caller, asked.size)
    return Turn(await many_at_once(call, asked.seconds), await call())


async def client_per_call(address: str, asked: Request) -> Turn:
    call = partial(page_of_new_client, address, asked.size)
    return Turn(await one_at_a_time(call, asked.seconds), await call())


async def page_of_new_client(address: str, size: int) -> int:
    async with aclosing(Caller(address, CallPolicy())) as caller:
        return await page(caller, size)


if __name__ == "__main__":
    take_turns(prepared, ("fastapi", "httpx2", "pydantic", "uvicorn"))
