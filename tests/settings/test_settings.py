"""Settings: found from the file, read strictly, outranked by options, and shown with where each comes from."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.__main__ import main
from advisor.errors import InputError, Problem
from advisor.reporters import REPORTERS
from advisor.settings.file import find_settings_file, read_settings
from advisor.settings.values import (
    FAIL_ON,
    RunSettings,
    SettingOptions,
    SettingValue,
    merge_options,
    unknown_rule_problems,
)
from tests import CASES as ALL_CASES

CASES = ALL_CASES / "settings"
FORMATS = tuple(REPORTERS)
FULL = """\
only: [missing-timeout, missing-idempotency]
ignore: mixed-patterns
severity:
  missing-timeout: warning
  unnecessary-sync-call: off
fail_on: warning
rules: [packs/team, ../shared]
format: json
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def settings_of(text: str, here: Path) -> tuple[RunSettings, list[str]]:
    (here / ".advisor.yaml").write_text(text)
    problems: list[Problem] = []
    found = read_settings(here / ".advisor.yaml", FORMATS, problems)
    return found, list(map(str, problems))


def plain(settings: RunSettings) -> dict[str, object]:
    """The words without their places."""
    return {"only": [word.text for word in settings.only], "ignore": [word.text for word in settings.ignore],
            "severity": {rule.text: level.text for rule, level in settings.severity},
            "fail_on": settings.fail_on.text, "rules": list(settings.overlays), "format": settings.format.text}


DEFAULTS = {"only": [], "ignore": [], "severity": {}, "fail_on": "error", "rules": [], "format": "text"}


# the file


def test_a_file_is_read_with_the_place_of_every_value(here: Path) -> None:
    found, problems = settings_of(FULL, here)
    assert problems == []
    assert plain(found) == {
        "only": ["missing-timeout", "missing-idempotency"], "ignore": ["mixed-patterns"],
        "severity": {"missing-timeout": "warning", "unnecessary-sync-call": "off"}, "fail_on": "warning",
        "rules": ["packs/team", str(Path("..") / "shared")], "format": "json"}
    assert [word.origin for word in found.only] == [".advisor.yaml:1"] * 2
    assert found.severity[1][1].origin == ".advisor.yaml:5"
    assert found.format.origin == ".advisor.yaml:8"


def test_everything_wrong_with_a_file_is_told_at_once(here: Path) -> None:
    _, problems = settings_of((CASES / "bad.yaml").read_text(), here)
    assert "\n".join(problems) + "\n" == (CASES / "bad.txt").read_text()


@pytest.mark.parametrize(("text", "message"), [
    ("- a\n", "Settings are a mapping."), ("text\n", "Settings are a mapping."), ("", "The text is empty."),
    ("only:\n", "`only` has no value."), ("severity: error\n", "`severity` must be a mapping."),
    ("only: [a\n", "Close the list"), ("a: &x 1\n", "no setting `a`"), ("\ta: 1\n", "tab"), ("only: \0\n", "NUL"),
])
def test_a_file_that_says_nothing_useful(here: Path, text: str, message: str) -> None:
    found, problems = settings_of(text, here)
    assert plain(found) == DEFAULTS
    assert problems
    assert all(problem.startswith(".advisor.yaml") for problem in problems)
    assert message in problems[0]


def test_a_file_that_cannot_be_read_is_told(here: Path) -> None:
    (here / ".advisor.yaml").mkdir()
    problems: list[Problem] = []
    assert read_settings(here / ".advisor.yaml", FORMATS, problems) == RunSettings()
    assert [str(problem) for problem in problems] == [".advisor.yaml: This is a directory. Name the files in it."]


def test_the_problems_of_a_file_are_limited(here: Path) -> None:
    (here / ".advisor.yaml").write_text("".join(f"setting-{number}: 1\n" for number in range(3000)))
    with pytest.raises(InputError) as refused:
        read_settings(here / ".advisor.yaml", FORMATS, [])
    assert str(refused.value.problems[-1]).startswith("There are 1000 problems or more")


