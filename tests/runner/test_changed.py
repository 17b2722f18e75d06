"""Only findings on changed lines count since a revision, whatever files are called and whatever happened to them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from advisor.errors import InputError
from advisor.model.finding import DocumentResult, FactQuestion, Finding, ReportedFinding
from advisor.runner.changed_lines import ALL_LINES, changed_files, changed_lines, keep_changed, parse_diff
from advisor.text.source import Source, Span
from tests.conftest import Advise

TEN = "".join(f"line {number}\n" for number in range(1, 11))
NOBODY = ("-c", "user.name=nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false")
Git = Callable[..., str]


@pytest.fixture
def git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """A repository in the working directory, with a branch called main."""
    monkeypatch.chdir(tmp_path)
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")

    def run(*words: str) -> str:
        return subprocess.run(["git", *NOBODY, *words], check=True, capture_output=True, text=True).stdout.strip()

    run("init", "-q", "-b", "main")
    return run


def commit(git: Git, **files: str) -> None:
    for name, text in files.items():
        put(name.replace("_", "."), text)
    git("add", "-A")
    git("commit", "-q", "--allow-empty", "-m", "x")


def put(name: str, text: str) -> None:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def test_changed_and_added_lines_are_told_and_the_rest_is_not(git: Git) -> None:
    commit(git, a_md=TEN, b_md=TEN)
    put("a.md", TEN.replace("line 2\n", "other\n").replace("line 7\n", "line 7\nmore\nand more\n"))
    assert changed_lines("HEAD", ["a.md", "b.md"]) == {"a.md": ((2, 2), (8, 9)), "b.md": ()}


def test_what_is_committed_or_staged_since_counts_too(git: Git) -> None:
    commit(git, a_md=TEN)
    commit(git, a_md=TEN.replace("line 1\n", "one\n"))
    put("a.md", TEN.replace("line 1\n", "one\n").replace("line 5\n", "five\n"))
    git("add", "a.md")
    assert changed_lines("HEAD~1", ["a.md"]) == {"a.md": ((1, 1), (5, 5))}
    assert changed_lines("HEAD", ["a.md"]) == {"a.md": ((5, 5),)}


def test_where_lines_are_taken_out_those_around_the_gap_changed(git: Git) -> None:
    commit(git, a_md=TEN)
    put("a.md", TEN.replace("line 1\n", "").replace("line 5\n", "").replace("line 10\n", ""))
    assert changed_lines("HEAD", ["a.md"]) == {"a.md": ((0, 1), (3, 4), (7, 8))}


def test_what_others_did_on_the_other_branch_meanwhile_does_not_count(git: Git) -> None:
    commit(git, a_md=TEN)
    git("checkout", "-q", "-b", "mine")
    commit(git, a_md=TEN.replace("line 9\n", "nine\n"))
    git("checkout", "-q", "main")
    commit(git, a_md=TEN.replace("line 1\n", "one\n"))
    git("checkout", "-q", "mine")
    assert changed_lines("main", ["a.md"]) == {"a.md": ((9, 9),)}


def test_of_a_file_that_git_does_not_know_all_lines_changed(git: Git) -> None:
    commit(git, a_md=TEN)
    put(".gitignore", "ignored.md\n")
    put("new.md", TEN)
    put("ignored.md", TEN)
    assert changed_lines("HEAD", ["new.md", "ignored.md", "a.md"]) == {
        "new.md": ALL_LINES,
        "ignored.md": ALL_LINES,
        "a.md": (),
    }
    git("add", "new.md")
    assert changed_lines("HEAD", ["new.md"]) == {"new.md": ((1, 10),)}


def test_of_a_renamed_file_only_what_changed_as_well_is_told(git: Git) -> None:
    commit(git, a_md=TEN)
    git("mv", "a.md", "b.md")
    assert changed_lines("HEAD", ["b.md"]) == {"b.md": ()}
    put("b.md", TEN.replace("line 4\n", "four\n"))
    assert changed_lines("HEAD", ["b.md"]) == {"b.md": ((4, 4),)}


@pytest.mark.parametrize("name", [
    "with blank.md", "--output=x.md", "-.md", "é ü.md", "tab\there.md", 'quote".md', "line\nbreak.md", "back\\slash.md",
    "*.md", ":(top)a.md", "b/b/c.md", "trailing .md"])
def test_odd_names_are_names(git: Git, name: str) -> None:
    put(name, TEN)
    put("a.md", TEN)
    commit(git)
    put(name, TEN.replace("line 3\n", "three\n"))
    assert changed_lines("HEAD", [name, "a.md"]) == {name: ((3, 3),), "a.md": ()}


def test_a_file_is_told_under_the_name_it_was_given(git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put("docs/a.md", TEN)
    commit(git)
    put("docs/a.md", TEN.replace("line 3\n", "three\n"))
    absolute = str(tmp_path / "docs" / "a.md")
    monkeypatch.chdir(tmp_path / "docs")
    assert changed_lines("HEAD", ["a.md", "../docs/a.md", absolute]) == dict.fromkeys(
        ("a.md", "../docs/a.md", absolute), ((3, 3),))


def test_lines_that_look_like_a_diff_are_lines(git: Git) -> None:
    odd = "++ b/other.md\n-- a/other.md\n@@ -1 +1 @@\n\\ no\ndiff --git a/x b/x\n"
    commit(git, a_md=TEN, other_md=TEN)
    put("a.md", odd + TEN.removesuffix("\n"))
    put("other.md", TEN.replace("line 6\n", "six\n"))
    assert changed_lines("HEAD", ["a.md", "other.md"]) == {"a.md": ((1, 5), (15, 15)), "other.md": ((6, 6),)}


def test_what_git_is_set_up_to_show_does_not_matter(git: Git) -> None:
    commit(git, a_md=TEN, _gitattributes="*.md -diff\n")
    for key, value in (("diff.noprefix", "true"), ("diff.mnemonicPrefix", "true"), ("color.ui", "always"),
                       ("diff.external", "false"), ("diff.interHunkContext", "9"), ("core.quotePath", "false")):
        git("config", key, value)
    put("a.md", TEN.replace("line 2\n", "two\n").replace("line 5\n", "five\n"))
    assert changed_lines("HEAD", ["a.md"]) == {"a.md": ((2, 2), (5, 5))}


def test_line_ends_and_text_that_is_not_utf_8_do_not_matter(git: Git) -> None:
    Path("a.md").write_bytes(b"one\r\n\xff\r\nthree\r\n")
    commit(git)
    Path("a.md").write_bytes(b"one\r\n\xfe\r\nthree\r\n")
    assert changed_lines("HEAD", ["a.md"]) == {"a.md": ((2, 2),)}


def test_of_a_merge_that_is_not_done_the_lines_in_question_changed(git: Git) -> None:
    commit(git, a_md=TEN)
    git("checkout", "-q", "-b", "mine")
    commit(git, a_md=TEN.replace("line 1\n", "mine\n"))
    git("checkout", "-q", "main")
    commit(git, a_md=TEN.replace("line 1\n", "theirs\n"))
    subprocess.run(["git", *NOBODY, "merge", "-q", "mine"], check=False, capture_output=True)
    assert "<<<<<<<" in Path("a.md").read_text()
    assert changed_lines("HEAD", ["a.md"]) == {"a.md": ((1, 1), (3, 5))}


@pytest.mark.parametrize("revision", ["nowhere", "--output=x", "-O/x", "", "HEAD:a.md", "a\nb", "HEAD..HEAD"])
def test_an_unknown_revision_is_told_with_what_to_do(git: Git, revision: str) -> None:
    commit(git, a_md=TEN)
    with pytest.raises(InputError) as caught:
        changed_lines(revision, ["a.md"])
    assert "git knows no revision" in caught.value.problems[0].message
    assert caught.value.problems[0].remedy
    assert sorted(path.name for path in Path().iterdir()) == [".git", "a.md"]


def test_a_revision_with_a_zero_byte_is_told(git: Git) -> None:
    commit(git, a_md=TEN)
    with pytest.raises(InputError):
        changed_lines("HEAD\0", ["a.md"])


def test_a_file_in_no_repository_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    put("a.md", TEN)
    with pytest.raises(InputError) as caught:
        changed_lines("HEAD", ["a.md"])
    assert "is in no repository" in str(caught.value)


def test_where_git_is_missing_it_is_told(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    commit(git, a_md=TEN)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(InputError) as caught:
        changed_lines("HEAD", ["a.md"])
    assert "not installed" in str(caught.value)


def test_a_branch_without_a_common_beginning_is_compared_as_it_is(git: Git) -> None:
    commit(git, a_md=TEN)
    git("checkout", "-q", "--orphan", "other")
    commit(git, a_md=TEN.replace("line 2\n", "two\n"))
    assert changed_lines("main", ["a.md"]) == {"a.md": ((2, 2),)}


def test_a_thousand_files_are_asked_for_in_a_few_calls(git: Git, monkeypatch: pytest.MonkeyPatch) -> None:
    names = [f"docs/{number}.md" for number in range(1000)]
    for name in names:
        put(name, "one\ntwo\n")
    commit(git)
    for name in names[::2]:
        put(name, "one\n2\n")
    calls = []
    run = subprocess.run

    def counted(*some: Any, **more: Any) -> Any:
        calls.append(some)
        return run(*some, **more)

    monkeypatch.setattr(subprocess, "run", counted)
    found = changed_lines("HEAD", names)
    assert [found[name] for name in names] == [((2, 2),), ()] * 500
    assert len(calls) <= 8


def test_a_cut_off_diff_is_read_as_far_as_it_goes() -> None:
    assert parse_diff(b"+++ b/a.md\n@@ -1 +1,500 @@\n+x") == {"a.md": ((1, 500),)}
    assert parse_diff(b"") == {}


# Findings


SOURCE = Source("a.md", TEN)


def at(first: int, last: int) -> Span:
    starts = [0]
    for line in TEN.split("\n")[:-1]:
        starts.append(starts[-1] + len(line) + 1)
    return Span(SOURCE, starts[first - 1], starts[last] - 1)


@pytest.mark.parametrize(("first", "last", "ranges", "counts"), [(3, 3, ((3, 3),), True),
                                                                 (3, 3, ((2, 2), (4, 4)), False),
                                                                 (3, 3, ((1, 9),), True), (2, 6, ((4, 4),), True),
                                                                 (2, 6, ((1, 1), (7, 8)), False),
                                                                 (2, 6, ((1, 1), (6, 8)), True), (5, 5, (), False),
                                                                 (5, 5, ALL_LINES, True), (1, 1, ((0, 1),), True)])
def test_a_finding_counts_where_any_of_its_lines_changed(
        first: int, last: int, ranges: tuple[tuple[int, int], ...], counts: bool) -> None:
    noted = ReportedFinding(Finding("missing-timeout", "error", "", at(first, last), "", "f", ""))
    question = FactQuestion("missing-timeout", "", "", (), "", at(first, last))
    [found] = keep_changed([DocumentResult("a.md", (noted,), (question,), 3)], {"a.md": ranges})
    assert found == DocumentResult("a.md", (noted,) * counts, (question,) * counts, 3)


def test_a_line_end_at_the_end_of_a_finding_is_not_the_next_line() -> None:
    whole = Span(SOURCE, 0, len("line 1\n"))
    noted = ReportedFinding(Finding("missing-timeout", "error", "", whole, "", "f", ""))
    assert keep_changed([DocumentResult("a.md", (noted,), (), 0)], {"a.md": ((2, 2),)})[0].findings == ()


def test_files_that_nobody_asked_about_keep_their_findings() -> None:
    noted = ReportedFinding(Finding("stale-baseline-entry", "warning", "", at(1, 1), "", "f", ""))
    document = DocumentResult("baseline.json", (noted,), (), 0)
    assert keep_changed([document], {"a.md": ()}) == (document,)


def test_files_are_changed_that_are_not_as_they_were_or_no_longer_there(git: Git) -> None:
    commit(git, a_md=TEN, b_md=TEN, c_md=TEN, d_md=TEN, **{"deep/e_md": TEN})
    put("a.md", "other\n")
    Path("b.md").unlink()
    git("mv", "c.md", "f.md")
    put("new.md", TEN)
    names = ("a.md", "b.md", "c.md", "d.md", "deep/../deep/e.md", "f.md", "new.md", "never.md", "nowhere/never.md")
    assert changed_files("HEAD", names) == {"a.md", "b.md", "c.md", "f.md", "new.md"}
    git("add", "-A")
    assert changed_files("HEAD", names) == {"a.md", "b.md", "c.md", "f.md", "new.md"}
    assert changed_files("HEAD", ()) == frozenset()


RECORD = """\
# ADR

