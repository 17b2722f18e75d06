"""`advisor ask`: with nobody to talk to, in plain lines, on a terminal, stopped and gone on with."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml
from prompt_toolkit.input import create_pipe_input
from prompt_toolkit.output import DummyOutput

from advisor.api import load_engine, recommend
from advisor.cli.ask import run as ask_run
from advisor.cli.ask import saved_interview as ask_keeping
from advisor.cli.ask.line_prompter import LinePrompter
from advisor.cli.ask.prompter import QuestionView, Reply
from advisor.cli.ask.saved_interview import DEFAULT_PATH
from advisor.cli.ask.terminal import TerminalPrompter
from advisor.errors import InputError, Problem
from advisor.interview.next_question import remaining_questions
from tests import CASES as ALL_CASES
from tests.conftest import Advise, Done

CASES = ALL_CASES / "ask"
ENGINE = load_engine()
DOWN, LEFT, RIGHT, ENTER, ESCAPE, CTRL_C, CTRL_D = "\x1b[B", "\x1b[D", "\x1b[C", "\r", "\x1b", "\x03", "\x04"
SKIPS = "s" * 24
ARCHITECTURE = """\
version: 1
services:
  shop: {kind: service}   # ours
interactions:
  - {id: self-check, from: shop, to: shop}
