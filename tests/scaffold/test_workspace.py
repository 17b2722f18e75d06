"""Whole architectures, generated and run: their tests, their checks, and the tour."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.cli.scaffold.inputs import read_subject
from advisor.errors import InputError
from advisor.scaffold.apply import apply_diff, diff_folder
from advisor.scaffold.plan import plan_project
from tests.scaffold.projects import ORDER_FLOW, run

EXAMPLES = ORDER_FLOW.parent
ODD = Path(__file__).parent / "architectures"
FILES = [ORDER_FLOW, EXAMPLES / "checkout.md", ODD / "circles.yaml", ODD / "only-queues.yaml"]
LONGEST_LINE = 120
MOST_LINES_OF_A_SERVICE = 150  # its seeds included

slow = pytest.mark.scaffold
LEFT_OUT = """version: 1
name: Shop
services:
  web: {kind: service}
  stock: {kind: service}
  shop-db: {kind: database}
interactions:
  - {id: sql, from: web, to: shop-db, operation: SQL}
  - {id: unclear, from: web, to: stock, operation: something}
  - {id: ask, from: web, to: stock, operation: GET /things, needs: {needs_response: true}, design: {pattern: rest}}
"""


def write_workspace(folder: Path, source: Path) -> Path:
    apply_diff(diff_folder(folder, plan_project(read_subject(str(source), "", "", "", ()), "0.0.0"), None), "0.0.0")
    return folder


@slow
@pytest.mark.parametrize("source", FILES, ids=lambda one: one.stem)
def test_a_workspace_passes_its_tests_and_checks_and_shows_itself(tmp_path: Path, source: Path) -> None:
    folder = write_workspace(tmp_path / "workspace", source)
    for command in (("make", "test"), ("make", "lint"), ("make", "demo")):
        ran = run(folder, *command)
        assert ran.code == 0, f"{command}: {ran.output}"


@slow
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
    files = plan_project(read_subject(str(ORDER_FLOW), "", "", "", ()), "0.0.0").files
    lines: dict[str, int] = {}
    for file in files:
        if file.path.startswith("services/") and file.path.endswith(".py"):
            service = file.path.split("/")[1]
            lines[service] = lines.get(service, 0) + file.text.count("\n")
    assert max(lines.values()) <= MOST_LINES_OF_A_SERVICE


@pytest.mark.parametrize("source", [*FILES, ODD / "long-names.yaml"], ids=lambda one: one.stem)
def test_no_line_of_code_is_too_long_for_the_checks_of_a_workspace(source: Path) -> None:
    files = plan_project(read_subject(str(source), "", "", "", ()), "0.0.0").files
    assert [f"{file.path}: {line}" for file in files if file.path.endswith(".py")
            for line in file.text.splitlines() if len(line) > LONGEST_LINE] == []


def test_what_nothing_can_be_made_from_is_left_out_with_a_word(
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:
    source = tmp_path / "shop.yaml"
    source.write_text(LEFT_OUT, encoding="utf-8")
    subject = read_subject(str(source), "", "", "", ())
    told = capsys.readouterr().err

    assert [one["id"] for one in subject.interactions] == ["ask"]
    assert [one["record"] for one in subject.interactions] == ["0001-ask"]
    for line in ("sql: shop-db is a database", "unclear: it is left out. For `unclear` no pattern is declared"):
        assert line in told
        assert any(line in one for one in subject.summary)


def test_where_all_of_it_would_be_left_out_nothing_is_made(tmp_path: Path) -> None:
    source = tmp_path / "shop.yaml"
    source.write_text("".join(line for line in LEFT_OUT.splitlines(keepends=True) if "ask" not in line))
    with pytest.raises(InputError) as refused:
        read_subject(str(source), "", "", "", ())
    assert [problem.span.line for problem in refused.value.problems if problem.span] == [8, 9]
