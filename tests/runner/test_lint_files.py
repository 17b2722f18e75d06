"""The files of a run: which are found, in which order, and what becomes of the odd ones."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.errors import InputError
from advisor.reporters import REPORTERS
from advisor.runner.discovery import FileFilter, discover
from advisor.runner.gitignore import is_excluded, parse_rules
from tests.conftest import Advise

needs_links = pytest.mark.skipif(os.name == "nt", reason="links need rights there")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put(place: Path, *names: str, text: str = "# x\n") -> None:
    for name in names:
        (place / name).parent.mkdir(parents=True, exist_ok=True)
        (place / name).write_text(text)


def found(place: Path, *paths: str, exclude: tuple[str, ...] = ()) -> list[str]:
    rules = (parse_rules("", exclude),) if exclude else ()
    return [file.name for file in discover(paths, FileFilter(str(place), rules)).files]


def test_a_directory_is_walked_in_the_order_of_its_names(here: Path) -> None:
    put(here, "b.md", "a/z.md", "a.md", "a/b/c.puml", "B.md")
    assert found(here, ".") == ["B.md", "a/b/c.puml", "a/z.md", "a.md", "b.md"]


def test_what_is_hidden_or_installed_is_passed_over(here: Path) -> None:
    put(here, "a.md", ".github/a.md", "node_modules/p/a.md", "env/a.md", "env/pyvenv.cfg", "x/.b.md")
    assert found(here, ".") == ["a.md"]


def test_a_hidden_directory_that_is_named_is_walked(here: Path) -> None:
    put(here, ".github/a.md")
    assert found(here, ".github") == [".github/a.md"]


def test_a_file_is_taken_once_however_often_it_is_named(here: Path) -> None:
    put(here, "docs/a.md")
    assert found(here, "docs/a.md", "docs", ".", "./docs/../docs/a.md") == ["docs/a.md"]


def test_every_missing_path_is_named(here: Path) -> None:
    with pytest.raises(InputError) as error:
        found(here, "a.md", "b/")
    assert [problem.file for problem in error.value.problems] == ["a.md", "b/"]


@needs_links
def test_loops_of_links_end_and_links_out_of_the_directory_are_not_followed(here: Path) -> None:
    put(here, "docs/a.md", "outside.md")
    (here / "docs/loop").symlink_to(here / "docs")
    (here / "docs/self").symlink_to("self")
    (here / "docs/self.md").symlink_to("self.md")
    (here / "docs/out.md").symlink_to(here / "outside.md")
    (here / "docs/again.md").symlink_to("a.md")
    assert found(here, "docs") == ["docs/a.md"]


@needs_links
def test_a_project_reached_through_a_link_is_the_same_project(here: Path) -> None:
    put(here, "real/docs/a.md", "real/docs/old/b.md")
    (here / "link").symlink_to("real")
    scope = FileFilter(str(here / "real"), (parse_rules("", ["docs/old/"]),))
    files = discover(["link/docs", "link/docs/old/b.md"], scope)
    assert [(file.name, file.identity) for file in files.files] == [("link/docs/a.md", "docs/a.md")]
    assert files.excluded == ("link/docs/old/b.md",)


@needs_links
def test_a_link_to_what_no_walk_finds_is_followed(here: Path) -> None:
    put(here, "docs/.source/a.md")
    (here / "docs/a.md").symlink_to(".source/a.md")
    assert found(here, "docs") == ["docs/a.md"]


def test_what_git_ignores_is_ignored_unless_it_is_named(here: Path) -> None:
    put(here, ".gitignore", text="build/\n*.tmp.md\n!keep.tmp.md\n")
    put(here, "docs/.gitignore", text="/local.md\n")
    put(here, "build/a.md", "x.tmp.md", "keep.tmp.md", "docs/local.md", "docs/sub/local.md")
    assert found(here, ".") == ["docs/sub/local.md", "keep.tmp.md"]
    assert found(here, "docs") == ["docs/sub/local.md"]
    assert found(here, "build/a.md") == ["build/a.md"]


NAMES = st.sampled_from(["a", "b", "ab", "a.md", "b.md", "x-y", "[", "a b"])
PARTS = st.sampled_from(["a", "b", "*", "**", "a*", "*.md", "?", "[ab]", "[!a]*", "[a-b].md", "\\[", "x-y", "*b*",
                         "a**b", "[[:alpha:]]"])


@settings(max_examples=40)
@given(paths=st.lists(st.lists(NAMES, min_size=1, max_size=4).map("/".join), min_size=1, max_size=6, unique=True),
       patterns=st.lists(st.tuples(st.sampled_from(["", "!"]), st.sampled_from(["", "/"]),
                                   st.lists(PARTS, min_size=1, max_size=3).map("/".join),
                                   st.sampled_from(["", "/", "  "])).map("".join), min_size=1, max_size=4))
def test_patterns_mean_what_they_mean_to_git(tmp_path_factory: pytest.TempPathFactory, paths: list[str],
                                             patterns: list[str]) -> None:
    place = tmp_path_factory.mktemp("repository")
    subprocess.run(["git", "init", "-q", str(place)], check=True)
    (place / ".gitignore").write_text("\n".join(patterns) + "\n")
    done = subprocess.run(["git", "-c", "core.excludesFile=", "check-ignore", "--no-index", "--stdin", "-z"], cwd=place,
                          input="\0".join(paths), capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr
    rules = (parse_rules("", patterns),)
    assert {path for path in paths if is_excluded(rules, path)} == {*filter(None, done.stdout.split("\0"))}


def test_a_hostile_pattern_takes_no_time_to_fail() -> None:
    rules = (parse_rules("", ["*a" * 60 + "b", "**/a/" * 200 + "b"]),)
    assert not is_excluded(rules, "a" * 3000)
    assert not is_excluded(rules, "a/" * 400 + "c")


def test_data_counts_where_it_looks_like_a_document(here: Path) -> None:
    from advisor.runner.document import load_document

    put(here, "shop.yaml", "shop.json", text='{"version": 1, "interactions": []}\n')
    put(here, "schema.json", text='{"$schema": "https://json-schema.org/draft/2020-12/schema", "interactions": {}}\n')
    put(here, "values.yaml", "package.json", "model.dsl", text="{}\n")
    files = discover(["."], FileFilter(str(here))).files
    assert [file.name for file in files if load_document(file) is not None] == ["shop.json", "shop.yaml"]


def test_no_report_takes_the_place_of_a_document(here: Path, run: Advise) -> None:
    (here / "docs").mkdir()
    document = here / "docs" / "shop.md"
    document.write_text("- a -> b: REST, no timeout\n")
    (here / "link.txt").symlink_to(document)
    for path in ("docs/shop.md", str(document), "docs/../docs/shop.md", "link.txt"):
        for option in (f"--report=sarif={path}", f"--output={path}"):
            done = run("lint", option)
            assert (done.code, done.out) == (2, "")
            assert f"{path}: This document is checked; it will not be overwritten." in done.err
    assert document.read_text() == "- a -> b: REST, no timeout\n"
    assert run("lint", "--exclude", "docs/shop.md", "--output", "docs/shop.md").code == 3


@pytest.mark.parametrize("form", REPORTERS)
@pytest.mark.parametrize("name", ["report.md", "report.json", "report.yaml", "report.txt"])
def test_a_report_is_written_again_and_is_no_document(here: Path, run: Advise, form: str, name: str) -> None:
    (here / "shop.md").write_text("- a -> b: REST, no timeout\n")
    first = run("lint", "--report", f"{form}={name}")
    if name.endswith(".md") and form != "markdown":  # by its name it would be one
        return
    again = run("lint", "--report", f"{form}={name}")
    assert (again.code, again.out) == (first.code, first.out) or form == "markdown"
    assert again.code == 1


def test_the_json_of_other_commands_is_no_document_either(here: Path, run: Advise) -> None:
    (here / "shop.md").write_text("- a -> b: REST, no timeout\n")
    for name in ("evaluate shop.md", "recommend --fan-out 4", "compare shop.md shop.md"):
        run(*name.split(" "), "--format", "json", "--output", "out.json")
        assert run("lint", "--show-files").out == "shop.md\n"


def test_a_directory_that_is_excluded_or_may_not_be_read_is_told(
        here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("closed", "vendor", "docs"):
        (here / name).mkdir()
        (here / name / "shop.md").write_text("- a -> b: REST, no timeout\n")
    (here / ".advisor.yaml").write_text("exclude: [vendor]\n")
    done = run("lint", "vendor")
    assert (done.code, done.err) == (0, "vendor is excluded; --no-force-exclude checks it all the same.\n")
    assert "vendor/shop.md:1:" in run("lint", "vendor", "--no-force-exclude").out
    scan = os.scandir

    def scandir(path: object) -> object:
        if "closed" in str(path):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    monkeypatch.setattr(os, "scandir", scandir)
    done = run("lint", "--format", "concise")
    assert done.err == "closed may not be read, so nothing in it was checked.\n"
    assert (done.code, done.out.splitlines()[-1]) == (
        4, "1 finding: 1 error in 1 of 1 document; 1 path could not be checked.")
    assert run("lint", "closed", "--fail-on", "never").code == 4


@pytest.mark.parametrize("pattern", ["./docs", ".//docs/", "./docs/shop.md", "docs/"])
def test_a_pattern_may_begin_as_shells_complete_a_path(here: Path, run: Advise, pattern: str) -> None:
    for folder in ("docs", "other/docs"):
        (here / folder).mkdir(parents=True)
        (here / folder / "shop.md").write_text("- a -> b: REST, no timeout\n")
    found = {line.split(":")[0] for line in run("lint", "--exclude", pattern, "--format", "concise").out.splitlines()}
    assert "docs/shop.md" not in found
    assert ("other/docs/shop.md" in found) == pattern.startswith(".")


@pytest.mark.parametrize("call", ["lint", "lint --baseline known.json", "evaluate shop.md", "compare shop.md shop.md"])
def test_no_report_takes_the_place_of_a_baseline_or_of_settings(here: Path, run: Advise, call: str) -> None:
    (here / "shop.md").write_text("- a -> b: REST, no timeout\n")
    (here / ".advisor.yaml").write_text("fail_on: never\n")
    (here / "known.json").write_text('{"schema": 1, "findings": []}\n')
    for path in (".advisor.yaml", *(["./known.json"] if "known" in call else [])):
        done = run(*call.split(" "), "--output", path)
        assert (done.code, done.err) == (2, f"error: {path}: This file is read; it will not be overwritten. "
                                            "Name another file.\n")
