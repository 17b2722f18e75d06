"""HTTP, over real connections: keys, deadlines, errors, and what a client does about them."""

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pydantic import BaseModel, Field

from reliability.calls import CallFailed, Policy, Refused
from reliability.deadline import HEADER, DeadlineExceeded, deadline, remaining_s
from reliability.store import Store
from reliability.work import Desk, Operation, Rejected, Unavailable, Work
from transports.http_client import HttpPeer
from transports.http_server import HttpServer

POLICY = Policy(timeout_s=2, connect_s=0.5, attempts=2, wait_s=0.01)


class Ask(BaseModel):
    name: str = Field(max_length=20)


class Told(BaseModel):
    name: str


class Site:
    """A server, and what its handlers saw and shall do."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port, self.url = port, f"http://127.0.0.1:{port}"
        self.handled, self.left_s, self.raises, self.waits_s = list[str](), list[float](), list[Exception](), 0.0
        self.server = HttpServer(Desk("site", Store(str(folder / "site.db"), "")), "127.0.0.1", port)
        self.server.route("POST", "/things", Operation("post", Ask, self.handle, self.prepare), Told, 1.0)
        get = Operation("get", Ask, lambda work, ask: Told(name=ask.name))
        self.server.route("GET", "/things/{name}", get, Told, 1.0)

    async def prepare(self, ask: Ask) -> None:
        self.left_s.append(remaining_s())
        if self.raises:
            raise self.raises.pop(0)
        await asyncio.sleep(self.waits_s)

    def handle(self, work: Work, ask: Ask, _: None) -> Told:
        self.handled.append(ask.name)
        return Told(name=ask.name)


async def until(holds: Callable[[], object]) -> None:
    for _ in range(500):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not happen")


@asynccontextmanager
async def serving(site: Site) -> AsyncIterator[None]:
    stop = asyncio.Event()
    task = asyncio.create_task(site.server.run(stop))
    await until(lambda: site.server.is_ready)
    yield
    stop.set()
    await task


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    made = Site(tmp_path, port)
    async with serving(made):
        yield made


@pytest.fixture
async def peer(site: Site) -> AsyncIterator[HttpPeer]:
    made = HttpPeer("site", site.url, POLICY)
    yield made
    await made.aclose()


async def raw(site: Site, method: str = "POST", path: str = "/things", **said: object) -> httpx2.Response:
    async with httpx2.AsyncClient(base_url=site.url) as client:
        return await client.request(method, path, **said)  # type: ignore[arg-type]


async def test_a_request_that_is_sent_again_has_one_effect_and_the_same_answer(site: Site) -> None:
    answers = [await raw(site, json={"name": "a"}, headers={"Idempotency-Key": "k"}) for _ in range(2)]

    assert [(one.status_code, one.json()) for one in answers] == 2 * [(201, {"name": "a"})]
    assert site.handled == ["a"]


async def test_a_change_without_a_key_is_refused(site: Site) -> None:
    answer = await raw(site, json={"name": "a"})

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert site.handled == []


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"[" * 20_000, b'{"name": 1}', b'{"name": "' + b"x" * 30 + b'"}'])
async def test_what_does_not_fit_the_contract_is_refused(site: Site, body: bytes) -> None:
    answer = await raw(site, content=body, headers={"Idempotency-Key": "k"})

    assert answer.status_code == 422
    assert site.handled == []


async def test_a_body_that_is_too_large_is_refused(site: Site) -> None:
    async def in_parts() -> AsyncIterator[bytes]:  # without a Content-Length
        for _ in range(100):
            yield b" " * 1_000

    for body in (b" " * 100_000, in_parts()):
        answer = await raw(site, content=body, headers={"Idempotency-Key": "k"})

        assert answer.status_code == 413
        assert answer.headers["Content-Type"] == "application/problem+json"


async def test_a_read_needs_no_key_and_takes_its_values_from_the_path(site: Site, peer: HttpPeer) -> None:
    assert await peer.call("GET", "/things/{name}", Ask(name="a b"), Told) == Told(name="a b")


async def test_what_the_caller_has_left_is_all_that_a_handler_has(site: Site) -> None:
    await raw(site, json={"name": "a"}, headers={"Idempotency-Key": "k", HEADER: "400"})

    assert 0.1 < site.left_s[0] < 0.4


async def test_a_request_ends_when_nobody_waits_any_more(site: Site) -> None:
    site.waits_s = 30
    answer = await raw(site, json={"name": "a"}, headers={"Idempotency-Key": "k", HEADER: "100"})

    assert answer.status_code == 504
    assert site.handled == []


@pytest.mark.parametrize(("error", "status"), [
    (Rejected("no"), 409), (Unavailable("away"), 503), (CallFailed("broken"), 502), (ValueError("a secret"), 500)])
async def test_an_error_is_told_without_what_is_inside(site: Site, error: Exception, status: int) -> None:
    site.raises.append(error)
    answer = await raw(site, json={"name": "a"}, headers={"Idempotency-Key": "k"})

    assert answer.status_code == status
    assert "secret" not in answer.text


async def test_a_call_is_repeated_with_the_same_key(site: Site, peer: HttpPeer) -> None:
    site.raises.append(Unavailable("away"))

    assert await peer.call("POST", "/things", Ask(name="a"), Told, key="k") == Told(name="a")
    assert await peer.call("POST", "/things", Ask(name="a"), Told, key="k") == Told(name="a")
    assert site.handled == ["a"]


async def test_a_call_tells_how_much_time_is_left(site: Site, peer: HttpPeer) -> None:
    async with deadline(0.5):
        await peer.call("POST", "/things", Ask(name="a"), Told, key="k")

    assert 0.1 < site.left_s[0] < 0.5


async def test_a_refusal_is_told_as_one(site: Site, peer: HttpPeer) -> None:
    site.raises.append(Rejected("not today"))

    with pytest.raises(Refused, match="not today"):
        await peer.call("POST", "/things", Ask(name="a"), Told, key="k")
    assert len(site.left_s) == 1


async def test_a_service_that_is_away_is_unavailable(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    away = HttpPeer("site", f"http://127.0.0.1:{port}", POLICY)

    with pytest.raises((Unavailable, DeadlineExceeded)):
        await away.call("POST", "/things", Ask(name="a"), Told, key="k")
    await away.aclose()


async def test_calls_share_a_connection(site: Site, peer: HttpPeer, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    before: Any = asyncio.BaseEventLoop.create_connection

    async def counted(*arguments: Any, **more: Any) -> Any:
        opened.append(1)
        return await before(*arguments, **more)

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", counted)
    for number in range(5):
        await peer.call("POST", "/things", Ask(name="a"), Told, key=f"k{number}")

    assert len(opened) == 1


async def test_requests_under_way_are_answered_at_the_end(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    site = Site(tmp_path, port)
    site.waits_s = 0.3
    async with serving(site):
        request = asyncio.create_task(raw(site, json={"name": "a"}, headers={"Idempotency-Key": "k"}))
        await until(lambda: site.left_s)

    assert (await request).status_code == 201


async def test_a_taken_port_is_an_error_at_the_start(site: Site, tmp_path: Path) -> None:
    other = HttpServer(Desk("other", Store(str(tmp_path / "b.db"), "")), "127.0.0.1", site.port)
    with pytest.raises(OSError, match="in use"):
        async with asyncio.timeout(5):
            await other.run(asyncio.Event())
