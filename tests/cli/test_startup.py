"""Start-up is a feature: what a command does not need, it does not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ORDERS = """\
version: 1
services: {a: {kind: service}, b: {kind: service}}
interactions:
  - {id: call, from: a, to: b, needs: {needs_response: true}}
"""
FINDING_OUT = """\
import sys
from advisor.__main__ import main
code = main(sys.argv[1:])
print(code, *sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def imported(*arguments: str) -> set[str]:
    """Runs a command in a fresh interpreter, twice so that the pack is compiled, and returns what it imported."""
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", FINDING_OUT, *arguments], capture_output=True, text=True,
                              check=True, timeout=60)
    code, *names = done.stderr.splitlines()[-1].split()
    assert code == "0"
    return set(names)


@pytest.fixture
def orders(tmp_path: Path) -> str:
    (tmp_path / "orders.yaml").write_text(ORDERS)
    return str(tmp_path / "orders.yaml")


@pytest.mark.parametrize("form", ["text", "json"])
def test_recommend_imports_nothing_heavy(form: str) -> None:
    names = imported("recommend", "--no-needs-response", "--fan-out=4", "--what-if", "replay=true", "--format", form)
    assert not names & {"pydantic", "rich", "yaml", "dataclasses", "asyncio"}


@pytest.mark.parametrize("form", ["text", "json", "csv", "markdown"])
def test_evaluate_on_a_pipe_imports_neither_pydantic_nor_rich(orders: str, form: str) -> None:
    names = imported("evaluate", orders, "--format", form)
    assert not names & {"pydantic", "pydantic_core", "rich", "asyncio"}


def test_questions_need_no_models() -> None:
    assert not imported("ask", "--questions") & {"pydantic", "pydantic_core"}


def test_a_valid_baseline_needs_no_models(tmp_path: Path) -> None:
    (tmp_path / "baseline.json").write_text('{"schema": 1, "findings": []}\n')
    (tmp_path / "design.md").write_text("# Design\n")
    names = imported("lint", "--no-cache", "--baseline", str(tmp_path / "baseline.json"), str(tmp_path / "design.md"))
    assert not names & {"pydantic", "pydantic_core"}


def test_schema_needs_no_models() -> None:
    assert not imported("schema") & {"pydantic", "rich", "yaml"}


def test_a_command_imports_no_other_command() -> None:
    code = "import sys; from advisor.__main__ import main; main(['schema']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    names = set(done.stderr.split())
    assert "advisor.cli.schema" in names
    assert not names & {"advisor.cli.evaluate.command", "advisor.cli.rules.command", "advisor.cli.recommend.command"}


@pytest.mark.parametrize("arguments", [("--help",), ("lint", "--help"), ("--version",)])
def test_help_on_a_pipe_is_plain_and_needs_no_rich(arguments: tuple[str, ...]) -> None:
    assert "rich" not in imported(*arguments)


def test_the_package_itself_costs_nothing() -> None:
    code = "import sys; before = set(sys.modules); import advisor; print(*(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not {name for name in done.stdout.split() if name.startswith("advisor.")}


def test_lint_imports_what_one_document_needs(tmp_path: Path) -> None:
    (tmp_path / "design.md").write_text("# Design\n\n```mermaid\nsequenceDiagram\n  shop->>orders: POST /orders\n```\n")
    code = ("import sys; from advisor.__main__ import main; "
            "main(['lint', '--no-cache', '--format', 'concise', '--fail-on', 'never', *sys.argv[1:]]); "
            "print(*sys.modules, file=sys.stderr)")
    for _ in range(2):
        done = subprocess.run([sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True,
                              timeout=60)
    names = set(done.stderr.splitlines()[-1].split())
    assert "advisor.formats.mermaid.sequence" in names
    assert not names & {"json", "yaml", "rich", "pydantic", "importlib.metadata"}
    assert not names & {"advisor.formats.mermaid.flowchart", "advisor.formats.plantuml",
                        "advisor.notation.mapping_reader", "advisor.runner.cache", "advisor.engine.questions"}
