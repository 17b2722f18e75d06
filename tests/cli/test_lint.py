"""`advisor lint` from the command line: what it finds, in which files, and how it ends."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from advisor.cli.lint import active_rules as lint_knowledge
from advisor.runner.workers import DocumentLinter
from tests.conftest import Advise

CALL_WITHOUT_TIMEOUT = "# Shop\n\n- shop -> mail: REST, no timeout\n"
CALL_WITH_TIMEOUT = "# Shop\n\n- shop -> mail: REST, 200 ms\n"
PROSE = "# Notes\n\nNobody talks to anybody here.\n"
ARCHITECTURE = """\
version: 1
interactions:
  - {id: a, from: shop, to: cart, design: {pattern: rest, timeout_ms: none}}
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def write(place: Path, name: str, text: str) -> Path:
    path = place / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def concise(run: Advise, *arguments: str) -> list[str]:
    return [line for line in run("lint", "--format", "concise", *arguments).out.splitlines() if ": " in line]


def test_a_finding_has_its_file_line_column_severity_and_rule(here: Path, run: Advise) -> None:
    write(here, "docs/shop.md", CALL_WITHOUT_TIMEOUT)
    done = run("lint", "docs", "--format", "concise")
    assert done.code == 1
    assert done.out.startswith("docs/shop.md:3:23: error missing-timeout shop calls mail without a timeout\n")


@pytest.mark.parametrize(("text", "options", "code"), [
    (CALL_WITH_TIMEOUT, (), 0),
    (CALL_WITHOUT_TIMEOUT, (), 1),
    (CALL_WITHOUT_TIMEOUT, ("--fail-on", "never"), 0),
    (CALL_WITHOUT_TIMEOUT, ("--ignore", "missing-timeout"), 0),
    (CALL_WITHOUT_TIMEOUT, ("--only", "missing-partition-key"), 0),
    (CALL_WITHOUT_TIMEOUT, ("--severity", "missing-timeout=info"), 0),
    (CALL_WITHOUT_TIMEOUT, ("--severity", "missing-timeout=info", "--fail-on", "info"), 1),
    (PROSE, (), 0),
])
def test_the_exit_code_says_whether_something_counts(here: Path, run: Advise, text: str, options: tuple[str, ...],
                                                     code: int) -> None:
    write(here, "shop.md", text)
    assert run("lint", "shop.md", *options).code == code


def test_without_a_path_the_current_directory_is_checked(here: Path, run: Advise) -> None:
    write(here, "docs/shop.md", CALL_WITHOUT_TIMEOUT)
    assert concise(run)[0].startswith("docs/shop.md:3:23: error")


def test_a_directory_without_documents_ends_with_3_and_still_writes_reports(here: Path, run: Advise) -> None:
    write(here, "src/main.py", "print()\n")
    done = run("lint", "src", "--report", "sarif=out.sarif")
    assert done.code == 3
    assert "No document was there to check." in done.err
    assert json.loads((here / "out.sarif").read_text())["runs"]


def test_documents_without_interactions_are_no_fault_but_are_mentioned(here: Path, run: Advise) -> None:
    write(here, "notes.md", PROSE)
    done = run("lint", "notes.md")
    assert done.code == 0
    assert "No document says who talks to whom" in done.err


def test_every_wrong_path_and_word_of_a_call_is_named_at_once(here: Path, run: Advise) -> None:
    write(here, "notes.md", PROSE)
    done = run("lint", "no-such.md", "nor-this", "--only", "mising-timeout", "--jobs", "many", "--formt", "json")
    assert (done.code, done.out) == (2, "")
    for said in ("no-such.md: There is no such file", "nor-this: There is no such file", "`missing-timeout`",
                 "`many` is no number", "Did you mean `--format`?"):
        assert said in done.err


@pytest.mark.parametrize("options", [("--fix", "--diff"), ("--unsafe-fixes",), ("--write-baseline",), ("--fix",),
                                     ("--write-baseline", "--since", "HEAD", "--baseline", "b.json"),
                                     ("--write-baseline", "--prune-baseline", "--baseline", "b.json")])
def test_options_that_do_not_go_together_are_refused(here: Path, run: Advise, options: tuple[str, ...]) -> None:
    write(here, "notes.md", PROSE)
    assert run("lint", "-" if options == ("--fix",) else "notes.md", *options).code == 2


def test_a_bad_file_is_a_finding_and_hides_no_other(here: Path, run: Advise) -> None:
    write(here, "a.yaml", "version: 1\ninteractions:\n  - {id: a, from: x, to: y, desing: {}}\n")
    (here / "b.md").write_bytes(b"# caf\xe9\n")
    write(here, "c.md", "```mermaid\nsequenceDiagram\n  a b\n```\n")
    write(here, "d.md", CALL_WITHOUT_TIMEOUT)
    found = concise(run, ".")
    assert [line.split(": ")[0] + " " + line.split()[2] for line in found if not line.startswith("a.yaml")][:3] == [
        "b.md:1:6 unreadable-document", "c.md:3:3 unreadable-diagram", "d.md:3:23 missing-timeout"]
    assert "a.yaml:3:29: error invalid-architecture" in found[0] + found[1]


