"""Decision records: written once, kept in step with the facts, never over what people wrote, judged by the linter."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.adr.file_names import NumberingStyle, detect_numbering, parse_number, slugify
from advisor.adr.madr import render_record
from advisor.adr.sections import refresh_record
from advisor.adr.write import plan_records, write_records
from advisor.api import load_engine, read_architecture
from advisor.errors import InputError
from advisor.extraction.documents import read_documents
from advisor.formats.decision_record import DecisionRecord, parse_record
from advisor.formats.front_matter import front_matter_value, set_front_matter_value
from advisor.linter.causes import find_causes
from advisor.linter.checks.stale_decision import stale_reason
from advisor.model.interaction import Interaction, KnownFact
from advisor.notation.load import load_text
from advisor.text.source import Source
from tests import CASES
from tests.conftest import Advise

ENGINE = load_engine(())
GOLDEN = CASES / "records"
ORDERS = """\
version: 1
services:
  orders: {kind: service}
  mail: {kind: service}
  stock: {kind: service}
interactions:
  - id: order-created
    from: orders
    to: [mail, stock]
    operation: order.created
    needs: {needs_response: false, replay: true, ordering: per_key}
  - id: check-stock
    from: orders
    to: stock
    needs: {needs_response: true, strong_contract: true}
    design: {pattern: grpc, technology: grpc}
