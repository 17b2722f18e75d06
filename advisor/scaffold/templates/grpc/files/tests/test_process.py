"""The process: it starts with what the environment says, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

import grpc
import pytest

from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.settings import Settings


def free_port() -> int:
    """Returns a port that nobody else is given until the tests end, while a service can listen on it."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        port = int(kept.getsockname()[1])
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform == "linux":  # elsewhere nobody could listen on it
            kept.detach()
    return port


def begin(folder: Path, **environment: str) -> subprocess.Popen[str]:
    said = {**os.environ, "DATABASE": str(folder / "orders.db"), "METRICS_PORT": str(free_port()), **environment}
    command = [sys.executable, "-m", "__service__"]
    return subprocess.Popen(command, env=said, stderr=subprocess.PIPE, text=True)


def test_a_signal_ends_it_in_good_time(tmp_path: Path) -> None:
    port = free_port()
    process = begin(tmp_path, ADDRESS=f"127.0.0.1:{port}")
    with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
        stub = pb_grpc.OrderServiceStub(channel)
        with pytest.raises(grpc.RpcError, match="NOT_FOUND"):
            stub.GetOrder(pb.GetOrderRequest(id="none"), timeout=20, wait_for_ready=True)
    process.send_signal(signal.SIGTERM)
    _, said = process.communicate(timeout=10)
    assert process.returncode == 0, said
    assert '"unfinished": []' in said


def test_a_second_server_does_not_share_the_port_of_the_first(tmp_path: Path) -> None:
    port = free_port()
    first = begin(tmp_path, ADDRESS=f"127.0.0.1:{port}")
    try:
        with grpc.insecure_channel(f"127.0.0.1:{port}") as channel:
            grpc.channel_ready_future(channel).result(timeout=20)
        second = begin(tmp_path, ADDRESS=f"127.0.0.1:{port}")
        try:
            _, said = second.communicate(timeout=15)
        except subprocess.TimeoutExpired:
            second.kill()
            _, said = second.communicate()
    finally:
        first.kill()
        first.communicate()
    assert second.returncode == 2, said
    assert "cannot be listened on; is it taken?" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("wrong", ["soon", "0", "-5"])
def test_a_setting_that_makes_no_sense_is_said_plainly(wrong: str) -> None:
    with pytest.raises(SystemExit, match=f"TIMEOUT_MS={wrong}"):
        Settings.read({"TIMEOUT_MS": wrong})


def test_every_setting_that_makes_no_sense_is_named_at_once() -> None:
    wrong = {"LOG_LEVEL": "foo", "METRICS_PORT": "99999", "SHUTDOWN_S": "nan", "MAX_CALLS": "0"}
    with pytest.raises(SystemExit) as refused:
        Settings.read(wrong)
    said = {line.partition("=")[0] for line in str(refused.value).splitlines()}
    assert said == set(wrong)


@pytest.mark.parametrize("name", ["LOG_LEVEL", "DATABASE", "METRICS_PORT"])
def test_what_it_cannot_start_with_is_said_plainly(name: str, tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        wrong = {"LOG_LEVEL": "foo", "DATABASE": str(tmp_path), "METRICS_PORT": str(other.getsockname()[1])}[name]
        process = begin(tmp_path, **{"ADDRESS": f"127.0.0.1:{free_port()}", name: wrong})
        _, said = process.communicate(timeout=20)
    assert process.returncode == 2, said
    assert f"{name}={wrong}" in said
    assert "Traceback" not in said
    assert "Event loop is closed" not in said


def test_metrics_can_be_read_from_elsewhere(tmp_path: Path) -> None:
    port, elsewhere = free_port(), "127.0.0.2"
    process = begin(tmp_path, ADDRESS=f"127.0.0.1:{free_port()}", METRICS_HOST=elsewhere, METRICS_PORT=str(port))
    try:
        for _ in range(100):
            with suppress(OSError), urlopen(f"http://{elsewhere}:{port}/metrics", timeout=5) as answer:
                assert b"grpc_server_in_flight" in answer.read()
                return
            time.sleep(0.1)
        raise AssertionError("nobody listens")
    finally:
        process.kill()
        process.communicate()
