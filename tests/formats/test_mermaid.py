"""Mermaid: what diagrams say, where, what is wrong with them; and that nothing makes the reader fail."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.formats.diagram import Diagram, DiagramEdge, DiagramFault, DiagramNode, Line
from advisor.formats.diagram_builder import MAX_EDGES, MAX_FAULTS, MAX_GROUPS
from advisor.formats.mermaid import flowchart, read_mermaid
from advisor.formats.mermaid.header import WITHOUT_INTERACTIONS
from advisor.notation.read import parse_tree
from advisor.notation.tree import to_plain
from advisor.text.source import Source
from tests import CASES as ALL_CASES
from tests import mermaid_generator
from tests.oracle import found_by_merman

FILES = sorted((ALL_CASES / "mermaid").glob("*.yaml"))
CASES: list[dict[str, Any]] = [case for file in FILES for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
KINDS = ("flowchart", "sequence", "c4", "architecture")
SEEDS = st.integers(0, 2**32)


def lines_of(text: str, prefix: str = "", at: int = 0) -> list[Line]:
    """Returns the lines of a text as a container hands them over that puts a prefix before each."""
    lines = []
    for line in text.split("\n"):
        lines.append(Line(at + len(prefix), line.removeprefix(prefix).removesuffix("\r")))
        at += len(line) + 1
    return lines


def drawn(text: str) -> Diagram:
    drawing = read_mermaid(lines_of(text))
    assert drawing is not None
    return drawing


def node_line(node: DiagramNode) -> str:
    label = "" if node.label == node.id else f": {node.label}"
    hint = f" <{node.hint}>" if node.hint else ""
    technology = f" [{node.technology}]" if node.technology else ""
    return f"{node.id}{label}{hint}{technology}" + (f" in {' / '.join(node.group)}" if node.group else "")


def edge_line(edge: DiagramEdge) -> str:
    label = f": {edge.label}" if edge.label else ""
    technology = f" [{edge.technology}]" if edge.technology else ""
    marks = " (reply)" * edge.is_reply + " (both ways)" * edge.is_both_ways
    blocks = f" {{{', '.join(edge.blocks)}}}" if edge.blocks else ""
    facts = f" facts {_flow(edge.facts)}" if edge.facts else ""
    return f"{edge.source} {edge.arrow} {edge.target}{label}{technology}{marks}{blocks}{facts}"


def _flow(value: Any) -> str:
    if not isinstance(value, dict):
        return str(value)
    return "{" + ", ".join(f"{key}: {_flow(value[key])}" for key in sorted(value)) + "}"


def fault_line(fault: DiagramFault, text: str) -> str:
    line, column = Source("", text).position(fault.start)
    return f"{line}:{column} {text[fault.start : fault.end]}: {fault.message}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_a_diagram_is_read_as_promised(case: dict[str, Any]) -> None:
    text = case["diagram"]
    drawing = drawn(text)
    assert [fault_line(fault, text) for fault in drawing.faults if fault.is_broken] == case.get("faults", [])
    assert [fault_line(fault, text) for fault in drawing.faults if not fault.is_broken] == case.get("not_read", [])
    if "nodes" in case:
        assert [node_line(node) for node in drawing.nodes] == case["nodes"]
    if "edges" in case:
        assert [edge_line(edge) for edge in drawing.edges] == case["edges"]
    assert drawing.title == case.get("called", "")
    assert all(fault.remedy for fault in drawing.faults)


# Compared with another reader.


def differences(text: str) -> list[str]:
    """Returns what our reading and that of merman differ in; both must accept the diagram."""
    other, drawing = found_by_merman(text), drawn(text)
    broken = [fault.message for fault in drawing.faults if fault.is_broken]
    if other is None or broken:
        is_agreed = other is None and bool(broken)
        return [] if is_agreed else [f"merman {'refuses' if other is None else 'accepts'} what has {broken}"]
    nodes = {node.id for node in drawing.nodes}
    edges = [(edge.source, edge.target, edge.label) for edge in drawing.edges]
    groups = {node.id: node.group[-1] for node in drawing.nodes if node.group}
    found = [f"nodes {nodes ^ other.nodes}"] if nodes != other.nodes else []
    found += [f"edges {edges} against {other.edges}"] if edges != other.edges else []
    return found + ([f"groups {groups} against {other.groups}"] if groups != other.groups else [])


@pytest.mark.parametrize("case", [case for case in CASES if "differs" not in case], ids=lambda case: case["title"])
def test_what_is_written_by_hand_is_read_like_merman_reads_it(case: dict[str, Any]) -> None:
    assert not differences(case["diagram"])


@pytest.mark.parametrize("case", [case for case in CASES if "differs" in case], ids=lambda case: case["title"])
def test_where_readings_differ_they_do(case: dict[str, Any]) -> None:
    assert differences(case["diagram"])


@pytest.mark.parametrize("kind", KINDS)
@given(seed=SEEDS)
@settings(max_examples=60)
def test_what_is_drawn_by_chance_is_read_like_merman_reads_it(kind: str, seed: int) -> None:
    assert not differences(getattr(mermaid_generator, kind)(seed))


@given(seed=SEEDS)
@settings(max_examples=60)
def test_plain_lines_are_read_as_all_others(seed: int) -> None:
    text = mermaid_generator.flowchart(seed) + (
        "\nA --> B\nweb-app -->|\"x  y\"| api\nA ==>|fa:fa-user a, b| order\nstyle-x --> end\nx --> y\nA -->|x|  B\n")
    at_once = drawn(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(flowchart, "read_simple_edge", lambda canvas, at: None)
        assert drawn(text) == at_once


# Where things are.


def pieces(drawing: Diagram, source: str) -> Iterator[tuple[str, str]]:
    """Yields everything that has a place, with the text that stands there."""
    for node in drawing.nodes:
        yield node_line(node), source[node.start : node.end]
    for edge in drawing.edges:
        yield edge_line(edge), source[edge.start : edge.end]
    for fault in drawing.faults:
        yield fault.message, source[fault.start : fault.end]


@pytest.mark.parametrize("prefix", ["> ", "    ", "> > ", "🚀 ", "\t- "])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_places_follow_what_stands_before_the_lines(case: dict[str, Any], prefix: str) -> None:
    text: str = case["diagram"]
    before = "# Überschrift 🚀\r\n\n"
    source = before + "\n".join(prefix + line for line in text.split("\n"))
    drawing = read_mermaid(lines_of(source[len(before) :], prefix, len(before)))
    assert drawing is not None
    found = [(what, there.replace(f"\n{prefix}", "\n")) for what, there in pieces(drawing, source)]
    assert found == list(pieces(drawn(text), text))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_line_ends_of_two_characters_change_nothing(case: dict[str, Any]) -> None:
    text: str = case["diagram"]
    source = text.replace("\n", "\r\n")
    drawing = drawn(source)
    found = [(what, there.replace("\r\n", "\n")) for what, there in pieces(drawing, source)]
    assert found == list(pieces(drawn(text), text))


@pytest.mark.parametrize("kind", KINDS)
@given(seed=SEEDS)
@settings(max_examples=40)
def test_places_follow_what_is_put_between_the_lines(kind: str, seed: int) -> None:
    random = Random(seed)
    text = getattr(mermaid_generator, kind)(seed).replace("two\nlines", "one line")
    head, *rest = text.split("\n")
    for _ in range(3):
        comment = random.choice(["", "   ", "%% a --> b 🚀", "  %% comment", "%% advisor: ignore x -- y"])
        rest.insert(random.randint(0, len(rest)), comment)
    before = random.choice([[], ["---", "title: 🚀", "---"], ["%%{init: {", "}}%%"], ["%% first"]])
    longer = "\n".join([*before, head, *rest])
    assert [(what, statements(there)) for what, there in pieces(drawn(longer), longer)] == [
        (what, statements(there)) for what, there in pieces(drawn(text), text)]


def statements(text: str) -> str:
    """Returns a text without its blank lines and comments."""
    return "\n".join(line for line in text.split("\n") if line.strip() and not line.lstrip().startswith("%%"))


@pytest.mark.parametrize("kind", KINDS)
@given(seed=SEEDS)
@settings(max_examples=40)
def test_an_edge_stands_from_its_source_to_its_target(kind: str, seed: int) -> None:
    text = getattr(mermaid_generator, kind)(seed)
    for edge in drawn(text).edges:
        there = text[edge.start : edge.end]
        assert edge.source in there
        assert edge.target in there
        assert there == there.strip()


# Nothing makes the reader fail.


def check_soundness(text: str) -> None:
    """Reads a text and checks that all that was found is whole and stands within it."""
    drawing = read_mermaid(lines_of(text))
    if drawing is None:
        return
    names = {node.id for node in drawing.nodes}
    assert len(names) == len(drawing.nodes)
    assert all(edge.source in names and edge.target in names for edge in drawing.edges)
    assert len(drawing.faults) <= MAX_FAULTS
    for thing in (*drawing.nodes, *drawing.edges, *drawing.faults):
        assert 0 <= thing.start <= thing.end <= len(text)
    for fault in drawing.faults:
        assert "\n" not in text[fault.start : fault.end]
        assert fault.message.isprintable()
    for shown in (*(node.label for node in drawing.nodes), *(edge.label for edge in drawing.edges), drawing.title):
        assert shown.isprintable()
    assert drawing == read_mermaid(lines_of(text))


HEADS = ["", "flowchart LR\n", "sequenceDiagram\n", "C4Context\n", "architecture-beta\n", "---\n", "%%{"]
MARKS = st.sampled_from(" \n\t-=.~<>xo[](){}|\"'`;:#%@&,+/\\AB")


@given(head=st.sampled_from(HEADS), text=st.text(alphabet=st.one_of(MARKS, st.characters()), max_size=200))
@settings(max_examples=300)
def test_any_text_is_read(head: str, text: str) -> None:
    check_soundness(head + text)


@pytest.mark.parametrize("kind", KINDS)
@given(seed=SEEDS)
@settings(max_examples=150)
def test_any_damaged_diagram_is_read(kind: str, seed: int) -> None:
    check_soundness(mermaid_generator.damaged(getattr(mermaid_generator, kind)(seed), seed))


@given(st.lists(st.text(max_size=30), max_size=5))
def test_lines_may_hold_anything(texts: list[str]) -> None:
    read_mermaid([Line(100 * number, text) for number, text in enumerate(texts)])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_any_beginning_of_a_diagram_is_read(case: dict[str, Any]) -> None:
    for end in range(len(case["diagram"])):
        check_soundness(case["diagram"][:end])


# What it costs.


def test_many_edges_are_read() -> None:
    text = "flowchart LR\n" + "".join(f"n{number} -->|call| n{number + 1}\n" for number in range(10_000))
    assert len(drawn(text).edges) == 10_000


def test_a_short_line_cannot_draw_millions_of_edges() -> None:
    many = " & ".join(f"n{number}" for number in range(2_000))
    drawing = drawn(f"flowchart LR\n{many} --> {many}\nlast --> one\n")
    assert len(drawing.edges) == MAX_EDGES
    assert [fault.message for fault in drawing.faults] == [
        f"The diagram has more than {MAX_EDGES} edges; the rest is not read."]


def test_deep_nesting_is_read_up_to_what_is_worth_showing() -> None:
    deep = drawn("flowchart LR\n" + "subgraph a\nsubgraph b\n" * 1_000 + "A --> B\n" + "end\n" * 2_000)
    assert not deep.faults
    (edge,) = drawn("sequenceDiagram\n" + "loop x\n" * 1_000 + "A->>B: x\n" + "end\n" * 1_000).edges
    assert edge.blocks == ("loop",) * MAX_GROUPS
    names = [f"g{number}" for number in range(100)]
    nested = drawn("flowchart LR\n" + "".join(f"subgraph {name}\n" for name in names) + "A --> B\n" + "end\n" * 100)
    assert nested.nodes[0].group == tuple(names[:MAX_GROUPS])


def test_subgraphs_may_name_one_another_in_circles() -> None:
    drawing = drawn("flowchart LR\nsubgraph a\nb --> c\nend\nsubgraph b\na --> d\nend\n")
    assert {node.id for node in drawing.nodes} == {"a", "b", "c", "d"}


def test_a_thousand_faults_are_named_up_to_what_is_worth_reading() -> None:
    assert len(drawn("flowchart LR\n" + "A[\n" * 1_000).faults) == MAX_FAULTS


# Which diagrams are read.


@pytest.mark.parametrize("word", sorted(WITHOUT_INTERACTIONS))
def test_a_diagram_without_interactions_is_none(word: str) -> None:
    assert read_mermaid(lines_of(f"%% comment\n{word}\n  a --> b\n")) is None


@pytest.mark.parametrize(("text", "kind"), [
    ("graph LR", "flowchart"), ("flowchart", "flowchart"), ("flowchart-elk TD", "flowchart"),
    ("sequenceDiagram", "sequence"), ("C4Deployment", "c4"), ("architecture-beta", "architecture")])
def test_the_first_word_tells_the_kind(text: str, kind: str) -> None:
    drawing = drawn(f"\n\n  {text}\n")
    assert (drawing.kind, drawing.edges, drawing.faults) == (kind, (), ())


@pytest.mark.parametrize("text", [
    "", "\n\n", "--8<-- \"diagram.mmd\"", "{% include diagram %}", "zenuml\n  A->B: x", "block-beta\n  a --> b",
    "brand-new-diagram\n  a --> b"])
def test_what_is_no_known_diagram_is_not_read(text: str) -> None:
    drawing = drawn(text)
    assert (drawing.kind, drawing.nodes, drawing.edges) == ("unknown", (), ())
    assert [fault.is_broken for fault in drawing.faults] == [False]


def test_facts_of_a_directive_are_plain_values() -> None:
    text = "{timeout_ms: 2000, idempotency: key, retries: {attempts: 2, jitter: true}, dead_letter: none}"
    (edge,) = drawn(f"flowchart LR\n%% advisor: {text}\nA --> B\n").edges
    expected = parse_tree(Source("", text), problems=[])
    assert expected is not None
    assert edge.facts == to_plain(expected) == {
        "timeout_ms": 2000, "idempotency": "key", "retries": {"attempts": 2, "jitter": True}, "dead_letter": "none"}


def test_reading_imports_nothing_heavy() -> None:
    code = """
import sys
from advisor.formats.diagram import Line
from advisor.formats.mermaid import read_mermaid
for lines in ("flowchart LR", "A --> B"), ("sequenceDiagram", "A->>B: x"), ("C4Context", 'Rel(a, b, "x")'), (
        "architecture-beta", "a:L -- R:b"):
    assert read_mermaid([Line(0, lines[0]), Line(99, lines[1])]).edges
print(*sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not set(done.stdout.split()) & {"yaml", "pydantic", "rich", "typer", "html", "inspect", "dataclasses"}
