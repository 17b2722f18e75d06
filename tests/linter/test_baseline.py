"""A baseline takes out of the count what is known, and nothing else; other edits and other runs leave it whole."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.api import load_practices
from advisor.errors import InputError
from advisor.linter.baseline import (
    Baseline,
    apply_baseline,
    new_baseline,
    prune_baseline,
    read_baseline,
    update_baseline,
)
from advisor.linter.lint import lint
from advisor.model.finding import DocumentResult, Finding, ReportedFinding, Suppression
from advisor.text.source import Source, Span
from tests.designs import ENGINE

PRACTICES = load_practices()
SOURCE = Source("docs/orders.md", "shop -> cart\nshop -> bank\n")


def finding(
    rule: str = "missing-timeout", fingerprint: str = "f1", message: str = "shop calls cart"
) -> ReportedFinding:
    return ReportedFinding(Finding(rule, "error", message, Span(SOURCE, 0, 4), "", fingerprint, ""))


def checked(*noted: ReportedFinding, file: str = "docs/orders.md") -> DocumentResult:
    return DocumentResult(file, noted, (), 1)


def baseline(text: str, name: str = "advisor-baseline.json") -> Baseline:
    return read_baseline(Source(name, text))


def of(*documents: DocumentResult, name: str = "advisor-baseline.json") -> Baseline:
    return baseline(update_baseline(documents, new_baseline(name)), name)


def silences(documents: Sequence[DocumentResult]) -> list[str]:
    return [one.suppression.kind if one.suppression else "" for document in documents for one in document.findings]


def test_what_stands_in_a_baseline_does_not_count_and_what_is_new_does() -> None:
    known = of(checked(finding()))
    now = checked(finding(), finding(fingerprint="f2"), finding("missing-trace-context", "f3"))
    found = apply_baseline(known, [now])
    assert silences(found) == ["baseline", "", ""]


def test_a_file_holds_one_finding_a_line_in_order_and_no_number_of_a_line() -> None:
    text = update_baseline(
        [checked(finding("b", "2"), finding("a", "1"), file="z.md"), checked(finding("c"), file="a.md")],
        new_baseline("advisor-baseline.json"),
    )
    assert text == (
        '{"schema": 1, "findings": [\n'
        '{"path": "a.md", "rule": "c", "fingerprint": "f1", "message": "shop calls cart"},\n'
        '{"path": "z.md", "rule": "a", "fingerprint": "1", "message": "shop calls cart"},\n'
        '{"path": "z.md", "rule": "b", "fingerprint": "2", "message": "shop calls cart"}\n'
        ']}\n')
    assert json.loads(text)["schema"] == 1


def test_without_findings_a_baseline_is_empty_and_can_be_read() -> None:
    assert of(checked()).entries == {}


def test_messages_and_names_of_any_letters_come_back_on_one_line() -> None:
    odd = checked(finding(message="a\n\x1b[31m\u2028 \ud83d b\u00e9"), file='docs/\u00e9 "x"\udce9.md')
    text = update_baseline([odd], new_baseline("advisor-baseline.json"))
    assert len(text.splitlines()) == 3
    assert text.encode()
    assert silences(apply_baseline(baseline(text), [odd])) == ["baseline"]


def test_a_second_run_over_other_files_forgets_nothing() -> None:
    first = of(checked(finding(), file="a.md"))
    both = baseline(update_baseline([checked(finding("missing-trace-context", "f3"), file="b.md")], first))
    assert {(entry.path, entry.rule) for entry in both.entries.values()} == {
        ("a.md", "missing-timeout"), ("b.md", "missing-trace-context")}
    assert baseline(update_baseline([checked(file="b.md")], both)).entries == first.entries


def test_a_run_with_some_rules_forgets_nothing_of_the_others() -> None:
    first = of(checked(finding(), finding("missing-trace-context", "f3")))
    again = baseline(update_baseline([checked()], first, active_rules=["missing-trace-context"]))
    assert [entry.rule for entry in again.entries.values()] == ["missing-timeout"]
    now = [checked(finding("missing-trace-context", "f3"))]
    others = apply_baseline(first, now, active_rules=["missing-trace-context"])
    assert len(others) == 1


def test_what_a_comment_silences_is_not_written() -> None:
    silenced = finding()._replace(suppression=Suppression("comment", "mesh"))
    assert of(
        checked(silenced, finding("missing-trace-context", "f3")._replace(suppression=Suppression("baseline", "")))
    ).entries.keys() == {("docs/orders.md", "f3")}


def test_what_is_mended_is_told_at_its_place_in_the_baseline_file() -> None:
    known = of(checked(finding("a", "1"), finding("b", "2")), checked(finding(), file="elsewhere.md"))
    *_, told = apply_baseline(known, [checked(finding("b", "2"))])
    assert told.file == "advisor-baseline.json"
    assert [(one.finding.rule, one.finding.span.line, one.finding.span.file) for one in told.findings] == [
        ("stale-baseline-entry", 2, "advisor-baseline.json")]
    assert "`a` in docs/orders.md is mended" in told.findings[0].finding.message


def test_pruning_takes_out_what_is_mended_and_what_belongs_to_files_that_are_gone() -> None:
    known = of(checked(finding("a", "1"), finding("b", "2")), checked(finding(), file="gone.md"),
               checked(finding(), file="there.md"))
    text = prune_baseline(known, [checked(finding("b", "2"), finding("new", "3"))], lambda path: path == "there.md")
    assert [(entry.path, entry.rule) for entry in baseline(text).entries.values()] == [
        ("docs/orders.md", "b"), ("there.md", "missing-timeout")]
    assert prune_baseline(baseline(text), [checked(finding("b", "2"))], lambda path: True) == text


def test_paths_count_from_the_baseline_file_wherever_the_run_was_started(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "docs").mkdir()
    monkeypatch.chdir(tmp_path)
    known = of(checked(finding(), file="docs/orders.md"))
    assert next(iter(known.entries))[0] == "docs/orders.md"
    absolute = baseline(update_baseline([], known), str(tmp_path / "advisor-baseline.json"))
    assert silences(apply_baseline(absolute, [checked(finding(), file=str(tmp_path / "docs/orders.md"))])) == [
        "baseline"
    ]
    monkeypatch.chdir(tmp_path / "docs")
    there = baseline(update_baseline([], known), os.path.join("..", "advisor-baseline.json"))  # noqa: PTH118
    for name in ("orders.md", "./orders.md", "../docs/orders.md"):
        assert silences(apply_baseline(there, [checked(finding(), file=name)])) == ["baseline"], name
    assert silences(apply_baseline(there, [checked(finding(), file="../orders.md")])) == [""]


@pytest.mark.parametrize(("text", "place", "said"), [
    ("[]", "1:1", "This is not a baseline."),
    ("{", "1:2", "missing"),
    ('{"schema": 2, "findings": []}', "1:12", "The `schema` of a baseline is 1; here it is `2`."),
    ('{"schema": true, "findings": []}', "1:12", "here it is `true`"),
    ('{"findings": []}', "1:1", "This is not a baseline."),
    ('{"schema": 1, "findings": {}}', "1:27", "`findings` must be a list."),
    ('{"schema": 1}', "1:1", "`findings` is missing."),
    ('{"schema": 1, "findings": [\n{"path": "a", "rule": "b", "fingerprint": 3, "message": ""},\n[]]}', "2:43",
     "`fingerprint` must be text."),
    ('{"schema": 1, "findings": [\n<<<<<<< HEAD\n=======\n>>>>>>> other\n]}', "2:1", "are not merged yet"),
    ("[" * 100_000, "1:65", "nested more than 64 levels deep"),
    ('{"schema": ' + "9" * 10_000 + "}", "1:12", "The `schema` of a baseline is 1"),
])
def test_a_bad_baseline_is_told_with_its_place(text: str, place: str, said: str) -> None:
    with pytest.raises(InputError) as caught:
        baseline(text)
    problem = caught.value.problems[0]
    assert problem.location == f"advisor-baseline.json:{place}"
    assert said in problem.message
    assert problem.remedy


@given(st.text(alphabet='{}[]",:schema1findingspathrule \n\\', max_size=60))
def test_any_other_text_is_an_error_and_no_crash(text: str) -> None:
    source = Source("advisor-baseline.json", text)
    with suppress(InputError):
        assert read_baseline(source).entries == {}


# Fingerprints: what is written elsewhere in a document leaves them as they are.


DOCUMENT = """# Orders

