"""Options: each is declared once, and works the same in every command; their help, colours and completion."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from advisor.cli.app import COMMANDS
from advisor.cli.completion import PLAIN_WORD
from advisor.cli.console import ConsoleOptions
from advisor.cli.declaration import load_command
from tests.conftest import Advise

ESCAPE = "\x1b"
DESIGN = "# Shop\n\n- shop -> mail: REST, no timeout\n"
ENVIRONMENT = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "COLUMNS")
PYTHON_ADVISOR = (sys.executable, "-m", "advisor")


def commands() -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, source in COMMANDS.items():
        command = load_command(source.place)
        members = getattr(command, "sources", {})
        if not members:
            yield (name,), command
        for part, member in members.items():
            yield (name, part), load_command(member.place)


PATHS = [path for path, _ in commands()]


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "shop.md").write_text(DESIGN)
    monkeypatch.chdir(tmp_path)
    return tmp_path


# declared once


OWN_VALUES = {"--format", "--fail-on", "--output", "--adr"}  # what they take or write differs by command
OWN_MEANING = {"--questions", "--diff", "--show"}  # other options of the same name


def test_an_option_of_several_commands_is_the_same_in_each() -> None:
    seen: dict[str, set[tuple[Any, ...]]] = {}
    for _, command in commands():
        for param in command.params:
            if param.param_type_name == "option":
                flag, *aliases = param.opts
                text = "" if flag in OWN_VALUES else param.help
                seen.setdefault(flag, set()).add((*aliases, param.metavar, param.rich_help_panel, text))
    assert seen.keys() >= {"--only", "--rules", "--quiet", "--color", *OWN_VALUES}
    assert {flag for flag, shapes in seen.items() if len(shapes) > 1} == OWN_MEANING


def test_an_option_is_written_in_one_place() -> None:
    root = Path(__file__).parents[2] / "advisor" / "cli"
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(root.rglob("*.py")))
    for flag in ("--quiet", "--color", "--rules", "--report", "--format", "--what-if", "--interaction"):
        assert len(re.findall(rf'(?:typer\.Option|_option)\(\s*"{flag}"', text)) == 1, flag


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_command_takes_quiet_and_color(path: tuple[str, ...]) -> None:
    flags = {flag for found, command in commands() if found == path for param in command.params for flag in param.opts}
    assert {"--quiet", "--color"} <= flags
    assert ("--output" in flags) == ("--out" in flags)


def test_out_is_another_name_of_output(here: Path, run: Advise) -> None:
    assert run("lint", "shop.md", "--out", "a.txt").out == ""
    assert "missing-timeout" in (here / "a.txt").read_text()
    assert run("scaffold", "rest", "--output", "shop", "--dry-run").code == 0


@pytest.mark.parametrize("name", ["--no_cache", "--fail_on=never"])
def test_underscores_are_read_as_dashes(here: Path, run: Advise, name: str) -> None:
    assert "There is no option" not in run("lint", "shop.md", name).err


def test_arguments_after_two_dashes_are_no_options(here: Path, run: Advise) -> None:
    (here / "--no-color").write_text(DESIGN)
    assert "`--no-color`" not in run("lint", "--show-files", "--", "--no-color").err
    assert "There is no option" in run("lint", "--show-files", "--no-colour").err


# problems


def test_every_problem_of_evaluate_is_reported_at_once(here: Path, run: Advise) -> None:
    done = run("evaluate", "no-such.yaml", "--formt", "json", "--format", "jsno", "--fail-on", "eror",
               "--report", "x=y", "--only", "mising-timeout", "--color", "alwys")
    assert (done.code, done.out) == (2, "")
    for said in ("`--format`?", "`json`?", "`error`?", "--report: ", "`missing-timeout`?", "`always`?", "no-such.yaml"):
        assert said in done.err
    assert all(line.startswith("error: ") for line in done.err.splitlines())


def test_a_missing_argument_hides_no_other_problem(run: Advise) -> None:
    done = run("evaluate", "--format", "jsno", "--fail-on", "eror")
    assert done.code == 2
    assert len(done.err.splitlines()) == 3
    assert "PATH..." in done.err


def test_an_option_is_no_value_of_another(here: Path, run: Advise) -> None:
    assert run("lint", "--output", "--quiet").err == "error: --output: A value is missing. Write --output FILE.\n"
    assert not (here / "--quiet").exists()


def test_very_many_wrong_options_end_soon(run: Advise) -> None:
    done = run("lint", *(f"--wrong-{number}" for number in range(2000)))
    assert done.code == 2
    assert len(done.err.splitlines()) == 50


def test_an_unknown_option_before_the_command_has_the_same_form(run: Advise) -> None:
    assert run("--colour", "always", "lint").err == "error: There is no option --colour. Did you mean `--color`?\n"


# colours


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("color", "environment", "on_terminal", "on_pipe"), [
    ("auto", {}, True, False),
    ("always", {}, True, True),
    ("never", {}, False, False),
    ("auto", {"NO_COLOR": "1"}, False, False),
    ("auto", {"NO_COLOR": ""}, True, False),
    ("always", {"NO_COLOR": "1"}, True, True),
    ("never", {"FORCE_COLOR": "1"}, False, False),
    ("auto", {"FORCE_COLOR": "1"}, True, True),
    ("auto", {"FORCE_COLOR": "0"}, True, False),
    ("auto", {"CLICOLOR_FORCE": "1"}, True, True),
    ("auto", {"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
    ("auto", {"CLICOLOR": "0"}, False, False),
    ("auto", {"CLICOLOR": "0", "FORCE_COLOR": "1"}, True, True),
    ("auto", {"TERM": "dumb"}, False, False),
    ("auto", {"TERM": "dumb", "CLICOLOR_FORCE": "1"}, True, True),
])
def test_what_decides_about_colours(monkeypatch: pytest.MonkeyPatch, color: str, environment: dict[str, str],
                                    on_terminal: bool, on_pipe: bool) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert ConsoleOptions(color).style(Terminal()).colour == on_terminal
    assert ConsoleOptions(color).style(io.StringIO()).colour == on_pipe


def test_a_terminal_says_how_wide_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "72")
    assert ConsoleOptions().style(Terminal()).width == 72


@pytest.mark.parametrize("arguments", [("--color", "always", "lint", "shop.md"), ("lint", "shop.md", "--color=always"),
                                       ("--no-color", "lint", "shop.md", "--color=always")])
def test_colours_are_asked_for_before_or_after_the_command(here: Path, run: Advise, arguments: tuple[str, ...]) -> None:
    assert ESCAPE in run(*arguments).out


@pytest.mark.parametrize("arguments", [("--no-color", "lint", "shop.md"), ("lint", "shop.md", "--no-color"),
                                       ("--color", "always", "lint", "shop.md", "--color", "never")])
def test_no_color_turns_colours_off(here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch,
                                    arguments: tuple[str, ...]) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = run(*arguments)
    assert "missing-timeout" in done.out
    assert ESCAPE not in done.out


@pytest.mark.parametrize("command", ["lint", "evaluate"])
def test_only_text_is_coloured_on_a_pipe(here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch,
                                         command: str) -> None:
    from advisor.reporters import REPORTERS


    monkeypatch.setenv("FORCE_COLOR", "1")
    coloured = {form for form in REPORTERS
                if ESCAPE in run(command, "shop.md", "--format", form).out}
    assert coloured == {"text"}


def test_a_file_is_never_coloured(here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    run("lint", "shop.md", "--output", "a.txt")
    assert ESCAPE not in (here / "a.txt").read_text()


# help


@pytest.mark.parametrize("path", [(), ("rules",), *PATHS], ids=" ".join)
def test_help_on_a_pipe_is_plain_and_fits(run: Advise, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("FORCE_COLOR", "1")
    done = run(*path, "--help")
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: advisor")
    assert done.out.isascii()
    assert ESCAPE not in done.out
    assert max(map(len, done.out.splitlines())) <= 80


@pytest.mark.parametrize("path", [(), ("rules",), *PATHS], ids=" ".join)
def test_help_on_a_terminal_has_a_panel_for_each_group(run: Advise, monkeypatch: pytest.MonkeyPatch,
                                                       path: tuple[str, ...]) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    plain = run(*path, "--help").out
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    drawn = run(*path, "--help").out
    groups = [line[:-1] for line in plain.splitlines() if re.fullmatch(r"[A-Z][a-z]+:", line)]
    text = re.sub(r"\x1b\[[0-9;]*m", "", drawn)
    assert groups == re.findall(r"^╭─ (\w+) ─", text, re.MULTILINE)
    assert "General" in groups
    assert set(re.findall(r"--[\w-]+", plain)) <= set(re.findall(r"--[\w-]+", text))
    assert max(map(len, text.splitlines())) <= 80
    monkeypatch.setenv("NO_COLOR", "1")
    assert ESCAPE not in run(*path, "--help").out


def test_names_are_not_broken_at_hyphens(run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for path in PATHS:
        assert not [line for line in run(*path, "--help").out.splitlines() if line.endswith("-")]


def test_groups_of_lint(run: Advise) -> None:
    groups = re.findall(r"^(\w+):$", run("lint", "--help").out, re.MULTILINE)
    assert groups == ["Arguments", "Rules", "Files", "Output", "Baseline", "Fixes", "Run", "General"]


@pytest.fixture
def pack(tmp_path: Path) -> str:
    (tmp_path / "pack.yaml").write_text("name: team\ntitle: Ours\n")
    (tmp_path / "facts.yaml").write_text(
        'needs:\n  - {name: by_night, type: bool, question: "Is [red]it[/red] \\e[31m late?", help: It is late.}\n')
    return str(tmp_path)


def test_text_of_a_pack_is_neither_markup_nor_escape(run: Advise, monkeypatch: pytest.MonkeyPatch, pack: str) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "200")
    for on_terminal in (False, True):
        monkeypatch.setattr(sys.stdout, "isatty", lambda on_terminal=on_terminal: on_terminal)
        done = run("recommend", "--rules", pack, "--help")
        assert "--by-night" in done.out
        assert "[red]it[/red] \\x1b[31m late?" in " ".join(done.out.split())
        assert ESCAPE not in done.out


# completion


def complete(words: str, shell: str = "bash", **environment: str) -> str:
    """Returns what a shell is offered for the last word of a line."""
    count = len(words.split(" ")) - 1
    set_by_shell = {"COMP_WORDS": words, "COMP_CWORD": str(count)} if shell == "bash" else {
        "_TYPER_COMPLETE_ARGS": words, "_TYPER_COMPLETE_FISH_ACTION": "get-args"}
    done = subprocess.run(PYTHON_ADVISOR, env={**os.environ, "_ADVISOR_COMPLETE": f"complete_{shell}", **set_by_shell,
                                               **environment}, capture_output=True, text=True, check=False, timeout=60,
                          stdin=subprocess.DEVNULL)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


ARCHITECTURE = """\
version: 1
interactions:
  - {id: place-order, from: shop, to: orders}
  - {id: send-mail, from: orders, to: mail}
