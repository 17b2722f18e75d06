"""The way in for browsers: gRPC-Web through Envoy, where it is installed."""

from __future__ import annotations

import asyncio
import importlib.util
import shutil
import sys
import time
from http.client import HTTPConnection
from pathlib import Path

import pytest

from __service__.gen import orders_pb2 as pb

from conftest import Connect, Start
from demo import target_of

ENVOY = shutil.which("envoy", path=str(Path(sys.executable).parent)) or shutil.which("envoy")
CONFIG = Path(__file__).parents[1] / "edge" / "envoy.yaml"

pytestmark = pytest.mark.skipif(ENVOY is None and importlib.util.find_spec("envoy") is None,
                                reason="Envoy is not installed: see the README on browsers")


async def test_a_browser_reads_an_order(serve: Start, connect: Connect, tmp_path: Path) -> None:
    server = await serve()
    order = await connect(target_of(server)).create("ada", 100)
    port = 18080
    text = CONFIG.read_text().replace("port_value: 8080", f"port_value: {port}")
    config = tmp_path / "envoy.yaml"
    config.write_text(text.replace("port_value: 50051", f"port_value: {server.port}")
                      .replace("port_value: 50052", f"port_value: {server.port}"))
    envoy = await asyncio.create_subprocess_exec(str(ENVOY), "-c", str(config), "--base-id", "77", "-l", "error")
    try:
        body = pb.GetOrderRequest(id=order.id).SerializeToString()
        answer = await asyncio.to_thread(_post, port, b"\x00" + len(body).to_bytes(4, "big") + body)
    finally:
        envoy.terminate()
        await envoy.wait()
    length = int.from_bytes(answer[1:5], "big")
    assert pb.GetOrderResponse.FromString(answer[5:5 + length]).order.id == order.id


def _post(port: int, body: bytes) -> bytes:
    """Returns the answer to a plain HTTP/1.1 request, once somebody listens."""
    headers = {"Content-Type": "application/grpc-web+proto", "grpc-timeout": "2S"}
    for _ in range(100):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("POST", "/shop.orders.v1.OrderService/GetOrder", body, headers)
            return connection.getresponse().read()
        except ConnectionRefusedError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise AssertionError("nobody listens")