pieces = st.sampled_from([*RunSettings._fields, ": ", ":\n", "- ", "[", "]", "{", "}", ",", "\n", "  ", "error", "off",
                          "missing-timeout", "3", "null", "'", "#", "&a", "*a", "\t", "é"])


@given(text=st.lists(pieces, max_size=30).map("".join))
def test_whatever_a_file_says_it_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    path = tmp_path_factory.getbasetemp() / "whatever-it-says" / ".advisor.yaml"  # no other test lies below
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    problems: list[Problem] = []
    found = read_settings(path, FORMATS, problems)
    assert all(problem.location for problem in problems)
    assert found.fail_on.text in FAIL_ON
    assert all(isinstance(word, SettingValue) and word.text and word.span for word in (*found.only, *found.ignore))


# the search


def test_the_nearest_file_holds(here: Path) -> None:
    inner = here / "services" / "shop"
    inner.mkdir(parents=True)
    (here / ".advisor.yaml").write_text("fail_on: never\n")
    assert find_settings_file(str(inner / "orders.yaml")) == here / ".advisor.yaml"
    assert find_settings_file("services/shop/orders.yaml") == here / ".advisor.yaml"
    assert find_settings_file("services/../services/shop") == here / ".advisor.yaml"
    (here / "services" / ".advisor.yaml").write_text("fail_on: info\n")
    assert find_settings_file(str(inner / "orders.yaml")) == here / "services" / ".advisor.yaml"


def test_a_repository_ends_the_search(here: Path) -> None:
    (here / ".advisor.yaml").write_text("fail_on: never\n")
    (here / "inner").mkdir()
    (here / "inner" / ".git").write_text("gitdir: elsewhere\n")
    assert find_settings_file("inner/orders.yaml") is None
    assert find_settings_file("orders.yaml") == here / ".advisor.yaml"


def test_standard_input_is_read_where_we_are(here: Path) -> None:
    assert find_settings_file("-") is None
    (here / ".advisor.yaml").write_text("fail_on: never\n")
    assert find_settings_file("-") == here / ".advisor.yaml"


def test_a_link_that_leads_nowhere_is_a_fault_and_not_overlooked(here: Path) -> None:
    (here / ".advisor.yaml").symlink_to(here / "gone.yaml")
    problems: list[Problem] = []
    path = find_settings_file("orders.yaml")
    assert path is not None
    read_settings(path, FORMATS, problems)
    assert [str(problem) for problem in problems] == [".advisor.yaml: There is no such file. Check the path."]


@pytest.mark.parametrize("name", ["a\0b/c.yaml", "x" * 5000 + "/a.yaml", "no/such/directory/a.yaml", ""])
def test_a_name_that_no_file_has_finds_nothing_or_what_is_above(here: Path, name: str) -> None:
    assert find_settings_file(name) is None


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="there are no links")
def test_a_loop_of_links_ends(here: Path) -> None:
    (here / "loop").symlink_to(here / "loop")
    assert find_settings_file("loop/orders.yaml") is None


# options


def test_an_option_takes_the_place_of_what_the_file_says(here: Path) -> None:
    problems: list[Problem] = []
    found, _ = settings_of(FULL, here)
    now = merge_options(
        found,
        SettingOptions(
            ("sync-chain",), ("sync-cycle, dual-write",), ("missing-timeout=info",), "never", ("mine",), "csv"
        ),
        problems,
    )
    assert problems == []
    assert plain(now) == {"only": ["sync-chain"], "ignore": ["sync-cycle", "dual-write"],
                          "severity": {"unnecessary-sync-call": "off", "missing-timeout": "info"}, "fail_on": "never",
                          "rules": ["mine"], "format": "csv"}
    assert now.only[0].origin == "--only"
    assert plain(merge_options(found, SettingOptions(), [])) == plain(found)


