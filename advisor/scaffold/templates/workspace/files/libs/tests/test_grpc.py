"""gRPC, over real connections: deadlines that go on, keys, honest errors, calls that are balanced."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import grpc
import pytest
from google.protobuf.wrappers_pb2 import StringValue
from pydantic import BaseModel, Field

from reliability.calls import CallFailed, Policy, Refused
from reliability.deadline import deadline, remaining_s
from reliability.store import Store
from reliability.work import Desk, Operation, Rejected, Unavailable, Work
from transports.grpc_client import GrpcPeer
from transports.grpc_server import GrpcServer

POLICY = Policy(timeout_s=2, connect_s=0.5, attempts=2, wait_s=0.05)
SERVICE, METHOD = "test.v1.TestService", "/test.v1.TestService/Do"


class Value(BaseModel):
    value: str = Field(max_length=20)


class Site:
    """A server, and what its handler saw and shall do."""

    def __init__(self, folder: Path, behind: GrpcPeer | None = None, port: int = 0) -> None:
        self.handled, self.left_s, self.raises, self.waits_s = list[str](), list[float](), list[Exception](), 0.0
        self.behind = behind
        self.server = GrpcServer(Desk("site", Store(str(folder / f"{id(self)}.db"), "")), "127.0.0.1", port)
        self.server.method(SERVICE, "Do", StringValue, StringValue,
                           Operation("do", Value, self.handle, self.prepare), Value)

    async def prepare(self, request: Value) -> None:
        self.left_s.append(remaining_s())
        if self.raises:
            raise self.raises.pop(0)
        await asyncio.sleep(self.waits_s)
        if self.behind is not None:
            await call(self.behind, request.value, "")

    def handle(self, work: Work, request: Value, _: None) -> Value:
        self.handled.append(request.value)
        return request

    @property
    def target(self) -> str:
        return f"ipv4:127.0.0.1:{self.server.port}"


async def until(holds: Callable[[], object]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[Site]:
    stop = asyncio.Event()
    task = asyncio.create_task(site.server.run(stop))
    await until(lambda: site.server.is_ready or task.done())
    try:
        yield site
    finally:
        stop.set()
        await task


@asynccontextmanager
async def peer_of(target: str, policy: Policy = POLICY) -> AsyncIterator[GrpcPeer]:
    peer = GrpcPeer("site", target, policy)
    yield peer
    await peer.aclose()


async def call(peer: GrpcPeer, value: str, key: str) -> Value:
    return await peer.call(METHOD, StringValue, StringValue, Value(value=value), Value, key)


async def raw(site: Site, timeout_s: float | None, key: str = "k") -> grpc.StatusCode:
    async with grpc.aio.insecure_channel(site.target) as channel:
        method = channel.unary_unary(METHOD, StringValue.SerializeToString, StringValue.FromString)
        try:
            await method(StringValue(value="a"), timeout=timeout_s, metadata=(("idempotency-key", key),))
        except grpc.aio.AioRpcError as error:
            return error.code()
    return grpc.StatusCode.OK


async def test_a_call_without_a_deadline_is_refused(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as site:
        assert await raw(site, None) is grpc.StatusCode.INVALID_ARGUMENT
    assert site.handled == []


async def test_a_call_that_is_sent_again_has_one_effect_and_the_same_answer(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as site, peer_of(site.target) as peer:
        site.raises.append(Unavailable("away"))
        assert await call(peer, "a", "k") == await call(peer, "a", "k") == Value(value="a")
    assert site.handled == ["a"]


async def test_the_service_behind_is_told_what_is_left(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as last, peer_of(last.target) as behind, \
            serving(Site(tmp_path, behind)) as first, peer_of(first.target) as peer, deadline(0.5):
        await call(peer, "a", "k")
    assert 0.1 < last.left_s[0] < first.left_s[0] < 0.5


async def test_a_deadline_that_ends_behind_us_is_told_as_one(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as last, peer_of(last.target) as behind, \
            serving(Site(tmp_path, behind)) as first:
        last.waits_s = 30
        assert await raw(first, 0.3) is grpc.StatusCode.DEADLINE_EXCEEDED
    assert first.handled == []


async def test_a_service_behind_that_is_away_is_unavailable_here(tmp_path: Path) -> None:
    async with peer_of("ipv4:127.0.0.1:1", POLICY._replace(attempts=1)) as behind, \
            serving(Site(tmp_path, behind)) as first:
        assert await raw(first, 2) is grpc.StatusCode.UNAVAILABLE


@pytest.mark.parametrize(("error", "code"), [
    (Rejected("no"), "FAILED_PRECONDITION"), (CallFailed("broken"), "INTERNAL"), (ValueError("a secret"), "INTERNAL")])
async def test_an_error_has_its_code(tmp_path: Path, error: Exception, code: str) -> None:
    async with serving(Site(tmp_path)) as site:
        site.raises.append(error)
        assert (await raw(site, 2)).name == code


async def test_a_refusal_is_told_as_one_and_not_tried_again(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as site, peer_of(site.target) as peer:
        site.raises.append(Rejected("not today"))
        with pytest.raises(Refused, match="not today"):
            await call(peer, "a", "k")
    assert len(site.left_s) == 1


async def test_what_does_not_fit_the_contract_is_refused(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as site, grpc.aio.insecure_channel(site.target) as channel:
        method = channel.unary_unary(METHOD, StringValue.SerializeToString, StringValue.FromString)
        with pytest.raises(grpc.aio.AioRpcError) as error:
            await method(StringValue(value="x" * 30), timeout=2)
    assert error.value.code() is grpc.StatusCode.INVALID_ARGUMENT


async def test_calls_go_to_all_servers(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        sites = [await stack.enter_async_context(serving(Site(tmp_path))) for _ in range(2)]
        target = "ipv4:" + ",".join(f"127.0.0.1:{site.server.port}" for site in sites)
        peer = await stack.enter_async_context(peer_of(target))
        for number in range(40):
            await call(peer, "a", f"k{number}")
    assert min(len(site.handled) for site in sites) >= 10


async def test_calls_under_way_are_answered_at_the_end(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.waits_s = 0.3
    async with peer_of("ipv4:127.0.0.1:1") as _, serving(site):
        under_way = asyncio.create_task(raw(site, 5))
        await until(lambda: site.left_s)
    assert await under_way is grpc.StatusCode.OK


async def test_a_taken_port_is_an_error_and_no_second_server(tmp_path: Path) -> None:
    async with serving(Site(tmp_path)) as site:
        with pytest.raises(OSError, match="is it taken"):
            async with asyncio.timeout(5):
                await Site(tmp_path, port=site.server.port).server.run(asyncio.Event())
