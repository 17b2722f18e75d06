"""Measures orders as JSON and as Protocol Buffers, without any network."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from random import Random
from typing import Any

from bench_grpc.gen import orders_pb2 as pb
from orders import TOTAL_CENTS, customer, note
from pydantic import BaseModel
from turns import Request, Task, Turn, take_turns

BATCH_S = 0.0005  # what is faster is done several times between two looks at the clock
LEAST_SAMPLES = 5
NOTED = "noted"
Page = dict[str, Any]


class Order(BaseModel):
    """An order as a typed JSON service has it."""

    id: str
    user_id: str
    status: str
    total_cents: int
    note: str


class Orders(BaseModel):
    orders: list[Order]
    next_page_token: str


@asynccontextmanager
async def prepared() -> AsyncIterator[Mapping[str, Task]]:
    """Yields what can be measured."""
    yield {"size-json": partial(size, write_json), "size-protobuf": partial(size, write_protobuf),
           "size-json-zlib": partial(size, lambda page: zlib.compress(write_json(page))),
           "size-protobuf-zlib": partial(size, lambda page: zlib.compress(write_protobuf(page))),
           "decode-json": partial(timed, write_json, json.loads),
           "decode-pydantic": partial(timed, write_json, Orders.model_validate_json),
           "decode-protobuf": partial(timed, write_protobuf, read_protobuf),
           "encode-json": partial(timed, dict, write_json),
           "encode-pydantic": partial(timed, Orders.model_validate, Orders.model_dump_json),
           "encode-protobuf": partial(timed, dict, write_protobuf)}


def page_of(asked: Request) -> Page:
    """Returns orders as plain values. They have no notes unless that is asked for, as in the demo of the project."""
    chance = Random(1)  # the same orders every time; ids that count up would compress as none do
    orders = [{"id": f"{chance.getrandbits(128):032x}", "user_id": customer(chance.randrange(1_000_000)),
               "status": "created", "total_cents": chance.randrange(100, TOTAL_CENTS),
               "note": note(number) if asked.kind == NOTED else ""} for number in range(asked.size)]
    return {"orders": orders, "next_page_token": ""}


def write_json(page: Page) -> bytes:
    return json.dumps(page, separators=(",", ":")).encode()


def write_protobuf(page: Page) -> bytes:
    """Fills the messages too: nobody has them ready before there is something to say."""
    orders = (pb.Order(id=one["id"], user_id=one["user_id"], status=pb.ORDER_STATUS_CREATED,
                       total_cents=one["total_cents"], note=one["note"]) for one in page["orders"])
    return pb.ListOrdersResponse(orders=orders).SerializeToString()


def read_protobuf(data: bytes) -> list[tuple[object, ...]]:
    """Reads every field: parsing alone puts that off until somebody asks."""
    page = pb.ListOrdersResponse.FromString(data)
    return [(one.id, one.user_id, one.status, one.total_cents, one.note) for one in page.orders]


async def size(made: Callable[[Page], bytes], asked: Request) -> Turn:
    found = len(made(page_of(asked)))
    return Turn([float(found)], found)


async def timed(given: Callable[[Page], Any], work: Callable[[Any], object], asked: Request) -> Turn:
    ready = given(page_of(asked))
    repeats = batch(work, ready)
    took_ms: list[float] = []
    end = time.perf_counter() + asked.seconds
    while len(took_ms) < LEAST_SAMPLES or time.perf_counter() < end:
        begin = time.perf_counter()
        for _ in range(repeats):
            work(ready)
        took_ms.append((time.perf_counter() - begin) * 1000 / repeats)
    return Turn(took_ms, len(write_json(page_of(asked))))


def batch(work: Callable[[Any], object], ready: Any) -> int:
    """Returns how often something has to be done so that it takes long enough to be timed; warms it up as well."""
    repeats = 1
    while True:
        begin = time.perf_counter()
        for _ in range(repeats):
            work(ready)
        if time.perf_counter() - begin >= BATCH_S:
            return repeats
        repeats *= 2


if __name__ == "__main__":
    take_turns(prepared, ("protobuf", "pydantic"))