"""
FORGETFUL = ORDERS.replace("replay: true", "replay: false").replace("ordering: per_key", "delivery: at_least_once")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "orders.yaml").write_text(ORDERS)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def interaction(facts: Mapping[str, Any], **changes: Any) -> Interaction:
    needs = {name: KnownFact(value) for name, value in facts.items()}
    plain = Interaction("order-created", "orders", ("mail", "stock"), "order.created", needs, {}, None, None,
                        Source("orders.yaml", ""), 0, 0)
    return plain._replace(**changes)


def text_of(number: int | str, facts: Mapping[str, Any], **changes: Any) -> str:
    one = interaction(facts, **changes)
    return render_record(number, one, ENGINE.recommend(one.facts()), architecture=("../orders.yaml",))


def names(folder: str) -> list[str]:
    return sorted(path.name for path in Path(folder).iterdir())


def contents(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.iterdir()}


EVENT = {"needs_response": False, "fan_out": 4, "replay": True}
TASK = {"needs_response": False, "fan_out": 1, "intent": "command"}


# what a record says


@pytest.mark.parametrize(("golden", "text"), [
    ("order-created.md", text_of(7, EVENT)),
    ("declared-otherwise.md", text_of("007", TASK, declared="rest", technology="http")),
])
def test_a_record_reads_as_agreed(golden: str, text: str) -> None:
    assert text == (GOLDEN / golden).read_text(encoding="utf-8")


def test_a_record_has_the_sections_of_madr_in_their_order() -> None:
    lines = text_of(1, EVENT).splitlines()
    sections = [line for line in lines if line.startswith("## ") or line in ("### Consequences", "### Confirmation")]
    assert sections == ["## Context and Problem Statement", "## Considered Options", "## Decision Outcome",
                        "### Consequences", "### Confirmation", "## Pros and Cons of the Options",
                        "## More Information"]
    assert lines[:3] == ["---", "status: proposed", "---"]


def test_a_record_is_no_architecture_of_its_own() -> None:
    reading = read_documents([Source("0001-a.md", text_of(1, EVENT))], ENGINE.terms)
    assert (reading.architecture.interactions, reading.problems, reading.syntax_errors, reading.not_read) == (
        (),
        (),
        (),
        (),
    )


def test_nothing_decided_makes_no_record() -> None:
    with pytest.raises(ValueError, match="nothing is decided"):
        text_of(1, {})


@pytest.mark.parametrize("name", ["a -->\n<!-- end: context -->", "`x` <script>", "```", "@team", "x\u202ey", '"\\'])
def test_a_hostile_name_stays_within_its_part(name: str) -> None:
    text = text_of(1, EVENT, id=name, sender=name, operation=name)
    assert "<script>" not in text
    assert "\u202e" not in text
    found = parse_record(Source("0001-a.md", text))
    assert found is not None
    assert found.record.interaction == name
    assert refresh_record(text, text) == (text, ())


FACTS = st.fixed_dictionaries({}, optional={
    "needs_response": st.booleans(), "replay": st.booleans(), "fan_out": st.integers(1, 9), "crud": st.booleans(),
    "throughput_rps": st.floats(0, 1e6), "ordering": st.sampled_from(["none", "per_key", "total"]),
    "latency_budget_ms": st.floats(1, 1e4), "audience": st.sampled_from(["internal", "partner", "external"])})


@given(FACTS, st.sampled_from(["rest", "grpc", "message-queue", "event-streaming"]))
def test_what_is_recorded_is_read_again_and_holds(facts: dict[str, Any], declared: str) -> None:
    text = text_of(1, facts, declared=declared)
    found = parse_record(Source("0001-a.md", text.replace("\n", "\r\n")))
    assert found is not None
    advised = ENGINE.decide(facts).pattern
    assert found.record == DecisionRecord(
        ("../orders.yaml",), "order-created", declared, advised, "communication", facts
    )
    assert stale_reason(found.record, interaction(facts, declared=declared), ENGINE) == \
        ("" if ENGINE.decide(facts).status != "conflict" else stale_reason(found.record, interaction(facts), ENGINE))


# names


@pytest.mark.parametrize(("files", "style"), [
    ([], NumberingStyle(0, 4, "")),
    (["0001-a.md", "0006-b.md"], NumberingStyle(6, 4, "")),
    (["001-a.md", "012-b.md"], NumberingStyle(12, 3, "")),
    (["ADR-007-a.md", "readme.md", "template.md"], NumberingStyle(7, 3, "ADR-")),
    (["2024-01-05-meeting.md", "1-a.md", "notes.txt", "99.png", "12345678-x.md"], NumberingStyle(1, 1, "")),
    (["0003 a b.md", "0002_c.markdown", "0004.md"], NumberingStyle(4, 4, "")),
])
def test_records_are_numbered_as_the_folder_does(files: list[str], style: NumberingStyle) -> None:
    assert detect_numbering(files) == style


def test_names_of_files_hold_nothing_odd() -> None:
    assert NumberingStyle(6).file_name(7, "place-order uses REST") == "0007-place-order-uses-rest.md"
    assert slugify("../../etc/passwd\0") == "etc-passwd"
    assert slugify("注文") == "decision"
    assert slugify("Größe") == "groe"
    assert len(slugify("x" * 500)) == 60
    assert [parse_number(name) for name in ("0007-a.md", "adr-12-b.md", "notes.md", "2024-01-05-a.md")] == [
        "0007", "12", "", ""]


# writing


def test_all_decisions_of_a_file_are_recorded_and_a_second_time_changes_nothing(run: Advise, here: Path) -> None:
    done = run("evaluate", "orders.yaml", "--adr", "docs/decisions", "--quiet")
    assert done.code == 0
    first = contents(here / "docs" / "decisions")
    assert sorted(first) == ["0001-order-created-uses-event-streaming.md", "0002-check-stock-uses-grpc.md"]
    again = run("evaluate", "orders.yaml", "--adr", "docs/decisions")
    assert contents(here / "docs" / "decisions") == first
    assert again.err.count("unchanged.") == 2


@given(st.lists(FACTS, max_size=4, unique_by=lambda facts: json.dumps(facts, sort_keys=True)))
def test_recording_twice_changes_nothing(all_facts: list[dict[str, Any]]) -> None:
    results = [(one, ENGINE.recommend(facts)) for facts in all_facts
               if (one := interaction(facts, id="", source=Source("", "")))]
    with TemporaryDirectory() as folder:
        first = write_records(folder, results, ENGINE.name)
        written = contents(Path(folder))
        again = write_records(folder, results, ENGINE.name)
        assert contents(Path(folder)) == written
    assert len(written) == sum(line.endswith(": written.") for line in first)
    assert not any(line.endswith((": written.", ": updated.", ": superseded.")) for line in again)


def test_an_interview_is_recorded_too(run: Advise, here: Path) -> None:
    told = {"needs_response": "true", "audience": "external"}
    answers = [f"--set={name}={told.get(name, 'unknown')}" for name in ENGINE.terms.needs]
    done = run("ask", *answers, "--save", "new.yaml", "--from", "web", "--to", "shop", "--id", "place-order",
               "--adr", "adr")
    assert done.code == 0
    assert names("adr") == ["0001-place-order-uses-rest.md"]
    assert run("lint", ".").code == 0
    assert "unchanged." in run("evaluate", "new.yaml", "--adr", "adr").err


def test_one_interaction_alone_is_recorded_with_explain(run: Advise, here: Path) -> None:
    assert run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr").code == 0
    assert names("adr") == ["0001-check-stock-uses-grpc.md"]


def test_a_record_names_the_architecture_from_where_it_stands(run: Advise, here: Path) -> None:
    run("evaluate", str(here / "orders.yaml"), "--adr", "docs/adr", "--explain", "check-stock")
    found = parse_record(load_text("docs/adr/0001-check-stock-uses-grpc.md"))
    assert found is not None
    assert found.record.architecture == ("../../orders.yaml",)
    assert found.span.source.text[found.span.start:found.span.end] == '"grpc"'


def test_recommend_records_by_its_facts(run: Advise, here: Path) -> None:
    for facts in (["--fan-out", "4"], ["--fan-out", "4"], ["--fan-out", "5"]):
        assert run("recommend", "--no-needs-response", "--replay", *facts, "--adr", "adr").code == 0
    assert names("adr") == ["0001-use-event-streaming.md", "0002-use-event-streaming.md"]


def test_what_is_undecided_is_said_and_not_recorded(run: Advise, here: Path) -> None:
    done = run("recommend", "--adr", "adr")
    assert done.code == 0
    assert "is not recorded: it is undecided" in done.err
    assert not Path("adr").exists()


def test_a_changed_fact_renews_the_generated_parts_and_keeps_what_people_wrote(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    path = here / "adr" / "0001-check-stock-uses-grpc.md"
    mine = path.read_text().replace("# ADR-0001: check-stock uses gRPC", "# We call the stock by gRPC").replace(
        "status: accepted\n", "status: accepted\ndate: 2026-01-02\ndecision-makers: [Ann]\n").replace(
        "## Decision Outcome\n", "Ann doubts it.\n\n## Decision Outcome\n") + "\nSee the minutes.\n"
    path.write_text(mine)
    (here / "orders.yaml").write_text(ORDERS.replace("strong_contract: true", "strong_contract: true, polyglot: true"))
    done = run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    text = path.read_text()
    assert "updated." in done.err
    for kept in ("# We call the stock by gRPC", "date: 2026-01-02", "Ann doubts it.", "See the minutes."):
        assert kept in text
    assert "`polyglot`: yes" in text
    assert "  polyglot: true" in text


def test_a_generated_part_that_somebody_edited_is_left_as_it_is(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    path = here / "adr" / "0001-check-stock-uses-grpc.md"
    path.write_text(path.read_text().replace("Facts stated:", "Facts stated by Ann:"))
    (here / "orders.yaml").write_text(ORDERS.replace("strong_contract: true", "strong_contract: true, polyglot: true"))
    done = run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    assert "Edited by hand, and left as it is: context." in done.err
    assert "Facts stated by Ann:" in path.read_text()
    assert "`polyglot`: yes" not in path.read_text().partition("## Considered Options")[0]


def test_line_ends_and_a_byte_order_mark_stay(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    path = here / "adr" / "0001-check-stock-uses-grpc.md"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    before = path.read_bytes()
    run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    assert path.read_bytes() == before
    (here / "orders.yaml").write_text(ORDERS.replace("strong_contract: true", "strong_contract: true, polyglot: true"))
    run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    after = path.read_bytes()
    assert after != before
    assert after.startswith(b"\xef\xbb\xbf---\r\n")
    assert after.count(b"\n") == after.count(b"\r\n")


def test_another_decision_supersedes_the_old_one(run: Advise, here: Path) -> None:
    Path("adr").mkdir()
    Path("adr/003-older.md").write_text("# Something else\n")
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    old = here / "adr" / "004-order-created-uses-event-streaming.md"
    text = old.read_text()
    (here / "orders.yaml").write_text(FORGETFUL)
    for _ in range(2):  # the second time changes nothing
        done = run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
        assert done.code == 0
        assert names("adr") == ["003-older.md", "004-order-created-uses-event-streaming.md",
                                "005-order-created-uses-message-queue.md"]
        assert old.read_text() == text.replace("status: proposed", "status: superseded by ADR-005")


def test_a_rejected_record_is_not_written_again(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    path = here / "adr" / "0001-order-created-uses-event-streaming.md"
    path.write_text(set_front_matter_value(path.read_text(), "status", "rejected"))
    before = contents(here / "adr")
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    assert contents(here / "adr") == before


@pytest.mark.parametrize("text", ["# A\n", "---\ndate: x\n---\n# A\n", "\ufeff---\r\nstatus: x\r\n---\r\n# A\r\n",
                                  "---\nstatus: \"proposed\"\ndate: x\n---\n", "---\nno end\n"])
def test_a_status_is_set_wherever_it_stands_and_nothing_else_changes(text: str) -> None:
    changed = set_front_matter_value(text, "status", "superseded by ADR-0002")
    assert front_matter_value(changed, "status") == "superseded by ADR-0002"
    assert set_front_matter_value(changed, "status", "superseded by ADR-0002") == changed
    assert [line for line in text.splitlines() if line not in changed and "status" not in line] == []


def test_one_file_can_be_named(run: Advise, here: Path) -> None:
    call = ("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "stock.md")
    assert run(*call).code == 0
    first = Path("stock.md").read_text()
    assert "\n# check-stock uses gRPC\n" in first
    assert run(*call).code == 0
    assert Path("stock.md").read_text() == first


# what must not be written


def refusal(run: Advise, *arguments: str) -> str:
    done = run(*arguments)
    assert (done.code, done.out) == (2, "")
    return done.err


def test_a_file_holds_one_record(run: Advise, here: Path) -> None:
    assert "there are 2 decisions" in refusal(run, "evaluate", "orders.yaml", "--adr", "all.md")
    assert not Path("all.md").exists()


@pytest.mark.parametrize("name", ["notes.md", "orders.yaml", "orders.yaml/adr"])
def test_a_file_that_is_no_record_stays(run: Advise, here: Path, name: str) -> None:
    Path("notes.md").write_text("# Mine\n")
    refusal(run, "evaluate", "orders.yaml", "--explain", "check-stock", "--adr", name)
    assert (Path("notes.md").read_text(), Path("orders.yaml").read_text()) == ("# Mine\n", ORDERS)


def test_a_named_file_with_another_decision_stays(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "one.md")
    before = Path("one.md").read_text()
    Path("orders.yaml").write_text(FORGETFUL)
    assert "Name a folder" in refusal(run, "evaluate", "orders.yaml", "--explain", "order-created", "--adr", "one.md")
    assert Path("one.md").read_text() == before


def test_links_are_not_written_through(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    path = here / "adr" / "0001-order-created-uses-event-streaming.md"
    path.rename(here / "elsewhere.md")
    path.symlink_to(here / "elsewhere.md")
    before = (here / "elsewhere.md").read_text()
    Path("orders.yaml").write_text(FORGETFUL)
    assert "link" in refusal(run, "evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    assert (here / "elsewhere.md").read_text() == before
    assert names("adr") == [path.name]


def test_odd_folders_are_refused_or_passed_over(run: Advise, here: Path) -> None:
    (here / "adr").mkdir()
    (here / "adr" / "0001-folder.md").mkdir()
    (here / "adr" / "0002-lost.md").symlink_to("nowhere")
    (here / "adr" / "0003-bytes.md").write_bytes(b"\xff\xfe\x00")
    (here / "loop").symlink_to("loop")
    assert run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr").code == 0
    assert "0004-check-stock-uses-grpc.md" in names("adr")
    refusal(run, "evaluate", "orders.yaml", "--adr", "loop")
    refusal(run, "evaluate", "orders.yaml", "--adr", "a\0b")
    refusal(run, "evaluate", "orders.yaml", "--adr", "")


def test_a_folder_that_may_not_be_written_is_refused_before_anything_is(
        here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    architecture = read_architecture(["orders.yaml"], ENGINE.terms)
    results = [(one, ENGINE.recommend(one.facts())) for one in architecture.interactions]
    monkeypatch.setattr(os, "access", lambda path, mode: False)
    with pytest.raises(InputError) as refused:
        write_records("adr", results, ENGINE.name, ["orders.yaml"])
    assert len(refused.value.problems) == 2
    assert not Path("adr").exists()


def test_a_record_that_cannot_be_read_is_named_with_its_place(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "check-stock", "--adr", "adr")
    path = here / "adr" / "0001-check-stock-uses-grpc.md"
    path.write_text(path.read_text().replace('pattern: "grpc"', "pattern: [grpc"))
    broken = path.read_text()
    line = broken[:broken.index("```yaml advisor-record")].count("\n") + 1
    assert f"0001-check-stock-uses-grpc.md:{line}:1: " in refusal(run, "evaluate", "orders.yaml", "--adr", "adr")
    assert names("adr") == [path.name]


def test_standard_input_is_recorded_without_a_file(here: Path) -> None:
    one = interaction(EVENT, source=Source("<stdin>", ORDERS))
    (change,) = plan_records("adr", [(one, ENGINE.recommend(one.facts()))], ENGINE.name, ["-"]).changes
    found = parse_record(Source("a.md", change.text))
    assert found is not None
    assert found.record.architecture == ()


# whether it still holds


RECORDED = DecisionRecord(
    ("../orders.yaml",), "order-created", "event-streaming", "event-streaming", "communication", EVENT
)


@pytest.mark.parametrize(("present", "says"), [
    (interaction(EVENT), ""),
    (interaction({**EVENT, "polyglot": True}), ""),
    (interaction({}), ""),  # less is known, and nothing else is right
    (None, "there is no such interaction any more"),
    (interaction(EVENT, declared="rest"), "the design declares rest"),
    (interaction({**EVENT, "replay": False, "fan_out": 1}), "speak for message-queue: "),
    (interaction({**EVENT, "needs_response": True}), "contradict one another: needs_response was no and is yes"),
])
def test_a_record_is_stale_when_it_would_be_another_one(present: Interaction | None, says: str) -> None:
    found = stale_reason(RECORDED, present, ENGINE)
    assert says in found
    assert bool(found) == bool(says)


def test_a_record_tells_a_change_of_rules_from_a_change_of_facts() -> None:
    other = RECORDED._replace(pattern="rest", advised="rest", pack="another")
    said = stale_reason(other, interaction(EVENT), ENGINE)
    assert "the rules have changed, not the facts (recorded with another, judged with communication)" in said


@given(FACTS, FACTS)
def test_causes_suffice_and_none_can_be_left_out(before: dict[str, Any], after: dict[str, Any]) -> None:
    def answer(changes: tuple[Any, ...]) -> tuple[str | None, bool]:
        facts = {**before, **{change.fact: change.after for change in changes}}
        decided = ENGINE.decide({name: value for name, value in facts.items() if value is not None})
        return decided.pattern, decided.status == "conflict"

    found = find_causes(ENGINE, before, after)
    decided = ENGINE.decide(after)
    assert answer(found) == (decided.pattern, decided.status == "conflict")
    for left_out in found:
        assert answer(tuple(one for one in found if one is not left_out)) != answer(found)


def test_a_record_that_is_over_is_not_judged_any_more(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    Path("orders.yaml").write_text(FORGETFUL)
    (path,) = Path("adr").iterdir()
    assert "stale-decision" in run("lint", "adr").out
    path.write_text(set_front_matter_value(path.read_text(), "status", "superseded by ADR-0002"))
    assert "stale-decision" not in run("lint", "adr").out


def test_the_linter_finds_a_stale_record_at_its_line_even_where_only_the_facts_changed(
        run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    (path,) = Path("adr").iterdir()
    assert "stale-decision" not in run("lint", ".").out  # and is remembered
    Path("orders.yaml").write_text(FORGETFUL)
    line = path.read_text().splitlines().index('pattern: "event-streaming"') + 1
    for options in ([], ["--jobs", "2"], []):
        assert f"adr/{path.name}:{line}:10: warning stale-decision" in run("lint", ".", *options).out
    Path("orders.yaml").unlink()
    assert "`../orders.yaml` is not there any more" in run("lint", ".").out


def test_a_record_that_cannot_be_read_is_a_finding(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    (path,) = Path("adr").iterdir()
    path.write_text(path.read_text().replace('pattern: "event-streaming"', 'pattern: ["'))
    done = run("lint", "adr")
    assert done.code == 1
    assert "invalid-architecture" in done.out
    assert "This record of a decision cannot be read." in done.out


def test_a_stale_record_is_silenced_like_any_other_finding(run: Advise, here: Path) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    Path("orders.yaml").write_text(FORGETFUL)
    (path,) = Path("adr").iterdir()
    path.write_text(path.read_text() + "\n<!-- advisor: ignore-file stale-decision -- decided again next week -->\n")
    assert "stale-decision" not in run("lint", "adr").out


@pytest.mark.parametrize("name", ["/etc/hostname", "C:/x.yaml", "\\\\host\\x.yaml", "adr"])
def test_a_record_is_judged_by_files_of_its_project_alone(run: Advise, here: Path, name: str) -> None:
    run("evaluate", "orders.yaml", "--explain", "order-created", "--adr", "adr")
    (path,) = Path("adr").iterdir()
    other = json.dumps([f"../{name}" if name == "adr" else name])
    path.write_text(path.read_text().replace('["../orders.yaml"]', other))
    done = run("lint", "adr")
    assert (done.code, "stale-decision" in done.out) == (0, False)


def test_a_hostile_record_takes_no_longer_than_its_length() -> None:
    many = "```yaml advisor-record\n" * 20_000
    with pytest.raises(InputError):
        parse_record(Source("a.md", many))
    parts = "<!-- generated: context 000000000000 -->\n" * 20_000
    assert refresh_record(parts, text_of(1, EVENT)) == (parts, ())


@pytest.mark.skipif(os.name != "posix", reason="has no limit on the size of files")
def test_a_record_that_finds_no_room_leaves_nothing_behind(here: Path) -> None:
    from resource import RLIMIT_FSIZE, setrlimit

    command = [sys.executable, "-m", "advisor", "evaluate", "orders.yaml", "--adr", "adr"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=lambda: setrlimit(RLIMIT_FSIZE, (9, 9)))
    assert done.returncode == 2
    assert "The record could not be written: File too large." in done.stderr
    assert list(Path("adr").iterdir()) == []
