"""Documents that mean harm, or are only very large: they are read like any other, in bounded work."""

from __future__ import annotations

import sys
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import api
from advisor.fileset.plain import from_plain, plain
from advisor.linter.document import lint
from advisor.model.checked import Checked
from advisor.source import Source
from tests.ci_commands import azure_commands, github_commands
from tests.conftest import Advise


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def check(text: str, name: str = "shop.md") -> Checked:
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
HOSTILE = {
    "control characters": "- \x1b[2Jshop\x07 -> mail\x9b: REST, no timeout\n",
    "commands of a build": "- ::set-env name=X::y -> mail%0A::error::z: REST, no timeout\n::error file=a::b\n",
    "an alias bomb": f"```yaml advisor\n{BOMB}```\n- a -> b: REST, no timeout\n",
    "an unclosed fence": "```mermaid\nsequenceDiagram\n  a->>b: GET /x\n",
    "an unclosed comment": "<!-- advisor: ignore-file missing-timeout -- \n- a -> b: REST, no timeout\n",
    "deep quotes": "> " * 5000 + "text\n",
    "deep lists": "- " * 5000 + "text\n",
    "deep brackets": "```yaml advisor\n" + "[" * 20000 + "\n```\n",
    "a gigantic line": "```mermaid\nflowchart LR\n  a --> " + "b" * 500_000 + "\n```\n",
    "marks of directions": "- shop\u202e -> \u2066mail: REST, no timeout\n",
    "lone surrogates": "- shop\ud800 -> mail: REST, no timeout\n",
    "line ends of other worlds": "a\u2028b\x0bc\x0cd\r\n- a -> b: REST, no timeout\re\n",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_document_is_checked_like_any_other(name: str) -> None:
    checked = check(HOSTILE[name])
    for one in checked.noted:
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
    known = from_plain(plain(checked), Source(name, text))  # as it is stored and sent, with places inside the text
    assert [one.finding.message for one in known.noted] == [one.finding.message for one in checked.noted]


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
    assert check(prose + "- a -> b: REST, no timeout\n").noted[-1].finding.span.line == 30_001
    edges = LARGE["a flowchart"](10_000)
    assert check(edges).interactions == 10_000
