"""The command line: what it prints, how it exits, and that it never loses its temper."""

from __future__ import annotations

import csv
import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

import advisor
from advisor.api import load_engine
from advisor.cli.fact_options import fact_flag, fact_options
from tests.conftest import Advise, Done

ORDERS = """\
version: 1
name: Orders
services:
  shop: {kind: service}
  mail: {kind: service}
  stock: {kind: service}
interactions:
  - id: check-stock
    from: shop
    to: stock
    needs: {needs_response: true, audience: internal, strong_contract: true}
    design: {pattern: event-streaming}
  - id: order-created
    from: shop
    to: [mail, stock]
    operation: order.created
    needs: {needs_response: false, replay: true}
    design: {pattern: event-streaming}
"""


@pytest.fixture
def orders(tmp_path: Path) -> str:
    path = tmp_path / "orders.yaml"
    path.write_text(ORDERS)
    return str(path)


def start(*arguments: str, **rest: object) -> subprocess.Popen[str]:
    return subprocess.Popen([sys.executable, "-m", "advisor", *arguments], text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.PIPE, **rest)  # type: ignore[call-overload,no-any-return]


# recommend


EVENT = ("recommend", "--no-needs-response", "--fan-out", "4", "--replay")


def test_recommend_answers_with_reasons(run: Advise) -> None:
    done = run(*EVENT)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("event-streaming  ")
    assert "Why not rest" in done.out


def test_recommend_as_json_is_one_interaction(run: Advise) -> None:
    data = json.loads(run(*EVENT, "--format", "json").out)
    (found,) = data["interactions"]
    assert {key: data[key] for key in found} == found  # no list to step into for a single answer
    assert found["id"] is None
    assert found["mode"] == "async"
    assert found["facts"] == {"needs_response": {"value": False, "origin": "stated"},
                              "fan_out": {"value": 4, "origin": "stated"},
                              "replay": {"value": True, "origin": "stated"}}
    assert found["recommendation"]["pattern"] == "event-streaming"
    ranked = found["recommendation"]["ranking"][0]
    assert ranked["score"] == sum(reason["points"] for reason in ranked["reasons"])


def test_recommend_of_nothing_asks(run: Advise) -> None:
    done = run("recommend")
    assert done.code == 0
    assert "Would help to know" in done.out


def test_every_problem_of_a_call_is_told_at_once(run: Advise) -> None:
    done = run("recommend", "--replya", "--fan-out", "none", "--audience=internl", "--format", "jsn", "more",
               "--latency-budget-ms", "nan", "--what-if", "repaly=yes", "--replay", "--no-replay")
    assert (done.code, done.out) == (2, "")
    lines = done.err.splitlines()
    assert len(lines) == 8
    assert all(line.startswith("error: ") for line in lines)
    for hint in ("`--replay`", "`internal`", "`json`", "`replay`"):
        assert f"Did you mean {hint}?" in done.err


