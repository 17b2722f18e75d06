"""Comments silence what they name, for a reason, and nothing else; what is wrong with them is told."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.formats.detection import MARKDOWN, detect_format
from advisor.formats.diagram import Line
from advisor.formats.markdown.blocks import scan_blocks
from advisor.linter.suppressions import suppress
from advisor.linter.suppressions.yaml_comments import find_yaml_comments
from advisor.model.finding import Finding, ReportedFinding
from advisor.text.source import Source, Span
from tests import CASES as ALL_CASES

CASES = ALL_CASES / "suppressions"
RULES = frozenset((
    "missing-timeout", "missing-trace-context", "dual-write", "retry-without-jitter", "automatic-ack", "switched-off",
    "malformed-suppression", "stale-baseline-entry", "suppression-without-reason", "unknown-suppression",
    "unused-suppression"))
JUDGED = RULES - {"switched-off"}
ALIASES = {"lost-trace": "missing-trace-context"}


def cases() -> Iterator[Any]:
    for file in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(file.read_text(encoding="utf-8")):
            yield pytest.param(case, id=case["says"])


def suppressed(text: str, finds: dict[str, list[int]], name: str = "orders.md") -> tuple[ReportedFinding, ...]:
    source = Source(name, text)
    starts = [0, *(place.end() for place in re.finditer("\n", text)), len(text) + 1]
    found = [ReportedFinding(_finding(source, rule, line, starts)) for rule, lines in finds.items() for line in lines]
    parts = scan_blocks(source) if detect_format(name, text) is MARKDOWN else ()
    return suppress(source, parts, found, {**{name: name for name in RULES}, **ALIASES}, JUDGED)


def _finding(source: Source, rule: str, line: int, starts: list[int]) -> Finding:
    return Finding(rule, "error", "", Span(source, starts[line - 1], starts[line] - 1), "", f"{rule}{line}", "")


def by_rule(noted: tuple[ReportedFinding, ...]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for one in noted:
        if one.suppression is not None:
            found.setdefault(one.finding.rule, []).append(one.finding.span.line)
    return found


def told(noted: tuple[ReportedFinding, ...]) -> list[str]:
    return [f"{one.finding.span.line}:{one.finding.span.column} {one.finding.rule} {one.finding.message}"
            for one in noted if one.finding.rule.endswith("suppression") or "reason" in one.finding.rule]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("case", list(cases()))
def test_a_comment_keeps_its_promise(case: dict[str, Any], line_end: str) -> None:
    text = case["text"].replace("\n", line_end)
    noted = suppressed(text, case.get("finds", {}), case.get("file", "orders.md"))
    assert by_rule(noted) == case.get("silenced", {})
    said, wanted = told(noted), case.get("told", [])
    assert len(said) == len(wanted), said
    assert all(one.startswith(beginning) for one, beginning in zip(said, wanted, strict=True)), said
    if "because" in case:
        assert [one.suppression.reason for one in noted if one.suppression is not None] == case["because"]


def test_a_text_that_asks_for_nothing_is_left_as_it_is() -> None:
    noted = suppressed("# Orders\n\nThe advisor ignores nothing.\n", {"missing-timeout": [1]})
    assert len(noted) == 1
    assert noted[0].suppression is None


def test_what_is_told_has_fingerprints_of_its_own_that_outlive_other_edits() -> None:
    comment = "<!-- advisor: ignore missing-timeout -- mesh -->\nText.\n\n"
    first = [one.finding.fingerprint for one in suppressed(comment * 2, {})]
    again = [one.finding.fingerprint for one in suppressed(f"# Orders\n\n{comment * 2}More.\n", {})]
    assert len(set(first)) == 2
    assert first == again


def test_ten_thousand_comments_of_no_use_are_told_one_by_one() -> None:
    count = 10_000
    text = "".join(f"<!-- advisor: ignore-block missing-timeout, unknown-{n} -- x -->\n" for n in range(count))
    noted = suppressed(f"{text}- shop -> cart: REST\n", {"missing-timeout": [count + 1]})
    rules = [one.finding.rule for one in noted]
    assert rules.count("unknown-suppression") == count
    assert rules.count("unused-suppression") == count - 1


WORDS = st.sampled_from((
    "advisor", "advisor:", "adviser", " ignore", "-block", "-file", " missing-timeout", ",", " missing-trace-context",
    " -- why", " lost-trace",
    " ", "\n", "\r\n", "<!--", "-->", "```mermaid\n", "```yaml advisor\n", "```\n", "%%", "#", "'", "//", "- ", "> ",
    "| a | b |", "|---|---|\n", "---\n", "@startuml\n", "@enduml\n", "|", '"', "\ufeff", "é"))


@given(st.lists(WORDS, max_size=40).map("".join),
       st.sampled_from(("a.md", "a.mmd", "a.puml", "a.dsl", "a.yaml", "a.json", "<stdin>")))
def test_no_text_breaks_it_and_every_place_is_in_the_text(text: str, name: str) -> None:
    lines = range(1, text.count("\n") + 2)
    noted = suppressed(text, {"missing-timeout": list(lines)}, name)
    for one in noted:
        assert 0 <= one.finding.span.start <= one.finding.span.end <= len(text)
    assert len({(one.finding.rule, one.finding.fingerprint) for one in noted}) == len(noted)


VALUES = st.sampled_from((
    "1", '"# no"', "'# no'", "'it''s # no'", '"a \\" # no"', "plain", "it's", "a#b", "[a, '#']", "{}"))


@given(st.lists(st.tuples(st.sampled_from(("", "  ", "- ", "  - ")), VALUES, st.booleans()), min_size=1, max_size=8))
def test_the_comments_of_yaml_are_those_a_parser_leaves_out(rows: list[tuple[str, str, bool]]) -> None:
    lines = [f"{'- ' if '-' in lead else ''}k{number}: {value}{' # said' if has else ''}"
             for number, (lead, value, has) in enumerate(rows)]
    found = {number: lines[number][at:] for number, at in
             find_yaml_comments([Line(0, line) for line in lines])}
    assert found == {number: "# said" for number, (_, _, has) in enumerate(rows) if has}
    for line in lines:
        without = line[: line.rindex(" # said")] if line.endswith(" # said") else line
        assert yaml.safe_load(line) == yaml.safe_load(without)
