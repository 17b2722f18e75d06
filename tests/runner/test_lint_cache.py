"""What is known from earlier runs: used where nothing has changed, and never wrong."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor import version
from advisor.cli.lint import active_rules as lint_knowledge
from advisor.linter import lint as linter
from advisor.runner import cache as cache_module
from advisor.runner.cache import CACHE_DIRECTORY, Cache, document_key
from tests.conftest import Advise

FAULTY = "# Shop\n\n- shop -> mail: REST, no timeout\n"
KEY = document_key("a.md", b"text")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.md").write_text(FAULTY)
    (tmp_path / "more.md").write_text("# More\n\n- shop -> cart: REST, no timeout\n- a note on 2 things\n")
    return tmp_path


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Returns the names of the documents that were worked out, not looked up."""
    names: list[str] = []
    real: Callable[..., Any] = linter.lint

    def lint(source: Any, *arguments: Any, **options: Any) -> Any:
        names.append(source.name)
        return real(source, *arguments, **options)

    monkeypatch.setattr(linter, "lint", lint)
    return names


def test_a_second_run_works_nothing_out_and_says_the_same(here: Path, run: Advise, judged: list[str]) -> None:
    first = run("lint", ".")
    assert judged == ["more.md", "shop.md"]
    assert run("lint", ".") == first
    assert len(judged) == 2


