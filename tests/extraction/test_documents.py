"""Documents as they stand: what is found in them, where it stands, and that nothing in them is an exception."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from advisor.errors import Problem
from advisor.extraction.broker_collapsing import MAX_PAIRS
from advisor.extraction.diagram_interactions import Interpretation, interpret_diagram
from advisor.extraction.documents import DocumentReading, read_documents
from advisor.extraction.labels import extract_operation, parse_label
from advisor.extraction.names import IdRequest, assign_ids, slug
from advisor.extraction.node_roles import classify_node
from advisor.extraction.technology_words import vocabulary_of
from advisor.extraction.value_parsing import parse_milliseconds, parse_value
from advisor.formats.diagram import Diagram, DiagramEdge, DiagramNode
from advisor.formats.markdown.blocks import MarkdownBlock, scan_blocks
from advisor.model.interaction import Interaction, KnownFact
from advisor.rulebook.location import built_in_pack
from advisor.rulebook.terms import build_terms
from advisor.text.source import Source
from benchmarks.reading import Tally, judge, main
from tests import CASES as ALL_CASES
from tests.packs import load_pack

CASES = ALL_CASES / "documents"
DOCUMENTS = sorted(path.stem for path in CASES.glob("*.md"))
WORDS: dict[str, Any] = yaml.safe_load((CASES / "words.yaml").read_text(encoding="utf-8"))
TERMS = build_terms(load_pack(built_in_pack()))
VOCABULARY = vocabulary_of(TERMS)


def read(text: str, name: str = "design.md") -> DocumentReading:
    return read_documents([Source(name, text)], TERMS)


def case(name: str) -> str:
    return (CASES / f"{name}.md").read_text(encoding="utf-8")


def told(reading: DocumentReading) -> Iterator[str]:
    """Yields what a reading says, a line each."""
    for service in reading.architecture.services.values():
        yield f"service {service.name}: {service.kind}"
    for interaction in reading.architecture.interactions:
        yield from _told(interaction)
    for edge in reading.interpretation.edges:
        if edge.kind == "db":
            yield f"store: {edge.sender} -> {edge.receiver}"
    for seen in reading.occurrences:
        how = "drawn" if seen.is_drawn else "described"
        yield f"{seen.interaction} is {how} at {seen.span.line}:{seen.span.column} {' '.join(seen.blocks)}".rstrip()
    for clash in reading.contradictions:
        yield (f"contradiction of {clash.interaction}: {clash.fact} is drawn as {clash.drawn} "
               f"({clash.drawn_span.line}:{clash.drawn_span.column}) and stated as {clash.stated} "
               f"({clash.stated_span.line}:{clash.stated_span.column})")
    kinds = {"problems": reading.problems, "broken": reading.syntax_errors, "unread": reading.not_read}
    for kind, problems in kinds.items():
        for problem in problems:
            yield f"{kind}: {problem}"


def _told(interaction: Interaction) -> Iterator[str]:
    place = f"{interaction.span.line}:{interaction.span.column}"
    yield (f"{interaction.id} ({place}): {interaction.sender} -> {', '.join(interaction.receivers)} "
           f"| {interaction.operation} | {interaction.declared} {interaction.technology} {interaction.mode}")
    for name, fact in {**interaction.needs, **interaction.design}.items():
        yield f"  {name} = {fact.value} {_origin(fact, interaction.source)}"


def _origin(fact: KnownFact, source: Source) -> str:
    place = "" if fact.offset < 0 else "at {}:{}".format(*source.position(fact.offset))
    return " ".join(part for part in (fact.origin, place, f"because {fact.because}" if fact.because else "") if part)


# Whole documents.


@pytest.mark.parametrize("name", DOCUMENTS)
def test_a_document_says_what_we_say_of_it(name: str) -> None:
    expected = (CASES / f"{name}.txt").read_text(encoding="utf-8")
    assert "\n".join(told(read(case(name), f"{name}.md"))) + "\n" == expected


def test_several_documents_speak_of_the_same_services() -> None:
    drawn = Source("a.md", "```mermaid\nflowchart LR\n  os[Order Service] -->|gRPC| ps[Payment Service]\n```\n")
    stated = Source("b.yaml", "version: 1\ninteractions:\n  - {id: charge, from: order-service, to: payment}\n")
    reading = read_documents([drawn, stated], TERMS)
    (charge,) = reading.architecture.interactions
    assert (charge.id, charge.declared, charge.source.name) == ("charge", "grpc", "b.yaml")
    assert charge.design["pattern"].offset == -1  # it stands in another document
    assert reading.architecture.files == ("a.md", "b.yaml")


def test_a_drawing_alone_is_a_document() -> None:
    (call,) = read("flowchart LR\n  a -->|GET /x| b\n", "design.mmd").architecture.interactions
    assert (call.id, call.declared, call.span.line) == ("a-b", "rest", 2)


OTHERS = {
    "shop.puml": "@startuml\nparticipant Shop\nShop -> Bank : POST /payments\n@enduml\n",
    "workspace.dsl": 'workspace {\n model {\n  s = softwareSystem "Shop"\n  b = softwareSystem "Bank"\n'
                     '  s -> b "Pays" "HTTPS"\n }\n}\n',
    "shop.mermaid": "sequenceDiagram\n  Shop->>Bank: POST /payments\n",
    "c4.mmd": 'C4Context\nSystem(s, "Shop")\nSystem(b, "Bank")\nRel(s, b, "Pays", "HTTPS")\n',
    "shop.json": '{"version": 1, "interactions": [{"id": "x", "from": "Shop", "to": "Bank", '
                 '"design": {"pattern": "rest"}}]}',
    "notes.txt": "- Shop -> Bank: REST\n",
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_file_is_read_for_what_it_is(name: str) -> None:
    (call,) = read(OTHERS[name], name).architecture.interactions
    assert (call.sender, call.receivers, call.declared) == ("Shop", ("Bank",), "rest")


def test_compose_and_asyncapi_are_drawings_too() -> None:
    compose = "services:\n  shop: {image: shop, depends_on: [db]}\n  db: {image: postgres}\n"
    assert [(each.sender, each.receiver, each.kind) for each in read(compose, "compose.yaml").interpretation.edges] == [
        ("shop", "db", "db")]
    channels = ("asyncapi: 3.0.0\ninfo: {title: Shop, version: 1.0.0}\nservers: {k: {host: k, protocol: kafka}}\n"
                "channels: {orders: {address: orders.placed}}\n"
                "operations: {tell: {action: send, channel: {$ref: '#/channels/orders'}}}\n")
    (edge,) = read(channels, "asyncapi.yaml").interpretation.edges
    assert (edge.sender, edge.kind, edge.mode) == ("Shop", "stream", "async")


# Places.


def _quoted(text: str) -> str:
    return "".join(f"> {line}" for line in text.splitlines(keepends=True))


def _item(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "- " + lines[0] + "".join(f"  {line}" if line.strip() else line for line in lines[1:])


SHIFTS: dict[str, Callable[[str], str]] = {"blank lines": lambda text: "\n\n\n" + text,
                                           "a comment": lambda text: "<!-- two\nlines -->\n\n" + text,
                                           "front matter": lambda text: "---\ntitle: x\n---\n" + text,
                                           "emoji": lambda text: "Words 🎉🎉 before 𝄞.\n\n" + text, "a quote": _quoted,
                                           "a quote in a quote": lambda text: _quoted(_quoted(text)), "a list": _item,
                                           "a list in a quote": lambda text: _quoted(_item(text)),
                                           "carriage returns": lambda text: text.replace("\n", "\r\n"),
                                           "a byte order mark": lambda text: "\ufeff" + text}


@pytest.mark.parametrize("name", ["everything", "sequences", "described"])
@pytest.mark.parametrize("shift", SHIFTS)
def test_places_follow_what_stands_before_and_around(name: str, shift: str) -> None:
    text = case(name).partition("---\n# Shop design\n")[2] or case(name)
    moved = SHIFTS[shift](text)
    assert list(_found(read(moved), moved)) == list(_found(read(text), text))


def _found(reading: DocumentReading, text: str) -> Iterator[tuple[Any, ...]]:
    """Yields what is found with the words that stand at its places."""
    for interaction in reading.architecture.interactions:
        facts = {**interaction.needs, **interaction.design}
        words = {name: text[fact.offset : fact.offset + 4].split() for name, fact in facts.items() if fact.offset >= 0}
        yield (*interaction[:4], {name: fact.value for name, fact in facts.items()}, words, _own(interaction, text))
    for seen in reading.occurrences:
        yield seen.interaction, seen.is_drawn, seen.span.end > seen.span.start
    for problem in (*reading.problems, *reading.syntax_errors, *reading.not_read):
        yield problem.message, text[problem.span.start : problem.span.end].split("\n")[0] if problem.span else ""


def _own(interaction: Interaction, text: str) -> list[str]:
    lines = text[interaction.start : interaction.end].split("\n")
    return [line.strip().lstrip("> \r").rstrip("\r") for line in lines]


# Blocks.

PREFIXES = ["", "> ", "- ", "  ", "1. ", "* ", "> > ", "- > ", "   ", "    "]
LINES = ["```mermaid", "```", "````", "~~~", "~~~~ yaml advisor", "a --> b", "text", "", "# head", "graph LR", "***",
         "2. two", "| a | b |"]
line = st.builds(lambda prefixes, rest: "".join(prefixes) + rest, st.lists(st.sampled_from(PREFIXES), max_size=2),
                 st.sampled_from(LINES))


@given(st.lists(line, min_size=1, max_size=9))
def test_fences_are_those_that_a_full_parser_finds(lines: list[str]) -> None:
    text = "\n".join(lines) + "\n"
    assume(not re.search(r"^ {4,}>", text, re.MULTILINE))  # the oracle takes code for a quote
    assume(not re.search(r"[-*.] *$", text, re.MULTILINE))  # items that begin with a blank line
    found = [(block.info, _content(each.text for each in block.lines))
             for block in scan_blocks(Source("", text)) if block.kind == "fence"]
    expected = [(token.info.strip(), _content(token.content.split("\n")))
                for token in MarkdownIt("commonmark").parse(text) if token.type == "fence"]
    assert found == expected


def _content(lines: Any) -> list[str]:
    found = [each.strip() for each in lines]
    while found and not found[-1]:
        found.pop()
    return found


def _blocks(text: str, kind: str) -> list[MarkdownBlock]:
    return [block for block in scan_blocks(Source("", text)) if block.kind == kind]


@pytest.mark.parametrize(("info", "language"), [
    ("mermaid", "mermaid"), ("{mermaid}", "mermaid"), ("{.mermaid}", "mermaid"), ("Mermaid title=x", "mermaid"),
    ("mermaid{width=1}", "mermaid"), ("yaml advisor", "yaml"), ("", "")])
def test_the_language_is_the_first_word_of_the_info_string(info: str, language: str) -> None:
    (fence,) = _blocks(f"~~~ {info}\n~~~\n", "fence")
    assert (fence.language, fence.info, fence.lines, fence.is_closed) == (language, info, (), True)


def test_an_open_fence_ends_with_its_container() -> None:
    (fence,) = _blocks("> ```x\n> a\n\nb\n", "fence")
    assert [each.text for each in fence.lines] == ["a"]
    assert not fence.is_closed


def test_comments_are_found_where_they_are_no_code() -> None:
    text = "a <!-- one --> `<!-- no -->` <!-- two -->\n\n```\n<!-- no -->\n```\n<!--\nthree\n-->\n"
    assert [[each.text.strip() for each in block.lines] for block in _blocks(text, "comment")] == [
        ["one"], ["two"], ["", "three", ""]]
    assert [text[block.start : block.end] for block in _blocks(text, "comment")] == [
        "<!-- one -->", "<!-- two -->", "<!--\nthree\n-->"]


def test_headings_are_found_in_both_spellings() -> None:
    text = "# One #\n\nTwo\n===\n\n  ## Three ##x\n\nFour\n---\n\n#Five\n\n***\n---\n"
    assert [(block.info, block.lines[0].text) for block in _blocks(text, "heading")] == [
        ("1", "One"), ("1", "Two"), ("2", "Three ##x"), ("2", "Four")]


def test_a_table_needs_a_line_that_rules_it_off() -> None:
    text = "| a | b |\n| - | - |\n| 1 | 2 \\| 3 |\n\n| c | d |\n| no | rule |\n\n- e | f\n  --|:-:\n  5 | 6\n"
    assert [len(block.lines) for block in _blocks(text, "table")] == [2, 2]


# Words.


@pytest.mark.parametrize(("label", "kind", "mode"), [tuple(row[:3]) for row in WORDS["labels"]])
def test_a_label_says_how_two_talk(label: str, kind: str, mode: str) -> None:
    said = parse_label(label, VOCABULARY)
    assert (said.kind or "unknown", said.mode or "unknown") == (kind, mode)


@pytest.mark.parametrize(("label", "operation"), [tuple(row) for row in WORDS["operations"]])
def test_an_operation_is_what_a_label_says_beside_the_protocol(label: str, operation: str) -> None:
    assert extract_operation(label, VOCABULARY) == operation


@pytest.mark.parametrize(("name", "kind"), [tuple(row) for row in WORDS["names"]])
def test_a_name_says_what_a_service_is(name: str, kind: str | None) -> None:
    assert classify_node(DiagramNode("x", name, "", "", (), 0, 0), VOCABULARY, {}).kind == kind


@pytest.mark.parametrize(("fact", "text", "value"), [tuple(row) for row in WORDS["values"]])
def test_a_cell_is_read_as_the_value_of_its_fact(fact: str, text: str, value: Any) -> None:
    term = TERMS.needs.get(fact) or TERMS.design[fact]
    assert parse_value(term, text) == value


@pytest.mark.parametrize(("text", "milliseconds"), [
    ("200 ms", 200), ("1.5s", 1500), ("2 min", 120_000), ("200", None), ("5 apples", None), ("ms", None), ("", None)])
def test_a_duration_has_a_unit(text: str, milliseconds: float | None) -> None:
    assert parse_milliseconds(text) == milliseconds


def test_an_id_is_made_from_both_ends_and_the_operation_only_where_needed() -> None:
    wishes = [IdRequest("Order Service", "payments", "charge"), IdRequest("orders", "mail", "confirm"),
              IdRequest("orders", "mail", "remind"), IdRequest("orders", "mail", "remind"), IdRequest("!", "?", "")]
    assert assign_ids(wishes, {"orders-mail-confirm"}) == [
        "order-service-payments", "orders-mail-confirm-2", "orders-mail-remind", "orders-mail-remind-2", "interaction"]


def test_the_id_of_an_interaction_does_not_depend_on_where_it_stands() -> None:
    wishes = [IdRequest("a", "b", "one"), IdRequest("a", "b", "two"), IdRequest("a", "c", "")]
    assert dict(zip(wishes, assign_ids(wishes, ()), strict=True)) == dict(
        zip(reversed(wishes), assign_ids(reversed(wishes), ()), strict=True))


def test_a_slug_keeps_the_letters_of_every_script() -> None:
    assert slug("Größe → Zürich, 注文Service") == "größe-zürich-注文service"


# Drawings by hand.


def node(name: str, label: str = "", hint: str = "", technology: str = "", group: tuple[str, ...] = ()) -> DiagramNode:
    return DiagramNode(name, label or name, hint, technology, group, 0, 0)


def edge(source: str, target: str, label: str = "", *, technology: str = "", arrow: str = "-->",
         is_reply: bool = False, is_both_ways: bool = False, blocks: tuple[str, ...] = (),
         facts: dict[str, Any] | None = None) -> DiagramEdge:
    return DiagramEdge(source, target, label, technology, arrow, is_reply, is_both_ways, blocks, facts or {}, 0, 0)


def drawn(*parts: DiagramNode | DiagramEdge, kind: str = "flowchart") -> Interpretation:
    """Interprets a drawing whose edges stand in the given order."""
    edges = [part for part in parts if isinstance(part, DiagramEdge)]
    nodes = {part.id: part for part in parts if isinstance(part, DiagramNode)}
    for each in edges:
        for name in (each.source, each.target):
            nodes.setdefault(name, node(name))
    placed = tuple(each._replace(start=at, end=at + 1) for at, each in enumerate(edges))
    drawing = Diagram(kind, "", tuple(nodes.values()), placed, (), 0, len(placed))
    return interpret_diagram(Source("hand", "." * (len(placed) + 1)), drawing, TERMS)


def talks(found: Interpretation) -> list[tuple[str, tuple[str, ...], str]]:
    return [(each.sender, each.receivers, each.operation) for each in found.interactions]


def test_an_unlabelled_edge_stays_unknown() -> None:
    found = drawn(edge("a", "b"))
    assert [(each.kind, each.mode) for each in found.edges] == [("unknown", "unknown")]
    (call,) = found.interactions
    assert (call.declared, call.mode, set(call.needs)) == (None, "unknown", {"fan_out"})


def test_everything_inferred_says_why() -> None:
    found = drawn(edge("a", "b", "gRPC"), edge("a", "kafka", "publish x.y"), edge("kafka", "c"),
                  edge("a", "d", "fetch"))
    facts = [fact for each in found.interactions for fact in (*each.needs.values(), *each.design.values())]
    assert len(facts) > 6
    assert all(fact.origin == "inferred" and fact.because and fact.offset >= 0 for fact in facts)


def test_the_technology_of_an_edge_is_better_evidence_than_its_label() -> None:
    found = drawn(edge("a", "b", "sends over HTTP", technology="gRPC"), kind="c4")
    assert found.interactions[0].declared == "grpc"


def test_the_name_of_a_broker_beats_the_label_of_the_edge() -> None:
    found = drawn(node("q", "queue (Kafka)", "database"), edge("a", "q", "TCP"), edge("q", "b", "TCP"))
    assert [(each.kind, each.mode) for each in found.edges] == [("stream", "async")] * 2
    (told,) = found.interactions
    assert (told.sender, told.receivers, told.declared, told.technology) == ("a", ("b",), "event-streaming", "kafka")


def test_a_declared_queue_is_a_broker_whatever_its_name() -> None:
    found = drawn(node("x", "Orders", "queue"), edge("a", "x"), edge("x", "b"), kind="sequence")
    assert (talks(found), found.services["Orders"].kind) == ([("a", ("b",), "")], "broker")


def test_one_producer_reaches_all_consumers_of_its_broker() -> None:
    found = drawn(edge("a", "kafka", "order events"), *(edge("kafka", name) for name in "bcd"))
    (told,) = found.interactions
    assert (told.receivers, told.needs["fan_out"].value) == (("b", "c", "d"), 3)


def test_topics_join_those_that_name_the_same() -> None:
    found = drawn(edge("a", "kafka", "publish order.placed"), edge("b", "kafka", "publish order.paid"),
                  edge("kafka", "c", "order.placed"), edge("kafka", "d", "order.paid, order.placed"))
    assert talks(found) == [("a", ("c", "d"), "order.placed"), ("b", ("d",), "order.paid")]


def test_a_subscription_drawn_towards_the_broker_is_turned_round() -> None:
    found = drawn(edge("a", "kafka", "publish"), edge("b", "kafka", "subscribe"), edge("c", "kafka", "fetch jobs"))
    assert talks(found) == [("a", ("b", "c"), "publish")]


def test_what_both_publishes_and_consumes_is_on_both_sides() -> None:
    found = drawn(edge("a", "nats", "publish"), edge("b", "nats", "consume and publish"),
                  edge("c", "nats", "subscribe"))
    assert [(sender, receivers) for sender, receivers, _ in talks(found)] == [("a", ("b", "c")), ("b", ("c",))]


def test_a_topic_without_a_consumer_stays_with_its_broker() -> None:
    found = drawn(edge("a", "kafka", "publish x.one"), edge("a", "kafka", "publish x.two"), edge("kafka", "b", "x.one"))
    assert talks(found) == [("a", ("b",), "x.one"), ("a", ("kafka",), "x.two")]


def test_a_consumer_without_a_producer_stays_with_its_broker() -> None:
    assert talks(drawn(edge("rabbitmq", "b", "jobs"))) == [("rabbitmq", ("b",), "jobs")]


def test_an_exchange_hands_on_to_its_queues() -> None:
    found = drawn(node("x", "RabbitMQ exchange"), node("q1", "mail queue"), node("q2", "stock queue"), edge("a", "x"),
                  edge("x", "q1"), edge("x", "q2"), edge("q1", "mailer"), edge("q2", "stock"))
    assert talks(found) == [("a", ("mailer", "stock"), "")]


def test_brokers_that_hand_on_in_a_circle_come_to_an_end() -> None:
    found = drawn(edge("a", "kafka1"), edge("kafka1", "kafka2"), edge("kafka2", "kafka1"), edge("kafka2", "b"))
    assert talks(found) == [("a", ("b",), "")]


def test_in_a_sequence_nobody_is_handed_what_is_sent_later() -> None:
    found = drawn(edge("rabbitmq", "b", "pay"), edge("a", "rabbitmq", "send mail"), edge("rabbitmq", "c", "work"),
                  kind="sequence")
    assert ("a", ("c",), "send mail") in talks(found)


def test_more_pairs_than_can_be_compared_are_left_with_the_broker() -> None:
    many = MAX_PAIRS // 100 + 1
    found = drawn(*(edge(f"p{number}", "kafka") for number in range(many)),
                  *(edge("kafka", f"c{number}") for number in range(100)))
    assert {each.receivers for each in found.interactions if each.sender.startswith("p")} == {("kafka",)}


def test_what_others_publish_to_and_subscribe_to_is_a_broker() -> None:
    found = drawn(edge("a", "feed", "publish"), edge("b", "feed", "subscribe"))
    assert (found.services["feed"].kind, talks(found)) == ("broker", [("a", ("b",), "publish")])
    assert drawn(edge("a", "feed", "publish")).services["feed"].kind is None


def test_stores_are_kept_apart() -> None:
    found = drawn(edge("a", "postgres"), edge("a", "b"))
    assert [(each.receiver, each.kind) for each in found.edges] == [("postgres", "db"), ("b", "unknown")]
    assert talks(found) == [("a", ("b",), "")]


def test_a_reply_is_folded_into_its_request() -> None:
    found = drawn(edge("a", "b", "charge", arrow="->>"), edge("b", "a", "ok", arrow="-->>", is_reply=True),
                  kind="sequence")
    (call,) = found.interactions
    assert (len(found.edges), call.mode, call.needs["needs_response"].because) == (1, "sync", "`b` answers `ok`")


def test_being_told_that_work_was_accepted_is_no_answer() -> None:
    found = drawn(edge("a", "b", "work"), edge("b", "a", "202 Accepted", is_reply=True), kind="sequence")
    assert "needs_response" not in found.interactions[0].needs


def test_the_dotted_arrow_of_a_broker_is_a_delivery() -> None:
    found = drawn(edge("b", "kafka", "publish x.y"), edge("kafka", "b", "consume z.y", is_reply=True),
                  edge("kafka", "c", "consume x.y", is_reply=True), edge("kafka", "b", "ack", is_reply=True),
                  kind="sequence")
    assert talks(found) == [("b", ("c",), "x.y"), ("kafka", ("b",), "z.y")]


def test_nobody_talks_to_themselves() -> None:
    assert drawn(edge("a", "a", "think")).edges == ()


def test_the_async_arrow_counts_only_where_nothing_else_says_more() -> None:
    found = drawn(edge("a", "b", "tell", arrow="-)"), edge("a", "c", "GET /x", arrow="-)"), kind="sequence")
    assert [each.mode for each in found.edges] == ["async", "sync"]


def test_facts_of_a_directive_are_stated() -> None:
    found = drawn(edge("a", "b", "HTTP", facts={"timeout": 200, "pattern": "grpc", "fan_outt": 3}))
    (call,) = found.interactions
    assert (call.design["timeout_ms"].origin, call.declared) == ("stated", "grpc")
    assert [str(problem) for problem in found.problems] == [
        "hand:1:1: There is no fact `fan_outt`. Did you mean `fan_out`?"]


def test_blocks_around_an_edge_are_kept() -> None:
    assert drawn(edge("a", "b", blocks=("loop", "par")), kind="sequence").edges[0].blocks == ("loop", "par")


def test_two_nodes_of_one_drawing_are_two_services() -> None:
    found = drawn(node("x", "Database"), node("y", "Database"), node("z", "Order"), node("w", "Order Service"))
    assert len(found.services) == 4


def test_a_group_says_who_is_outside() -> None:
    found = drawn(node("a", "Bank", group=("External systems",)), node("b", "Ledger", group=("Ours",)))
    assert [service.kind for service in found.services.values()] == ["external", None]


def test_long_labels_leave_the_name_to_the_id() -> None:
    found = drawn(node("api", "API server for ingest, management and queries"), node("k", "Cache (Valkey)"))
    assert list(found.services) == ["api", "Cache"]


def test_a_pack_without_our_facts_reads_drawings_too() -> None:
    bare = TERMS._replace(needs={}, design={}, technologies={}, technology_patterns={}, patterns=(), modes={})
    text = "```mermaid\nflowchart LR\n  a -->|gRPC| b\n  a -->|publish| kafka\n  kafka --> c\n```\n"
    found = read_documents([Source("x.md", text)], bare).architecture.interactions
    assert [(each.declared, each.needs, each.design) for each in found] == [(None, {}, {})] * 2


# Whatever stands in a document.

SCRAPS = [
    "```mermaid\n", "flowchart LR\n", "sequenceDiagram\n", "```\n", "```yaml advisor\n", "a --> b\n", "a->>b: x\n",
    "b-->>a: y\n", "kafka", " --> ", "|From|To|Protocol|\n", "|-|-|-|\n", "|a|b|gRPC|\n", "- a -> b: gRPC, 2 s\n", "> ",
    "- ", "  ", "\t", "interactions:\n", "  - {id: a, from: b, to: [c, d]}\n", "services: {a: {kind: job}}\n", "<!--",
    "-->", "<a>\n", "---\n", "\r\n", "é😀", "\u2028", "[x](y)", "`", "**", "\\|", ":::mermaid\n", "\ufeff",
    "%% advisor: {timeout_ms: 1}\n", "flows: [{id: f, steps: [a]}]\n", "(", ")", "::set-env name=x::y\n", "\x1b[0m",
]


@given(st.lists(st.one_of(st.sampled_from(SCRAPS), st.text(max_size=5)), max_size=40),
       st.sampled_from(["design.md", "design.md", "compose.yaml", *OTHERS]))
def test_no_document_is_an_exception(scraps: list[str], name: str) -> None:
    text = "".join(scraps)
    _check_places(read(text, name), len(text))


@given(st.sampled_from(DOCUMENTS), st.data())
def test_no_damaged_document_is_an_exception(name: str, data: st.DataObject) -> None:
    text = case(name)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 80)))
    damaged = text[:start] + data.draw(st.sampled_from(["", "\n", "|", "`", '"', "(", ": ", "\x00", "🎉"])) + text[end:]
    _check_places(read(damaged), len(damaged))


def _check_places(reading: DocumentReading, size: int) -> None:
    problems: tuple[Problem, ...] = (*reading.problems, *reading.syntax_errors, *reading.not_read)
    spans = [problem.span for problem in problems if problem.span] + [seen.span for seen in reading.occurrences]
    spans += [each.span for each in reading.architecture.interactions]
    assert all(0 <= span.start <= span.end <= size for span in spans)
    names = [each.id for each in reading.architecture.interactions]
    assert len(set(names)) == len(names)
    assert all(name and " " not in name for name in names)


def test_reading_a_drawing_loads_no_yaml() -> None:
    code = (
        "import sys\nfrom advisor.extraction.documents import read_documents\nfrom advisor.text.source import Source\n"
        "from advisor.api import load_engine\nterms = load_engine().terms\n"
        "text = '```mermaid\\nflowchart LR\\n  a -->|gRPC| b\\n```\\n'\n"
        "assert read_documents([Source('x.md', text)], terms).architecture.interactions\nprint(*sys.modules)"
    )
    for _ in range(2):  # the first run may compile the pack
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not set(done.stdout.split()) & {"yaml", "pydantic", "rich", "typer", "inspect", "dataclasses"}


# How much is read, as the benchmark counts it.


def test_the_benchmark_counts_what_is_found_missed_and_invented() -> None:
    text = ("```mermaid\nflowchart LR\n  a[Shop] -->|gRPC| b\n  b -->|HTTP| c\n  b --> d\n  a --> kafka\n"
            "  kafka --> e\n```\n")
    logical = [["Shop", "e", "stream", "async", ""], ["b", "e", "stream", "async", ""]]
    truth = {"block": 1, "logical": logical, "edges": [
        ["shop", "b", "grpc", "sync", "gRPC"], ["b", "c", "unknown|rest", "async", ""], ["b", "x", "rest", "sync", ""],
        ["a", "kafka", "queue", "async", ""], ["kafka", "e", "stream", "async", ""]]}
    tally, misses = judge(truth, read(text))
    assert tally == Tally(edges=5, found=4, missed=1, invented=1, kinds=3, modes=3, logical=2, logical_found=1,
                          logical_invented=0)
    assert misses == [
        "mode: b -> c '' is async, read as sync", "missed: b -> x ''",
        "kind: a -> kafka '' is queue, read as stream", "invented: b -> d", "logical, missed: b -> e"]


def test_the_benchmark_reads_a_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "x.md").write_text("```mermaid\nflowchart LR\n  a -->|gRPC| b\n```\n")
    (tmp_path / "index.yaml").write_text(
        "ground_truth:\n- {file: x.md, block: 1, edges: [[a, b, grpc, sync, gRPC]]}\n")
    assert main([str(tmp_path), "--fail"]) == 0
    (tmp_path / "index.yaml").write_text(
        "ground_truth:\n- {file: x.md, block: 1, edges: [[a, c, grpc, sync, gRPC]]}\n")
    assert main([str(tmp_path), "--fail", "--misses"]) == 1
    assert "missed: a -> c 'gRPC'" in capsys.readouterr().out


# Diagrams and tables in HTML


@pytest.mark.parametrize(("text", "lines"), [
    ('# x\n\n<pre class="mermaid">\nflowchart LR\n</pre>\n', [3]),
    ("<div class='a mermaid b'>graph LR</div>\n", [1]),
    ("{{< mermaid >}}\ngraph LR\n{{< /mermaid >}}\n", [1]),
    ("a\n\n{{% plantuml %}}\n", [3]),
    ("<table>\n<tr><th>From</th><th>To</th></tr>\n</table>\n", [1]),
    ("<TABLE><thead><tr><td><b>Caller</b></td></tr></thead></TABLE>\n", [1]),
    ("<table><tr><td>A photo</td></tr></table>\n", []),
    ("<table><tr><td>x</td></tr></table>\n<p>From</p>\n", []),
    ("<pre>mermaid</pre>\n<div class=\"hero\">mermaid</div>\n", []),
    ('```html\n<pre class="mermaid">\n```\n<!-- <pre class="mermaid"> -->\n', []),
])
def test_diagrams_and_tables_in_html_are_said(text: str, lines: list[int]) -> None:
    assert [part.span.line for part in read(text).not_read if part.span and "HTML" in part.message] == lines


@pytest.mark.parametrize("text", ["<table", "<pre class='a ", "<table><th>", "{{<", "<div class=\"mermai\" "])
def test_html_without_end_takes_no_time(text: str) -> None:
    read(text * 100_000)


# Answers that flowcharts draw as edges


@pytest.mark.parametrize(("back", "is_reply"), [
    ("HTTP 200 OK", True), ("HTTP/1.1 404 Not Found", True), ("302 redirect", True), ("204", True),
    ("201 Created", True), ("HTTP/JSON", True), ("JSON body", True), ("503 Service unavailable", True),
    ("100 events", False), ("GET /orders", False), ("JSON-RPC", False), ("HTTP", False), ("HTTP POST /callback", False),
])
def test_an_edge_back_that_reads_as_an_answer_is_one(back: str, is_reply: bool) -> None:
    drawn = f"```mermaid\nflowchart LR\n  a[Shop] -->|HTTP GET /prices| b[Prices]\n  b -->|{back}| a\n```\n"
    assert len(read(drawn).architecture.interactions) == (1 if is_reply else 2)
    alone = f"```mermaid\nflowchart LR\n  b[Prices] -->|{back}| a[Shop]\n```\n"
    assert len(read(alone).architecture.interactions) == 1


def test_the_format_of_a_body_is_an_answer_to_a_request_of_http_alone() -> None:
    drawn = "```mermaid\nflowchart LR\n  a[Shop] -->|HTTP| b[Prices]\n  b -->|HTTP/JSON| a\n```\n"
    assert len(read(drawn).architecture.interactions) == 2
