"""PlantUML, Structurizr, AsyncAPI and compose files: what they say, where, and that nothing makes a reader fail."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.formats.compose import MAX_DEPENDENCIES
from advisor.formats.detection import FORMATS, detect_format
from advisor.formats.diagram import Diagram, DiagramFault
from advisor.formats.diagram_builder import MAX_EDGES, MAX_FAULTS, MAX_GROUPS
from advisor.formats.plantuml import read_plantuml
from advisor.formats.structurizr import read_structurizr
from advisor.text.source import Source
from tests.notations import FOLDER, READERS, lines_of, told

NOTATIONS = {"plantuml-sequence": "plantuml", "plantuml-component": "plantuml"}
CASES: list[tuple[str, dict[str, Any]]] = [
    (NOTATIONS.get(file.stem, file.stem), case) for file in sorted(FOLDER.glob("*.yaml")) if file.stem != "kinds"
    for case in yaml.safe_load(file.read_text(encoding="utf-8"))]
KINDS: list[dict[str, str]] = yaml.safe_load((FOLDER / "kinds.yaml").read_text(encoding="utf-8"))
IN_LINES = {"plantuml": read_plantuml, "structurizr": read_structurizr}
COMMENTS = {"plantuml": "' ünï -> cödé 🚀", "structurizr": "// ünï -> 🚀", "asyncapi": "# 🚀", "compose": "# 🚀: -"}


def read(notation: str, text: str) -> Diagram:
    return READERS[notation](text)


def titles(case: tuple[str, dict[str, Any]]) -> str:
    return f"{case[0]}: {case[1]['title']}"


@pytest.mark.parametrize("case", CASES, ids=titles)
def test_a_document_says_what_is_promised(case: tuple[str, dict[str, Any]]) -> None:
    notation, promise = case
    expected = {name: part for name, part in promise.items() if name not in ("title", "text")}
    assert told(read(notation, promise["text"]), promise["text"]) == expected


def test_titles_are_unique() -> None:
    assert not [title for title, count in Counter(map(titles, CASES)).items() if count > 1]


@pytest.mark.parametrize("case", KINDS, ids=lambda case: f"{case['file']}: {case['head'][:30]!r}")
def test_a_file_gets_the_reader_that_its_name_and_its_begin_ask_for(case: dict[str, str]) -> None:
    known = detect_format(case["file"], case["head"])
    assert (known.name if known else "") == case["kind"]


@pytest.mark.parametrize("case", [case for case in CASES if case[0] not in IN_LINES and "nodes" in case[1]], ids=titles)
def test_what_can_be_read_is_recognised_without_a_telling_name(case: tuple[str, dict[str, Any]]) -> None:
    known = detect_format("services.yaml", case[1]["text"])
    assert known is not None
    assert known.name == case[0]


# Where it stands.


def places(drawing: Diagram) -> list[tuple[int, int]]:
    found = [(node.start, node.end) for node in drawing.nodes]
    found += [(edge.start, edge.end) for edge in drawing.edges]
    return found + [(fault.start, fault.end) for fault in drawing.faults]


EXACT = [
    ("plantuml", '@startuml\nactor "A b" as a <<x>>\n  a -> b : c \n@enduml', ['"A b" as a', "b"], ["a -> b : c"]),
    ("plantuml", "@startuml\n[A b] as a #red\n /' x '/ a --> (b) : c\n@enduml", ["[A b] as a", "(b)"],
     ["a --> (b) : c"]),
    ("plantuml", '@startuml\nRel(a,\n  b, "x")\nrectangle R\n@enduml',
     ['Rel(a,\n  b, "x")', 'Rel(a,\n  b, "x")', "R"], ['Rel(a,\n  b, "x")']),
    ("structurizr", 'a = person "A" {\n}\nb = container B \n  a -> b "x" \\\n "y" {\n}',
     ['a = person "A"', "b = container B"], ['a -> b "x" \\\n "y"']),
    ("compose", 'services:\n  "a":\n    depends_on: [b, "c"]\n  b: {depends_on: {"c": {}}}\n  c: {}\n',
     ['"a"', "b", "c"], ["b", '"c"', '"c"']),
    ("asyncapi", 'asyncapi: 3.0.0\ninfo: {title: "Mail"}\nchannels:\n  "a/b": {}\noperations:\n  put:\n'
     "    action: send\n    channel: {$ref: '#/channels/a~1b'}\n", ['"Mail"', '"a/b"'], ["put"]),
]


@pytest.mark.parametrize(("notation", "text", "nodes", "edges"), EXACT)
def test_nodes_and_edges_stand_exactly_where_they_are_written(notation: str, text: str, nodes: list[str],
                                                              edges: list[str]) -> None:
    for before in ("", "\n\n" if notation == "structurizr" else ""):
        drawing = read(notation, before + text)
        assert [(before + text)[node.start : node.end] for node in drawing.nodes] == nodes
        assert [(before + text)[edge.start : edge.end] for edge in drawing.edges] == edges


@pytest.mark.parametrize("case", CASES, ids=titles)
def test_places_follow_what_is_put_before_them(case: tuple[str, dict[str, Any]]) -> None:
    notation, text = case[0], case[1]["text"]
    keep = text.index("\n") + 1 if text.startswith("@start") else 0
    comment = "\n" if text.startswith("{") else f"\n\n{COMMENTS[notation]}\n"  # JSON has none
    moved = read(notation, text[:keep] + comment + text[keep:])
    expected = [tuple(place + len(comment) * (place >= keep) for place in stretch)
                for stretch in places(read(notation, text))]
    assert places(moved) == expected


@pytest.mark.parametrize("case", [case for case in CASES if case[0] in IN_LINES], ids=titles)
@pytest.mark.parametrize("prefix", ["> ", "    ", "> 🚀 | "])
def test_places_follow_what_a_container_puts_before_each_line(case: tuple[str, dict[str, Any]], prefix: str) -> None:
    notation, text = case[0], case[1]["text"]
    lines = text.split("\n")
    inside = "\n".join(prefix + line for line in lines)
    moved = IN_LINES[notation](lines_of(inside, prefix))
    plain = read(notation, text)
    place = Source("", text).position
    expected = [start + len(prefix) * place(start)[0] for start, _ in places(plain)]
    assert [start for start, _ in places(moved)] == expected
    for before, after in zip(plain.nodes, moved.nodes, strict=True):
        assert text[before.start : before.end] == inside[after.start : after.end].replace("\n" + prefix, "\n")


@pytest.mark.parametrize("case", CASES, ids=titles)
def test_windows_line_ends_change_no_line_and_no_column(case: tuple[str, dict[str, Any]]) -> None:
    notation, text = case[0], case[1]["text"]
    windows = text.replace("\n", "\r\n")
    plain, moved = read(notation, text), read(notation, windows)
    assert told(plain, text) == told(moved, windows)
    assert [Source("", text).position(start) for start, _ in places(plain)] \
        == [Source("", windows).position(start) for start, _ in places(moved)]


@pytest.mark.parametrize("case", [case for case in CASES if case[0] not in IN_LINES], ids=titles)
def test_a_byte_order_mark_moves_places_by_one(case: tuple[str, dict[str, Any]]) -> None:
    notation, text = case[0], case[1]["text"]
    plain, moved = read(notation, text), read(notation, "\ufeff" + text)
    assert told(plain, text).get("edges") == told(moved, text).get("edges")
    assert [(edge.start + 1, edge.end + 1) for edge in plain.edges] == [(edge.start, edge.end) for edge in moved.edges]


# What a reader must stand.


def check(drawing: Diagram, text: str) -> None:
    """Holds for any drawing of any text."""
    names = [node.id for node in drawing.nodes]
    assert len(set(names)) == len(names)
    assert {end for edge in drawing.edges for end in (edge.source, edge.target)} <= set(names)
    assert len(drawing.edges) <= MAX_EDGES
    assert len(drawing.faults) <= MAX_FAULTS
    for start, end in (*places(drawing), (drawing.start, drawing.end)):
        assert 0 <= start <= end <= len(text)
    for node in drawing.nodes:
        assert len(node.group) <= MAX_GROUPS
        assert node.label
        assert "".join((node.label, node.technology, *node.group)).isprintable()
    for edge in drawing.edges:
        assert "".join((edge.label, edge.technology, edge.arrow, *edge.blocks)).isprintable()


WORDS = {
    "plantuml": (
        "@startuml @enduml participant actor queue database component package node [a] [b] a b c \"d e\" -> --> <- ..> "
        "-left-> -- --( <|-- : { } alt else end box note left of over ref title legend ' /' '/ as <<queue>> ++ -- "
        "return activate & !include !procedure !endprocedure Rel( Person( ) , ; ? [-> ->] #red () :u: \\n skinparam "
        "<style> \\"),
    "structurizr": (
        "workspace model views styles element archetypes person softwareSystem container component group a b a.b = "
        "-> --x-> this \"t\" \"u { } !identifiers hierarchical flat !include !const ${a} tags technology shape "
        "Cylinder // /* */ # \\ \"\"\""),
    "asyncapi": (
        "asyncapi: 3.0.0 2.6.0 channels: operations: info: title: servers: protocol: kafka {$ref: '#/channels/a'} a: "
        "b: action: send receive publish: subscribe: message: oneOf: - [ ] { } , &x *x << \"q ' # | null 1 ~"),
    "compose": (
        "services: a: b: c: depends_on: image: kafka postgres:15 links: extends: service: file: - [ ] { } , &x *x "
        "<<: condition: service_completed_successfully !reset \" ' # | null 1 ~ include: name: ${A:-redis}"),
}
GAPS = st.sampled_from((" ", "\n", "\n  ", "\n    ", "", " : "))


def texts(notation: str) -> st.SearchStrategy[str]:
    """Returns a strategy for texts made of the words of a notation."""
    words = st.one_of(st.sampled_from(WORDS[notation].split()), st.text(max_size=4))
    parts = st.lists(st.tuples(words, GAPS), max_size=60)
    return parts.map(lambda found: "".join(word + gap for word, gap in found))


@pytest.mark.parametrize("notation", sorted(READERS))
@given(data=st.data())
def test_no_text_makes_a_reader_fail(notation: str, data: st.DataObject) -> None:
    text = data.draw(texts(notation))
    check(read(notation, text), text)
    for name in ("a.yaml", "compose.yml", "a.dsl", "-"):
        known = detect_format(name, text)
        assert known is None or known in FORMATS


@given(st.sampled_from(CASES), st.data())
def test_no_damage_to_a_document_makes_a_reader_fail(case: tuple[str, dict[str, Any]], data: st.DataObject) -> None:
    text = case[1]["text"]
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(text)))
        end = min(len(text), start + data.draw(st.integers(0, 20)))
        new = data.draw(st.one_of(st.just(""), st.text(max_size=5), st.sampled_from(WORDS[case[0]].split())))
        text = text[:start] + new + text[end:]
    check(read(case[0], text), text)


@given(st.text(max_size=200))
def test_any_text_at_all_is_read_by_every_reader(text: str) -> None:
    for notation in READERS:
        check(read(notation, text), text)


def many(line: Callable[[int], str], count: int) -> str:
    return "".join(map(line, range(count)))


ENDLESS: dict[str, tuple[str, Callable[[], str]]] = {
    "messages": ("plantuml", lambda: many(lambda number: "a -> b\n", MAX_EDGES + 2)),
    "links": ("plantuml", lambda: many(lambda number: f"[{number}] --> [x]\n", MAX_EDGES + 2)),
    "relations": ("structurizr", lambda: "a = person A\n" + many(lambda number: "a -> a\n", MAX_EDGES + 2)),
}


@pytest.mark.parametrize("name", sorted(ENDLESS))
def test_too_many_edges_are_said_once(name: str) -> None:
    notation, make = ENDLESS[name]
    text = make()
    drawing = read(notation, text)
    check(drawing, text)
    assert len(drawing.edges) == MAX_EDGES
    assert len([fault for fault in drawing.faults if not fault.is_broken]) == 1


DEEP: dict[str, tuple[str, str, str]] = {"packages": ("plantuml", "package p {\n", "[a] --> [b]\n"),
                                         "groups": ("plantuml", "group g\n", "a -> b\n"),
                                         "boxes": ("plantuml", "box b\n", "participant a\na -> b\n"),
                                         "elements": ("structurizr", 'a = container "A" {\n', "a -> a\n"),
                                         "named groups": ("structurizr", 'group "A" {\n', "a = person A\n"),
                                         "flow mappings": ("compose", "{a: ", ""), "sequences": ("asyncapi", "- ", "")}


@pytest.mark.parametrize("name", sorted(DEEP))
def test_deep_nesting_is_no_trouble(name: str) -> None:
    notation, opening, inside = DEEP[name]
    text = opening * 5000 + inside
    check(read(notation, text), text)


def test_a_list_that_many_services_share_is_not_gone_through_for_ever() -> None:
    shared = ", ".join(f"s{number}" for number in range(2000))
    services = "".join(f"  s{number}: {{depends_on: *all}}\n" for number in range(2000))
    text = f"x-all: &all [{shared}]\nservices:\n{services}"
    drawing = read("compose", text)
    check(drawing, text)
    assert max(Counter(edge.source for edge in drawing.edges).values()) <= MAX_DEPENDENCIES


def test_constants_that_double_each_other_stay_short() -> None:
    constants = "".join(f'!const c{number} "${{c{number - 1}}}${{c{number - 1}}}"\n' for number in range(1, 60))
    text = f'!const c0 "word"\n{constants}a = person "${{c59}}"\n'
    (node,) = read("structurizr", text).nodes
    assert len(node.label) < 10_000


def test_readers_of_lines_import_nothing_heavy() -> None:
    code = """import sys
import advisor.formats.asyncapi, advisor.formats.compose
from advisor.formats.diagram import Line
from advisor.formats.detection import FORMATS, detect_format
from advisor.formats.plantuml import read_plantuml
from advisor.formats.structurizr import read_structurizr
read_plantuml([Line(0, "a -> b")]), read_plantuml([Line(0, "[a] --> b")])
read_structurizr([Line(0, "a -> b")]), detect_format("a.yaml", "a: 1")
print(*sys.modules)"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert not {"yaml", "pydantic", "rich", "typer"} & set(done.stdout.split())


def broken() -> Iterator[tuple[str, DiagramFault]]:
    for notation, case in CASES:
        for fault in read(notation, case["text"]).faults:
            yield case["title"], fault


def test_every_fault_says_what_to_do() -> None:
    for title, fault in broken():
        assert fault.message.endswith("."), title
        assert fault.remedy.endswith(".") or fault.message.startswith("A "), title
