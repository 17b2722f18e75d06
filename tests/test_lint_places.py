"""Position invariance: whatever is put before a finding, its line and column follow exactly."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor import api
from advisor.linter.document import lint
from advisor.source import Source

EXAMPLES = {
    "a sequence diagram": (
        "```mermaid\nsequenceDiagram\n    shop->>cart: gRPC LoadCart\n    cart shop\n```\n",
        {("unreadable-diagram", "cart shop")}),
    "a flowchart with a contradiction": (
        "```mermaid\nflowchart LR\n    shop -->|gRPC LoadCart| cart\n```\n\n```yaml advisor\ninteractions:\n"
        "  - {id: a, from: shop, to: cart, operation: LoadCart, design: {pattern: rest, timeout_ms: none}}\n```\n",
        {("diagram-contradiction", "shop -->"), ("missing-timeout", "none}}")}),
    "a table": (
        "| From | To | Pattern | Timeout |\n| --- | --- | --- | --- |\n| shop | cart | rest | none |\n",
        {("missing-timeout", "none |")}),
    "an arrow line": ("- shop -> cart: REST, no timeout\n", {("missing-timeout", "no timeout")}),
    "a misspelt fact": (
        "```yaml advisor\ninteractions:\n  - id: a\n    from: shop\n    to: cart\n    design:\n      pattern: rest\n"
        "      timout_ms: 3\n```\n", {("invalid-architecture", "timout_ms")}),
    "a suppression that is not needed": (
        "<!-- advisor: ignore missing-timeout -- the mesh has one -->\n- shop -> cart: REST, 200 ms\n",
        {("unused-suppression", "advisor: ignore")}),
}
Change = Callable[[str], str]
BEFORE: dict[str, Change] = {
    "blank lines": lambda text: "\n\n\n" + text,
    "a comment": lambda text: "<!-- a comment\nof two lines -->\n\n" + text,
    "front matter": lambda text: "---\ntitle: Shop\n---\n" + text,
    "emoji": lambda text: "# \U0001f6d2 Shop \U0001f469\u200d\U0001f4bb\n\n\u00e9\u00e8 \U0001f600\n\n" + text,
    "a heading and prose": lambda text: "# Shop\n\nA paragraph\nof two lines.\n\n" + text,
    "another fence": lambda text: "~~~~python\n```mermaid\nx -> y\n~~~~\n\n" + text,
    "a quote": lambda text: "".join(f"> {line}\n" for line in text.splitlines()),
    "a list item": lambda text: "1. First\n\n" + "".join(f"   {line}".rstrip() + "\n" for line in text.splitlines()),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "a byte order mark": lambda text: "\ufeff" + text,
}


@functools.cache
def places(text: str) -> frozenset[tuple[str, int, int, str]]:
    """Returns rule, line, column and the rest of the line of every finding."""
    checked = lint(Source("shop.md", text), api.load_engine(), api.load_practices())
    found = set()
    for one in checked.noted:
        line, column = one.finding.span.line, one.finding.span.column
        found.add((one.finding.rule, line, column, text.split("\n")[line - 1][column - 1 :].rstrip("\r")))
    return frozenset(found)


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_finding_is_where_its_text_is(name: str) -> None:
    text, expected = EXAMPLES[name]
    found = {(rule, rest) for rule, _, _, rest in places(text)}
    for rule, begins in expected:
        assert any(one == rule and rest.startswith(begins) for one, rest in found), found


@given(name=st.sampled_from(sorted(EXAMPLES)), changes=st.lists(st.sampled_from(sorted(BEFORE)), max_size=5))
def test_it_follows_its_text_wherever_that_goes(name: str, changes: Sequence[str]) -> None:
    text, _ = EXAMPLES[name]
    expected = sorted((rule, rest) for rule, _, _, rest in places(text))
    last = [change for change in changes if change in ("carriage returns", "a byte order mark")]
    # A quote or item holds everything; front matter is only at the beginning, and so is a mark.
    for change in [*(change for change in changes if change not in (*last, "front matter")),
                   *(["front matter"] if "front matter" in changes else []), *dict.fromkeys(last)]:
        text = BEFORE[change](text)
    assert sorted((rule, rest) for rule, _, _, rest in places(text)) == expected
