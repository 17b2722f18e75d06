"""Two versions of an architecture: what differs, why, and whether something got worse."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sarif_kit.validate import validation_errors

from advisor.api import load_engine, load_practices
from advisor.extraction.documents import read_documents
from advisor.linter.comparison import compare
from advisor.linter.settings import RuleSelection
from advisor.model.comparison import ArchitectureComparison
from advisor.text.source import Source
from tests import CASES
from tests.conftest import Advise

ENGINE, PRACTICES = load_engine(()), load_practices(())
GOLDEN = CASES / "compare"
BEFORE = """\
version: 1
services:
  shop: {kind: service}
  stock: {kind: service, latency_ms: {p99: 100}}
  mail: {kind: service}
interactions:
  - id: check-stock
    from: shop
    to: stock
    needs: {needs_response: true, strong_contract: true}
    design: {pattern: grpc, timeout_ms: 200, retries: none, connect_timeout_ms: 50}
  - id: order-created
    from: shop
    to: mail
    operation: order.created
    needs: {needs_response: false, delivery: at_least_once, intent: command}
    design: {pattern: message-queue}
flows:
  - {id: checkout, steps: [check-stock], latency_budget_ms: 300}
"""


def compared(after: str, before: str = BEFORE) -> ArchitectureComparison:
    old, new = (read_documents([Source(name, text)], ENGINE.terms)
                for name, text in (("before.yaml", before), ("after.yaml", after)))
    return compare(old, new, ENGINE, PRACTICES, RuleSelection())


@pytest.fixture
def versions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "before.yaml").write_text(BEFORE)
    return tmp_path


def of(run: Advise, after: str, *options: str) -> tuple[int, str]:
    Path("after.yaml").write_text(after)
    done = run("compare", "before.yaml", "after.yaml", *options)
    return done.code, done.out


# what differs


def test_a_version_is_the_same_as_itself() -> None:
    found = compared(BEFORE)
    assert (found.added, found.removed, found.changed, found.new, found.fixed, found.flows) == ((), (), (), (), (), ())
    assert found.unchanged == 2


def test_order_comments_and_the_name_of_the_file_make_no_difference() -> None:
    moved = BEFORE.replace("version: 1\n", "version: 1\n# moved\n\n").replace(
        "  mail: {kind: service}\n", "").replace("services:\n", "services:\n  mail: {kind: service}\n")
    found = compared(moved)
    assert (found.changed, found.new, found.fixed, found.unchanged) == ((), (), (), 2)


def test_another_decision_is_told_with_the_facts_that_brought_it_about() -> None:
    other = BEFORE.replace("intent: command", "intent: event, replay: true, polyglot: true")
    (changed,) = compared(other).changed
    assert (changed.before.decision.pattern, changed.after.decision.pattern) == ("message-queue", "event-streaming")
    assert {change.fact for change in changed.causes} < {change.fact for change in changed.facts}
    assert changed.worse == ("message-queue is declared, and event-streaming is advised now",)


def test_a_new_name_of_an_interaction_is_no_new_interaction() -> None:
    found = compared(BEFORE.replace("id: order-created", "id: announce"))
    assert (found.added, found.removed) == ((), ())
    assert [(one.before.interaction.id, one.after.interaction.id) for one in found.changed] == [
        ("order-created", "announce")]
    assert (found.new, found.fixed) == ((), ())


def test_interactions_come_and_go() -> None:
    found = compared(BEFORE.replace("id: order-created", "id: announce").replace("to: mail", "to: stock"))
    assert [one.interaction.id for one in found.added] == ["announce"]
    assert [one.interaction.id for one in found.removed] == ["order-created"]


def test_findings_are_the_same_whatever_their_line_and_file() -> None:
    faulty = BEFORE.replace("timeout_ms: 200, ", "timeout_ms: none, ")
    assert [finding.rule for finding in compared(faulty).new] == ["missing-timeout"]
    assert [finding.rule for finding in compared(BEFORE, faulty).fixed] == ["missing-timeout"]
    again = compared(faulty.replace("version: 1\n", "version: 1\nname: Shop\n"), faulty)
    assert (again.new, again.fixed, again.remaining) == ((), (), 1)
    assert {finding.span.file for finding in compared(faulty).new} == {"after.yaml"}
    assert {finding.span.file for finding in compared(BEFORE, faulty).fixed} == {"before.yaml"}


def test_what_a_comment_silences_is_neither_new_nor_fixed() -> None:
    worse = BEFORE.replace("timeout_ms: 200", "timeout_ms: none")
    comment = "  # advisor: ignore missing-timeout -- as agreed\n"
    silenced = worse.replace("  - id: check-stock", f"{comment}  - id: check-stock")
    rules = [{finding.rule for finding in group} for group in (
        compared(silenced, BEFORE).new, compared(silenced, worse).fixed, compared(worse, silenced).new)]
    assert "missing-timeout" not in rules[0] | rules[1]
    assert "missing-timeout" in rules[2]


def test_a_flow_tells_which_numbers_got_worse() -> None:
    (flow,) = compared(BEFORE.replace("timeout_ms: 200", "timeout_ms: 500")).flows
    assert {(one.name, one.is_worse) for one in flow.measures} == {("worst_ms", True)}
    assert flow.newly_misses_target


# whether it got worse


@pytest.mark.parametrize(("change", "options", "code"), [
    (("version: 1", "version: 1"), [], 0),
    (("timeout_ms: 200, ", "timeout_ms: none, "), [], 1),
    (("timeout_ms: 200, ", "timeout_ms: none, "), ["--fail-on", "never"], 0),
    (("timeout_ms: 200, ", "timeout_ms: none, "), ["--ignore", "missing-timeout", "--ignore", "missing-connect-timeout",
                                                   "--ignore", "latency-over-budget"], 0),
    (("timeout_ms: 200", "timeout_ms: 500"), [], 1),  # the flow misses its budget
    (("strong_contract: true", "strong_contract: true, replay: true"), [], 1),  # a conflict
    (("strong_contract: true", "strong_contract: true, replay: true"), ["--fail-on", "disagreement"], 0),
    (("intent: command", "intent: event, replay: true"), ["--fail-on", "disagreement"], 1),
    (("{needs_response: true, strong_contract: true}", "{}"), [], 1),  # open again
    (("  - id: order-created", "  - {id: x, from: shop, to: mail, needs: {}}\n  - id: order-created"), [], 0),
])
def test_it_exits_with_1_where_something_got_worse(run: Advise, versions: Path, change: tuple[str, str],
                                                   options: list[str], code: int) -> None:
    found, out = of(run, BEFORE.replace(*change), *options)
    assert (found, "Nothing got worse." in out) == (code, code == 0)


def test_what_gets_better_is_no_fault(run: Advise, versions: Path) -> None:
    Path("after.yaml").write_text(BEFORE.replace("timeout_ms: 200, ", "timeout_ms: none, "))
    done = run("compare", "after.yaml", "before.yaml")
    assert done.code == 0
    assert "Fixed findings (1)" in done.out


# how it is shown

WORSE = BEFORE.replace("intent: command", "intent: event, replay: true").replace("timeout_ms: 200", "timeout_ms: 500")


@pytest.mark.parametrize(("form", "golden"), [("text", "worse.txt"), ("markdown", "worse.md")])
def test_a_comparison_reads_as_agreed(run: Advise, versions: Path, form: str, golden: str) -> None:
    code, out = of(run, WORSE, "--format", form)
    assert code == 1
    assert out == (GOLDEN / golden).read_text(encoding="utf-8")


def test_json_of_a_comparison_has_every_promised_key(run: Advise, versions: Path) -> None:
    data = json.loads(of(run, WORSE, "--format", "json")[1])
    assert data.keys() == {"schema", "rules_pack", "before", "after", "worse", "added", "removed", "changed",
                           "unchanged", "findings", "flows", "not_read"}
    assert data["findings"].keys() == {"new", "fixed", "unchanged"}
    (changed,) = (one for one in data["changed"] if one["id"] == "order-created")
    assert changed.keys() == {"id", "before", "after", "facts", "design", "causes", "worse"}
    assert changed["before"]["pattern"] == "message-queue"


@pytest.mark.parametrize("form", ["text", "markdown"])
def test_a_hostile_version_cannot_act_on_its_reader(run: Advise, versions: Path, form: str) -> None:
    name = "a<img src=x>|`b`"
    _, out = of(run, BEFORE.replace("id: order-created", f"id: '{name}'").replace(
        "order.created", '"x\\e[31m\\u202e::set-env @team"'), "--format", form)
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert form == "text" or ("<img" not in out and "@team" not in out)


def test_documents_are_compared_too(run: Advise, versions: Path) -> None:
    page = "# Shop\n\n```mermaid\nflowchart LR\n  shop -->|gRPC LoadCart| cart\n{more}```\n"
    Path("a.md").write_text(page.format(more=""))
    Path("b.md").write_text(page.format(more="  shop -->|order.created via Kafka| mail\n"))
    done = run("compare", "a.md", "b.md", "--format", "json")
    data = json.loads(done.out)
    assert (len(data["added"]), data["removed"], data["changed"], data["unchanged"]) == (1, [], [], 1)


@pytest.mark.parametrize("form", ["concise", "github", "csv", "agent"])
def test_a_format_of_findings_has_the_new_ones_only(run: Advise, versions: Path, form: str) -> None:
    before = BEFORE.replace("pattern: message-queue", "pattern: message-queue, dead_letter: none")
    Path("before.yaml").write_text(before)
    _, out = of(run, before.replace("timeout_ms: 200", "timeout_ms: none"), "--format", form)
    assert "missing-timeout" in out
    assert "no-dead-letter" in run("lint", "after.yaml").out
    assert "no-dead-letter" not in out


def test_sarif_of_evaluate_and_compare_is_valid(run: Advise, versions: Path) -> None:
    after = BEFORE.replace("timeout_ms: 200", "timeout_ms: none")
    for text in (of(run, after, "--format", "sarif")[1], run("evaluate", "after.yaml", "--format", "sarif").out):
        log = json.loads(text)
        assert validation_errors(log) == []
        assert "missing-timeout" in {result["ruleId"] for result in log["runs"][0]["results"]}
    assert log["runs"][0]["automationDetails"]["id"] == "advisor-evaluate/"


@pytest.mark.parametrize("form", ["text", "markdown", "html", "json"])
def test_what_was_not_read_of_the_later_version_is_told(run: Advise, versions: Path, form: str) -> None:
    (versions / "a.md").write_text("- shop -> cart: REST\n")
    (versions / "b.md").write_text("- shop -> cart: REST\n\n```mermaid\nflowchart TD\n  a{There?} -->|yes| b\n```\n")
    out = run("compare", "a.md", "b.md", "--format", form).out
    assert "This flowchart shows a process" in out
    assert "b.md:4: " in out or json.loads(out)["not_read"][0]["line"] == 4


# wrong calls


@pytest.mark.parametrize(("arguments", "message"), [
    (["before.yaml"], "AFTER"), (["before.yaml", "no.yaml"], "no.yaml"), (["-", "-"], "one version only"),
    (["before.yaml", "broken.yaml"], "broken.yaml:3:"), (["before.yaml", "before.yaml", "--format", "toml"], "toml"),
    (["before.yaml", "before.yaml", "--only", "missing-timeot"], "Did you mean `missing-timeout`?"),
    (["before.yaml", "before.yaml", "--output", "before.yaml"], "will not be overwritten"),
])
def test_a_wrong_call_of_compare(run: Advise, versions: Path, arguments: list[str], message: str) -> None:
    Path("broken.yaml").write_text("version: 1\ninteractions:\n  - {id: a, from: b, to: c, needs: {replya: true}}\n")
    done = run("compare", *arguments)
    assert (done.code, done.out) == (2, "")
    assert message in done.err


def test_problems_of_both_versions_are_told_at_once(run: Advise, versions: Path) -> None:
    for name in ("x.yaml", "y.yaml"):
        Path(name).write_text("version: 2\ninteractions: []\n")
    err = run("compare", "x.yaml", "y.yaml").err
    assert "x.yaml:1:" in err
    assert "y.yaml:1:" in err


DRAWN = """\
# Shop

```mermaid
flowchart LR
    shop -->|gRPC Load| cart
```

```yaml advisor
interactions:
  - {id: load, from: shop, to: cart, operation: Load, design: {pattern: PATTERN, timeout_ms: 200}}
```
"""


def test_what_a_document_contradicts_itself_in_is_compared_too(versions: Path, run: Advise) -> None:
    (versions / "before.md").write_text(DRAWN.replace("PATTERN", "grpc"))
    (versions / "after.md").write_text(DRAWN.replace("PATTERN", "rest").replace("shop -->", "shop -->|"))
    told = json.loads(run("compare", "before.md", "after.md", "--format", "json").out)
    assert "unreadable-diagram" in {found["rule"] for found in told["findings"]["new"]}
    (versions / "after.md").write_text(DRAWN.replace("PATTERN", "rest"))
    done = run("compare", "before.md", "after.md", "--format", "json")
    (found,) = json.loads(done.out)["findings"]["new"]
    assert (found["rule"], found["file"], found["line"]) == ("diagram-contradiction", "after.md", 5)
    back = json.loads(run("compare", "after.md", "before.md", "--format", "json").out)
    assert [found["rule"] for found in back["findings"]["fixed"]] == ["diagram-contradiction"]
