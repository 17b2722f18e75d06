"""Whole architectures, generated and run: their tests, their checks, and the tour."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.scaffold.subjects import subject_of
from advisor.scaffold.folder import bring, survey
from advisor.scaffold.plan import plan
from tests.scaffold.projects import ORDER_FLOW, run

EXAMPLES = ORDER_FLOW.parent
ODD = Path(__file__).parent / "architectures"
FILES = [ORDER_FLOW, EXAMPLES / "checkout.md", ODD / "circles.yaml", ODD / "only-queues.yaml"]
MOST_LINES_OF_A_SERVICE = 150  # its seeds included

pytestmark = pytest.mark.scaffold


def write_workspace(folder: Path, source: Path) -> Path:
    bring(survey(folder, plan(subject_of(str(source), "", "", "", ()), "0.0.0"), None), "0.0.0")
    return folder


@pytest.mark.parametrize("source", FILES, ids=lambda one: one.stem)
def test_a_workspace_passes_its_tests_and_checks_and_shows_itself(tmp_path: Path, source: Path) -> None:
    folder = write_workspace(tmp_path / "workspace", source)
    for command in (("make", "test"), ("make", "lint"), ("make", "demo")):
        ran = run(folder, *command)
        assert ran.code == 0, f"{command}: {ran.output}"


def test_each_package_of_a_workspace_installs_by_itself(tmp_path: Path) -> None:
    folder = write_workspace(tmp_path / "workspace", ORDER_FLOW)
    assert run(folder, "make", ".venv/.ready").code == 0
    for command in (("python3", "-m", "venv", "image"),
                    ("image/bin/python", "-m", "pip", "install", "--quiet", "./libs", "./contracts",
                     "./services/order_service"),
                    ("image/bin/python", "-c", "import order_service.__main__, contracts_pb.order_service_pb2")):
        ran = run(folder, *command)
        assert ran.code == 0, f"{command}: {ran.output}"


def test_services_of_the_order_flow_stay_small() -> None:
    files = plan(subject_of(str(ORDER_FLOW), "", "", "", ()), "0.0.0").files
    lines: dict[str, int] = {}
    for file in files:
        if file.path.startswith("services/") and file.path.endswith(".py"):
            service = file.path.split("/")[1]
            lines[service] = lines.get(service, 0) + file.text.count("\n")
    assert max(lines.values()) <= MOST_LINES_OF_A_SERVICE
