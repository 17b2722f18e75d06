"""Reports say what a review found, in every format, however much it is and whatever the document says."""

from __future__ import annotations

import csv
import io
import json
from math import inf

import pytest

from advisor.model.finding import FactQuestion, Finding, FlowHop, FlowReview
from advisor.page.style import TextStyle
from advisor.reporters import REPORTERS
from advisor.reporters.by_interaction import split_by_interaction
from advisor.reporters.markup import fenced_block
from advisor.reporters.number_format import (
    format_availability,
    format_ms,
    format_number,
    format_numbers,
    format_percent,
)
from advisor.reporters.questions import MergedQuestion, list_questions, merge_questions
from advisor.reporters.review import format_other_subjects
from advisor.reporters.text import render_pages
from advisor.text.code_frame import code_frame
from advisor.text.layout import cell_width
from advisor.text.source import Source, Span
from tests.reporters.test_reporters import ALL, GOLDEN, HOSTILE, report_of, written
from tests.reviews import CLEAN, DOCUMENT, FLOW, NO_TIMEOUT, QUESTIONS, REVIEW, SERVICE, MadeReview, span_of


def many(count: int) -> MadeReview:
    return REVIEW._replace(findings=tuple(NO_TIMEOUT._replace(message=f"call {n}") for n in range(count)))


@pytest.mark.parametrize(("golden", "text"), [
    ("review.txt", written("text", *ALL, review=REVIEW)),
    ("review-clean.txt", written("text", *ALL, review=CLEAN)),
    ("review-questions.txt", written("text", *ALL, review=CLEAN, questions=True)),
    ("page-findings.txt", "".join(render_pages(report_of(ALL[1], review=REVIEW)))),
    ("review.json", written("json", review=REVIEW)),
    ("review.md", written("markdown", ALL[3], review=REVIEW)),
])
def test_a_review_reads_as_agreed(golden: str, text: str) -> None:
    assert text.encode() == (GOLDEN / golden).read_bytes()


def test_a_report_without_a_review_says_nothing_of_one() -> None:
    for form in ("text", "json", "markdown", "csv"):
        assert "inding" not in written(form, ALL[0]).replace('"findings": []', "").replace("line,findings", "")


# text


def test_a_clean_design_gets_one_line() -> None:
    without = written("text", *ALL)
    assert written("text", *ALL, review=CLEAN) == without + "No findings; 2 questions (--questions shows them).\n"
    assert written("text", *ALL, review=CLEAN._replace(questions=())) == without + "No findings.\n"


def test_the_first_twenty_findings_have_frames_and_two_hundred_are_shown() -> None:
    text = written("text", review=many(250))
    assert text.count("^^^^") == 20
    assert text.count("error[missing-timeout]") == 200
    assert "250 findings: 250 errors." in text
    assert "\n50 more findings are not shown; --format json holds all of them.\n" in text
    assert "call 199" in text
    assert len(json.loads(written("json", review=many(250)))["findings"]) == 250


def test_help_is_said_once() -> None:
    text = written("text", review=many(3))
    assert text.count(NO_TIMEOUT.help) == 1
    other = (*many(1).findings, NO_TIMEOUT._replace(help="Something else."))
    assert "Something else." in written("text", review=REVIEW._replace(findings=other))


def test_ten_questions_are_shown_unless_all_are_asked_for() -> None:
    asked = tuple(QUESTIONS[0]._replace(facts=(f"f{n}",), question=f"What is {n}?") for n in range(14))
    review = REVIEW._replace(questions=asked)
    short, long = written("text", review=review), written("text", review=review, questions=True)
    assert "What is 9?" in short
    assert "What is 10?" not in short
    assert "  and 4 more; --questions shows them\n" in short
    assert "What is 13?" in long
    assert "more;" not in long


def test_a_question_of_several_practices_is_asked_once() -> None:
    (first, second), total = list_questions(QUESTIONS, 10)
    assert total == 2
    assert first == MergedQuestion(QUESTIONS[0], ("missing-idempotency", "unsafe-retry"), (), 1)
    assert second.question.subject == "order-service"
    other = QUESTIONS[2]._replace(question="How fast is `order-service`?")
    assert list_questions((*QUESTIONS, other), 10).total == 3
    assert list_questions((*QUESTIONS, other), 1) == ((first,), 3)


