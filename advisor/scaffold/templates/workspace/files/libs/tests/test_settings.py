"""Settings and health: what a process is told, and what it tells."""

from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from reliability.health import HealthServer
from reliability.service import Assembly, main
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


@pytest.mark.parametrize(("name", "text"), [("ADMIN_PORT", "99999"), ("LOG_LEVEL", "foo"), ("DRAIN_S", "nan"),
                                            ("DRAIN_S", "inf")])
def test_what_no_service_could_use_is_refused_at_the_start(name: str, text: str) -> None:
    with pytest.raises(SystemExit, match=f"{name}='{text}'"):
        read(Common, {name: text})


def test_a_database_that_cannot_be_one_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    settings = read(Common, {"DATABASE": str(tmp_path)})  # a folder

    assert main("service", settings, "", lambda store: Assembly()) == 1
    assert f"service cannot start: DATABASE={tmp_path}: " in capsys.readouterr().err


def test_a_secret_is_not_printed() -> None:
    settings = read(Common, {name.upper(): "s3cret" for name in SECRET})

    assert "s3cret" not in str(settings.redacted())