def test_a_second_run_loads_neither_rules_nor_yaml(here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    first = run("lint", ".", "--format", "concise")

    def refuse(*_: Any) -> None:
        raise AssertionError("nothing has to be judged")

    monkeypatch.setattr(lint_knowledge, "_make_judge", refuse)
    monkeypatch.setattr("advisor.api._load", refuse)
    assert run("lint", ".", "--format", "concise") == first


def test_only_what_changed_is_worked_out_again(here: Path, run: Advise, judged: list[str]) -> None:
    run("lint", ".")
    (here / "shop.md").write_text(FAULTY.replace("mail", "post"))
    assert "post" in run("lint", ".").out
    assert judged == ["more.md", "shop.md", "shop.md"]


@pytest.mark.parametrize("options", [("--ignore", "missing-timeout"), ("--only", "missing-timeout"), ("--questions",),
                                     ("--severity", "missing-timeout=info")])
def test_other_settings_have_other_results(here: Path, run: Advise, judged: list[str],
                                           options: tuple[str, ...]) -> None:
    run("lint", "shop.md")
    assert run("lint", "shop.md", *options) == run("lint", "shop.md", *options, "--no-cache")
    assert len(judged) == 3


def test_another_version_has_other_results(here: Path, run: Advise, judged: list[str],
                                           monkeypatch: pytest.MonkeyPatch) -> None:
    run("lint", "shop.md")
    monkeypatch.setattr(version, "__version__", "999")
    run("lint", "shop.md")
    assert len(judged) == 2


def test_other_rules_have_other_results(here: Path, run: Advise, judged: list[str]) -> None:
    pack = here / "pack"
    pack.mkdir()
    for because in ("One.", "Two."):
        (pack / "pack.yaml").write_text(f"switched_off:\n  - {{id: missing-timeout, because: {because}}}\n")
        assert run("lint", "shop.md", "--rules", "pack").code == 0
    assert len(judged) == 2


def test_it_works_from_a_directory_below_and_with_the_names_seen_from_there(
        here: Path, run: Advise, judged: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "docs").mkdir()
    (here / "docs" / "a.md").write_text(FAULTY)
    assert run("lint", "docs", "--format", "concise").out.startswith("docs/a.md:3:23:")
    monkeypatch.chdir(here / "docs")
    assert run("lint", ".", "--format", "concise").out.startswith("a.md:3:23:")
    assert judged == ["docs/a.md"]
    assert not (here / "docs" / CACHE_DIRECTORY).exists()


def test_no_cache_neither_reads_nor_writes(here: Path, run: Advise, judged: list[str]) -> None:
    for _ in range(2):
        run("lint", "shop.md", "--no-cache")
    assert len(judged) == 2
    assert not (here / CACHE_DIRECTORY).exists()


def test_the_directory_says_that_it_is_a_cache(here: Path, run: Advise) -> None:
    run("lint", "shop.md")
    assert (here / CACHE_DIRECTORY / ".gitignore").read_text() == "*\n"
    assert ((here / CACHE_DIRECTORY / "CACHEDIR.TAG")
            .read_text()
            .startswith("Signature: 8a477f597d28d172789f06886806bc55\n"))
    assert run("lint", ".", "--show-files").out.splitlines() == ["more.md", "shop.md"]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {"cut short": lambda content: content[: len(content) // 2],
                                                "empty": lambda content: b"", "noise": lambda content: os.urandom(200),
                                                "a changed byte": lambda content: content[:-9] + b"X" + content[-8:],
                                                "a whole other text": lambda content: b"{}\n"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_cache_is_as_none_at_all(here: Path, run: Advise, judged: list[str], damage: str) -> None:
    first = run("lint", ".")
    shards = [path for path in (here / CACHE_DIRECTORY).glob("*/*") if path.is_file()]
    assert shards
    for shard in shards:
        shard.write_bytes(DAMAGES[damage](shard.read_bytes()))
    assert run("lint", ".") == first
    assert len(judged) == 4


@pytest.mark.parametrize("data", [None, [], {}, "text", [0, [], [[]], []], [0, [], [], [["x"] * 7]],
                                  ["many", [], [], []],
                                  [1, [], [["r", "error", "m", 5, 9 ** 9, "", "f", "h", [], {}, None, None]], []],
                                  [1, [], [["r", "fatal", "m", 0, 0, "", "f", "h", [], {}, None, None]], []]])
def test_what_somebody_else_wrote_into_it_is_not_trusted(here: Path, run: Advise, judged: list[str],
                                                         data: object) -> None:
    first = run("lint", "shop.md")
    (home,) = (path for path in (here / CACHE_DIRECTORY).iterdir() if path.is_dir())
    key = document_key("shop.md", FAULTY.encode())
    forged = Cache(str(here), home.name)
    forged.put(key, data)
    forged.save()
    assert run("lint", "shop.md") == first
    assert len(judged) == 2


def test_a_cache_that_cannot_be_written_changes_nothing(here: Path, run: Advise) -> None:
    (here / CACHE_DIRECTORY).write_text("a file is in the way")
    assert run("lint", "shop.md").code == 1


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_cache_that_is_a_link_is_not_written_through(here: Path, run: Advise, tmp_path_factory: Any) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    (here / CACHE_DIRECTORY).symlink_to(elsewhere)
    assert run("lint", "shop.md").code == 1
    assert list(elsewhere.iterdir()) == []


def test_configurations_long_unused_are_removed(tmp_path: Path) -> None:
    for number in range(cache_module.MAX_CONFIGURATIONS + 3):
        cache = Cache(str(tmp_path), f"c{number}")
        cache.put(KEY, [number])
        cache.save()
        os.utime(tmp_path / CACHE_DIRECTORY / f"c{number}", (number, number))
    kept = {path.name for path in (tmp_path / CACHE_DIRECTORY).iterdir() if path.is_dir()}
    assert len(kept) == cache_module.MAX_CONFIGURATIONS
    assert f"c{cache_module.MAX_CONFIGURATIONS + 2}" in kept


def test_two_runs_at_once_lose_nothing_but_time(tmp_path: Path) -> None:
    one, other = Cache(str(tmp_path), "c"), Cache(str(tmp_path), "c")
    one.put(KEY, [1])
    other.put(KEY, [2])
    one.save()
    other.save()
    assert Cache(str(tmp_path), "c").get(KEY) == [2]
    assert not [path for path in (tmp_path / CACHE_DIRECTORY / "c").iterdir() if path.name.endswith(".tmp")]


def test_several_processes_find_the_same_in_the_same_order(here: Path, run: Advise) -> None:
    for number in range(40):
        (here / f"doc{number:02}.md").write_text(FAULTY.replace("mail", f"mail{number}") + "\n" * number)
    one = run("lint", ".", "--no-cache", "--jobs", "1", "--format", "json-lines")
    assert one == run("lint", ".", "--no-cache", "--jobs", "3", "--format", "json-lines")
    assert one.out.count("missing-timeout") >= 42
    assert run("lint", ".", "--jobs", "2", "--format", "json-lines") == one
    assert run("lint", ".", "--format", "json-lines") == one


def test_a_result_survives_the_way_through_plain_values(here: Path, run: Advise) -> None:
    block = "interactions:\n  - {id: a, from: shop, to: cart, design: {pattern: rest, timout_ms: 2}}"
    comment = "<!-- advisor: ignore missing-timeout -- the mesh -->"
    (here / "fix.md").write_text(f"```yaml advisor\n{block}\n```\n{comment}\n- a -> b: REST, no timeout\n")
    first = json.loads(run("lint", "fix.md", "--format", "json").out)
    assert json.loads(run("lint", "fix.md", "--format", "json").out) == first
    assert first["suppressed"]