# the end
"""


def cases(name: str) -> list[Any]:
    loaded = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["name"]) for case in loaded]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in ("CI", "ACCESSIBLE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


# Nobody to talk to


def test_without_a_terminal_what_is_missing_is_said_with_its_option(run: Advise) -> None:
    done = run("ask", "--set", "needs_response=true", "--set", "audience=external")
    assert done.code == 2
    assert done.out == ""
    assert "  --set replay=true|false|unknown\n" in done.err
    assert "  --set latency_budget_ms=NUMBER|unknown\n" in done.err
    assert "needs_response=" not in done.err
    assert not Path(DEFAULT_PATH).exists()


def test_answering_all_that_is_missing_gives_the_result(run: Advise) -> None:
    sets = ["--set", "needs_response=true", "--set", "audience=external"]
    lines = run("ask", *sets).err.splitlines()
    missing = [line.split("=")[0].split()[1] for line in lines if line.startswith("  --set")]
    done = run("ask", *sets, *sets_of_unknown(*missing))
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("rest  ")


def test_the_result_is_that_of_recommend(run: Advise) -> None:
    Path("answers.yaml").write_text("needs_response: false\naudience: internal\nfan_out: 4\nreplay: true\n"
                                    "retention_hours: 48\nordering: unknown\nscheduling: unknown\n"
                                    "work_duration_ms: unknown\nintent: unknown\n")
    done = run("ask", "--answers", "answers.yaml", "--format", "json", *sets_of_unknown(
        "routing", "delivery", "client", "crud", "streaming", "reply_later", "bursty"))
    facts = {"needs_response": False, "audience": "internal", "fan_out": 4, "replay": True, "retention_hours": 48}
    assert done.code == 0
    (one,) = json.loads(done.out)["interactions"]
    assert one["recommendation"]["pattern"] == recommend(facts).pattern
    assert {name: fact["value"] for name, fact in one["facts"].items()} == facts


def sets_of_unknown(*facts: str) -> list[str]:
    return [word for fact in facts for word in ("--set", f"{fact}=unknown")]


def test_ci_is_never_asked_even_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", AsTerminal())
    monkeypatch.setattr("sys.stderr", AsTerminal())
    assert ask_run.is_interactive()
    monkeypatch.setenv("CI", "true")
    assert not ask_run.is_interactive()


class AsTerminal(StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(("name", "value"), [("ACCESSIBLE", "1"), ("TERM", "dumb")])
def test_plain_lines_are_for_those_who_need_them(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert not ask_run.uses_line_prompts(ask_run.AskArguments())
    assert ask_run.uses_line_prompts(ask_run.AskArguments(plain=True))
    monkeypatch.setenv(name, value)
    assert ask_run.uses_line_prompts(ask_run.AskArguments())


def test_questions_for_programs_tell_the_next_one_and_every_fact(run: Advise) -> None:
    done = run("ask", "--questions", "--format", "json", "--set", "needs_response=false", "--set", "crud=unknown")
    data = json.loads(done.out)
    assert done.code == 0
    assert (data["known"], data["unknown"]) == ({"needs_response": False}, ["crud"])
    assert data["next"]["fact"] == data["open"][0]
    assert all(answer["effect"] for answer in data["next"]["answers"])
    assert {fact["fact"] for fact in data["facts"]} == set(ENGINE.terms.needs)
    assert "crud" not in data["open"]


def test_questions_as_text_end_where_nothing_is_open(run: Advise) -> None:
    done = run("ask", "--questions", "--set", "needs_response=true", "--set", "audience=external")
    assert done.out.count("--set") == len(json.loads(
        run("ask", "--questions", "--format", "json", "--set", "needs_response=true", "--set", "audience=external").out
    )["open"])


# Bad input


@pytest.mark.parametrize("case", cases("answers.yaml"))
def test_bad_answers_are_refused_with_their_place(case: dict[str, Any], run: Advise) -> None:
    Path("answers.yaml").write_text(case["answers"])
    done = run("ask", "--answers", "answers.yaml")
    assert (done.code, done.out) == (2, "")
    for words in case["says"]:
        assert words in done.err


@pytest.mark.parametrize("case", cases("states.yaml"))
def test_a_file_that_is_no_saved_interview_is_refused_and_kept(case: dict[str, Any], run: Advise) -> None:
    Path("state.json").write_text(case["text"])
    done = run("ask", "--resume", "state.json")
    assert done.code == 2
    for words in case["says"]:
        assert words in done.err
    assert Path("state.json").read_text() == case["text"]


@pytest.mark.parametrize(("arguments", "words"), [
    (["--set", "replay"], "does not answer a question"),
    (["--set", "replay=true", "--set", "replay=no"], "given twice, and differently"),
    (["--set", "x=1"], "There is no fact `x`."),
    (["--set", "needs_response=true", "--set", "replay=yes"], "contradict one another"),
    (["--answers", "nowhere.yaml"], "There is no such file."),
    (["--resume"], f"{DEFAULT_PATH}: There is no such file."),
    (["--from", "a"], "Add --save FILE."),
    (["--save", "a.md"], "An architecture file is YAML or JSON."),
    (["--save", "no/where/a.yaml"], "The directory of this file is not there."),
    (["--save", "a.yaml", "--from", "a\x1b", "--to", "b"], "control characters"),
    (["--save", "a.yaml", "--id", "two words"], "It must be one word."),
    (["--output", "no/where.txt"], "The directory of this file is not there."),
])
def test_a_call_that_cannot_work_is_refused_before_a_question(arguments: list[str], words: str, run: Advise) -> None:
    done = run("ask", *arguments)
    assert done.code == 2
    assert words in done.err
    assert "\x1b" not in done.err


@pytest.mark.parametrize(("name", "text", "words"), [
    ("broken", "version: 1\ninteractions: [\n", "a.yaml:"),
    ("foreign", "services:\n  web:\n    image: nginx\n", "a.yaml:1"),
    ("read-only", ARCHITECTURE, "may not be written"),
    ("directory", "", "a.yaml")])
def test_a_target_that_cannot_take_an_interaction_is_refused_and_kept(name: str, text: str, words: str,
                                                                      run: Advise) -> None:
    place = Path("a.yaml")
    if name == "directory":
        place.mkdir()
    else:
        place.write_text(text)
    if name == "read-only":
        place.chmod(stat.S_IRUSR)
    done = run("ask", "--save", "a.yaml")
    assert done.code == 2
    assert words in done.err
    assert place.is_dir() or place.read_text() == text


# In plain lines


def talk_plainly(lines: str, *arguments: str, monkeypatch: pytest.MonkeyPatch, run: Advise) -> Done:
    monkeypatch.setattr(ask_run, "is_interactive", lambda: True)
    monkeypatch.setattr("sys.stdin", StringIO(lines))
    return run("ask", "--plain", *arguments)


def test_plain_lines_take_numbers_words_back_and_help(monkeypatch: pytest.MonkeyPatch, run: Advise) -> None:
    lines = "?\nnonsense\nyes\nb\n2\ninternal\nb\nf\ns\n" + "s\n" * 24
    done = talk_plainly(lines, "--format", "json", monkeypatch=monkeypatch, run=run)
    assert done.code == 0
    (one,) = json.loads(done.out)["interactions"]
    assert {name: fact["value"] for name, fact in one["facts"].items()} == {"needs_response": False,
                                                                            "audience": "internal"}
    assert "1. Does the caller need the answer before it can continue?" in done.err
    assert "Example: needs_response: yes" in done.err
    assert "Choose 1 to 3, or ? for help." in done.err
    assert "needs_response: taken back" in done.err


def test_plain_lines_take_a_number_after_an_equals_sign(monkeypatch: pytest.MonkeyPatch, run: Advise) -> None:
    sets = ["--set", "needs_response=true", "--set", "audience=internal"]
    lines = "= fast\n= -1\n= 7 s\n" + "s\n" * 24
    done = talk_plainly(lines, *sets, "--format", "json", monkeypatch=monkeypatch, run=run)
    (one,) = json.loads(done.out)["interactions"]
    assert one["facts"]["work_duration_ms"]["value"] == 7000
    assert "`fast` is not a number of milliseconds." in done.err


def test_the_end_of_plain_input_keeps_the_answers(monkeypatch: pytest.MonkeyPatch, run: Advise) -> None:
    done = talk_plainly("yes\n", monkeypatch=monkeypatch, run=run)
    assert (done.code, done.out) == (130, "")
    assert json.loads(Path(DEFAULT_PATH).read_text())["answers"][0]["known"] == {"needs_response": True}


def test_plain_names_and_kinds_are_written_to_a_file(monkeypatch: pytest.MonkeyPatch, run: Advise) -> None:
    lines = "\nshop\n?\nb\n\nmail,\n1\nb\n2\nrobot\njob\n\norder.created\n"
    lines += ("s\n" * len(remaining_questions(ENGINE, {"fan_out": 1, "audience": "internal", "client": "service"}))
              + "maybe\nno\n")
    done = talk_plainly(lines, "--save", "a.yaml", monkeypatch=monkeypatch, run=run)
    assert done.code == 0, done.err
    text = Path("a.yaml").read_text()
    assert "shop: {kind: gateway}" in text
    assert "mail: {kind: job}" in text
    assert "- id: shop-to-mail" in text
    assert run("evaluate", "a.yaml", "--fail-on", "never").code == 0


# On a terminal


@pytest.fixture
def type_keys(monkeypatch: pytest.MonkeyPatch, run: Advise) -> Iterator[Callable[..., Done]]:
    with create_pipe_input() as keys:

        def typed(text: str, *arguments: str) -> Done:
            monkeypatch.setattr(ask_run, "is_interactive", lambda: True)
            monkeypatch.setattr(
                ask_run, "_prompter", lambda arguments: TerminalPrompter(keys, DummyOutput(), colour=False)
            )
            keys.send_text(text)
            return run("ask", *arguments)

        yield typed


def facts_of(done: Done) -> dict[str, Any]:
    (one,) = json.loads(done.out)["interactions"]
    return {name: fact["value"] for name, fact in one["facts"].items() if fact["origin"] == "stated"}


def test_a_full_run_with_arrows_and_digits(type_keys: Callable[..., Done]) -> None:
    done = type_keys(f"{DOWN}{ENTER}1{ENTER}3{ENTER}{SKIPS}", "--format", "json")
    assert done.code == 0
    assert facts_of(done) == {"needs_response": False, "audience": "internal", "intent": "event"}


def test_going_back_twice_offers_the_earlier_answers_again(type_keys: Callable[..., Done]) -> None:
    done = type_keys(f"{DOWN}{ENTER}3{ENTER}{LEFT}{LEFT}{ENTER}{ENTER}{SKIPS}", "--format", "json")
    assert facts_of(done) == {"needs_response": False, "audience": "external"}


def test_going_forth_undoes_a_step_back(type_keys: Callable[..., Done]) -> None:
    done = type_keys(f"{DOWN}{ENTER}3{ENTER}{LEFT}{LEFT}{RIGHT}{RIGHT}{SKIPS}", "--format", "json")
    assert facts_of(done) == {"needs_response": False, "audience": "external"}


def test_help_can_be_asked_for_and_dismissed(type_keys: Callable[..., Done]) -> None:
    done = type_keys(f"??{ENTER}?{ENTER}{SKIPS}", "--format", "json")
    assert facts_of(done) == {"needs_response": True, "audience": "internal"}


def test_another_number_is_typed_and_checked(type_keys: Callable[..., Done]) -> None:
    sets = ["--set", "needs_response=true", "--set", "audience=internal"]
    done = type_keys(f"3{ENTER}slow{ENTER}\x15 2 s{ENTER}{SKIPS}", *sets, "--format", "json")
    assert facts_of(done)["work_duration_ms"] == 2000


def test_ctrl_c_keeps_the_answers_and_resume_goes_on(type_keys: Callable[..., Done]) -> None:
    stopped = type_keys(f"{DOWN}{ENTER}3{ENTER}{CTRL_C}")
    assert stopped.code == 130
    assert stopped.out == ""
    assert "advisor ask --resume" in stopped.err
    done = type_keys(SKIPS, "--resume", "--format", "json")
    assert done.code == 0
    assert facts_of(done) == {"needs_response": False, "audience": "external"}
    assert not Path(DEFAULT_PATH).exists()


def test_an_interview_that_was_kept_is_not_overwritten_by_another(type_keys: Callable[..., Done]) -> None:
    type_keys(f"{ENTER}{CTRL_C}")
    before = Path(DEFAULT_PATH).read_text()
    stopped = type_keys(f"{DOWN}{ENTER}{CTRL_D}")
    assert stopped.code == 130
    assert Path(DEFAULT_PATH).read_text() == before
    assert ".advisor-interview-2.json" in stopped.err
    assert Path(".advisor-interview-2.json").exists()


def test_stopping_before_the_first_answer_leaves_nothing(type_keys: Callable[..., Done]) -> None:
    assert type_keys(CTRL_C).code == 130
    assert not Path(DEFAULT_PATH).exists()


def test_every_answer_is_kept_at_once_and_nothing_at_the_end(monkeypatch: pytest.MonkeyPatch, run: Advise) -> None:
    kept: list[list[str]] = []

    class Watched(LinePrompter):
        def ask(self, view: QuestionView) -> Reply:
            file = Path(DEFAULT_PATH)
            kept.append([turn["asked"] for turn in json.loads(file.read_text())["answers"]] if file.exists() else [])
            return super().ask(view)

    monkeypatch.setattr(ask_run, "is_interactive", lambda: True)
    lines = StringIO("yes\n3\nb\nb\nno\n" + "s\n" * 24)
    monkeypatch.setattr(ask_run, "_prompter", lambda arguments: Watched(lines, StringIO(), 80))
    assert run("ask").code == 0
    assert kept[:6] == [[], ["needs_response"], ["needs_response", "audience"], ["needs_response"], [],
                        ["needs_response"]]
    assert list(Path().iterdir()) == []


def test_answers_that_come_to_a_file_are_not_kept_beside_it(type_keys: Callable[..., Done]) -> None:
    sets = sets_of_unknown(*(name for name in ENGINE.terms.needs if name != "needs_response"))
    names = ("--from", "a", "--to", "b", "--id", "c", "--operation", "d")
    done = type_keys(f"{ENTER * 3}{CTRL_C}", "--save", "a.yaml", *names, *sets)
    assert done.code == 130
    assert [path.name for path in Path().iterdir()] == ["a.yaml"]


def test_answers_that_cannot_be_kept_are_told_of_once_and_asked_for_all_the_same(monkeypatch: pytest.MonkeyPatch,
                                                                                 run: Advise) -> None:
    def refuse(*_: object) -> None:
        raise InputError(Problem("The disk is full."))

    monkeypatch.setattr(ask_keeping, "write_interview", refuse)
    done = talk_plainly("yes\n3\n" + "s\n" * 24, monkeypatch=monkeypatch, run=run)
    assert done.code == 0
    assert done.out.startswith("rest  ")
    assert done.err.count("The disk is full. The answers are lost if this terminal ends.") == 1


def test_two_interactions_are_added_to_a_file_that_keeps_its_text(type_keys: Callable[..., Done], run: Advise) -> None:
    Path("a.yaml").write_text(ARCHITECTURE)
    first = f"shop{ENTER}mail{ENTER}9{ENTER}{ENTER}order.created{ENTER}{DOWN}{ENTER}"
    second = f"shop{ENTER}mail{ENTER}-again{ENTER}{ENTER}{ENTER}"
    sets = sets_of_unknown(*(name for name in ENGINE.terms.needs if name != "needs_response"))
    done = type_keys(f"{first}2{ENTER}{second}1{ENTER}", "--save", "a.yaml", *sets)
    assert done.code == 0, done.err
    text = Path("a.yaml").read_text()
    kept = [line for line in text.splitlines() if line in ARCHITECTURE.splitlines()]
    assert kept == ARCHITECTURE.splitlines()
    ids = [one["id"] for one in yaml.safe_load(text)["interactions"]]
    assert ids == ["self-check", "shop-to-mail", "shop-to-mail-2-again"]
    assert run("evaluate", "a.yaml", "--fail-on", "never").code == 0


def test_a_target_that_cannot_be_written_at_the_end_keeps_the_answers(type_keys: Callable[..., Done],
                                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    from advisor.cli.ask.output_file import TargetFile

    def refuse(*_: object) -> None:
        raise InputError(Problem("The disk is full."))

    monkeypatch.setattr(TargetFile, "add", refuse)
    sets = sets_of_unknown(*(name for name in ENGINE.terms.needs if name != "needs_response"))
    done = type_keys(ENTER * 3, "--save", "a.yaml", "--from", "a", "--to", "b", "--id", "c", "--operation", "d", *sets)
    assert done.code == 2
    assert "The disk is full." in done.err
    assert json.loads(Path(DEFAULT_PATH).read_text())["names"]["from"] == "a"


def test_going_back_before_the_first_question_returns_to_the_names(type_keys: Callable[..., Done]) -> None:
    sets = sets_of_unknown(*(name for name in ENGINE.terms.needs if name != "needs_response"))
    done = type_keys(f"shop{ENTER}mail{ENTER}{ENTER}{ENTER}{ENTER}wrong{ENTER}{LEFT}right{ENTER}{ENTER}{ENTER}",
                     "--save", "a.yaml", *sets)
    assert done.code == 0, done.err
    assert "operation: right" in Path("a.yaml").read_text()


def test_the_decision_is_recorded_where_it_is_wanted(type_keys: Callable[..., Done]) -> None:
    Path("decisions").mkdir()
    done = type_keys(f"{ENTER}3{ENTER}{SKIPS}", "--adr", "decisions")
    assert done.code == 0, done.err
    (record,) = Path("decisions").iterdir()
    assert "rest" in record.read_text()


def test_a_record_that_cannot_be_written_keeps_the_answers(type_keys: Callable[..., Done]) -> None:
    Path("decisions").write_text("no folder")
    done = type_keys(f"{ENTER}3{ENTER}{SKIPS}", "--adr", "decisions")
    assert done.code == 2
    assert Path("decisions").read_text() == "no folder"
    assert json.loads(Path(DEFAULT_PATH).read_text())["answers"][0]["asked"] == "needs_response"


# Streams


def test_a_plain_driver_survives_long_words_and_wide_characters() -> None:
    talk = StringIO()
    LinePrompter(StringIO(""), talk, 20).show("注文" * 30 + " \x1b[31mred")
    assert "\x1b" not in talk.getvalue()


def test_results_go_to_standard_output_and_talk_to_the_other(type_keys: Callable[..., Done]) -> None:
    done = type_keys(f"{ENTER}3{ENTER}{SKIPS}")
    assert done.out.startswith("rest  ")
    assert "rest  " not in done.err


def test_without_a_terminal_names_come_from_options_and_kinds_are_not_guessed(run: Advise) -> None:
    sets = sets_of_unknown(*ENGINE.terms.needs)
    done = run("ask", "--save", "a.yaml", *sets)
    assert done.code == 2
    assert "  --from NAME\n  --to NAME\n" in done.err
    done = run("ask", "--save", "a.yaml", "--from", "shop", "--to", "mail, billing", "--operation", "x: y", *sets)
    assert done.code == 0, done.err
    text = Path("a.yaml").read_text()
    assert "  shop: {}\n  mail: {}\n  billing: {}\n" in text
    assert yaml.safe_load(text)["interactions"] == [
        {"id": "shop-to-mail", "from": "shop", "to": ["mail", "billing"], "operation": "x: y"}]
