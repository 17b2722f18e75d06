"""A server that misbehaves on purpose, and notes what reached it."""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import NamedTuple

OK = "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: 2\r\n{more}\r\n{{}}"


class Seen(NamedTuple):
    method: str
    path: str
    headers: dict[str, str]


class ChaosServer:
    """Answers one request after the other as the script says; the last entry stays.

    ok, 404, 500, 503, `503 Retry-After: x`, reset (connection torn down), half (half of the body), slow (no answer),
    drip (a byte of the body every 20 ms).
    """

    def __init__(self, script: list[str]) -> None:
        self.seen: list[Seen] = []
        self.connections = 0
        self._script: Iterator[str] = iter(script)
        self._last = "ok"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while await self._answer(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        first, *lines = head.rstrip().split("\r\n")
        headers = dict(line.lower().split(": ", 1) for line in lines)
        await reader.readexactly(int(headers.get("content-length", "0")))
        self.seen.append(Seen(first.split()[0], first.split()[1], headers))
        self._last = what = next(self._script, self._last)
        kind, _, more = what.partition(" ")
        match kind:
            case "reset":
                raw = writer.get_extra_info("socket")
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return False
            case "half":
                writer.write(b'HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"half": ')
                return False
            case "slow":
                await asyncio.sleep(30)
            case "drip":
                writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
                for _ in range(1000):
                    writer.write(b" ")
                    await writer.drain()
                    await asyncio.sleep(0.02)
            case _:
                status = "200 OK" if kind == "ok" else f"{kind} X"
                writer.write(OK.format(status=status, more=f"{more}\r\n" if more else "").encode())
        await writer.drain()
        return True


@asynccontextmanager
async def chaos(*script: str) -> AsyncIterator[tuple[ChaosServer, str]]:
    """Yields the server and its address."""
    behaviour = ChaosServer(list(script))
    tasks: set[asyncio.Task[None]] = set()

    async def accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(behaviour.serve(reader, writer))
        tasks.add(task)
        await asyncio.wait([task])

    server = await asyncio.start_server(accept, "127.0.0.1", 0)
    try:
        yield behaviour, f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