def test_a_failure_of_ours_is_told_and_the_other_files_are_reported(here: Path, run: Advise,
                                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    make = lint_knowledge._make_judge

    def failing(*arguments: Any) -> DocumentLinter:
        judge = make(*arguments)

        def lint(source: Any, companions: Any) -> Any:
            if "broken" in source.name:
                raise ZeroDivisionError("boom")
            return judge.lint(source, companions)

        return judge._replace(lint=lint)

    monkeypatch.setattr(lint_knowledge, "_make_judge", failing)
    write(here, "broken.md", CALL_WITHOUT_TIMEOUT)
    write(here, "shop.md", CALL_WITHOUT_TIMEOUT)
    done = run("lint", ".", "--jobs", "1")
    assert done.code == 4
    assert "broken.md: ZeroDivisionError: boom" in done.err
    assert "shop.md:3:23" in done.out


def test_standard_input_takes_the_name_it_is_given(here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(ARCHITECTURE.encode())))
    column = ARCHITECTURE.splitlines()[2].index("none") + 1
    assert concise(run, "-", "--stdin-filename", "docs/shop.yaml")[0].startswith(f"docs/shop.yaml:3:{column}: error")


def test_what_is_piped_in_needs_no_name(here: Path, run: Advise, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(CALL_WITHOUT_TIMEOUT.encode())))
    assert concise(run, "-")[0].startswith("<stdin>:3:23: error missing-timeout")


def test_json_has_the_shape_of_evaluate(here: Path, run: Advise) -> None:
    write(here, "shop.md", CALL_WITHOUT_TIMEOUT)
    report = json.loads(run("lint", "shop.md", "--format", "json").out)
    assert report["schema"] == 2
    assert report["interactions"][0]["recommendation"]["ranking"]
    assert report["findings"][0]["rule"] == "missing-timeout"
    assert report["not_checked"] == []
    asked = json.loads(run("lint", "shop.md", "--format", "json", "--questions").out)
    assert {question["interaction"] for question in asked["not_checked"]} == {"shop-mail"}


def test_settings_come_from_the_nearest_file(here: Path, run: Advise) -> None:
    write(here, ".advisor.yaml", "ignore: missing-timeout\nfail_on: disagreement\nformat: csv\n")
    write(here, "shop.md", CALL_WITHOUT_TIMEOUT)
    assert run("lint", "shop.md").code == 0
    write(here, "sub/.advisor.yaml", "severity: {missing-timeout: info}\nfail_on: info\nformat: concise\n")
    write(here, "sub/shop.md", CALL_WITHOUT_TIMEOUT)
    done = run("lint", "sub/shop.md")
    assert done.code == 1
    assert done.out.startswith("sub/shop.md:3:23: info")


def test_a_format_is_set_for_every_command_that_judges(here: Path, run: Advise) -> None:
    write(here, ".advisor.yaml", "format: sarif\n")
    write(here, "shop.yaml", ARCHITECTURE)
    for command in (("evaluate", "shop.yaml"), ("lint", "shop.yaml"), ("compare", "shop.yaml", "shop.yaml")):
        assert json.loads(run(*command).out)["version"] == "2.1.0"


def test_excluded_files_are_left_out_even_where_they_are_named(here: Path, run: Advise) -> None:
    write(here, ".advisor.yaml", "exclude: [old/, '*.draft.md']\n")
    for name in ("old/shop.md", "shop.draft.md", "shop.md"):
        write(here, name, CALL_WITHOUT_TIMEOUT)
    assert {line.split(":")[0] for line in concise(run, ".") if "error missing" in line} == {"shop.md"}
    done = run("lint", "old/shop.md", "shop.draft.md")
    assert done.code == 0
    assert "old/shop.md is excluded" in done.err
    assert run("lint", "old/shop.md", "--no-force-exclude").code == 1
    assert run("lint", "shop.md", "--exclude", "shop.*").code == 0


def test_show_files_lists_what_would_be_checked(here: Path, run: Advise) -> None:
    for name in ("b.md", "a/z.mmd", "a.yaml"):
        write(here, name, ARCHITECTURE)
    write(here, "values.yaml", "replicas: 3\n")
    assert run("lint", ".", "--show-files").out.splitlines() == ["a/z.mmd", "a.yaml", "b.md"]


def test_statistics_count_by_rule(here: Path, run: Advise) -> None:
    write(here, "shop.md", CALL_WITHOUT_TIMEOUT + "- shop -> cart: REST, no timeout\n")
    counted = run("lint", "shop.md", "--statistics", "--format", "concise").out.replace(",", "").split("\n")
    assert any({"2", "missing-timeout"} <= set(line.split()) for line in counted)


