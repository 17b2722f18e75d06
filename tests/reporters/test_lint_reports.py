"""Every advertised format is what its readers expect, says everything, and cannot be made to say anything else."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from email.message import Message
from functools import lru_cache
from typing import Any
from xml.etree import ElementTree

import pytest
import xmlschema
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from sarif_kit.validate import validation_errors

from advisor.api import load_engine, load_examples, load_practices
from advisor.cli.run_report import rules_url
from advisor.linter.lint import lint
from advisor.model.finding import DocumentResult, Fix, NotRead, ReportedFinding, Suppression, TextEdit
from advisor.page.style import TextStyle
from advisor.reporters import REPORTERS, sarif
from advisor.reporters.markdown import MAX_BYTES
from advisor.reporters.paths import path_to_uri, repository_path
from advisor.reporters.regions import clip_to_first_line, merge_edits, region_in_bytes, region_in_characters
from advisor.reporters.report import Report
from advisor.text.sanitise import escape_ci_commands
from advisor.text.source import Source, Span
from tests import CASES as ALL_CASES
from tests import ROOT
from tests.checked import ALL, CLEAN, COIN, ORDERS, PAGE, PRACTICES, hostile, many, report_of, span_of, written
from tests.ci_commands import azure_commands, github_commands
from tests.reviews import NO_TIMEOUT

CASES = ALL_CASES / "lint_reporters"
DOCS = "https://docs.example/rules.md"
NASTY = (
    "::error file=x::injected", " ::set-env name=PATH::x", "##[error]injected", "##[add-path]x",
    "a ##vso[task.complete]x", "##vso[task.setvariable variable=PATH]x",
    "%0A::error::x", "line\r\n::error::x", "line\u2028::error::x",
    "]]>", "<b>&amp;</b>", "</details>", "<script>alert(1)</script>", "<!-- advisor-lint -->", "-->", "```", "````text",
    "| cell | cell |", "@everyone", "![x](http://x)", "[x](javascript:x)", "\x1b[31mred\x1b[0m", "\x00\x07\x9b",
    "\ufffe\uffff", "\ud800", "\u202egnirts", "\N{COIN}\u200d\N{COIN}", '"quoted\\"', "a,b;c]d:e=f", "..", "%25",
    "日本語")
TEXTS = st.one_of(st.sampled_from(NASTY), st.text(min_size=1, max_size=40),
                  st.lists(st.sampled_from(NASTY), min_size=1, max_size=3).map("".join))
FORMS = tuple(form for form in REPORTERS if form != "mermaid")  # which draws interactions
JSON_FORMS = ("json", "sarif", "gitlab", "rdjson")


def counted(checked: tuple[DocumentResult, ...] = ALL) -> list[ReportedFinding]:
    return [noted for document in checked for noted in document.findings if noted.suppression is None]


def rules_in_order(found: list[ReportedFinding]) -> list[str]:
    return [noted.finding.rule for noted in found]


# all formats


@pytest.mark.parametrize("form", ["text", "concise", "github", "azure", "agent", "markdown", "junit"])
def test_a_format_for_people_reads_as_agreed(form: str) -> None:
    text = written(form, frames=2, statistics=True, questions=True, rules_page=DOCS)
    assert text.encode() == (CASES / f"{form}.txt").read_bytes()


@pytest.mark.parametrize("form", FORMS)
def test_every_format_names_every_finding_that_counts(form: str) -> None:
    text = written(form)
    for noted in counted():
        assert noted.finding.rule in text
        assert noted.finding.message.split(" ")[0] in text


@pytest.mark.parametrize("form", sorted({*FORMS} - {"sarif", "json", "junit"}))
def test_what_is_silenced_is_not_told_where_it_cannot_be_marked(form: str) -> None:
    assert "another call" not in written(form)
    assert "handled by the mesh" not in written(form)


def test_what_is_silenced_is_marked_where_it_can_be() -> None:
    assert json.loads(written("json"))["suppressed"][0]["suppression"] == {
        "kind": "comment", "because": "handled by the mesh"}
    assert 'message="Suppressed by comment: handled by the mesh"' in written("junit")


@pytest.mark.parametrize("form", FORMS)
def test_a_run_without_findings_is_a_whole_report(form: str) -> None:
    text = written(form, CLEAN)
    if form == "json-lines":
        assert text == ""
    elif form == "csv":
        assert text.splitlines() == ["rule,severity,message,file,line,column,interaction,help"]
    elif form == "sarif":
        assert json.loads(text)["runs"][0]["results"] == []
    elif form == "gitlab":
        assert json.loads(text) == []
    elif form == "rdjson":
        assert json.loads(text)["diagnostics"] == []
    elif form == "json":
        assert json.loads(text)["findings"] == []
    else:
        assert "No findings" in text


@pytest.mark.parametrize("form", sorted({*FORMS} - {"markdown"}))
def test_real_documents_are_reported_without_a_file_name_of_this_machine(form: str) -> None:
    engine, practices = load_engine(), load_practices()
    names = ("checkout.md", "order-processing-bad.yaml")
    checked = tuple(lint(Source(f"examples/{name}", (ROOT / "examples" / name).read_text()), engine, practices)
                    for name in names)
    report = Report(checked, {one.id: one for one in practices}, rules_pack=engine.name, version="1.2.3",
                    examples=load_examples, directory=str(ROOT))
    text = "".join(REPORTERS[form](report))
    assert str(ROOT) not in text
    assert all(name in text for name in names)
    if form == "sarif":
        assert validation_errors(json.loads(text)) == []


@given(TEXTS)
@pytest.mark.parametrize("form", FORMS)
def test_no_text_of_a_document_becomes_a_command_or_a_control_character(form: str, text: str) -> None:
    report = written(form, hostile(text), questions=True, statistics=True, frames=2, failed=(f"{text}: why",))
    report = report.replace("\r\n", "\n")  # the lines of CSV
    ours = {"github": ["error", "warning", "notice"], "azure": ["task.logissue"] * 2}
    if form != "azure":  # a format of one system is not printed under another
        assert [one.name for one in github_commands(report)] == ours.get(form, [])
    if form != "github":
        assert [one.name for one in azure_commands(report)] == ours.get(form, [])
    assert all(character.isprintable() or character in "\n\u200c\u200d" for character in report)
    report.encode()  # nothing but text that can be written


@given(TEXTS)
@pytest.mark.parametrize("form", [*JSON_FORMS, "json-lines"])
def test_json_says_what_the_document_says(form: str, text: str) -> None:
    report = written(form, hostile(text))
    lines = [line for line in report.splitlines() if line] if form == "json-lines" else [report]
    said = [json.loads(line) for line in lines]
    if form == "json":
        assert said[0]["findings"][0]["message"] == text
        assert said[0]["suppressed"][0]["suppression"]["because"] == text
    assert len(said) == (3 if form == "json-lines" else 1)


# text


def test_text_shows_as_many_frames_as_it_may_and_the_worst_first() -> None:
    text = written("text", many(30, "warning"), many(1), frames=20)
    assert text.count("    ^^^^") == 20
    assert text.index("error") < text.index("warning")
    assert text.count("missing-timeout") == 31
    assert "^" not in written("text")


def test_text_and_concise_are_the_same_on_a_pipe() -> None:
    assert written("text") == written("concise")


def test_colours_reach_only_formats_for_terminals() -> None:
    style = TextStyle(colour=True)
    assert "\x1b[31m" in written("text", style=style)
    assert "\x1b[31m" in written("concise", style=style)
    for form in {*FORMS} - {"text", "concise"}:
        assert "\x1b" not in written(form, style=style), form


def test_the_summary_counts_what_is_silenced_and_what_can_be_mended() -> None:
    assert written("concise").splitlines()[-1] == (
        "6 findings: 3 errors, 2 warnings, 1 note in 2 of 3 documents; suppressed: 1 by comments, 1 by the baseline; "
        "--fix mends 2, 1 more with --unsafe-fixes; 3 questions (--questions shows them).")
    unsafe = ORDERS._replace(findings=ORDERS.findings[:1], questions=())
    assert written("concise", unsafe).splitlines()[-1] == (
        "1 finding: 1 error in 1 of 1 document; --fix --unsafe-fixes mends 1.")
    assert written("concise", CLEAN) == "No findings in 1 document (1 interaction).\n"
    assert written("concise", CLEAN, failed=("x.md: why",)).endswith("; 1 path could not be checked.\n")


@pytest.mark.parametrize(("line", "safe"), [
    ("::error::x", "\\::error::x"), ("   ::x::y", "   \\::x::y"), ("see ##vso[task.x]", "see # #vso[task.x]"),
    ("##[group]", "# #[group]"), ("###[x]", "## #[x]"), ("a::b ## c", "a::b ## c")])
def test_a_line_that_looks_like_a_command_is_spoilt_and_any_other_is_left(line: str, safe: str) -> None:
    assert escape_ci_commands(line) == safe


def test_a_file_whose_name_begins_like_a_command_can_still_be_opened() -> None:
    assert written("concise", hostile("x"), many(0)).startswith("docs/x.md:2:1: ")
    span = Span(Source("::error::.md", "abc"), 0, 3)
    checked = DocumentResult("::error::.md", (ReportedFinding(NO_TIMEOUT._replace(span=span)),), (), 0)
    assert written("concise", checked).startswith("./::error::.md:1:1: ")


# json


def test_json_has_the_shape_of_evaluate() -> None:
    told = json.loads(written("json", statistics=True, questions=True, rules_page=DOCS))
    assert told["schema"] == 2
    assert list(told)[:4] == ["schema", "rules_pack", "interactions", "findings"]
    assert rules_in_order(counted()) == [finding["rule"] for finding in told["findings"]]
    assert told["findings"][0] | {"fix": None} == {
        "rule": "missing-timeout", "severity": "error", "message": NO_TIMEOUT.message, "file": "orders.yaml",
        "line": 5, "column": 41, "end_line": 5, "end_column": 45, "interaction": "order-created",
        "fingerprint": "4f1c", "help": NO_TIMEOUT.help, "path": [], "numbers": {}, "related": [],
        "fix": None}
    assert told["findings"][1]["fix"] == {"says": "Write `exponential}}`.", "safe": True, "edits": [
        {"line": 5, "column": 79, "end_line": 5, "end_column": 85, "text": "exponential}}"}]}
    assert len(told["not_checked"]) == 3
    assert told["documents"][1] == {"file": "orders.yaml", "interactions": 2, "findings": 4, "suppressed": 2,
                                    "questions": 3, "not_read": told["not_read"]}
    assert told["not_read"] == [{"file": "orders.yaml", "line": 9, "what": "a table without a heading"}]
    assert told["rules"][1] == {
        "id": "missing-timeout", "title": "The title of missing-timeout", "because": "Because of missing-timeout.",
        "help": "Remedy of missing-timeout.", "source": "article; a book", "sources": [
            {"title": "article", "section": None, "url": None, "seen": None},
            {"title": "a book", "section": None, "url": None, "seen": None}], "docs": f"{DOCS}#missing-timeout",
        "bad": "bad: yes\n", "good": "good: yes\n"}
    assert told["statistics"][0] == {"rule": "timeout-inversion", "severity": "error", "count": 2}


def test_json_counts_questions_that_nobody_asked_for() -> None:
    told = json.loads(written("json"))
    assert told["not_checked"] == []
    assert told["not_checked_beyond"] == 3


# sarif


def run_of(*checked: DocumentResult, **changes: Any) -> dict[str, Any]:
    log = json.loads(written("sarif", *checked, **changes))
    assert validation_errors(log) == []
    (run,) = log["runs"]
    assert isinstance(run, dict)
    return run


def code_scanning_faults(run: dict[str, Any]) -> Iterator[str]:
    """What code scanning asks for beyond the schema, from its reference page."""
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        texts = {"shortDescription": 1024, "fullDescription": 1024}
        if any(not 0 < len(rule[key]["text"]) <= most for key, most in texts.items()):
            yield f"{rule['id']}: description"
        if not rule["help"]["text"] or not rule["help"]["markdown"] or not 0 < len(rule["name"]) <= 255:
            yield f"{rule['id']}: help or name"
        properties = rule["properties"]
        if properties["precision"] not in ("very-high", "high", "medium", "low") or not properties["tags"]:
            yield f"{rule['id']}: precision or tags"
        if properties["problem.severity"] not in ("error", "warning", "recommendation"):
            yield f"{rule['id']}: problem.severity"
        if rule["defaultConfiguration"]["level"] not in ("note", "warning", "error"):
            yield f"{rule['id']}: level"
        if "security-severity" in properties:
            yield f"{rule['id']}: is no security rule"
    for number, result in enumerate(run["results"]):
        (location,) = result["locations"]
        region = location["physicalLocation"]["region"]
        path = location["physicalLocation"]["artifactLocation"]["uri"]
        if rules[result["ruleIndex"]]["id"] != result["ruleId"] or not result["message"]["text"]:
            yield f"{number}: rule or message"
        if region["startLine"] != region["endLine"] or region["endColumn"] < region["startColumn"]:
            yield f"{number}: region"
        if not path or path.startswith(("/", ".")) or "\\" in path or re.search(r"[^!-~]", path):
            yield f"{number}: path {path}"
        if not all(result["partialFingerprints"].values()):
            yield f"{number}: fingerprint"
    if not run["automationDetails"]["id"].endswith("/"):
        yield "category"


def test_sarif_is_valid_and_what_code_scanning_asks_for() -> None:
    run = run_of(rules_page=DOCS)
    assert list(code_scanning_faults(run)) == []
    assert run["columnKind"] == "unicodeCodePoints"
    assert run["tool"]["driver"]["semanticVersion"] == "1.2.3"
    assert run["invocations"][0]["executionSuccessful"]
    assert validation_errors(json.loads(written("sarif", version=""))) == []


def test_sarif_explains_every_rule_and_not_only_those_that_were_broken() -> None:
    rules = {rule["id"]: rule for rule in run_of(CLEAN, rules_page=DOCS)["tool"]["driver"]["rules"]}
    assert rules.keys() == PRACTICES.keys()
    assert rules["missing-timeout"]["helpUri"] == f"{DOCS}#missing-timeout"
    assert "```text\nbad: yes\n```" in rules["missing-timeout"]["help"]["markdown"]
    assert "Remedy of missing-timeout." in rules["missing-timeout"]["help"]["text"]
    assert rules["availability-below-target"]["defaultConfiguration"]["level"] == "note"
    assert "helpUri" not in run_of(CLEAN)["tool"]["driver"]["rules"][0]


def test_sarif_of_the_real_rules_explains_them_with_examples() -> None:
    practices = {one.id: one for one in load_practices()}
    run = run_of(CLEAN, practices=practices, examples=load_examples)
    assert list(code_scanning_faults(run)) == []
    shown = {rule["id"] for rule in run["tool"]["driver"]["rules"] if "**Found here:**" in rule["help"]["markdown"]}
    assert shown == {rule for rule, example in load_examples().items() if example.bad}
    assert "missing-timeout" in shown


def test_a_rule_that_nobody_knows_speaks_for_itself() -> None:
    strange = DocumentResult("a.yaml", (ReportedFinding(NO_TIMEOUT._replace(rule="strange-thing")),), (), 1)
    run = run_of(strange)
    assert list(code_scanning_faults(run)) == []
    assert run["results"][0]["ruleId"] == "strange-thing"


def test_sarif_keeps_what_is_silenced_with_the_reason_and_puts_it_last() -> None:
    results = run_of()["results"]
    assert [result["suppressions"] for result in results[:-2]] == [[]] * 6
    assert [result["suppressions"] for result in results[-2:]] == [
        [{"kind": "inSource", "status": "accepted", "justification": "handled by the mesh"}],
        [{"kind": "external", "status": "accepted", "justification": "Known before and kept in the baseline."}]]
    assert all("suppressions" not in result for result in run_of(COIN)["results"])


def test_sarif_fixes_say_whether_they_may_change_the_meaning() -> None:
    fixes = {result["ruleId"]: result["fixes"] for result in run_of(ORDERS)["results"] if "fixes" in result}
    assert fixes["missing-timeout"][0]["description"]["text"].endswith("(may change the meaning)")
    (change,) = fixes["retry-without-backoff"][0]["artifactChanges"]
    assert change["artifactLocation"]["uri"] == "orders.yaml"
    assert change["replacements"] == [{
        "deletedRegion": {"startLine": 5, "startColumn": 79, "endLine": 5, "endColumn": 85},
        "insertedContent": {"text": "exponential}}"}}]


def test_sarif_counts_columns_in_code_points_and_keeps_to_one_line() -> None:
    results = run_of(COIN)["results"]
    assert [result["locations"][0]["physicalLocation"] for result in results] == [
        {"artifactLocation": {"uri": "design/m%C3%BCnze%20%F0%9F%AA%99.md", "uriBaseId": "%SRCROOT%"},
         "region": {"startLine": 4, "startColumn": 1, "endLine": 4, "endColumn": 16}},
        {"artifactLocation": {"uri": "design/m%C3%BCnze%20%F0%9F%AA%99.md", "uriBaseId": "%SRCROOT%"},
         "region": {"startLine": 5, "startColumn": 12, "endLine": 5, "endColumn": 19}}]


def test_sarif_says_which_documents_could_not_be_checked() -> None:
    (invocation,) = run_of(CLEAN, failed=("x.md: out of luck",), notes=("y.md is excluded",))["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [(told["level"], told["message"]["text"]) for told in invocation["toolExecutionNotifications"]] == [
        ("error", "x.md: out of luck"), ("note", "y.md is excluded")]


def test_sarif_shows_the_other_places_of_a_finding_and_what_was_not_read() -> None:
    run = run_of(ORDERS)
    (result,) = (result for result in run["results"] if "relatedLocations" in result)
    assert result["ruleId"] == "timeout-inversion"
    assert result["relatedLocations"] == [{
        "id": 1, "message": {"text": "order-created may take 2,400 ms"},
        "physicalLocation": {"artifactLocation": {"uri": "orders.yaml", "uriBaseId": "%SRCROOT%"}, "region": {
            "startLine": 5, "startColumn": 57, "endLine": 5, "endColumn": 67}}}]
    assert run["invocations"][0]["toolExecutionNotifications"] == [{
        "level": "note", "message": {"text": "Not read: a table without a heading"}, "locations": [{
            "physicalLocation": {"artifactLocation": {"uri": "orders.yaml", "uriBaseId": "%SRCROOT%"},
                                 "region": {"startLine": 9}}}]}]


@pytest.mark.parametrize("form", ["agent", "junit", "rdjson", "markdown", "json", "json-lines", "text"])
def test_the_other_places_of_a_finding_are_told(form: str) -> None:
    assert "order-created may take 2,400 ms" in written(form, frames=20)


def test_what_was_not_read_is_one_line_and_repeated_kinds_are_counted() -> None:
    parts = tuple(NotRead("a.md", line, "A table has no heading.") for line in (3, 9, 12))
    kinds = tuple(NotRead("b.md", line, f"Kind {line} is unknown.") for line in range(1, 7))
    lines = written("concise", CLEAN._replace(not_read=(*parts, *kinds))).splitlines()
    assert lines[0] == ("Not read: a.md:3: A table has no heading (3 times); b.md:1: Kind 1 is unknown; "
                        "b.md:2: Kind 2 is unknown; b.md:3: Kind 3 is unknown; b.md:4: Kind 4 is unknown; "
                        "2 other kinds.")
    assert len(lines) == 2
    assert "Not read" not in written("concise", CLEAN)
    assert str(NotRead("c.md", 0, "too large")) == "c.md: too large"


def test_sarif_leaves_out_the_least_severe_beyond_its_limit_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MAX_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MAX_RESULTS", 5)
    run = run_of(many(4, "info"), many(3))
    assert [result["level"] for result in run["results"]] == ["error"] * 3 + ["note"] * 2
    assert run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"] == (
        "2 results are left out, the least severe: a run may have 5.")


@given(TEXTS)
def test_sarif_is_valid_whatever_a_document_says(text: str) -> None:
    run = run_of(hostile(text), failed=(text,))
    faults = [fault for fault in code_scanning_faults(run) if ": path" not in fault]
    assert faults == []
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert all(re.fullmatch(r"(file:///)?[A-Za-z0-9._~/%-]+", one) for one in uris)


# fingerprints


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_fingerprints_are_unique_even_where_findings_are_equal(form: str) -> None:
    twice = DocumentResult("orders.yaml", (*many(3).findings, *many(3).findings), (), 1)
    keys = fingerprints(form, twice, COIN)
    assert len(set(keys)) == len(keys) == 8


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_fingerprints_outlive_other_lines_other_words_and_other_findings(form: str) -> None:
    moved = Source("orders.yaml", "\n\n" + NO_TIMEOUT.span.source.text)
    span = Span(moved, NO_TIMEOUT.span.start + 2, NO_TIMEOUT.span.end + 2)
    later = DocumentResult(
        "orders.yaml", (ReportedFinding(NO_TIMEOUT._replace(span=span, message="said otherwise")),), (), 1
    )
    before = fingerprints(form, DocumentResult("orders.yaml", (ReportedFinding(NO_TIMEOUT),), (), 1))
    assert fingerprints(form, later) == before
    assert before[0] in fingerprints(form, ORDERS)


@pytest.mark.parametrize("form", ["sarif", "gitlab"])
def test_fingerprints_do_not_depend_on_where_the_program_was_started(form: str) -> None:
    def named(name: str) -> DocumentResult:
        span = Span(Source(name, NO_TIMEOUT.span.source.text), NO_TIMEOUT.span.start, NO_TIMEOUT.span.end)
        return DocumentResult(name, (ReportedFinding(NO_TIMEOUT._replace(span=span)),), (), 1)

    there = fingerprints(form, named("docs/orders.yaml"), directory="/home/me/shop", root="/home/me/shop")
    below = fingerprints(form, named("orders.yaml"), directory="/home/me/shop/docs", root="/home/me/shop")
    dotted = fingerprints(form, named("./docs/orders.yaml"), directory="/home/me/shop", root="/home/me/shop")
    assert there == below == dotted


def fingerprints(form: str, *checked: DocumentResult, **changes: Any) -> list[str]:
    told = json.loads(written(form, *checked, **changes))
    if form == "gitlab":
        return [entry["fingerprint"] for entry in told]
    return [result["partialFingerprints"][sarif.FINGERPRINT] for result in told["runs"][0]["results"]]


# paths and regions


@pytest.mark.parametrize(("file", "path", "reference"), [
    ("a.md", "docs/a.md", "docs/a.md"), ("./a.md", "docs/a.md", "docs/a.md"), ("../b.md", "b.md", "b.md"),
    ("/repo/docs/x/../c.md", "docs/c.md", "docs/c.md"), ("ä b#?.md", "docs/ä b#?.md", "docs/%C3%A4%20b%23%3F.md"),
    ("a:b\\c%.md", "docs/a:b\\c%.md", "docs/a%3Ab%5Cc%25.md"), ("../../out.md", "/out.md", "file:///out.md"),
    ("\udcff.md", "docs/\udcff.md", "docs/%FF.md"), ("\ud800.md", "docs/\ud800.md", "docs/%ED%A0%80.md")])
def test_paths_begin_at_the_root_of_the_repository(file: str, path: str, reference: str) -> None:
    found = repository_path(file, report_of(directory="/repo/docs", root="/repo"))
    assert (found, path_to_uri(found)) == (path, reference)


def test_a_path_with_a_drive_is_a_reference_with_three_slashes() -> None:
    assert path_to_uri("C:/a b.md") == "file:///C%3A/a%20b.md"


@pytest.mark.parametrize(("text", "start", "end", "expected"), [
    ("abc\ndef\n", 1, 3, (1, 2, 1, 4)), ("abc\ndef\n", 1, 6, (1, 2, 1, 4)), ("abc\r\ndef\n", 1, 7, (1, 2, 1, 4)),
    ("abc\n\ndef", 4, 7, (2, 1, 2, 1)), ("abc", 3, 3, (1, 4, 1, 4)), ("\r\nabc", 0, 4, (1, 1, 1, 1)),
    ("\N{COIN}b\nc", 1, 4, (1, 2, 1, 3))])
def test_a_region_keeps_to_the_first_line_of_a_span(
        text: str, start: int, end: int, expected: tuple[int, ...]) -> None:
    assert region_in_characters(clip_to_first_line(Span(Source("a", text), start, end))) == expected


@given(st.text(alphabet="a\u00e4\u20ac\N{COIN}\n", max_size=30), st.data())
def test_places_in_bytes_are_those_of_the_encoded_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    line, column, end_line, end_column = region_in_bytes(Span(Source("a", text), start, end))
    lines = text.encode().split(b"\n")
    first = sum(len(one) + 1 for one in lines[:line - 1]) + column - 1
    last = sum(len(one) + 1 for one in lines[:end_line - 1]) + end_column - 1
    assert text.encode()[first:last] == text[start:end].encode()


def test_several_edits_become_one_with_the_text_between_them() -> None:
    source = Source("a", "one two three four")
    assert merge_edits(Fix("", (TextEdit(0, 3, "1"), TextEdit(8, 13, "3")), True), source) == TextEdit(0, 13, "1 two 3")


# github


def test_github_gets_ten_annotations_of_each_kind_the_worst_first_and_hears_of_the_others() -> None:
    text = written("github", many(12, "info"), many(30, "warning"), many(11))
    commands = list(github_commands(text))
    assert [command.name for command in commands] == ["error"] * 10 + ["warning"] * 10 + ["notice"] * 10
    assert text.count("missing-timeout call") == 53
    assert text.endswith("23 more are listed above and not annotated: GitHub shows 10 errors, 10 warnings and 10 "
                         "notices of a step.\n")
    assert "not annotated" not in written("github")


@given(TEXTS)
def test_github_reads_back_what_a_document_says(text: str) -> None:
    (error, *_) = github_commands(written("github", hostile(text)))
    assert error.properties.keys() == {"file", "line", "endLine", "col", "endColumn", "title"}
    assert error.properties["title"] == "missing-timeout"
    assert error.properties["line"] == error.properties["endLine"] == "2"
    shown = written("concise", hostile(text)).splitlines()[0]
    if text.isprintable() and "##" not in text and "/" not in text and text.strip() == text and ".." not in text:
        assert error.message == f"{text}\n{text}"
        assert error.properties["file"] == f"docs/{text}.md"
        assert shown.startswith(f"docs/{text}.md:2:1: error missing-timeout {text}")


def test_github_cannot_be_made_to_take_commands_from_the_listing() -> None:
    text = written("github", hostile("x\n::error::injected"))
    token = text.split("\n", 1)[0].removeprefix("::stop-commands::")
    again = written("github", hostile(f"x\n::{token}::\n::error::injected"))
    assert [command.name for command in github_commands(again)] == ["error", "warning", "notice"]


# azure


def test_azure_gets_issues_for_errors_and_warnings_and_lines_for_notes() -> None:
    text = written("azure")
    commands = list(azure_commands(text))
    assert [command.properties["type"] for command in commands] == ["error", "error", "error", "warning", "warning"]
    assert commands[-1].properties == {"type": "warning", "sourcepath": PAGE.name, "linenumber": "5",
                                       "columnnumber": "12", "code": "undocumented-decision"}
    assert "orders.yaml:4:11: info availability-below-target" in text


@given(TEXTS)
def test_azure_reads_back_what_a_document_says(text: str) -> None:
    (error, _) = azure_commands(written("azure", hostile(text)))
    if text.isprintable() and "/" not in text and ".." not in text and "%AZP25" not in text and text[-1] != ".":
        assert error.message == f"{text}. {text}"
        assert error.properties["sourcepath"] == f"docs/{text}.md"


# gitlab and reviewdog


@lru_cache
def schema(name: str) -> Draft202012Validator:
    return Draft202012Validator(json.loads((CASES / name).read_text(encoding="utf-8")))


@given(TEXTS)
def test_gitlab_gets_its_published_fields(text: str) -> None:
    told = json.loads(written("gitlab", hostile(text), *ALL))
    faults = [error.message for error in schema("gitlab.schema.json").iter_errors(told)]
    assert [fault for fault in faults if "should not be valid" not in fault or ".." not in text] == []
    assert len(told) == 9


def test_gitlab_severities_and_places() -> None:
    told = json.loads(written("gitlab", ORDERS))
    assert [entry["severity"] for entry in told] == ["major", "minor", "major", "info"]
    assert told[0]["location"] == {"path": "orders.yaml", "lines": {"begin": 5}}
    assert told[0]["description"] == f"{NO_TIMEOUT.message}. {NO_TIMEOUT.help}"


@given(TEXTS)
def test_reviewdog_gets_its_published_fields(text: str) -> None:
    told = json.loads(written("rdjson", hostile(text), *ALL, rules_page=DOCS))
    assert [error.message for error in schema("rdjson.schema.json").iter_errors(told)] == []


def test_reviewdog_counts_bytes_and_gets_fixes_as_suggestions() -> None:
    told = json.loads(written("rdjson", COIN, rules_page=DOCS))["diagnostics"][1]
    line = PAGE.text.splitlines()[4].encode()
    place = told["location"]["range"]
    assert line[place["start"]["column"] - 1:place["end"]["column"] - 1].decode() == "\N{COIN} münze"
    (suggestion,) = told["suggestions"]
    span = suggestion["range"]
    assert line[span["start"]["column"] - 1:span["end"]["column"] - 1].decode() == "münze: bezahle"
    assert suggestion["text"] == "münze: POST"
    assert told["code"] == {"value": "undocumented-decision", "url": f"{DOCS}#undocumented-decision"}


def test_a_fix_all_over_a_document_is_no_suggestion() -> None:
    source = Source("long.yaml", "a\n" * 100)
    finding = NO_TIMEOUT._replace(span=Span(source, 0, 1))
    wide = DocumentResult(
        "long.yaml", (ReportedFinding(finding, Fix("x", (TextEdit(0, 1, "b"), TextEdit(190, 191, "b")), True)),), (), 1
    )
    assert "suggestions" not in json.loads(written("rdjson", wide))["diagnostics"][0]


# junit


@lru_cache
def junit_schema() -> xmlschema.XMLSchema:
    return xmlschema.XMLSchema(CASES / "junit.xsd")


@given(TEXTS)
def test_junit_is_valid_whatever_a_document_says(text: str) -> None:
    report = written("junit", hostile(text), *ALL, failed=(text,))
    root = ElementTree.fromstring(report)
    assert [str(error) for error in junit_schema().iter_errors(root)] == []


def test_junit_counts_what_it_holds_and_fails_what_fails_the_run() -> None:
    root = ElementTree.fromstring(written("junit", failing=frozenset({"error", "warning"}), failed=("x.md: why",)))
    for kind, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error")):
        assert int(root.attrib[kind]) == len(root.findall(f".//{tag}")), kind
        for suite in root:
            assert int(suite.attrib[kind]) == len(suite.findall(f".//{tag}")), kind
    assert len(root.findall(".//failure")) == 5
    assert len(root.findall(".//skipped")) == 2
    assert root[0].attrib["name"] == "clean.md"
    assert [len(case) for case in root[0]] == [0]  # a test that passes


def test_junit_gives_every_test_of_a_document_a_name_of_its_own() -> None:
    root = ElementTree.fromstring(written("junit", many(5)))
    names = [case.attrib["name"] for case in root[0]]
    assert len(set(names)) == 5


def test_a_junit_that_fails_nothing_still_tells_everything() -> None:
    root = ElementTree.fromstring(written("junit", ORDERS, failing=frozenset()))
    assert root.findall(".//failure") == []
    assert (root.findtext(".//system-out") or "").startswith("error: orders.yaml:5:41\n")


# markdown


def html_of(text: str) -> list[str]:
    """Every tag and comment that is HTML in a comment, from an independent reader."""
    found = []
    for token in MarkdownIt("commonmark", {"html": True}).enable("table").parse(text):
        for part in (token, *(token.children or ())):
            if part.type in ("html_block", "html_inline"):
                found += re.findall(r"<!--.*?-->|</?[A-Za-z][^>]*>|<[!?/]", part.content, re.DOTALL)
    return found


@given(TEXTS)
def test_a_comment_holds_no_html_but_ours_whatever_a_document_says(text: str) -> None:
    found = html_of(written("markdown", hostile(text), questions=True, statistics=True))
    ours = {"<details>", "</details>", "<summary>", "</summary>", "<b>", "</b>", "<!-- advisor-lint -->", "<!-- -->"}
    assert set(found) <= ours
    assert found.count("<details>") == found.count("</details>") == 4
    assert found.count("<!-- advisor-lint -->") == 1


@given(TEXTS)
def test_a_comment_holds_no_links_and_headings_but_ours(text: str) -> None:
    tokens = MarkdownIt("commonmark", {"html": True}).enable("table").parse(
        written("markdown", hostile(text), questions=True, statistics=True))
    inner = [part.type for token in tokens for part in token.children or ()]
    assert "link_open" not in inner
    assert "image" not in inner
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h2", "h3", "h3", "h3"]
    assert sum(token.type == "table_open" for token in tokens) == 2
    outside = re.sub(r"(?ms)^(```+)text\n.*?^\1\n", "", written("markdown", hostile(text), questions=True))
    assert not re.search(r"@\w", outside)  # mentions nobody; within code nobody is


@pytest.mark.parametrize("count", [50, 400, 5000])
def test_a_comment_fits_and_says_what_does_not(count: int) -> None:
    text = written("markdown", many(count), questions=True, statistics=True)
    assert len(text.encode()) <= MAX_BYTES < 65_536
    assert text.count("<details>") == text.count("</details>") <= count
    shown = text.count("<summary>")
    if shown < count:
        assert f"\n{count - shown:,} more findings do not fit into one comment" in text
    else:
        assert "fit into one comment" not in text


def test_a_comment_fits_however_many_documents_there_are() -> None:
    documents = tuple(many(1)._replace(file=f"docs/{'long' * 20}-{number}.md") for number in range(2000))
    text = written("markdown", *documents)
    assert len(text.encode()) <= MAX_BYTES
    assert "2,000 more findings do not fit into one comment" in text


def test_reasons_of_comments_and_baselines_never_join() -> None:
    silenced = DocumentResult("a.md", (ReportedFinding(NO_TIMEOUT, None, Suppression("baseline", "old debt")),), (), 1)
    assert "old debt" in written("sarif", silenced)
    assert written("concise", silenced).startswith("No findings in 1 document (1 interaction); suppressed: 1 by the ")


def test_the_place_that_is_marked_is_the_one_that_is_named() -> None:
    span = span_of("\N{COIN} münze", PAGE)
    assert f"{span.line}:{span.column}" in written("concise", COIN)


@pytest.mark.parametrize(("addresses", "page"), [
    (["Source, https://x.example", f"Rules, {DOCS}"], DOCS), (["Source, https://x.example"], ""), (None, "")])
def test_the_address_of_the_rules_is_the_one_that_the_package_names(
        monkeypatch: pytest.MonkeyPatch, addresses: list[str] | None, page: str) -> None:
    told = Message()
    for address in addresses or ():
        told["Project-URL"] = address
    monkeypatch.setattr("importlib.metadata.metadata", lambda name: told)
    assert rules_url() == page
