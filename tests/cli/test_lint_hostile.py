"""Documents that mean harm, or are only very large: they are read like any other, in bounded work."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import api
from advisor.linter.lint import lint
from advisor.model.finding import DocumentResult
from advisor.runner.serialisation import from_wire, to_wire
from advisor.text.source import Source
from tests.ci_commands import azure_commands, github_commands
from tests.conftest import Advise


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(text: str, name: str = "shop.md") -> DocumentResult:
    return lint(Source(name, text), api.load_engine(), api.load_practices())


def work(text: str) -> int:
    """Returns how many calls of functions it takes to check a text."""
    check("")  # what is loaded once is loaded
    count = 0

    def counted(*_: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(counted)
    try:
        check(text)
    finally:
        sys.setprofile(None)
    return count


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{letter}: &{letter} [{','.join([f'*{before}'] * 9)}]\n" for before, letter in pairwise("abcdefghi"))
HOSTILE = {"control characters": "- \x1b[2Jshop\x07 -> mail\x9b: REST, no timeout\n",
           "commands of a build": "- ::set-env name=X::y -> mail%0A::error::z: REST, no timeout\n::error file=a::b\n",
           "an alias bomb": f"```yaml advisor\n{BOMB}```\n- a -> b: REST, no timeout\n",
           "an unclosed fence": "```mermaid\nsequenceDiagram\n  a->>b: GET /x\n",
           "an unclosed comment": "<!-- advisor: ignore-file missing-timeout -- \n- a -> b: REST, no timeout\n",
           "deep quotes": "> " * 5000 + "text\n", "deep lists": "- " * 5000 + "text\n",
           "deep brackets": "```yaml advisor\n" + "[" * 20000 + "\n```\n",
           "a gigantic line": "```mermaid\nflowchart LR\n  a --> " + "b" * 500_000 + "\n```\n",
           "marks of directions": "- shop\u202e -> \u2066mail: REST, no timeout\n",
           "lone surrogates": "- shop\ud800 -> mail: REST, no timeout\n",
           "line ends of other worlds": "a\u2028b\x0bc\x0cd\r\n- a -> b: REST, no timeout\re\n"}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_checked_like_any_other(name: str) -> None:
    checked = check(HOSTILE[name])
    for one in checked.findings:
        assert 0 <= one.finding.span.start <= one.finding.span.end <= len(HOSTILE[name])


@pytest.mark.parametrize("form", ["text", "concise", "github", "azure", "markdown", "agent"])
def test_nothing_of_it_reaches_a_terminal_or_a_build_log_as_it_is(here: Path, run: Advise, form: str) -> None:
    (here / "shop.md").write_text(HOSTILE["control characters"] + HOSTILE["commands of a build"], encoding="utf-8")
    done = run("lint", "shop.md", "--format", form)
    assert done.code == 1
    assert not {"\x1b", "\x07", "\x9b"} & set(done.out + done.err)
    assert not any(line.startswith("::set-env") for line in done.out.splitlines())


COMMANDS = """\
# ##vso[task.complete]design

- ::error::a -> ##[error]b: ::set-env name=X::y, REST, no timeout

```mermaid
sequenceDiagram
    ##vso[task.setvariable variable=X]y
    a->>::error::b: ##[add-path]c
```
"""
WRONG = """
```yaml advisor
interactions:
  - {id: "##vso[x]", from: "::error::a", "::add-mask::z": 1, to: b, design: {pattern: "##vso[x]", "##[group]q": 1}}
```
"""


@pytest.mark.parametrize("call", [
    "lint .", "lint . --questions --statistics", "lint . --show-files", "lint . --format json", "lint ##[error]x",
    "lint ::error::x.md --exclude ::* --quiet", "lint ::error::x.md --exclude ::*", "evaluate a.md", "evaluate ##[x]",
    "evaluate ::error::x.md", "evaluate a.md --questions --explain a-b", "evaluate a.md --format json",
    "evaluate a.md --format csv", "evaluate a.md --format markdown", "compare a.md b.md",
    "compare a.md b.md --format markdown", "compare a.md b.md --format json", "compare b.md ::error::x.md",
    "config --show ::x --exclude ##[error]", "ask --answers ##vso[x]", "##vso[x]", "scaffold ##vso[x]"])
def test_no_command_of_a_build_comes_out_on_either_stream(here: Path, run: Advise, call: str) -> None:
    (here / "a.md").write_text(COMMANDS)
    (here / "b.md").write_text("- a -> ::error::b: gRPC, 200 ms\n")
    (here / "::error::x.md").write_text(COMMANDS + WRONG)
    done = run(*call.split(" "))
    assert done.out + done.err
    for stream in (done.out, done.err):
        assert not [one.name for one in (*github_commands(stream), *azure_commands(stream))]


MENDED = """\
 ##vso[task.setvariable variable=X]y\x1b[2J ##[error]z\r::add-mask::w
