"""Health: what the platform asks before it sends work or kills the process."""

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from __service__.health import HealthServer


def status(port: int, path: str) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.parametrize(
    ("alive", "ready", "livez", "readyz"),
    [(True, True, 200, 200), (True, False, 200, 503), (False, False, 503, 503)],
)
def test_alive_and_ready_are_two_answers(alive: bool, ready: bool, livez: int, readyz: int) -> None:
    server = HealthServer("127.0.0.1", 0, lambda: alive, lambda: ready)
    server.start()
    try:
        assert (status(server.port, "/livez"), status(server.port, "/readyz")) == (livez, readyz)
        assert status(server.port, "/metrics") == 200
        assert status(server.port, "/elsewhere") == 404
    finally:
        server.stop()
