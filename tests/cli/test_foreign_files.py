"""Files of other tools are named and left alone; what cannot be read at all reaches the exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from advisor.formats.detection import detect_format
from advisor.formats.foreign_formats import foreign_title
from tests import CASES
from tests.conftest import Advise

FOREIGN = yaml.safe_load((CASES / "foreign-files.yaml").read_text(encoding="utf-8"))
GOOD = "version: 1\ninteractions:\n  - {id: a, from: b, to: c, design: {pattern: rest, timeout_ms: 500}}\n"
BAD = GOOD.replace("500", "none")
OTHER = "openapi: 3.1.0\npaths: {}\n"


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("case", FOREIGN, ids=lambda case: f"{case['file']}: {case['title']}")
def test_a_file_of_another_tool_is_named(case: dict[str, str]) -> None:
    assert detect_format(case["file"], case["head"]) is None
    assert foreign_title(case["file"], case["head"]) == case["title"]


@pytest.mark.parametrize("command", ["lint", "evaluate"])
@pytest.mark.parametrize("case", FOREIGN, ids=lambda case: f"{case['file']}: {case['title']}")
def test_a_named_file_of_another_tool_fails_no_build(
        here: Path, run: Advise, command: str, case: dict[str, str]) -> None:
    Path(case["file"]).write_text(case["head"])
    done = run(command, case["file"], "--format", "json")
    assert done.code == 0
    report = json.loads(done.out)
    assert report["findings"] == []
    assert report["not_read"] == [{"file": case["file"], "line": 0, "what": case["title"]}]


def test_it_changes_nothing_of_what_else_is_named(here: Path, run: Advise) -> None:
    Path("api.yaml").write_text(OTHER)
    Path("orders.yaml").write_text(BAD)
    for command in ("lint", "evaluate"):
        done = run(command, "api.yaml", "orders.yaml", "--format", "concise")
        assert done.code == 1
        assert "api.yaml: an OpenAPI description" in done.out + done.err
        assert "orders.yaml:3:" in done.out


def test_a_directory_is_searched_without_a_word_about_other_files(here: Path, run: Advise) -> None:
    Path("api.yaml").write_text(OTHER)
    Path("orders.yaml").write_text(GOOD)
    for command in ("lint", "evaluate"):
        done = run(command, ".", "--format", "json")
        assert (done.code, json.loads(done.out)["not_read"]) == (0, [])


def test_a_found_file_that_lost_its_version_is_said(here: Path, run: Advise) -> None:
    Path("orders.yaml").write_text(GOOD.replace("version: 1\n", ""))
    for command in ("lint", "evaluate"):
        assert "orders.yaml: an architecture file without `version: 1`" in "".join(run(command, ".")[1:])


@pytest.mark.parametrize("options", [(), ("--fail-on", "never"), ("--ignore", "unreadable-document")], ids=" ".join)
@pytest.mark.parametrize("command", ["lint", "evaluate"])
def test_what_cannot_be_read_is_never_clean(
        here: Path, run: Advise, command: str, options: tuple[str, ...]) -> None:
    Path("a.md").write_bytes("# Orders\n".encode("utf-16"))
    Path("orders.yaml").write_text(BAD)
    done = run(command, "a.md", "orders.yaml", *options, "--format", "json")
    report = json.loads(done.out)
    assert done.code == 4
    assert [name.split(":")[0] for name in report["failed"]] == ["a.md"]
    assert "missing-timeout" in {found["rule"] for found in report["findings"]}, "the rest is still reported"


def test_evaluate_reads_named_files_together_and_found_ones_alone(here: Path, run: Advise) -> None:
    Path("docs").mkdir()
    for name in ("one", "two"):
        Path("docs", f"{name}.yaml").write_text(GOOD)  # the same id in both
    apart = json.loads(run("evaluate", "docs", "--format", "json").out)
    assert [found["file"] for found in apart["interactions"]] == ["docs/one.yaml", "docs/two.yaml"]
    together = run("evaluate", "docs/one.yaml", "docs/two.yaml")
    assert together.code == 2
    assert "docs/two.yaml:3:10: The interaction `a` is there already." in together.err


@pytest.mark.parametrize("command", ["lint", "evaluate"])
def test_a_file_that_cannot_be_read_is_named_as_it_was_given(
        here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    Path("docs/.git").mkdir(parents=True)
    Path("docs/api").mkdir()
    Path("docs/api/a.md").write_text("# x\n\nab\0c\n")
    monkeypatch.chdir("docs/api")
    assert run(command, "a.md", "--format", "concise").out.startswith("a.md:3:3: error unreadable-document ")
