"""`make up`: what services know outlives it, and two at once would share what is not to be shared."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pytest

import up
from flow import SERVICES


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(up, "FOLDER", tmp_path / "var")
    monkeypatch.setattr(up, "run", lambda running: 0)
    up.main()
    return tmp_path / "var" / "orders.db"


def test_data_lies_in_the_project_wherever_it_is_called_from() -> None:
    assert up.FOLDER.parent == Path(__file__).resolve().parent.parent


def test_what_services_know_is_there_the_next_time(kept: Path) -> None:
    kept.write_text("three orders")

    assert up.main() == 0
    assert kept.read_text() == "three orders"


def test_a_second_one_beside_it_is_refused(kept: Path) -> None:
    with up.locked(kept.parent), pytest.raises(SystemExit, match="already"):
        up.main()
    assert up.main() == 0


def test_services_that_outlived_it_keep_a_new_one_away(kept: Path) -> None:
    with up.locked(kept.parent) as lock:
        left_over = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE,
                                     pass_fds=up.Workspace(kept.parent, usual_ports=False, lock=lock).inherited)
    with pytest.raises(SystemExit, match="already"):
        up.main()
    left_over.communicate(b"\n")
    assert up.main() == 0


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere nobody could listen on a port that is held")
def test_a_port_of_a_service_is_given_to_nobody_else_until_it_listens(tmp_path: Path) -> None:
    chosen = up.Workspace(tmp_path, usual_ports=False).ports
    ports = [port for mine in chosen.values() for port in mine.values() if port]
    for port in ports:
        with socket.socket() as other, pytest.raises(OSError, match="in use"):
            other.bind((up.HOST, port))
        socket.create_server((up.HOST, port)).close()  # as a service does
    assert len(ports) == len(set(ports)) >= len(SERVICES)


def test_a_usual_port_that_is_taken_is_replaced_and_named(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server((up.HOST, 0)) as other:
        taken = other.getsockname()[1]
        one = SERVICES[0]._replace(http_port=0, grpc_port=0, admin_port=taken)
        monkeypatch.setattr(up, "SERVICES", (one,))
        ports = up.Workspace(tmp_path, usual_ports=True).ports[one.package]

    assert ports["ADMIN_PORT"] not in (0, taken)
    assert f"port {taken} is taken; {one.name} has" in capsys.readouterr().err
