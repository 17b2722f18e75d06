"""The process: it starts with what the environment says, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import grpc
import pytest

from __service__.gen import orders_pb2 as pb
from __service__.gen import orders_pb2_grpc as pb_grpc
from __service__.settings import Settings


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


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
            _, said = second.communicate(timeout=5)
        except subprocess.TimeoutExpired:
            second.kill()
            _, said = second.communicate()
    finally:
        first.kill()
        first.communicate()
    assert second.returncode == 1, said
    assert "cannot be listened on; is it taken?" in said
    assert "Traceback" not in said


@pytest.mark.parametrize("wrong", ["soon", "0", "-5"])
def test_a_setting_that_makes_no_sense_is_said_plainly(wrong: str) -> None:
    with pytest.raises(SystemExit, match=f"TIMEOUT_MS={wrong}"):
        Settings.read({"TIMEOUT_MS": wrong})
