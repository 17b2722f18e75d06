"""`make up`: what services know outlives it, and two at once would share what is not to be shared."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import up


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