def test_a_question_to_many_is_shown_once_with_whom_it_is_asked() -> None:
    asked = tuple(QUESTIONS[0]._replace(interaction=name, subject=name, question=f"{name} says nothing.")
                  for name in "abcdef" for _ in "12")
    ((one,), total) = merge_questions((*asked, QUESTIONS[2]), 1)
    assert (one.other_subjects, one.subject_count, total) == (("b", "c", "d"), 6, 7)
    text = written("text", review=REVIEW._replace(questions=asked))
    assert "a says nothing. [missing-idempotency] The same of b, c, d and 2 more.\n" in text
    assert "b says nothing." not in text
    assert "b says nothing." in written("text", review=REVIEW._replace(questions=asked), questions=True)
    assert "The same of b, c, d and 2 more." in written("markdown", review=REVIEW._replace(questions=asked))
    assert [format_other_subjects(one._replace(other_subjects=others, subject_count=number)) for others, number in [
        ((), 1), (("b",), 2), (("b", "c"), 3)]] == ["", "The same of b.", "The same of b and c."]


def test_flows_over_their_target_come_first() -> None:
    text = written("text", review=REVIEW)
    assert text.index("\ncheckout: ") < text.index("\nfrom-job (derived): ")
    assert REVIEW.flows[0].id == "from-job"


def test_a_derived_flow_without_numbers_is_not_drawn() -> None:
    bare = REVIEW.flows[0]._replace(
        hops=(FlowHop("nightly", 0, False, True, None, None),), typical_ms=None, worst_ms=None
    )
    for form in ("text", "markdown"):
        assert "from-job" not in written(form, review=REVIEW._replace(flows=(bare,)))
        assert "from-job" in written(form, review=REVIEW._replace(flows=(bare._replace(declared=True),)))
    assert json.loads(written("json", review=REVIEW._replace(flows=(bare,))))["flows"][0]["id"] == "from-job"


def test_a_finding_of_a_page_is_about_that_interaction() -> None:
    page = "".join(render_pages(report_of(ALL[0], review=REVIEW)))
    assert "missing-timeout" in page
    assert "timeout-inversion" in page  # its path names the interaction
    assert "availability-below-target" not in page


@pytest.mark.parametrize("width", [40, 60, 80, 100, 160])
def test_all_but_the_line_with_the_place_keeps_its_width(width: int) -> None:
    lines = written("text", review=REVIEW._replace(flows=()), style=TextStyle(width)).splitlines()[
        3:
    ]  # after the counts
    assert max(cell_width(line) for line in lines if not line.startswith("orders.yaml:")) <= width


def test_colours_mark_severity_only_when_asked_for() -> None:
    assert "\x1b[31merror[missing-timeout]\x1b[0m" in written("text", review=REVIEW, style=TextStyle(100, True))
    assert "\x1b[" not in written("text", review=REVIEW)


# frames


def framed(text: str, words: str, width: int = 60) -> tuple[str, str]:
    return code_frame(span_of(words, Source("a.yaml", text)), width)


def test_a_frame_underlines_the_words() -> None:
    assert framed("a: 1\nb: two\n", "two") == ("   2 | b: two", "     |    ^^^")


def test_a_frame_ends_with_its_line() -> None:
    assert framed("a:\n  b: 1\n  c: 2\n", "b: 1\n  c: 2") == ("   2 |   b: 1", "     |   ^^^^")


@pytest.mark.parametrize("start", [0, 4, 5])
def test_a_frame_of_nothing_points_at_its_place(start: int) -> None:
    text, carets = code_frame(Span(Source("a.yaml", "a: 1\n"), start, start), 60)
    assert carets.endswith("^")
    assert text.startswith("   ")


@pytest.mark.parametrize("width", [20, 40, 100])
@pytest.mark.parametrize(("before", "words", "after"), [
    ("x" * 1_000_000, "here", "y" * 1_000_000), ("", "here" * 500, ""), ("注文" * 200, "注文", "!"),
    ("x" * 30, "here" * 40, "z"), ("\t\x1b" * 90, "\x1b\x1b", "")])
def test_a_frame_keeps_its_width_and_its_words(width: int, before: str, words: str, after: str) -> None:
    text, carets = framed(f"first\n{before}{words}{after}\n", words, width)
    least = max(width, 27)
    assert cell_width(text) <= least
    assert cell_width(carets) <= least
    place = next(at for at in range(len(text)) if cell_width(text[:at]) == carets.index("^"))
    assert text[place:].startswith(("here", "注文", "\\x1b"))


# numbers


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (format_number(2400.0), "2,400"),
        (format_number(12.5), "12.5"),
        (format_number(1234.56), "1,234.6"),
        (format_number(1e300), "1e+300"),
        (format_number(inf), "unbounded"),
        (format_number(0.00012345), "0.0001234"),
        (format_number(1e15 + 0.5), "1e+15"),
        (format_ms(None), "?"),
        (format_ms(0), "0 ms"),
        (format_ms(inf), "unbounded"),
        (format_percent(3.254), "325 %"),
        (format_percent(0), "0 %"),
        (format_percent(0.001), "<1 %"),
        (format_percent(inf), "unbounded"),
        (format_availability(0.9995), "99.95 %"),
        (format_availability(1), "100 %"),
        (format_numbers({"drain_minutes": inf, "rate_rps": 10, "ms": 3, "target": 0.999, "calls": 27.0}),
         "drain unbounded, rate 10 a second, ms 3, target 99.9 %, calls 27"),
    ],
)
def test_numbers_in_words(said: str, expected: str) -> None:
    assert said == expected