The shop and those it talks to.

```mermaid
sequenceDiagram
    participant shop as Order Shop
    shop->>cart: GET /cart
    shop->>bank: pay
    shop->>bank: refund
    shop->>mail: send
    shop->>mail: send
```

```mermaid
flowchart LR
    ledger --> archive
    ledger --> archive
    a -->|nonsense
```

| From | To | Protocol | Timeout |
| --- | --- | --- | --- |
| bank | ledger | gRPC | none |
| bank | ledger | REST | none |

```yaml advisor
interactions:
  - id: first
    from: depot
    to: truck
    design: {pattern: rest, timeout_ms: none, retries: {attempts: 3, backoff: none}}
  - {id: second, from: depot, to: truck, design: {pattern: rest, timeout_ms: none}}
  - {id: third, from: truck, to: [road, rail], operation: move, design: {pattern: grpcc}}
```

- road -> rail: REST, timeout none
"""
MORE = {
    "a paragraph": "\nMore about it, in a line of its own.\n",
    "a comment": "\n<!-- a word to whoever reads this -->\n",
    "a diagram": "\n```mermaid\nsequenceDiagram\n    north->>south: GET /x\n    north->>south: GET /x\n```\n",
    "a broken diagram": "\n```mermaid\nflowchart LR\n    north --> south\n    [[[\n```\n",
    "a table": "\n| From | To | Protocol | Timeout |\n| --- | --- | --- | --- |\n| east | west | REST | none |\n",
    "a block": "\n```yaml advisor\ninteractions:\n  - {id: ledger-archive, from: up, to: down, design: {pattern: rest,"
               " timeout_ms: none}}\n```\n",
    "another spelling": "\n```yaml advisor\nservices: {order-shop: {}, bank-service: {}}\n```\n",
    "a list": "\n- left -> right: REST, timeout none\n- left -> right: gRPC, timeout none\n",
    "a process": "\n```mermaid\nflowchart TD\n    in{ok?} -->|yes| out\n    in -->|no| out2\n```\n",
}
PLACES = [place.start() for place in re.finditer(r"(?m)^(?=```mermaid|\| From|```yaml|- road)|\Z", DOCUMENT)]


def fingerprints(text: str, name: str = "orders.md") -> set[tuple[str, str]]:
    found = lint(Source(name, text), ENGINE, PRACTICES).findings
    return {(one.finding.rule, one.finding.fingerprint) for one in found}


BEFORE = fingerprints(DOCUMENT)


def test_the_document_of_the_next_test_has_findings_of_many_kinds() -> None:
    assert len(BEFORE) >= 12
    assert {"missing-timeout", "invalid-architecture", "undocumented-decision"} <= {rule for rule, _ in BEFORE}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(sorted(MORE)), st.sampled_from(PLACES)), min_size=1, max_size=4))
def test_edits_elsewhere_keep_every_fingerprint(edits: list[tuple[str, int]]) -> None:
    text = DOCUMENT
    for what, place in sorted(edits, key=lambda edit: -edit[1]):
        text = f"{text[:place]}{MORE[what].lstrip()}\n{text[place:]}"
    assert fingerprints(text) >= BEFORE


@pytest.mark.parametrize("changed", [
    DOCUMENT.replace("\n", "\r\n"), "\ufeff" + DOCUMENT, "---\ntitle: x\n---\n" + DOCUMENT,
    DOCUMENT.replace("  - {id: second", "  # a comment\n\n  - {id: second"),
], ids=["line ends", "byte order mark", "front matter", "comments in a block"])
def test_the_way_a_text_is_written_keeps_every_fingerprint(changed: str) -> None:
    assert fingerprints(changed) == BEFORE


def test_a_file_has_the_same_fingerprints_under_any_name() -> None:
    assert fingerprints(DOCUMENT, "/elsewhere/orders.md") == BEFORE
