"""Settings and health: what a process is told, and what it tells."""

from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from reliability.health import HealthServer
from reliability.settings import SECRET, Common, read


def status(port: int, path: str) -> int:
    try:
        with urlopen(f"http://127.0.0.1:{port}{path}", timeout=2) as answer:
            return int(answer.status)
    except HTTPError as error:
        return error.code


@pytest.mark.parametrize(("alive", "ready", "livez", "readyz"),
                         [(True, True, 200, 200), (True, False, 200, 503), (False, False, 503, 503)])
def test_alive_and_ready_are_two_answers(alive: bool, ready: bool, livez: int, readyz: int) -> None:
    server = HealthServer("127.0.0.1", 0, lambda: alive, lambda: ready)
    try:
        assert (status(server.port, "/livez"), status(server.port, "/readyz")) == (livez, readyz)
        assert status(server.port, "/metrics") == 200
        assert status(server.port, "/elsewhere") == 404
    finally:
        server.stop()


def test_everything_that_is_wrong_is_said_at_once() -> None:
    with pytest.raises(SystemExit, match=r"(?s)ADMIN_PORT='x'.*DRAIN_S='-1'"):
        read(Common, {"ADMIN_PORT": "x", "DRAIN_S": "-1"})


def test_a_secret_is_not_printed() -> None:
    settings = read(Common, {name.upper(): "s3cret" for name in SECRET})

    assert "s3cret" not in str(settings.redacted())
