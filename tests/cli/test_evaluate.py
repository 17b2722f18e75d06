"""`advisor evaluate` reports what a review found, as its options and its settings file say."""

from __future__ import annotations

import csv
import io
import json
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from advisor.__main__ import main

ORDERS = """\
version: 1
services: {shop: {kind: service}, stock: {kind: service}, mail: {kind: job}}
interactions:
  - id: check-stock
    from: shop
    to: stock
    needs: {needs_response: true}
    design: {pattern: grpc, timeout_ms: none, connect_timeout_ms: none, circuit_breaker: false}
  - id: send-mail
    from: shop
    to: mail
    needs: {needs_response: false}
    design: {pattern: message-queue, dead_letter: none}
"""
FINDINGS = {("missing-timeout", "error", 8), ("missing-connect-timeout", "warning", 8),
            ("no-circuit-breaker", "info", 8), ("no-dead-letter", "warning", 13)}
RULES = ",".join(sorted(rule for rule, _, _ in FINDINGS))


class Done(NamedTuple):
    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def found(self) -> set[tuple[str, str, int]]:
        return {(item["rule"], item["severity"], item["line"]) for item in self.json["findings"]}


Run = Callable[..., Done]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with the faulty design, judged by the practices that these tests are about."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "orders.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def run(here: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str) -> Done:
        code = main(["evaluate", "orders.yaml", *arguments])
        return Done(code, *capsys.readouterr())

    return call


def test_findings_are_reported_with_their_places(run: Run) -> None:
    done = run("--only", RULES)
    assert done.code == 1
    for rule, severity, line in FINDINGS:
        assert f"orders.yaml:{line}:" in done.out
        assert done.out.count(f"{severity}[{rule}]") == 1
    assert "4 findings: 1 error, 2 warnings, 1 note." in done.out
    assert done.out.index("Errors (1)") < done.out.index("Warnings (2)") < done.out.index("Notes (1)")


def test_json_agrees_with_text(run: Run) -> None:
    text, data = run("--questions").out, run("--format", "json").json
    for finding in data["findings"]:
        place = f"{finding['file']}:{finding['line']}:{finding['column']}"
        assert f"{place}: {finding['severity']}[{finding['rule']}]" in text
    assert text.count("orders.yaml:") >= len(data["findings"])
    assert {item["rule"] for item in data["not_checked"]} <= data["practices"].keys()
    counts = Counter(item["rule"] for item in data["findings"])
    assert {rule: count["violated"] for rule, count in data["practices"].items() if count["violated"]} == counts


def test_every_format_reports_findings(run: Run) -> None:
    rows = list(csv.DictReader(io.StringIO(run("--only", RULES, "--format", "csv").out)))
    assert {row["id"]: row["findings"] for row in rows} == {"check-stock": "3", "send-mail": "1"}
    markdown = run("--only", RULES, "--format", "markdown").out
    assert "## Errors (1)" in markdown
    assert "timeout_ms: none" in markdown


@pytest.mark.parametrize(("only", "code"), [("missing-timeout", {"error": 1, "warning": 1, "info": 1, "never": 0}),
                                            ("no-dead-letter", {"error": 0, "warning": 1, "info": 1, "never": 0}),
                                            ("no-circuit-breaker", {"error": 0, "warning": 0, "info": 1, "never": 0}),
                                            ("automatic-ack", {"error": 0, "warning": 0, "info": 0, "never": 0})])
def test_a_run_fails_from_the_level_asked_for(run: Run, only: str, code: dict[str, int]) -> None:
    assert {level: run("--only", only, "--fail-on", level).code for level in code} == code


SUPPRESSED = ORDERS.replace("  - id: check-stock\n", "  # advisor: ignore missing-timeout -- the mesh has one\n"
                            "  - id: check-stock\n")


def test_a_comment_silences_a_finding_as_it_does_for_lint(run: Run, here: Path) -> None:
    (here / "orders.yaml").write_text(SUPPRESSED)
    assert run("--only", "missing-timeout").code == 0
    assert "No findings; suppressed: 1 by comments." in run("--only", "missing-timeout").out
    done = run("--only", RULES, "--format", "json")
    assert {rule for rule, _, _ in done.found} == set(RULES.split(",")) - {"missing-timeout"}
    assert [(item["rule"], item["suppression"]) for item in done.json["suppressed"]] == [
        ("missing-timeout", {"kind": "comment", "because": "the mesh has one"})]
    assert "3 findings: 2 warnings, 1 note; suppressed: 1 by comments." in run("--only", RULES).out
    text = "3 findings: 2 warnings, 1 note in 1 of 1 document; suppressed: 1 by comments"
    for form in ("markdown", "concise", "agent"):
        assert text in run("--only", RULES, "--format", form).out


