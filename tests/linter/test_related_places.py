"""A finding that speaks of several places names the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.api import load_engine, load_examples, load_practices
from advisor.linter.lint import lint
from advisor.linter.spans import MAX_RELATED, related_places
from advisor.model.finding import DocumentResult, Finding
from advisor.runner.serialisation import from_wire, to_wire
from advisor.text.source import Source, Span
from tests.conftest import Advise

EXPECTED = {
    "availability-below-target": ["4:9: cart is up 99.9 %", "5:11: prices is up 99.9 %"],
    "conflicting-needs": ["3:65: needs_response is true"],
    "diagram-contradiction": ["10:82: pattern is rest here"],
    "gateway-bypass": ["4:9: edge is a gateway"],
    "incomplete-block": ["5:17: timeout_ms is 200"],
    "mixed-patterns": ["3:86: by-call offers it by rest"],
    "retry-amplification": ["3:84: call-1 retries, attempts: 2", "4:84: call-2 retries, attempts: 2"],
    "retry-layers": ["3:84: call-1 retries, attempts: 1", "4:84: call-2 retries, attempts: 1"],
    "shared-database": ["7:40: orders uses it"],
    "slow-queue-drain": ["3:90: load: 100 a second"],
    "sync-chain": ["4:5: shop calls cart", "5:5: cart calls prices", "6:5: prices calls taxes"],
    "sync-cycle": ["4:5: stock calls shop"],
    "timeout-inversion": ["6:42: get-price may take 600 ms"],
}
FLOW = """\
version: 1
interactions:
  - {id: first, from: a, to: b, design: {pattern: rest, timeout_ms: 900}}
  - {id: second, from: a, to: c, design: {pattern: rest, timeout_ms: 900}}
flows:
  - {id: checkout, steps: [first, second], latency_budget_ms: 1000}
"""
DIAGRAM = "```mermaid\nsequenceDiagram\n" + "".join(f"  a{n}->>b{n}: x\n" for n in range(5)) + "```\n"
BROKEN = "```mermaid\nsequenceDiagram\n  a->>b: x\n  ]]]\n  [[[\n```\n"


def checked(text: str, name: str = "a.yaml") -> DocumentResult:
    return lint(Source(name, text), load_engine(), load_practices())


def finding_of(rule: str, text: str) -> Finding:
    for name in ("a.yaml", "a.md"):
        for noted in checked(text, name).findings:
            if noted.finding.rule == rule:
                return noted.finding
    raise AssertionError(rule)


def places(finding: Finding) -> list[str]:
    return [f"{place.line}:{place.column}: {place.message}" for place in finding.related]


@pytest.mark.parametrize("rule", EXPECTED)
def test_the_example_of_a_rule_names_its_other_places(rule: str) -> None:
    finding = finding_of(rule, load_examples()[rule].bad)
    assert places(finding) == EXPECTED[rule]
    assert all((place.line, place.column) != (finding.span.line, finding.span.column) for place in finding.related)


def test_a_flow_that_is_late_names_its_calls() -> None:
    assert places(finding_of("latency-over-budget", FLOW)) == ["3:5: a calls b", "4:5: a calls c"]


def test_a_finding_that_stands_for_several_names_them() -> None:
    assert len(places(finding_of("undocumented-decision", DIAGRAM))) == 4
    assert len(places(finding_of("unreadable-diagram", BROKEN))) == 1


def test_a_record_names_the_interaction_in_its_file(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Advise) -> None:
    monkeypatch.chdir(tmp_path)
    orders = tmp_path / "orders.yaml"
    orders.write_text("version: 1\ninteractions:\n  - id: created\n    from: a\n    to: b\n"
                      "    needs: {needs_response: false, replay: true, fan_out: 4}\n")
    assert run("evaluate", "orders.yaml", "--adr", "adr").code == 0
    orders.write_text(orders.read_text() + "    design: {pattern: rest, timeout_ms: 100}\n")
    for _ in "12":  # the second one comes from the cache
        assert " | see: orders.yaml:3:5: `created` as it is now | " in run("lint", "adr", "--format", "agent").out


def test_places_are_cut_to_their_line_and_their_number() -> None:
    source = Source("a.md", "one\ntwo three\n" * 30)
    (place,) = related_places([(Span(source, 4, 20), "here")])
    assert place == ("a.md", 2, 1, 10, "here")
    assert len(related_places((Span(source, start, start + 1), "here") for start in range(100))) == MAX_RELATED
    assert len(related_places((Span(source, 4, 6), message) for message in "ab")) == 1


def test_places_survive_the_cache_even_under_another_name() -> None:
    text = load_examples()["sync-cycle"].bad
    original = checked(text, "docs/a.yaml")
    moved = from_wire(to_wire(original), Source("../docs/a.yaml", text))
    (before,), (after,) = ([noted.finding for noted in found.findings if noted.finding.rule == "sync-cycle"]
                           for found in (original, moved))
    assert after.related == tuple(place._replace(file="../docs/a.yaml") for place in before.related)