def test_what_is_asked_for_by_name_is_neither_ignored_nor_off(here: Path) -> None:
    found, _ = settings_of(FULL, here)
    now = merge_options(found, SettingOptions(only=("unnecessary-sync-call,mixed-patterns",)), [])
    assert now.ignore == ()
    assert plain(now)["severity"] == {"missing-timeout": "warning"}


@pytest.mark.parametrize(("given", "message"), [
    ("missing-timeout", "does not name a rule and a severity"), ("missing-timeout=", "There is no severity ``"),
    ("missing-timeout=errror", "Did you mean `error`?"), ("a=error,a=info", "is set to error and to info"),
    ("", "does not name a rule"),
])
def test_a_wrong_severity(given: str, message: str) -> None:
    problems: list[Problem] = []
    merge_options(RunSettings(), SettingOptions(severity=(given,)), problems)
    (problem,) = problems
    assert str(problem).startswith("--severity: ")
    assert message in str(problem)


def test_a_rule_that_nobody_knows_is_told_at_its_place(here: Path) -> None:
    found, _ = settings_of("ignore: [missing-timout]\nseverity: {x: error}\n", here)
    settings = merge_options(found, SettingOptions(only=("mising-timeout",)), [])
    assert [str(problem) for problem in unknown_rule_problems(settings, {"missing-timeout": "missing-timeout"})] == [
        "--only: There is no practice `mising-timeout`. Did you mean `missing-timeout`?",
        ".advisor.yaml:1:10: There is no practice `missing-timout`. Did you mean `missing-timeout`?",
        ".advisor.yaml:2:12: There is no practice `x`. `advisor rules list` lists the practices."]


@pytest.mark.parametrize(("level", "failing"), [
    ("error", ("error",)), ("warning", ("error", "warning")), ("info", ("error", "warning", "info")),
    ("disagreement", ()), ("never", ())])
def test_levels_that_make_a_run_fail(level: str, failing: tuple[str, ...]) -> None:
    assert RunSettings(fail_on=SettingValue(level)).failing_severities == failing


# the command


def test_config_shows_every_value_with_its_origin(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".advisor.yaml").write_text("ignore: mixed-patterns\nseverity: {missing-timeout: info}\n")
    assert main(["config", "--show", "orders.yaml", "--fail-on", "never"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "file      .advisor.yaml",
        "only      all                    default",
        "ignore    mixed-patterns         .advisor.yaml:1",
        "rules     none                   default",
        "severity  missing-timeout: info  .advisor.yaml:2",
        "fail_on   never                  --fail-on",
        "format    text                   default",
        "exclude   none                   default",
        "baseline  none                   default"]


def test_config_shows_what_lint_alone_reads(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".advisor.yaml").write_text("exclude: [old/, '*.draft.md']\nbaseline: debt.json\nformat: sarif\n")
    assert main(["config", "--show", "orders.yaml"]) == 0
    assert [line.split() for line in capsys.readouterr().out.splitlines()[-4:]] == [
        ["format", "sarif", ".advisor.yaml:3"], ["exclude", "old/", ".advisor.yaml:1"],
        ["exclude", "*.draft.md", ".advisor.yaml:1"], ["baseline", "debt.json", ".advisor.yaml:2"]]


def test_config_without_a_file_shows_defaults(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["config", "--show", "-"]) == 0
    out = capsys.readouterr().out
    assert "no .advisor.yaml here or above" in out
    assert out.count("default") == 8


def test_config_names_every_problem_of_the_settings(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".advisor.yaml").write_text("ignore: mixed-paterns\nfail_on: late\n")
    assert main(["config", "--show", "orders.yaml", "--severity", "missing-timeout"]) == 2
    done = capsys.readouterr()
    assert done.out == ""
    assert len(done.err.splitlines()) == 3
    assert "Did you mean `mixed-patterns`?" in done.err


def test_config_names_rules_that_are_not_there(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / ".advisor.yaml").write_text("rules: packs/none\n")
    assert main(["config", "--show", "orders.yaml"]) == 2
    assert "packs/none" in capsys.readouterr().err
