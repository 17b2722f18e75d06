"""Position invariance: whatever is put before a finding, its line and column follow exactly."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor import api
from advisor.linter.lint import lint
from advisor.text.source import Source

ENGINE, PRACTICES = api.load_engine(), api.load_practices()
NOT_IN_A_DOCUMENT = {"stale-baseline-entry", "unreadable-document"}
FENCE = "```yaml advisor\n{}```\n"
OTHERS = {
    "a sequence diagram": (
        "```mermaid\nsequenceDiagram\n    shop->>cart: gRPC LoadCart\n    cart shop\n```\n",
        {("unreadable-diagram", "cart shop")}),
    "a flowchart with a contradiction": (
        "```mermaid\nflowchart LR\n    shop -->|gRPC LoadCart| cart\n```\n\n" + FENCE.format(
            "interactions:\n  - {id: a, from: shop, to: cart, operation: LoadCart, design: {pattern: rest, "
            "timeout_ms: none}}\n"),
        {("diagram-contradiction", "shop -->"), ("missing-timeout", "none}}")}),
    "a diagram in PlantUML": (
        "```plantuml\n@startuml\nshop -> cart : gRPC Load\n  end\n@enduml\n```\n",
        {("unreadable-diagram", "end")}),
    "a diagram in Structurizr": (
        "```structurizr\nworkspace {\n  model {\n    a = softwareSystem \"A\"\n    a -> nobody \"calls\"\n  }\n"
        "}\n```\n",
        {("unreadable-diagram", "a -> nobody")}),
    "a table": (
        "| From | To | Pattern | Timeout |\n| --- | --- | --- | --- |\n| shop | cart | rest | none |\n",
        {("missing-timeout", "none |")}),
    "an arrow line": ("- shop -> cart: REST, no timeout\n", {("missing-timeout", "no timeout")}),
    "a misspelt fact": (
        FENCE.format("interactions:\n  - id: a\n    from: shop\n    to: cart\n    design:\n      pattern: rest\n"
                     "      timout_ms: 3\n"), {("invalid-architecture", "timout_ms")}),
    "a suppression that is not needed": (
        "<!-- advisor: ignore missing-timeout -- the mesh has one -->\n- shop -> cart: REST, 200 ms\n",
        {("unused-suppression", "advisor: ignore")}),
    "a suppression in a diagram": (
        "```mermaid\nsequenceDiagram\n    %% advisor: ignore missing-timout -- the mesh\n    shop->>cart: REST\n```\n",
        {("unknown-suppression", "missing-timout")}),
    "a decision": (
        "# ADR\n\n```yaml advisor-record\nversion: 1\narchitecture: [orders.yaml]\ninteraction: order-created\n"
        "pattern: event-streaming\nfacts: {replay: true}\n```\n", {("stale-decision", "event-streaming")}),
}
COMPANIONS = {"orders.yaml": None}


class Line(NamedTuple):
    """A line of a document, what stands before it, and the number it had before anything was put there."""

    before: str
    text: str
    number: int = 0


Change = Callable[[Sequence[Line]], list[Line]]


def new(*texts: str) -> list[Line]:
    return [Line("", text) for text in texts]


def within(prefix: str, lines: Sequence[Line]) -> list[Line]:
    return [Line(prefix + line.before if line.before + line.text else prefix.rstrip(), line.text, line.number)
            for line in lines]


IN_MARKDOWN: dict[str, Change] = {
    "blank lines": lambda lines: [*new("", "", ""), *lines],
    "a comment": lambda lines: [*new("<!-- a comment", "of two lines -->", ""), *lines],
    "emoji": lambda lines: [*new("# \U0001f6d2 Shop \U0001f469\u200d\U0001f4bb", "", "\u00e9\u00e8 \U0001f600", ""),
                            *lines],
    "a heading and prose": lambda lines: [*new("# Shop", "", "A paragraph", "of two lines.", ""), *lines],
    "another fence": lambda lines: [*new("~~~~python", "```mermaid", "x -> y", "~~~~", ""), *lines],
    "a quote": lambda lines: within("> ", lines),
    "an item": lambda lines: [*new("1. First \U0001f6d2", ""), *within("   ", lines)],
    "an item within an item": lambda lines: [*new("- First", "  - Second", ""), *within("    ", lines)],
    "front matter": lambda lines: [*new("---", "title: Shop \U0001f6d2", "---"), *lines],
}
IN_YAML: dict[str, Change] = {
    "blank lines": lambda lines: [*new("", "", ""), *lines],
    "a comment": lambda lines: [*new("# a comment \U0001f6d2", "# of two lines", ""), *lines],
    "a mark": lambda lines: [*new("---"), *lines],
}
INDENTED = ("a quote", "an item", "an item within an item")
FIRST = ("front matter", "a mark")  # stand at the beginning alone


COMMENTS = {"yaml": "# a comment", "mermaid": "%% a comment", "plantuml": "' a comment", "structurizr": "// a comment"}


def with_comments(name: str, lines: Sequence[Line]) -> list[Line]:
    """Returns lines with comments and blank lines between those of a notation; the first line may have to be first."""
    language, since, found = "" if name.endswith(".md") else "yaml", 1, []
    for line in lines:
        if line.text.startswith("```"):
            language, since = "" if language else line.text.removeprefix("```").split(" ")[0], 0
        elif language in COMMENTS and since > 1:
            found += new(f"{COMMENTS[language]} \U0001f6d2", "")
        found.append(line)
        since += 1
    return found


def documents() -> dict[str, tuple[str, str]]:
    """Returns the name and text of a document in which each rule is broken, as file and as part of one."""
    found = {name: ("shop.md", text) for name, (text, _) in OTHERS.items()}
    for rule, example in api.load_examples().items():
        if not example.bad:
            continue
        if example.bad.startswith(("version:", "services:", "interactions:", "flows:", "name:")):
            found[f"{rule} in a file"] = "shop.yaml", example.bad
            found[f"{rule} in a block"] = "shop.md", FENCE.format(example.bad)
        else:
            found[rule] = "shop.md", example.bad
    return found


DOCUMENTS = documents()


def found_in(name: str, text: str) -> list[tuple[str, int, int, str]]:
    """Returns rule, line, column and message of every finding, and checks that it stands in the text."""
    source = Source(name, text)
    checked = lint(source, ENGINE, PRACTICES, linked_files=COMPANIONS)
    assert all(0 <= one.finding.span.start < one.finding.span.end <= len(text) for one in checked.findings)
    return sorted((one.finding.rule, one.finding.span.line, one.finding.span.column, one.finding.message)
                  for one in checked.findings)


@functools.cache
def as_written(key: str) -> list[tuple[str, int, int, str]]:
    return found_in(*DOCUMENTS[key])


def test_every_rule_is_broken_by_a_document_here() -> None:
    found = {rule for key in DOCUMENTS for rule, *_ in as_written(key)}
    assert {practice.id for practice in PRACTICES} - found == NOT_IN_A_DOCUMENT


@pytest.mark.parametrize("name", OTHERS)
def test_a_finding_is_where_its_text_is(name: str) -> None:
    text, expected = OTHERS[name]
    lines = text.split("\n")
    found = {(rule, lines[line - 1][column - 1:]) for rule, line, column, _ in as_written(name)}
    for rule, begins in expected:
        assert any(one == rule and rest.startswith(begins) for one, rest in found), found


@given(key=st.sampled_from(sorted(DOCUMENTS)), changes=st.lists(st.sampled_from(sorted(IN_MARKDOWN)), max_size=5),
       between=st.sampled_from(["\n", "\r\n"]), mark=st.sampled_from(["", "\ufeff"]), commented=st.booleans())
@settings(max_examples=300)
def test_it_follows_its_text_wherever_that_goes(key: str, changes: Sequence[str], between: str, mark: str,
                                                commented: bool) -> None:
    name, text = DOCUMENTS[key]
    known = IN_MARKDOWN if name.endswith(".md") else IN_YAML
    if key == "a decision":  # is written by this program, and never into something else
        known = {change: does for change, does in known.items() if change not in INDENTED}
    changes = [change for change in changes if change in known]
    mark = mark if name.endswith(".md") else ""  # of data files it is taken away when they are loaded
    lines = [Line("", line, number) for number, line in enumerate(text.split("\n"), 1)]
    if commented and "advisor:" not in text:  # what stands below such a comment is what it is about
        lines = with_comments(name, lines)
    for change in [*(one for one in changes if one not in FIRST), *{*changes}.intersection(FIRST)]:
        lines = known[change](lines)
    moved = {line.number: (number, len(line.before) + len(mark) * (number == 1))
             for number, line in enumerate(lines, 1)}
    expected = sorted((rule, moved[line][0], column + moved[line][1]) for rule, line, column, _ in as_written(key))
    longer = mark + between.join(line.before + line.text for line in lines)
    assert sorted(found[:3] for found in found_in(name, longer)) == expected