def test_several_reports_are_written_in_one_run(here: Path, run: Advise) -> None:
    write(here, "shop.md", CALL_WITHOUT_TIMEOUT)
    done = run("lint", "shop.md", "--report", "sarif=a.sarif", "--report", "junit=b.xml", "--output", "c.txt")
    assert (done.code, done.out) == (1, "")
    assert all((here / name).stat().st_size for name in ("a.sarif", "b.xml", "c.txt"))


def test_fixing_keeps_line_ends_mark_and_mode_and_checks_again(here: Path, run: Advise) -> None:
    path = here / "shop.md"
    text = "\ufeff# Shop\r\n\r\n```yaml advisor\r\ninteractions:\r\n" \
           "  - {id: a, from: shop, to: cart, design: {pattern: rest, timout_ms: 20}}\r\n```\r\n"
    path.write_bytes(text.encode())
    path.chmod(0o640)
    assert run("lint", "shop.md").code == 1
    before = path.read_bytes()
    shown = run("lint", "shop.md", "--diff")
    assert (shown.code, path.read_bytes()) == (1, before)
    assert "+  - {id: a, from: shop, to: cart, design: {pattern: rest, timeout_ms: 20}}\r\n" in shown.out
    done = run("lint", "shop.md", "--fix")
    assert done.code == 0
    assert path.read_bytes() == before.replace(b"timout", b"timeout")
    assert path.stat().st_mode & 0o777 == 0o640
    assert run("lint", "shop.md", "--diff").code == 0


@pytest.mark.parametrize("name", ["shop.md", "the shop.md", 'a "shop".md', "one\nand\tother.md", "geschäft 🛒.md",
                                  "a\\b.md"])
@pytest.mark.parametrize("mark", ["", "\ufeff", "\ufeff\ufeff"])
def test_a_difference_can_be_applied_by_git(here: Path, run: Advise, name: str, mark: str) -> None:
    path = write(here, name, mark + "```yaml advisor\ninteractions:\n"
                 "  - {id: a, from: shop, to: cart, design: {pattern: rest, timout_ms: 20}}\n```")
    (here / ".git").rmdir()
    subprocess.run(["git", "init", "-q", "."], check=True)
    run("lint", name, "--diff", "--output", "fix.patch")
    subprocess.run(["git", "apply", "fix.patch"], check=True)
    assert path.read_text().startswith(mark + "```")
    assert "timeout_ms: 20" in path.read_text()
    assert run("lint", name).code == 0


def test_a_baseline_takes_what_is_there_out_of_the_count_and_nothing_new(here: Path, run: Advise) -> None:
    path = write(here, "docs/shop.md", CALL_WITHOUT_TIMEOUT)
    assert run("lint", "docs", "--baseline", "debt.json", "--write-baseline").code == 0
    assert run("lint", "docs", "--baseline", "debt.json").code == 0
    write(here, ".advisor.yaml", "baseline: debt.json\n")
    assert run("lint", "docs").code == 0
    path.write_text("A new line.\n\n" + CALL_WITHOUT_TIMEOUT + "- shop -> cart: REST, no timeout\n")
    found = concise(run, "docs")
    assert [line.split()[0] for line in found if line.startswith("docs")] == ["docs/shop.md:6:23:"]
    path.write_text(CALL_WITH_TIMEOUT)
    assert "stale-baseline-entry" in concise(run, "docs")[0]
    assert run("lint", "docs", "--prune-baseline").code == 0
    assert "missing-timeout" not in (here / "debt.json").read_text()


def test_since_reports_only_what_changed(here: Path, run: Advise) -> None:
    (here / ".git").rmdir()
    path = write(here, "shop.md", CALL_WITHOUT_TIMEOUT)
    subprocess.run(["git", "init", "-q", "."], check=True)
    subprocess.run(["git", "add", "."], check=True)
    subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "x"], check=True)
    assert run("lint", "shop.md", "--since", "HEAD").code == 0
    path.write_text(CALL_WITHOUT_TIMEOUT + "- shop -> cart: REST, no timeout\n")
    assert concise(run, "shop.md", "--since", "HEAD")[0].startswith("shop.md:4:23")


def test_evaluate_finds_what_a_document_contradicts_itself_in(here: Path, run: Advise) -> None:
    write(here, "shop.md", "```mermaid\nflowchart LR\n  shop -->|gRPC LoadCart| cart\n```\n\n```yaml advisor\n"
                           "interactions:\n  - {id: a, from: shop, to: cart, operation: LoadCart, "
                           "design: {pattern: rest}}\n```\n")
    report = json.loads(run("evaluate", "shop.md", "--format", "json").out)
    assert "diagram-contradiction" in {finding["rule"] for finding in report["findings"]}


def test_lint_needs_neither_rich_nor_pydantic(here: Path) -> None:
    write(here, "shop.md", CALL_WITHOUT_TIMEOUT)
    code = "import sys\nfrom advisor.__main__ import main\nmain(['lint', 'shop.md'])\n" \
           "print(sorted({'rich', 'pydantic', 'asyncio', 'multiprocessing'} & sys.modules.keys()))"
    for _ in range(2):  # the first run may compile the rules
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env={**os.environ})
    assert done.stdout.splitlines()[-1] == "[]"
