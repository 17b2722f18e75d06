"""Takes turns: one request a line on standard input, one answer a line on standard output, until nobody asks."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Iterable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from importlib.metadata import version
from typing import Any, NamedTuple

WARM_UP_CALLS = 3  # before every turn: the other contestants have had the processor in between
LEAST_CALLS = 5
IN_FLIGHT = 32
PATIENCE_S = 20.0
STOP_S = 5.0


class Request(NamedTuple):
    """What a turn is about: how many orders, of which kind, and for how long."""

    size: int
    kind: str
    seconds: float


class Turn(NamedTuple):
    """What came of a turn."""

    values: list[float]
    size_bytes: int  # of what travels, where that has a size


Call = Callable[[], Awaitable[object]]
Task = Callable[[Request], Coroutine[Any, Any, Turn]]
Prepared = Callable[[], AbstractAsyncContextManager[Mapping[str, Task]]]
About = Callable[[], Coroutine[Any, Any, dict[str, str]]]
Process = subprocess.Popen[bytes]


async def nothing_else() -> dict[str, str]:
    return {}


def take_turns(prepared: Prepared, packages: Iterable[str], about: About = nothing_else) -> None:
    """Answers until standard input ends; then everything that was prepared is undone.

    Args:
        about: tells the versions of what is no package.
    """
    with asyncio.Runner() as runner:
        context = prepared()
        tasks = runner.run(context.__aenter__())
        try:
            said = {name: version(name) for name in packages} | runner.run(about())
            say({"ready": True, "packages": said})
            for line in sys.stdin:
                asked = json.loads(line)
                request = Request(asked["size"], asked["kind"], asked["seconds"])
                say(runner.run(answer(tasks[asked["task"]], request)))
        finally:
            runner.run(context.__aexit__(None, None, None))


async def answer(task: Task, request: Request) -> dict[str, Any]:
    """Returns what came of a request; a call that failed is an answer too."""
    try:
        turn = await task(request)
    except Exception as error:
        return {"failed": f"{type(error).__name__}: {error}"}
    return {"values": turn.values, "size_bytes": turn.size_bytes}


def say(answered: Mapping[str, Any]) -> None:
    print(json.dumps(answered), flush=True)


async def one_at_a_time(call: Call, seconds: float) -> list[float]:
    """Returns how many milliseconds each of several calls took, the next one made when the last was answered."""
    for _ in range(WARM_UP_CALLS):
        await call()
    took_ms: list[float] = []
    end = time.perf_counter() + seconds
    while len(took_ms) < LEAST_CALLS or time.perf_counter() < end:
        begin = time.perf_counter()
        await call()
        took_ms.append((time.perf_counter() - begin) * 1000)
    return took_ms


async def many_at_once(call: Call, seconds: float) -> list[float]:
    """Returns how many calls a second were answered while there were always some under way."""
    await asyncio.gather(*(call() for _ in range(IN_FLIGHT)))
    begin = time.perf_counter()
    end, answered = begin + seconds, 0

    async def go_on() -> None:
        nonlocal answered
        while True:
            await call()
            answered += 1
            if time.perf_counter() >= end:
                return

    await asyncio.gather(*(go_on() for _ in range(IN_FLIGHT)))
    return [answered / (time.perf_counter() - begin)]


@asynccontextmanager
async def process(*command: str, environment: Mapping[str, str], **pipes: Any) -> AsyncIterator[Process]:
    """Runs a Python program beside this one; its output goes where the errors of this one go."""
    where = {"stdin": subprocess.DEVNULL, "stdout": sys.stderr, "stderr": sys.stderr, **pipes}
    started = subprocess.Popen([sys.executable, *command], env={**os.environ, **environment}, **where)
    try:
        yield started
    finally:
        started.terminate()
        with suppress(subprocess.TimeoutExpired):
            started.wait(STOP_S)
        started.kill()
        started.wait()


async def until(answers: Call, started: Process) -> None:
    """Returns when a call is answered by a program that has just been started."""
    end = time.monotonic() + PATIENCE_S
    while True:
        try:
            await answers()
            return
        except Exception:
            if started.poll() is not None or time.monotonic() > end:
                raise
            await asyncio.sleep(0.1)


def free_port() -> int:
    """Returns a port that nobody else is given until this process ends, while a service can listen on it."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        port = int(kept.getsockname()[1])
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "linux":  # elsewhere nobody could listen on it
            kept.detach()
    return port