def test_a_comment_silences_findings_of_its_own_file_only(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "more.yaml").write_text(SUPPRESSED.replace("check-stock", "ask-stock").replace("send-mail", "send-more"))
    assert main(["evaluate", "orders.yaml", "more.yaml", "--only", "missing-timeout", "--format", "json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [item["interaction"] for item in found["findings"]] == ["check-stock"]
    assert [item["interaction"] for item in found["suppressed"]] == ["ask-stock"]


def test_a_comment_in_a_document_silences_too(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "design.md").write_text(
        "# Design\n\n<!-- advisor: ignore-file missing-timeout -- the mesh has one -->\n\n"
        f"```yaml advisor\n{ORDERS}```\n")
    assert main(["evaluate", "design.md", "--only", "missing-timeout"]) == 0
    assert "suppressed: 1 by comments" in capsys.readouterr().out


def test_a_part_fails_as_the_whole_does(run: Run) -> None:
    done = run("--only", RULES, "--explain", "send-mail", "--format", "json")
    assert done.code == 1
    assert done.found == {("no-dead-letter", "warning", 13)}


def test_only_and_ignore_choose_practices(run: Run) -> None:
    assert run("--only", RULES, "--format", "json").found == FINDINGS
    assert run("--only", RULES, "--ignore", "missing-timeout", "--ignore", "no-dead-letter,no-circuit-breaker",
               "--format", "json").found == {("missing-connect-timeout", "warning", 8)}
    assert run("--only=no-dead-letter", "--only=missing-timeout", "--format", "json").found == {
        ("no-dead-letter", "warning", 13), ("missing-timeout", "error", 8)}


def test_severity_is_set_by_rule(run: Run) -> None:
    done = run("--only", RULES, "--severity", "missing-timeout=info,no-dead-letter=error", "--severity",
               "no-circuit-breaker=off", "--format", "json")
    assert done.found == {("missing-timeout", "info", 8), ("missing-connect-timeout", "warning", 8),
                          ("no-dead-letter", "error", 13)}


def test_the_settings_file_speaks_until_an_option_does(run: Run, here: Path) -> None:
    (here / ".advisor.yaml").write_text(
        f"only: [{RULES}]\nignore: no-dead-letter\nseverity: {{missing-timeout: warning}}\nfail_on: info\n"
        "format: json\n")
    done = run()
    assert done.code == 1
    assert done.found == {("missing-timeout", "warning", 8), ("missing-connect-timeout", "warning", 8),
                          ("no-circuit-breaker", "info", 8)}
    assert run("--fail-on", "error").code == 0
    assert run("--only", "no-dead-letter").found == {("no-dead-letter", "warning", 13)}
    assert run("--format", "csv").out.startswith("id,")


def test_rules_of_the_settings_file_lie_where_it_lies(run: Run, here: Path, monkeypatch: pytest.MonkeyPatch,
                                                      capsys: pytest.CaptureFixture[str]) -> None:
    (here / "packs" / "team").mkdir(parents=True)
    (here / "packs" / "team" / "pack.yaml").write_text(
        "name: team\ntitle: Ours\nswitched_off: [{id: missing-timeout, because: We have a mesh.}]\n")
    (here / ".advisor.yaml").write_text("rules: packs/team\n")
    (here / "inner").mkdir()
    monkeypatch.chdir(here / "inner")
    assert main(["evaluate", "../orders.yaml", "--format", "json", "--fail-on", "never"]) == 0
    practices = json.loads(capsys.readouterr().out)["practices"]
    assert "missing-timeout" not in practices
    assert "missing-connect-timeout" in practices


def test_every_problem_of_a_run_is_told_at_once(run: Run, here: Path) -> None:
    (here / ".advisor.yaml").write_text("ignore: missing-timeuot\nfail_onn: error\n")
    (here / "orders.yaml").write_text(ORDERS.replace("timeout_ms: none", "timeout_ms: -1", 1))
    done = run("--only", "no-dead-leter", "--severity", "missing-timeout=bad")
    assert (done.code, done.out) == (2, "")
    assert len(done.err.splitlines()) == 5
    for place in (".advisor.yaml:2:1: ", "--severity: ", "--only: ", ".advisor.yaml:1:9: ", "orders.yaml:8:"):
        assert f"error: {place}" in done.err


def test_a_page_shows_the_findings_and_questions_of_its_interaction(run: Run) -> None:
    done = run("--explain", "send-mail")
    assert "\nFindings\norders.yaml:13:" in done.out
    assert "missing-timeout" not in done.out.partition("\nFindings\n")[2]
    assert "Practices would need to know" in done.out


def test_all_questions_are_shown_when_asked_for(run: Run) -> None:
    short, long = run().out, run("--questions").out
    assert "more; --questions shows them" in short
    assert "more;" not in long
    assert len(long.splitlines()) > len(short.splitlines())


def test_a_design_without_faults_gets_one_line(run: Run) -> None:
    done = run("--only", "missing-partition-key")
    assert done.code == 0
    assert done.out.splitlines()[-1].startswith("No findings")


def test_reports_on_the_side_hold_the_findings_too(run: Run, here: Path) -> None:
    assert run("--only", RULES, "--report", "json=found.json", "--report", "markdown=found.md").code == 1
    assert len(json.loads((here / "found.json").read_text())["findings"]) == len(FINDINGS)
    assert "missing-timeout" in (here / "found.md").read_text()


def test_a_file_that_is_one_long_line_is_shown_in_part(run: Run, here: Path) -> None:
    design = {"pattern": "rest", "timeout_ms": "none"}
    (here / "orders.yaml").write_text(json.dumps({
        "version": 1, "services": {"shop": {"kind": "service"}, "stock": {"kind": "service"}},
        "interactions": [{"id": f"i{number}", "from": "shop", "to": "stock", "design": design}
                         for number in range(400)]}))
    done = run("--only", "missing-timeout")
    assert done.code == 1
    assert "200 more findings are not shown" in done.out
    frames = [line for line in done.out.splitlines() if line.startswith("   1 | ")]
    assert len(frames) == 20
    assert all(len(line) <= 100 and '"none"' in line for line in frames)


def test_long_work_is_told_on_a_terminal_and_nowhere_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from advisor.cli.progress import are_large, show_phase

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, is_long, told in ((Terminal(), True, True), (Terminal(), False, False), (io.StringIO(), True, False)):
        monkeypatch.setattr(sys, "stderr", stream)
        with show_phase("reading", is_long):
            pass
        assert ("reading ..." in stream.getvalue()) is told
        assert stream.getvalue().endswith("\r") is told
    (tmp_path / "large").write_bytes(b" " * 1_000_001)
    assert are_large([str(tmp_path / "large"), "-"])
    assert not are_large(["-", str(tmp_path / "none")])