```yaml advisor
interactions:
  - {id: a, from: shop, to: cart, design: {pattern: rest, timout_ms: 20}}
```
 ::set-env name=X::y"""  # without a line end
BUILDS = {"GITHUB_ACTIONS": github_commands, "TF_BUILD": azure_commands}


@pytest.fixture
def patched(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A document whose patch holds lines that builds take for commands."""
    for name in BUILDS:
        monkeypatch.delenv(name, raising=False)
    (here / ".git").rmdir()
    subprocess.run(["git", "init", "-q", "."], check=True)
    path = here / "shop.md"
    path.write_bytes(MENDED.encode())
    return path


def is_mended(path: Path, patch: str, *options: str) -> bool:
    """Returns whether git takes a patch, and what a document then says is right."""
    subprocess.run(["git", "apply", *options], input=patch.encode(), check=True)
    return path.read_bytes() == MENDED.replace("timout", "timeout").encode()


def test_a_patch_in_a_pipe_is_exact(run: Advise, patched: Path) -> None:
    done = run("lint", "shop.md", "--diff")
    assert [command.name for command in github_commands(done.out)] == ["##[error]", "add-mask", "set-env"]
    assert [command.name for command in azure_commands(done.out)] == ["task.setvariable"]
    assert is_mended(patched, done.out)


@pytest.mark.parametrize("name", BUILDS)
@pytest.mark.parametrize("value", ["true", "True"])
def test_no_line_of_a_patch_is_a_command_of_a_build(run: Advise, patched: Path, monkeypatch: pytest.MonkeyPatch,
                                                    name: str, value: str) -> None:
    monkeypatch.setenv(name, value)
    done = run("lint", "shop.md", "--diff")
    assert done.code == 1
    assert "timeout_ms: 20" in done.out
    assert list(BUILDS[name](done.out)) == []
    assert run("lint", "shop.md", "--diff", "--output", "fix.patch").out == ""
    assert is_mended(patched, (patched.parent / "fix.patch").read_bytes().decode())
    assert run("lint", "shop.md", "--diff").out == ""


def test_a_patch_in_the_log_of_github_can_still_be_applied(run: Advise, patched: Path, monkeypatch: pytest.MonkeyPatch
                                                           ) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    first = run("lint", "shop.md", "--diff").out
    token = first.split("\n", 1)[0].removeprefix("::stop-commands::")
    patched.write_bytes(f"::{token}::\n::error::late\n".encode() + MENDED.encode())
    again = run("lint", "shop.md", "--diff").out
    assert list(github_commands(again)) == []
    patched.write_bytes(MENDED.encode())
    assert is_mended(patched, first)