```yaml advisor-record
version: 1
architecture: ["../orders.yaml"]
interaction: created
pattern: event-streaming
facts: {replay: true}
```
"""
ORDERS = """\
version: 1
interactions:
  - {id: created, from: orders, to: mail, needs: {needs_response: false, replay: %s}}
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_decision_is_stale_since_its_facts_changed_though_its_record_did_not(
        git: Git, run: Advise, jobs: str) -> None:
    commit(git, **{"adr/0001_md": RECORD, "orders_yaml": ORDERS % "true", "other_md": "# Other\n"})
    for name in ("lint", "lint adr", "lint adr/0001.md"):
        done = run(*name.split(" "), "--since", "HEAD", "--jobs", jobs)
        assert "stale-decision" not in done.out
    put("orders.yaml", ORDERS % "false")
    for name in ("lint", "lint adr", "lint adr/0001.md"):
        done = run(*name.split(" "), "--since", "HEAD", "--jobs", jobs)
        assert "adr/0001.md:7:10: warning stale-decision" in done.out
    git("commit", "-q", "-a", "-m", "x")
    assert "stale-decision" not in run("lint", "--since", "HEAD").out
    assert "stale-decision" in run("lint", "--since", "HEAD~1").out
    Path("orders.yaml").unlink()
    assert "stale-decision" in run("lint", "--since", "HEAD").out
