"""Reports say what was advised, in every format, whatever the document says."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest

from advisor.model.interaction import Interaction, KnownFact
from advisor.model.recommendation import (
    Advice,
    Exclusion,
    FactConflict,
    FlipPoint,
    OpenQuestion,
    RankedPattern,
    Reason,
    Recommendation,
    RecommendationWarning,
    UndecidedRule,
)
from advisor.page.plain import wrap_command
from advisor.page.style import TextStyle
from advisor.reporters import REPORTERS
from advisor.reporters.agreement import Tally, check_agreement
from advisor.reporters.markdown import MAX_BYTES
from advisor.reporters.phrasing import format_condition, format_value
from advisor.reporters.report import Report, WhatIf
from advisor.reporters.text import render_pages
from advisor.reporters.what_if import render_what_if
from advisor.text.layout import cell_width, truncate, wrap
from advisor.text.sanitise import escape_controls
from advisor.text.source import Source
from tests import CASES
from tests.reviews import MadeReview

GOLDEN = CASES / "reporters"
SOURCE = Source("orders.yaml", "version: 1\ninteractions:\n  - id: order-created\n    needs: {replay: true}\n")
SEVERAL = Reason("multi-service-event", 4, "Several services react to one fact.", "article, row 4", "An event for many",
                 "as-written", "")
HISTORY = Reason("keeps-history", 3, "A log keeps what was read.", "article, gotchas; Apache Kafka documentation",
                 "History is wanted", "corrected", "The article says that a queue can replay.")
SHARED = Reason("nobody-waits", 2, "Nobody waits.", "article", "Nobody waits", "added", "")
AGAINST = Reason("nobody-waits", -2, "Nobody waits.", "article", "Nobody waits", "added", "")

DECIDED = Recommendation(
    status="decided",
    pattern="event-streaming",
    margin=7,
    exact=True,
    ranking=(RankedPattern("event-streaming", 9, (SEVERAL, HISTORY, SHARED), False),
             RankedPattern("message-queue", 2, (SHARED,), False), RankedPattern("rest", -2, (AGAINST,), False),
             RankedPattern("grpc", 0, (), True)),
    excluded=(Exclusion("grpc", "grpc-cannot-fan-out", "A call has one receiver.", "gRPC documentation"),),
    flip_points=(FlipPoint("replay", True, False, "message-queue"), FlipPoint("fan_out", None, 1, "rest")),
    open_questions=(OpenQuestion("throughput_rps", "How many messages a second?", "At peak.", ("message-queue",)),),
    would_add=(UndecidedRule("high-volume", {"event-streaming": 2}, ("throughput_rps",), "A log takes more."),),
    conflicts=(),
    warnings=(
        RecommendationWarning("exactly-once-claim", "Exactly once is an effect.", "article; RabbitMQ documentation",
                              "corrected", "The article offers it as a property of queues."),
    ),
    practices=(Advice("missing-idempotency", "Handle duplicates.", "Messages come twice."),),
    technologies=(Advice("kafka", "Apache Kafka", "Keeps a log for days."),),
)
CONFLICT = DECIDED._replace(
    status="conflict", pattern=None, margin=None, flip_points=(), open_questions=(), warnings=(), practices=(),
    technologies=(), conflicts=(FactConflict("response-with-replay", "The caller waits and history is wanted",
                                             "A call has nothing to replay.", ("needs_response", "replay"),
                                             "A call.", "An event after it.", "article"),))
UNDECIDED = CONFLICT._replace(status="undecided", conflicts=(), open_questions=DECIDED.open_questions)


def interaction(**changes: object) -> Interaction:
    needs = {"replay": KnownFact(True, "stated", SOURCE.text.index("true")),
             "fan_out": KnownFact(4, "inferred", -1, "`to` names 4")}
    plain = Interaction("order-created", "order-service", ("notification-service", "inventory-service"),
                        "order.created", needs, {}, "rest", "kafka", SOURCE, SOURCE.text.index("id:"), len(SOURCE.text))
    return plain._replace(**changes)


def report_of(*results: tuple[Interaction, Recommendation], review: MadeReview | None = None,
              **rest: Any) -> Report:
    report = Report(command="evaluate", rules_pack="communication", interactions=tuple(found for found, _ in results),
                    results=iter(results), decisions=iter([(found, advised.decision) for found, advised in results]),
                    title="Order processing", **rest)
    return report if review is None else report.with_reviews([review.of_documents([SOURCE.name], len(results))])


def written(form: str, *results: tuple[Interaction, Recommendation], **rest: Any) -> str:
    return "".join(REPORTERS[form](report_of(*results, **rest)))


ALL = ((interaction(), DECIDED), (interaction(id="place-order", declared="grpc", receivers=("api",)), DECIDED),
       (interaction(id="check", declared=None, needs={}), UNDECIDED),
       (interaction(id="pay", declared="event-streaming"), CONFLICT))


@pytest.mark.parametrize(("golden", "text"), [("table.txt", written("text", *ALL)),
                                              ("page.txt", "".join(render_pages(report_of(ALL[0])))),
                                              ("page-conflict.txt", "".join(render_pages(report_of(ALL[3])))),
                                              ("page-undecided.txt", "".join(render_pages(report_of(ALL[2])))),
                                              ("report.json", written("json", *ALL[:1])),
                                              ("report.md", written("markdown", ALL[0], ALL[3])),
                                              ("report.csv", written("csv", *ALL))])
def test_a_report_reads_as_agreed(golden: str, text: str) -> None:
    assert text.encode() == (GOLDEN / golden).read_bytes()


def test_every_reporter_can_be_named() -> None:
    assert list(REPORTERS) == ["text", "concise", "json", "json-lines", "sarif", "github", "gitlab", "junit", "azure",
                               "rdjson", "markdown", "csv", "mermaid", "html", "agent"]
    assert all(callable(REPORTERS[name]) for name in REPORTERS)
    assert "toml" not in REPORTERS


def test_json_has_every_promised_key() -> None:
    data = json.loads(written("json", ALL[0]))
    assert list(data) == ["schema", "rules_pack", "interactions", "findings", "suppressed", "not_checked", "not_read",
                          "documents", "rules", "failed", "practices", "flows", "improvements"]
    (found,) = data["interactions"]
    assert found.keys() == {"id", "from", "to", "operation", "mode", "file", "line", "column", "declared", "technology",
                            "facts", "recommendation"}
    assert found["facts"]["replay"] == {"value": True, "origin": "stated", "line": 4}
    assert found["facts"]["fan_out"] == {"value": 4, "origin": "inferred", "because": "`to` names 4"}
    assert found["recommendation"].keys() >= {
        "status", "pattern", "margin", "ranking", "excluded", "flip_points", "open_questions", "conflicts", "warnings",
        "practices", "technologies", "would_add"}
    assert (found["line"], found["column"]) == (3, 5)


def test_json_of_many_interactions_is_one_line_each() -> None:
    text = written("json", *[ALL[0]] * 200)
    assert len(json.loads(text)["interactions"]) == 200
    assert len(text.splitlines()) < 220


def test_json_of_nothing_is_json() -> None:
    assert json.loads(written("json"))["interactions"] == []


def test_json_shows_what_if_in_the_same_shape() -> None:
    text = written("json", ALL[0], what_if=WhatIf({"replay": None}, (interaction(needs={}), CONFLICT)))
    supposed = json.loads(text)["what_if"]
    assert supposed["interactions"][0]["recommendation"]["status"] == "conflict"
    assert supposed["facts"] == {"replay": None}


HOSTILE = "\x1b[31mred\x07\u202egnp.exe\u2066\r\n\x9b2J\udc80 | <b> `x` "


@pytest.mark.parametrize("form", list(REPORTERS))
def test_a_hostile_document_cannot_act_on_the_terminal(form: str) -> None:
    bad = interaction(id=HOSTILE, sender=HOSTILE, receivers=(HOSTILE,), operation=HOSTILE, declared=HOSTILE)
    text = written(form, (bad, DECIDED)) + "".join(render_pages(report_of((bad, DECIDED))))
    assert text.isascii()
    assert "\x1b" not in text
    text.encode()


def test_clean_keeps_what_people_write() -> None:
    assert escape_controls("Größe 注文 👩\u200d💻") == "Größe 注文 👩\u200d💻"
    assert escape_controls("a\tb\nc") == "a b c"
    assert escape_controls("\x1b\u202e\U000e0001") == "\\x1b\\u202e\\U000e0001"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r="])
def test_a_csv_cell_is_never_a_formula(start: str) -> None:
    text = written("csv", (interaction(id=f"{start}SUM(1)", operation=f'{start}"x",y'), DECIDED))
    row = list(csv.reader(io.StringIO(text)))[1]
    assert row[0].startswith("'")
    assert row[3].startswith("'")


def test_csv_follows_rfc_4180() -> None:
    text = written("csv", (interaction(operation='say "hi", now'), DECIDED))
    assert text.endswith("\r\n")
    heading, row = csv.reader(io.StringIO(text, newline=""))
    assert dict(zip(heading, row, strict=True))["operation"] == 'say "hi", now'


def test_markdown_leaves_no_markup_of_the_document() -> None:
    name = "a|b <img src=x> `c`\n# d [e](f)"
    text = written("markdown", (interaction(id=name), DECIDED))
    assert "<img" not in text
    assert "a\\|b &lt;img src=x&gt; \\`c\\` \\# d \\[e\\](f)" in text


def test_markdown_details_stop_before_they_fill_a_page() -> None:
    text = written("markdown", *[ALL[0]] * 201)
    assert 20 < text.count("<details>") == text.count("</details>") < 201
    assert len(text.encode()) <= MAX_BYTES
    assert "The rest does not fit into one comment" in text
    assert "1 more interactions are not shown." in text


def test_what_if_names_the_rules_that_come_and_go() -> None:
    after = DECIDED._replace(pattern="message-queue", ranking=(DECIDED.ranking[1], *DECIDED.ranking[2:]))
    what = report_of((interaction(id=""), DECIDED), what_if=WhatIf({"replay": False}, (interaction(id=""), after)))
    text = "".join(render_what_if(what))
    assert "If replay is no" in text
    assert "The answer changes from event-streaming to message-queue." in text
    assert "- keeps-history: event-streaming +3" in text


@pytest.mark.parametrize("width", [40, 60, 100])
def test_what_if_stands_side_by_side_where_there_is_room(width: int) -> None:
    after = DECIDED._replace(pattern="message-queue")
    what = report_of((interaction(id=""), DECIDED), style=TextStyle(width),
                     what_if=WhatIf({"replay": False, "fan_out": None}, (interaction(id=""), after)))
    text = "".join(render_what_if(what))
    lines = text.splitlines()
    assert max(map(len, lines)) <= width
    assert (lines[1].split() == ["answer", "event-streaming", "message-queue"]) == (width == 100)
    assert "message-queue: 2" in text or width == 100


def test_markdown_shows_what_if_in_a_table() -> None:
    after = DECIDED._replace(pattern="message-queue")
    text = written("markdown", (interaction(id=""), DECIDED),
                   what_if=WhatIf({"replay": False}, (interaction(id=""), after)))
    assert "| | Now | If replay is no |" in text
    assert "| answer | event-streaming | message-queue |" in text


@pytest.mark.parametrize(("found", "advised", "commands"), [
    (interaction(id=""), DECIDED, ["  advisor scaffold rest --out rest"]),
    (interaction(id="", declared=None), DECIDED, ["  advisor scaffold event-streaming --out event-streaming"]),
    (interaction(id="", declared=None), CONFLICT, ["  advisor explain response-with-replay"]),
    (interaction(id="", declared=None), UNDECIDED, []),
    (interaction(id="-x; rm $HOME", declared=None), DECIDED, [
        "  advisor scaffold orders.yaml --interaction '-x; rm $HOME' --out event-streaming",
        "  advisor evaluate orders.yaml --explain '-x; rm $HOME' --adr docs/decisions"]),
])
def test_a_page_ends_in_commands_that_can_be_run(found: Interaction, advised: Recommendation,
                                                 commands: list[str]) -> None:
    lines = "".join(render_pages(report_of((found, advised)))).splitlines()
    assert lines[lines.index("Next") + 1:] == commands if commands else "Next" not in lines


def test_a_command_is_folded_between_words_alone() -> None:
    lines = list(wrap_command(("advisor", "scaffold", "my orders.yaml", "--interaction", "order-created"), 40))
    assert lines == ["  advisor scaffold 'my orders.yaml' \\", "    --interaction order-created"]


def test_colour_is_there_only_when_asked_for() -> None:
    assert "\x1b[" in written("text", *ALL, style=TextStyle(100, True))
    assert "\x1b[" not in written("text", *ALL, style=TextStyle(100, False))


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_a_page_keeps_its_width(width: int) -> None:
    text = "".join(render_pages(report_of((interaction(operation="x " * 100), DECIDED), style=TextStyle(width))))
    assert max(cell_width(line) for line in text.splitlines()) <= width


def test_a_long_id_is_never_cut() -> None:
    assert "x" * 90 in written("text", (interaction(id="x" * 90), DECIDED))


@pytest.mark.parametrize(("declared", "advised", "expected"), [
    (None, DECIDED, ""), ("event-streaming", DECIDED, ""), ("rest", DECIDED, "differs"), ("grpc", DECIDED, "excluded"),
    ("grpc", UNDECIDED, "excluded"), ("rest", UNDECIDED, ""), ("rest", CONFLICT, ""),
])
def test_agreement(declared: str | None, advised: Recommendation, expected: str) -> None:
    assert check_agreement(interaction(declared=declared), advised.decision) == expected


def test_the_tally_counts_what_passes() -> None:
    tally = Tally()
    for found, advised in ALL:
        tally.add(found, advised.decision)
    assert tally.summary() == ("4 interactions: 2 decided, 1 undecided, 1 conflict; "
                               "1 declared otherwise; 1 declared with an excluded pattern.")


def test_wide_characters_take_two_cells() -> None:
    assert cell_width("注文") == 4
    assert cell_width("e\u0301") == 1
    assert truncate("注文注文注文", 8) == "注文..."
    assert list(wrap("one two three", 24, "- ")) == ["- one two three"]


@pytest.mark.parametrize(("condition", "words"), [
    ({}, "always"),
    ({"replay": True}, "replay is yes"),
    ({"audience": ["external", "partner"], "fan_out": {"at_least": 2, "at_most": 9}},
     "audience is external or partner, and fan_out is at least 2 and is at most 9"),
    ({"not": {"replay": {"stated": True}}}, "not (replay is stated)"),
    ({"any": [{"a": {"is": 1}}, {"b": {"in": ["x"]}}], "all": [{"c": {"stated": False}}]},
     "either (a is 1) or (b is x), and c is not stated"),
])
def test_conditions_in_words(condition: dict[str, object], words: str) -> None:
    assert format_condition(condition) == words


def test_values_in_words() -> None:
    assert [format_value(value) for value in (None, True, 2.0, 0.5, ("a", False))] == [
        "not known", "yes", "2", "0.5", "a, no"]