@pytest.mark.parametrize(("arguments", "message"), [
    (["--fan-out", "0"], "--fan-out"), (["--fan-out=1.5"], "--fan-out"), (["--fan-out", "-3"], "--fan-out"),
    (["--latency-budget-ms", "inf"], "--latency-budget-ms"), (["--fan-out"], "A value is missing."),
    (["--replay=yes"], "takes no value"), (["replay"], "Write --replay."), (["-x"], "There is no option -x."),
    (["--what-if", "replay"], "does not change a fact"), (["--audience", ""], "--audience"),
    (["--output", "no/such/dir/file"], "not there"), (["--rules", "no-such-pack"], "no-such-pack"),
    (["--facts", "no-such-file"], "no-such-file"),
])
def test_a_wrong_call_of_recommend(run: Advise, arguments: list[str], message: str) -> None:
    done = run("recommend", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_what_if_shows_both_answers(run: Advise) -> None:
    done = run(*EVENT, "--what-if", "replay=false", "--what-if", "fan_out=1")
    heading, answers = done.out.splitlines()[:2]
    assert heading.endswith("  If replay is no, fan_out is 1")
    assert answers.split() == ["answer", "event-streaming", "message-queue"]
    data = json.loads(run(*EVENT, "--what-if", "replay=unknown", "--format", "json").out)
    assert "replay" not in data["what_if"]["interactions"][0]["facts"]
    assert data["what_if"].keys() >= {"schema", "interactions"}


def test_facts_may_come_from_a_file(run: Advise, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("needs_response: false\nfan_out: 2\nreplay: true\n")
    from_file = run("recommend", "--facts", str(path), "--fan-out=4", "--format", "json")
    stated = json.loads(from_file.out)["interactions"][0]["facts"]
    assert {name: fact["value"] for name, fact in stated.items()} == {
        "needs_response": False, "fan_out": 4, "replay": True}


def test_a_wrong_facts_file_names_every_place(run: Advise, tmp_path: Path) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text("replya: true\nfan_out: many\n")
    done = run("recommend", "--facts", str(path))
    assert done.code == 2
    assert f"{path}:1:1: " in done.err
    assert f"{path}:2:10: " in done.err


def test_every_fact_has_an_option(run: Advise) -> None:
    terms = load_engine().terms
    options = {flag for option in fact_options(terms) for flag in (*option.opts, *option.secondary_opts)}
    text = run("recommend", "--help").out
    for term in terms.needs.values():
        assert fact_flag(term) in options
        assert fact_flag(term) in text
        assert (f"--no-{fact_flag(term)[2:]}" in options) == (term.type == "bool")


def test_an_option_of_the_command_is_never_a_fact() -> None:
    terms = load_engine().terms
    taken = terms.needs["replay"]._replace(name="output")
    assert fact_options(terms._replace(needs={"output": taken}), {"--output"}) == []


def test_an_unknown_option_takes_its_value_along(run: Advise) -> None:
    assert len(run("recommend", "--replya", "true").err.splitlines()) == 1


def test_overlays_keep_their_order(run: Advise, tmp_path: Path) -> None:
    for name, value in (("a", "4"), ("b", "7")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pack.yaml").write_text(
            f"name: {name}\ntitle: Ours\nreweighed: [{{id: queue-cannot-replay, favours: {{event-streaming: {value}}}, "
            "because: We say so.}]\n")
    done = run("recommend", f"--rules={tmp_path / 'a'}", "--replay", "--rules", str(tmp_path / "b"))
    assert "  +7  queue-cannot-replay" in done.out


# evaluate


def test_evaluate_prints_a_table(run: Advise, orders: str) -> None:
    done = run("evaluate", orders)
    assert done.code == 0
    assert done.out.startswith("Orders\n\nid ")
    rows = {line.split()[0]: line for line in done.out.splitlines()[3:5]}
    assert rows["check-stock"].endswith(("differs", "excluded"))
    assert rows["order-created"].split()[-1] not in ("differs", "excluded")
    assert "2 interactions: " in done.out
    assert "--explain check-stock" in done.err


def test_quiet_leaves_the_result_alone(run: Advise, orders: str) -> None:
    loud, quiet = run("evaluate", orders), run("evaluate", "--quiet", orders)
    assert (quiet.out, quiet.err) == (loud.out, "")
    assert run("--quiet", "evaluate", orders).err == ""


def test_explain_prints_the_page(run: Advise, orders: str) -> None:
    done = run("evaluate", orders, "--explain", "order-created")
    assert done.out.startswith("event-streaming  ")
    assert "order-created: shop -> mail, stock (order.created)" in done.out
    assert "fan_out 2 (inferred)" in done.out


def test_explain_of_an_unknown_interaction(run: Advise, orders: str) -> None:
    done = run("evaluate", orders, "--explain", "order-craeted", "--explain", "x")
    assert (done.code, done.out) == (2, "")
    assert "Did you mean `order-created`?" in done.err
    assert len(done.err.splitlines()) == 2


def test_every_format_and_report(run: Advise, orders: str, tmp_path: Path) -> None:
    names = {form: str(tmp_path / f"out.{form}") for form in ("text", "json", "markdown", "csv")}
    reports = [word for form, path in names.items() for word in ("--report", f"{form}={path}")]
    assert run("evaluate", orders, *reports).code == 0
    for form, path in names.items():
        printed = run("evaluate", orders, "--format", form).out
        assert Path(path).read_bytes().decode() == printed
    assert len(json.loads(Path(names["json"]).read_text())["interactions"]) == 2
    assert len(list(csv.reader(io.StringIO(Path(names["csv"]).read_text())))) == 3


def test_a_file_is_whole_or_untouched(run: Advise, orders: str, tmp_path: Path) -> None:
    target = tmp_path / "out.json"
    target.write_text("old")
    target.chmod(0o640)
    assert run("evaluate", orders + "x", "--format", "json", "--output", str(target)).code == 2
    assert target.read_text() == "old"
    assert run("evaluate", orders, "--format", "json", "--output", str(target)).out == ""
    assert json.loads(target.read_text())["schema"] == 2
    assert target.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in tmp_path.iterdir()) == ["orders.yaml", "out.json"]


def test_an_input_is_never_overwritten(run: Advise, orders: str, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.hardlink_to(orders)
    soft = tmp_path / "soft.yaml"
    soft.symlink_to(orders)
    done = run("evaluate", orders, "--output", str(link), "--report", f"json={soft}", "--report", f"csv={orders}")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("it will not be overwritten") == 3
    assert Path(orders).read_text() == ORDERS


@pytest.mark.parametrize(("arguments", "message"), [
    (["--format", "jsno"], "Did you mean `json`?"), (["--report", "json"], "FORMAT=FILE"),
    (["--report", "jsno=x"], "Did you mean `json`?"), (["--fail-on", "errors"], "Did you mean `error`?"),
    (["--output", "."], "directory"), (["--report", "json=x", "--report", "csv=x"], "same place"),
    (["--no-such"], "--no-such"), (["--report", "json=-"], "same place"),
])
def test_a_wrong_call_of_evaluate(run: Advise, orders: str, arguments: list[str], message: str) -> None:
    done = run("evaluate", orders, *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err
    assert done.err.startswith("error: ")


@pytest.mark.parametrize(("fail_on", "code"), [
    ("error", 0), ("warning", 1), ("info", 1), ("disagreement", 1), ("never", 0)])
def test_exit_codes_of_evaluate(run: Advise, orders: str, fail_on: str, code: int) -> None:
    assert run("evaluate", orders, "--fail-on", fail_on).code == code
    assert run("evaluate", orders, "--fail-on", fail_on, "--explain", "order-created").code == code


def test_agreement_is_clean(run: Advise, orders: str) -> None:
    Path(orders).write_text(ORDERS.replace("pattern: event-streaming", "pattern: grpc", 1))
    assert run("evaluate", orders, "--fail-on", "disagreement").code == 0


def test_bad_input_is_a_result(run: Advise, tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(ORDERS.replace("replay: true", "replya: true").replace("name:", "nmae:"))
    done = run("evaluate", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), str(tmp_path / "missing.yaml"))
    assert (done.code, done.out) == (2, "")
    assert "Traceback" not in done.err
    for name in ("a.yaml:", "b.yaml:", "missing.yaml"):
        assert name in done.err


def test_more_problems_than_anybody_reads(run: Advise, tmp_path: Path) -> None:
    path = tmp_path / "many.yaml"
    path.write_text("version: 1\ninteractions:\n" + "".join(
        f"  - {{id: i{n}, from: a, to: b, needs: {{nonsense: 1}}}}\n" for n in range(80)))
    lines = run("evaluate", str(path)).err.splitlines()
    assert len(lines) == 51
    assert lines[-1].startswith("and ")
    assert lines[-1].endswith(" more")


def test_standard_input_is_read(run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ORDERS.encode())))
    assert "order-created" in run("evaluate", "-").out


# rules, explain, schema


def test_rules_list(run: Advise) -> None:
    text = run("rules", "list").out
    assert text.startswith("id ")
    data = json.loads(run("rules", "list", "--format", "json").out)
    assert {entry["role"] for entry in data["rules"]} >= {"scenario", "evidence", "warning", "conflict", "practice"}
    for entry in data["rules"]:
        assert entry["source"]
        assert f"\n{entry['id']} " in text


def test_rules_show_and_explain_are_one(run: Advise) -> None:
    shown = run("rules", "show", "exactly-once-claim")
    assert shown.code == 0
    for part in ("when: delivery is exactly_once", "corrected: ", "sources: ", "from: pack communication", "cases: "):
        assert part in shown.out
    assert run("explain", "exactly-once-claim") == shown
    (entry,) = json.loads(run("explain", "exactly-once-claim", "--format", "json").out)["rules"]
    assert entry["provenance"]["pack"] == "communication"


def test_an_unknown_rule(run: Advise) -> None:
    done = run("rules", "show", "exactly-once-clam")
    assert done.code == 2
    assert "Did you mean `exactly-once-claim`?" in done.err


def test_the_schema_is_json_schema(run: Advise, tmp_path: Path) -> None:
    from jsonschema import Draft202012Validator

    text = run("schema").out
    Draft202012Validator.check_schema(json.loads(text))
    assert run("schema", "architecture").out == text
    report = json.loads(run("schema", "report").out)
    Draft202012Validator.check_schema(report)
    assert report["$id"] == "urn:comms-advisor:report:2"
    assert run("schema", "reports").code == 2
    assert run("schema", "--output", str(tmp_path / "s.json")).out == ""
    assert (tmp_path / "s.json").read_text() == text


# the frame


def test_version(run: Advise) -> None:
    assert run("--version") == Done(0, f"advisor {advisor.__version__}\n", "")


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["recommend", "--help"], ["evaluate", "-h"],
                                       ["rules", "--help"], ["rules", "check", "--help"], ["explain", "--help"],
                                       ["schema", "--help"]])