"""


@pytest.mark.parametrize(("words", "expected"), [
    ("advisor ev", {"evaluate"}), ("advisor recommend --fan-out-g", {"--fan-out-grows"}),
    ("advisor rules sh", {"show"}),
    ("advisor recommend --audience p", {"partner"}), ("advisor evaluate --format ma", {"markdown"}),
    ("advisor lint --ignore missing-ti", {"missing-timeout"}), ("advisor lint --color al", {"always"}),
    ("advisor evaluate x.yaml --only no-dead-letter,missing-ti", {"no-dead-letter,missing-timeout"}),
    ("advisor lint --severity missing-ti", {"missing-timeout="}),
    ("advisor lint --severity missing-timeout=in", {"missing-timeout=info"}),
    ("advisor explain exactly-once-claime", {"exactly-once-claimed"}),
    ("advisor rules show event-st", {"event-streaming"}),
    ("advisor lint --report sar", {"sarif="}), ("advisor recommend --what-if repla", {"replay="}),
    ("advisor ask --set audience=p", {"audience=partner"}), ("advisor scaffold grp", {"grpc"}),
    ("advisor evaluate orders.yaml --explain pl", {"place-order"}),
    ("advisor scaffold orders.yaml --interaction ", {"place-order", "send-mail"}),
])
def test_shells_complete(here: Path, words: str, expected: set[str]) -> None:
    (here / "orders.yaml").write_text(ARCHITECTURE)
    assert set(complete(words).split()) == expected


@pytest.mark.parametrize(("words", "expected"), [
    ("advisor lint --severity missing-timeout = in", {"info"}), ("advisor lint --format = jun", {"junit"}),
    ("advisor lint --severity = missing-timeout = in", {"info"}),
    ("advisor ask --set replay =", {"true", "false", "unknown"}),
    ("advisor lint --severity missing-timeout = info --ignore no-dead-l", {"no-dead-letter"}),
    ("advisor ask --set a = --format m", {"markdown"}),
])
def test_bash_splits_words_at_equals_signs(words: str, expected: set[str]) -> None:
    assert set(complete(words).split()) == expected


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(("line", "expected"), [
    ("advisor lint --severity missing-timeout=in", "info"), ("advisor lint --ignore missing-ti", "missing-timeout"),
    ("advisor explain exactly-once-claime", "exactly-once-claimed")])
def test_bash_itself_completes(tmp_path: Path, line: str, expected: str) -> None:
    """Runs the script that `--show-completion` prints, with the words as bash splits them."""
    script = subprocess.run(PYTHON_ADVISOR, env={**os.environ, "_ADVISOR_COMPLETE": "source_bash"}, capture_output=True,
                            text=True, check=True, timeout=60).stdout
    (tmp_path / "advisor").write_text(f"#!/bin/sh\nexec {sys.executable} -m advisor \"$@\"\n")
    (tmp_path / "advisor").chmod(0o755)
    words = [word for part in line.split(" ") for word in re.split("(=)", part)]
    listed = " ".join(f"'{word}'" for word in words)
    done = subprocess.run(
        ["bash", "--norc", "-c", f"{script}\nCOMP_WORDS=({listed}); COMP_CWORD={len(words) - 1}\n"
                                 "_advisor_completion advisor\nprintf '%s\\n' \"${COMPREPLY[@]}\""],
        env={**os.environ, "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}, capture_output=True, text=True,
        check=True, timeout=60)
    assert done.stdout.split() == [expected]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_every_shell_completes_rules(shell: str) -> None:
    assert "missing-timeout" in complete("advisor lint --ignore missing-t", shell)


@pytest.mark.parametrize("text", ["version: 1\ninteractions: [", "\x00\x01", "a: &a [*a]\n", ARCHITECTURE.replace(
    "place-order", '"$(touch x)`touch y`\\\\$(touch z)"')])
@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_survives_any_file_and_offers_plain_words(here: Path, text: str, shell: str) -> None:
    (here / "orders.yaml").write_text(text)
    assert "touch" not in complete("advisor evaluate orders.yaml no-such.yaml - --explain ", shell)


def test_completion_survives_a_broken_pack(here: Path) -> None:
    (here / "pack.yaml").write_text("[")
    assert complete("advisor recommend --rules . --fan").strip() == ""


@pytest.mark.parametrize("word", ["$(x)", "a b", "a;b", "`x`", "a\nb", "", "\x1b[31m"])
def test_words_that_a_shell_would_evaluate_are_not_plain(word: str) -> None:
    assert not PLAIN_WORD.fullmatch(word)
