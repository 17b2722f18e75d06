"""A tour in a few seconds: a service, a client, a crash in the middle, and still one record."""

import asyncio
import atexit
import os
import socket
import subprocess
import sys
import time
from contextlib import aclosing, suppress
from tempfile import TemporaryDirectory
from urllib.request import urlopen

from __service__.calls import CallFailed
from __service__.client import Client
from __service__.domain import Draft
from __service__.telemetry import configure_logs

DRAFT = Draft(customer_id="c-1", item="book", quantity=2, unit_price_cents=1_999)
COMMAND = [sys.executable, "-m", "__service__"]
BEGAN = time.monotonic()


async def tour(port: int, folder: str) -> None:
    service = start(port, folder)
    async with aclosing(Client(f"http://127.0.0.1:{port}")) as client:
        first = await client.create(DRAFT, key="demo-1")
        say(f"accepted {first.id}, {first.total_cents} cents")
        say(f"sent again with the same key: the same record: {await client.create(DRAFT, key='demo-1') == first}")
        service.kill()
        service.wait()
        say("the service is killed")
        try:
            await client.create(DRAFT, key="demo-1")
        except CallFailed as error:
            say(f"{type(error).__name__} after three attempts: {error}")
        service = start(port, folder)
        say(f"back, and sent once more: the same record: {await client.create(DRAFT, key='demo-1') == first}")


def start(port: int, folder: str) -> subprocess.Popen[bytes]:
    settings = {"APP_PORT": str(port), "APP_DATABASE": f"{folder}/demo.db", "APP_LOG_LEVEL": "ERROR"}
    service = subprocess.Popen(COMMAND, env=os.environ | settings)
    atexit.register(service.terminate)  # also where the tour breaks off
    while service.poll() is None:
        with suppress(OSError):
            urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1).close()
            return service
        time.sleep(0.02)
    raise SystemExit("The service did not start.")


def say(text: str) -> None:
    print(f"{time.monotonic() - BEGAN:5.2f} s  {text}", flush=True)


if __name__ == "__main__":
    configure_logs("ERROR")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    with TemporaryDirectory() as temporary:
        asyncio.run(tour(number, temporary))