def test_help(run: Advise, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("Usage: advisor")


@pytest.mark.parametrize("arguments", [[], ["rules"]])
def test_a_command_is_missing(run: Advise, arguments: list[str]) -> None:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.startswith("Usage: advisor")


def test_an_unknown_command(run: Advise) -> None:
    assert run("recomend") == Done(
        2, "", "error: There is no command `recomend`. Did you mean `recommend`? "
        "`advisor --help` lists what there is.\n")


def test_an_internal_error_is_one_line(run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("out of\nluck \x1b[31m")

    monkeypatch.setattr("advisor.cli.recommend.run.run", fail)
    monkeypatch.delenv("ADVISOR_DEBUG", raising=False)
    done = run("recommend")
    assert done.code == 4
    assert done.err.startswith("internal error: RuntimeError: out of luck \\x1b[31m. Please report it")
    assert len(done.err.splitlines()) == 1
    monkeypatch.setenv("ADVISOR_DEBUG", "1")
    assert "Traceback" in run("recommend").err


@pytest.mark.parametrize("name", [*advisor.__all__])
def test_the_public_surface_is_there(name: str) -> None:
    assert getattr(advisor, name) is not None
    assert name in dir(advisor)


def test_nothing_else_is_public() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = advisor.nonsense


def test_a_closed_pipe_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "long.yaml"
    path.write_text("version: 1\nservices: {a: {kind: service}, b: {kind: service}}\ninteractions:\n" + "".join(
        f"  - {{id: i{n}, from: a, to: b}}\n" for n in range(3000)))
    process = start("evaluate", str(path))
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert process.stderr.read() == ""
    assert process.wait(60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent in another way")
def test_an_interrupt_is_quick_and_quiet() -> None:
    process = start("evaluate", "-", stdin=subprocess.PIPE)
    with pytest.raises(subprocess.TimeoutExpired):
        process.wait(timeout=2)  # it waits for more to read
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (130, "interrupted\n")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
@pytest.mark.parametrize("unbuffered", ["", "1"])
def test_a_full_disk_is_told(unbuffered: str) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-m", "advisor", *EVENT], stdout=full, stderr=subprocess.PIPE, text=True,
                              env={**os.environ, "PYTHONUNBUFFERED": unbuffered}, check=False, timeout=60)
    assert done.returncode == 2
    assert "Exception ignored" not in done.stderr
    assert "No space left" in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="closes streams in the way of a shell")
@pytest.mark.parametrize(("call", "code"), [
    ("lint >&-", 3), ("lint >&- 2>&-", 3), ("lint - <&-", 4), ("evaluate - <&-", 4), ("recommend >&-", 0),
    ("ask <&-", 2), ("lint --show-files >&-", 3)])
def test_a_stream_that_is_closed_is_no_internal_error(tmp_path: Path, call: str, code: int) -> None:
    done = subprocess.run(f'"{sys.executable}" -m advisor {call}', shell=True, cwd=tmp_path, capture_output=True,
                          text=True)
    assert done.returncode == code
    assert "internal error" not in done.stderr


@pytest.mark.skipif(os.name != "posix", reason="takes a directory away under a process")
def test_a_directory_that_is_gone_is_told(tmp_path: Path, run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "gone"
    place.mkdir()
    monkeypatch.chdir(place)
    place.rmdir()
    done = run("lint")
    assert (done.code, done.err) == (
        2, "error: The directory that we are in is not there any more. Change to another one.\n")