# JSON, CSV, Markdown


def test_json_has_every_promised_key_of_a_review() -> None:
    data = json.loads(written("json", ALL[0], review=REVIEW))
    assert data["findings"][0] == {
        "rule": "missing-timeout", "severity": "error", "message": NO_TIMEOUT.message, "file": "orders.yaml", "line": 5,
        "column": 41, "end_line": 5, "end_column": 45, "interaction": "order-created", "fingerprint": "4f1c",
        "help": NO_TIMEOUT.help, "path": [], "numbers": {}, "related": []}
    assert [item["rule"] for item in data["not_checked"]] == ["missing-idempotency", "unsafe-retry",
                                                              "availability-below-target"]
    assert data["not_checked"][2].keys() == {"rule", "interaction", "subject", "facts", "question", "file", "line",
                                             "column"}
    assert data["practices"]["missing-timeout"] == {"satisfied": 1, "violated": 1, "unknown": 0, "not_applicable": 2}


def test_json_knows_no_infinity() -> None:
    endless = REVIEW._replace(
        findings=(SERVICE._replace(numbers={"drain_minutes": inf}),), flows=(FLOW._replace(worst_ms=inf),))
    data = json.loads(written("json", review=endless), parse_constant=pytest.fail)
    assert data["findings"][0]["numbers"] == {"drain_minutes": None}
    assert data["flows"][0]["worst_ms"] is None


def test_csv_counts_findings() -> None:
    rows = list(csv.DictReader(io.StringIO(written("csv", *ALL, review=REVIEW), newline="")))
    assert [row["findings"] for row in rows] == ["2", "1", "0", "0"]
    assert [row["findings"] for row in csv.DictReader(io.StringIO(written("csv", *ALL)))] == [""] * 4


def test_nothing_ends_a_block_of_code() -> None:
    assert fenced_block(["```", "a"]) == "````text\n```\na\n````\n"


def test_hostile_documents_reach_nobody() -> None:
    source = Source(HOSTILE, f"x{HOSTILE}y\n```\n")
    span = Span(source, 3, 20)
    finding = Finding("missing-timeout", "error", HOSTILE, span, HOSTILE, "f", HOSTILE, (HOSTILE,), {"calls": 3})
    question = FactQuestion("missing-timeout", HOSTILE, HOSTILE, ("timeout_ms",), HOSTILE, span)
    flow = FlowReview(HOSTILE, True, (FlowHop(HOSTILE, 0, False, True, 1, 2),), 1, 1, 2, None, None)
    improvements = tuple(one._replace(interaction=HOSTILE, because=HOSTILE) for one in REVIEW.improvements)
    review = MadeReview((finding,), (question,), {}, (flow,), improvements)
    for form in REPORTERS:
        text = written(form, (ALL[0][0]._replace(id=HOSTILE), ALL[0][1]), review=review)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert form != "markdown" or "| <b>" not in text.replace("y\n```", "").partition("```")[0]
        text.encode()
    assert "\x1b" not in "".join(render_pages(report_of((ALL[0][0]._replace(id=HOSTILE), ALL[0][1]), review=review)))


# parts


def test_a_part_of_a_review_is_about_its_interactions() -> None:
    part = report_of(*ALL, review=REVIEW).limited_to({"order-created"})
    (document,) = part.documents
    assert [noted.finding.rule for noted in document.findings] == ["missing-timeout", "retry-without-backoff",
                                                                   "timeout-inversion"]
    assert document.questions == ()
    assert [found.id for found in part.interactions or ()] == ["order-created"]
    assert [flow.id for flow in part.flows] == ["checkout"]
    assert part.improvements == ()
    assert part.counts == REVIEW.counts


def test_what_is_said_of_an_interaction_is_found_by_its_id() -> None:
    parts = split_by_interaction(report_of(*ALL, review=REVIEW), ["place-order", "unknown"])
    assert [noted.finding.rule for noted in parts["place-order"].findings] == ["timeout-inversion"]
    assert [question.rule for question in parts["place-order"].questions] == ["missing-idempotency", "unsafe-retry"]
    assert parts["unknown"] == ([], [])
    assert split_by_interaction(report_of(), ["a"]) == {"a": ([], [])}


def test_the_document_of_these_tests_is_what_the_findings_point_at() -> None:
    assert {finding.span.source for finding in REVIEW.findings} == {DOCUMENT}
