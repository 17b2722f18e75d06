"""The HTML page and the Mermaid flowchart say what was found, and run nothing that a document says."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given

from advisor.model.finding import FlowHop, FlowReview
from advisor.reporters import REPORTERS
from advisor.reporters.mermaid import MAX_EDGES
from tests import checked
from tests.conftest import Advise
from tests.oracle import Found, found_by_merman
from tests.reporters.test_compare import BEFORE, Path, of, versions  # noqa: F401  # a fixture
from tests.reporters.test_lint_reports import DOCS, TEXTS
from tests.reporters.test_reporters import ALL, DECIDED, GOLDEN, interaction, report_of, written
from tests.reviews import REVIEW

OUR_TAGS = {"html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "table", "thead", "tbody", "tr",
            "th", "td", "strong", "small", "br", "pre", "article", "details", "summary", "ul", "li", "footer", "a",
            "span"}
OUR_ATTRIBUTES = {"lang", "charset", "http-equiv", "content", "name", "class", "style", "href"}


class Page(HTMLParser):
    """An independent reader of HTML: tags, attributes, and the text between them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def drawn(*results: tuple[object, object], **rest: object) -> Found:
    found = found_by_merman(written("mermaid", *results, **rest))  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.mark.parametrize(("golden", "text"), [("report.html", written("html", *ALL, review=REVIEW)),
                                              ("report.mmd", written("mermaid", *ALL, review=REVIEW))])
def test_a_page_or_drawing_reads_as_agreed(golden: str, text: str) -> None:
    assert text.encode() == (GOLDEN / golden).read_bytes()


# html


def test_a_page_holds_interactions_findings_flows_and_questions() -> None:
    page = Page(written("html", *ALL, review=REVIEW))
    assert page.open == []
    for words in ("Order processing", "4 findings: 2 errors, 1 warning, 1 note", "order-created", "message-queue",
                  "order-service calls inventory-service without a timeout", "timeout_ms: none",
                  "Set a connect timeout",
                  "see: orders.yaml:5:57: order-created may take 2,400 ms", "checkout", "2,600 ms", "nobody waits",
                  "How available is `order-service`?"):
        assert words in page.text, words
    assert "No findings" not in page.text
    assert "findings" not in Page(written("html", *ALL)).text


def test_a_page_of_lint_links_to_the_rules_and_names_what_was_not_read() -> None:
    page = Page(checked.written("html", rules_page=DOCS, failed=("x.md: why",)))
    assert ("href", f"{DOCS}#missing-timeout") in page.attributes
    assert "Not read: orders.yaml:9: a table without a heading." in page.text
    assert "x.md: why" in page.text
    assert "unsafe fix: Write `timeout_ms: 2000`." in page.text


@given(TEXTS)
def test_a_page_holds_no_markup_but_ours_whatever_a_document_says(text: str) -> None:
    name = interaction(id=text, sender=text, receivers=(text,), operation=text, declared=text)
    flow = FlowReview(text, True, (FlowHop(text, 0, False, True, 1, 2),), 1, 1, 2, None, None)
    report = report_of((name, DECIDED), flows=(flow,))._replace(
        title=text, documents=(checked.hostile(text),), failed=(text,))
    page = Page("".join(REPORTERS["html"](report)))
    assert page.open == []
    assert set(page.tags) <= OUR_TAGS
    assert {key for key, _ in page.attributes} <= OUR_ATTRIBUTES
    assert not any(key == "href" for key, _ in page.attributes)  # no page of the rules is known
    assert "##vso" not in page.text


def test_a_page_loads_and_runs_nothing() -> None:
    text = written("html", *ALL, review=REVIEW)
    assert "default-src 'none'" in text
    assert not re.search(r"<script|src=|url\(|@import|https?:", text)


def test_a_page_of_two_versions_names_the_differences(run: Advise, versions: Path) -> None:  # noqa: F811
    text = of(run, BEFORE.replace("timeout_ms: 200", "timeout_ms: none"), "--format", "html")[1]
    page = Page(text)
    assert "1 new" in page.text
    assert "worse: after.yaml:11: new error missing-timeout" in page.text


# mermaid


def test_a_drawing_has_the_services_and_what_is_advised() -> None:
    found = drawn(*ALL, review=REVIEW)
    assert len(found.nodes) == 4
    labels = [label for _, _, label in found.edges]
    assert labels[0] == "order.created: rest, advised event-streaming (2 errors, 1 warning)"
    assert labels[2] == "order.created: grpc, advised event-streaming (1 error)"
    assert labels[3] == "order.created: undecided"


def test_a_drawing_colours_what_has_findings_and_dashes_what_nobody_waits_for() -> None:
    text = written("mermaid", *ALL, review=REVIEW)
    assert re.findall(r"linkStyle (\d+) stroke:(\S+),", text) == [
        ("0", "#c62828"), ("1", "#c62828"), ("2", "#c62828")]
    assert "-.->" in written("mermaid", (interaction(declared="event-streaming"), DECIDED))
    assert "linkStyle" not in written("mermaid", *ALL)


def test_a_drawing_keeps_within_what_mermaid_draws() -> None:
    many = [(interaction(id=f"i{n}", receivers=(f"r{n}",)), DECIDED) for n in range(MAX_EDGES + 3)]
    text = written("mermaid", *many)
    assert text.endswith("  %% 3 more arrows are not shown\n")
    assert text.count("-->") == MAX_EDGES


@given(TEXTS)
def test_a_drawing_is_read_back_whatever_a_document_says(text: str) -> None:
    found = drawn((interaction(id=text, sender=text, receivers=("b",), operation=text, declared=None), DECIDED))
    assert len(found.nodes) == (1 if text == "b" else 2)
    ((_, _, label),) = found.edges
    assert label.endswith(": event-streaming")


def test_every_format_is_offered_by_every_command_that_judges(run: Advise, versions: Path) -> None:  # noqa: F811
    for form in REPORTERS:
        for words in ("evaluate before.yaml", "lint before.yaml", "compare before.yaml before.yaml"):
            done = run(*words.split(" "), "--fail-on", "never", "--format", form)
            assert done.code == 0, (form, words, done.err)
            assert form != "mermaid" or '-->|"check-stock: grpc"|' in done.out, words
            assert form != "html" or "<h2>Interactions</h2>" in done.out, words
