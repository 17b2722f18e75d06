"""The process: how it starts, and how it ends while it is at work."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest
from test_idempotency import DRAFT

from __service__.app import PATH

COMMAND = [sys.executable, "-m", "__service__"]
Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def port() -> Iterator[int]:
    """A port that nobody else is given during a test, while a service can listen on it."""
    with socket.socket() as kept:
        kept.bind(("127.0.0.1", 0))
        number = int(kept.getsockname()[1])
        kept.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if sys.platform != "linux":  # elsewhere nobody could listen on it
            kept.close()
        yield number


@pytest.fixture
def start(port: int, tmp_path: Path) -> Iterator[Start]:
    started = []

    def run(**changes: str) -> subprocess.Popen[str]:
        own = {"APP_PORT": str(port), "APP_DATABASE": str(tmp_path / "a.db"), "APP_REQUEST_TIMEOUT_MS": "10000"}
        environment = os.environ | own | changes
        process = subprocess.Popen(
            COMMAND, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        started.append(process)
        return process

    yield run
    for process in started:
        process.kill()
        process.communicate()


def test_a_request_under_way_is_answered_before_the_end(start: Start, port: int) -> None:
    process = start()
    rest_of_body = half_sent(port)
    process.send_signal(signal.SIGTERM)
    time.sleep(0.5)
    answer = rest_of_body()

    assert answer.startswith("HTTP/1.1 201")
    assert process.wait(10) in (0, -signal.SIGTERM)


def test_a_request_that_hangs_does_not_keep_the_process_from_its_end(start: Start, port: int) -> None:
    process = start(APP_DRAIN_S="1", APP_REQUEST_TIMEOUT_MS="60000")
    hanging = half_sent(port)
    process.send_signal(signal.SIGTERM)

    assert ended(process)
    del hanging  # until here it holds the connection


def test_the_last_traces_are_sent_before_the_end(start: Start, port: int) -> None:
    process = start(OTEL_TRACES_EXPORTER="console")
    ready(port)
    httpx2.get(f"http://127.0.0.1:{port}/v1/traced")
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=10)

    assert "/v1/traced" in out


def test_a_retry_after_a_crash_finds_what_was_made_before_it(start: Start, port: int) -> None:
    process = start()
    before = half_sent(port)()
    process.kill()
    process.wait(10)
    start()
    after = half_sent(port)()

    assert before.rpartition("\r\n\r\n")[2] == after.rpartition("\r\n\r\n")[2]
    assert "idempotency-replayed: true" in after.lower()


def test_a_port_that_is_taken_is_named(start: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        process = start(APP_PORT=str(port))
        _, err = process.communicate(timeout=20)

    assert process.returncode == 2
    assert str(port) in err and "in use" in err
    assert "Traceback" not in err


def test_a_database_that_cannot_be_used_is_named(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    process = start(APP_DATABASE=str(tmp_path / "file" / "a.db"))
    _, err = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "APP_DATABASE" in err
    assert "Traceback" not in err


def test_a_setting_that_is_wrong_is_named(start: Start) -> None:
    process = start(APP_PORT="many")
    _, err = process.communicate(timeout=20)

    assert process.returncode == 2
    assert "APP_PORT" in err
    assert "Traceback" not in err


def test_the_end_by_hand_is_told_from_success(start: Start, port: int) -> None:
    process = start()
    ready(port)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=10)

    assert process.returncode == 130
    assert "Traceback" not in err


def ready(port: int) -> None:
    for _ in range(200):
        try:
            if httpx2.get(f"http://127.0.0.1:{port}/readyz").status_code == 200:
                return
        except httpx2.TransportError:
            time.sleep(0.05)
    raise AssertionError("it did not become ready")


def half_sent(port: int) -> Callable[[], str]:
    """Sends half of a request; what is returned sends the other half and reads the answer."""
    ready(port)
    body = json.dumps(DRAFT).encode()
    head = (f"POST {PATH} HTTP/1.1\r\nHost: test\r\nConnection: close\r\nContent-Type: application/json\r\n"
            f"Idempotency-Key: k-1\r\nContent-Length: {len(body)}\r\n\r\n")
    connection = socket.create_connection(("127.0.0.1", port), timeout=10)
    connection.sendall(head.encode() + body[:10])
    time.sleep(0.2)  # until it has been read

    def rest() -> str:
        connection.sendall(body[10:])
        answer = b""
        while part := connection.recv(4096):
            answer += part
        connection.close()
        return answer.decode()

    return rest


def ended(process: subprocess.Popen[str]) -> bool:
    try:
        process.wait(9)
    except subprocess.TimeoutExpired:
        return False
    return True