def test_a_patch_on_a_terminal_obeys_nobody(run: Advise, patched: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    lines = run("lint", "shop.md", "--diff").out.split("\n")
    assert "  ##vso[task.setvariable variable=X]y\\x1b[2J ##[error]z ::add-mask::w" in lines
    assert lines[-3:] == ["  ::set-env name=X::y", "\\ No newline at end of file", ""]
    assert all(line.isprintable() for line in lines)


def test_a_patch_of_a_project_does_no_harm_either(run: Advise, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    done = run("scaffold", "rest", "--out", "shop", "--diff")
    assert done.out.startswith("::stop-commands::")
    assert list(github_commands(done.out)) == []


def test_an_alias_bomb_is_a_finding_beside_the_others(here: Path, run: Advise) -> None:
    (here / "shop.md").write_text(HOSTILE["an alias bomb"])
    out = run("lint", "shop.md", "--format", "concise").out
    assert "invalid-architecture" in out
    assert "missing-timeout" in out


def test_the_name_of_a_file_cannot_lead_out_of_anywhere(here: Path, run: Advise) -> None:
    (here / "docs").mkdir()
    (here / "shop.md").write_text("- a -> b: REST, no timeout\n")
    done = run("lint", "docs/../shop.md", "--format", "concise")
    assert done.out.startswith("docs/../shop.md:1:")
    assert [path.name for path in here.iterdir() if path.name.startswith(".advisor")] == [".advisor_cache"]


ATOMS = st.sampled_from([
    "```mermaid", "```yaml advisor", "```", "~~~", "sequenceDiagram", "flowchart LR", "a->>b: x", "a --> b",
    "| a | b |", "| From | To | Pattern |", "| --- | --- | --- |", "- a -> b: REST", "> ", "  - ",
    "<!-- advisor: ignore", "-->", "%%",
    "# advisor: ignore x -- y", "interactions:", "  - {id: a, from: b, to: c", "}", "\t", "&a *a", "\r", "\x00", "---",
    "design: {timout_ms: 1}",
    "\ud800", "\u2028", "subgraph x", "end", "loop", "@startuml", "version: 1"])


@given(parts=st.lists(st.one_of(ATOMS, st.text(max_size=12)), max_size=30),
       between=st.sampled_from(["\n", "\r\n", " ", ""]),
       name=st.sampled_from(["a.md", "a.mmd", "a.puml", "a.yaml", "a.json"]))
def test_whatever_a_document_holds_it_is_checked(parts: list[str], between: str, name: str) -> None:
    text = between.join(parts)
    checked = check(text, name)
    known = from_wire(to_wire(checked), Source(name, text))  # as it is stored and sent, with places inside the text
    assert [one.finding.message for one in known.findings] == [one.finding.message for one in checked.findings]


LARGE: dict[str, Callable[[int], str]] = {
    "prose": lambda size: "Some words that say nothing of it.\n- and an item\n\n" * (8 * size),
    "a flowchart": lambda size: "```mermaid\nflowchart LR\n" + "".join(
        f"  n{number} -->|GET /{number}| n{number + 1}\n" for number in range(size)) + "```\n",
    "a sequence diagram": lambda size: "```mermaid\nsequenceDiagram\n" + "".join(
        f"  s{number}->>s{number + 1}: GET /{number}\n" for number in range(size)) + "```\n",
    "a table": lambda size: "| From | To | Pattern | Timeout |\n| --- | --- | --- | --- |\n" + "".join(
        f"| a{number} | b{number} | rest | none |\n" for number in range(size)),
    "diagrams": lambda size: "".join(
        f"```mermaid\nsequenceDiagram\n  a{number}->>b{number}: x\n```\n" for number in range(size)),
    "suppressions": lambda size: "".join(
        f"<!-- advisor: ignore missing-timeout -- x -->\n- a{number} -> b{number}: REST, no timeout\n"
        for number in range(size)),
}


@pytest.mark.parametrize("name", LARGE)
def test_twice_the_document_is_twice_the_work(name: str) -> None:
    once, twice = work(LARGE[name](150)), work(LARGE[name](300))
    assert twice < 2.6 * once


def test_a_document_of_a_megabyte_and_a_diagram_of_ten_thousand_edges_are_read_to_the_end() -> None:
    prose = "Some words that say nothing of it.\n" * 30_000
    assert check(prose + "- a -> b: REST, no timeout\n").findings[-1].finding.span.line == 30_001
    edges = LARGE["a flowchart"](10_000)
    assert check(edges).interaction_count == 10_000
