"""Fixes mend what they say they mend, once, and leave everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from advisor.api import load_pack, load_practices
from advisor.linter.fixes.add_missing_facts import format_yaml as as_yaml
from advisor.linter.fixes.apply import fix_text
from advisor.linter.lint import lint
from advisor.model.finding import Fix, ReportedFinding, TextEdit
from advisor.text.source import Source
from advisor.text.suggestions import unambiguous_correction
from tests import CASES as ALL_CASES
from tests.designs import ENGINE

CASES = yaml.safe_load((ALL_CASES / "fixes" / "fixes.yaml").read_text(encoding="utf-8"))
PRACTICES = load_practices()
SAFE, ALL = "safe", "all"
ROUNDS = 5


def noted(text: str, name: str) -> tuple[ReportedFinding, ...]:
    return lint(Source(name, text), ENGINE, PRACTICES).findings


def fixes(found: tuple[ReportedFinding, ...], which: str) -> list[Fix]:
    return [one.fix for one in found if one.fix is not None and (which == ALL or one.fix.is_safe)]


def mended(text: str, name: str, which: str) -> str:
    for _ in range(ROUNDS):
        text, applied = fix_text(text, fixes(noted(text, name), which))
        if not applied:
            return text
    raise AssertionError(f"after {ROUNDS} rounds there is still something to fix: {text}")


def case_ids() -> list[str]:
    return [case["says"] for case in CASES]


@pytest.mark.parametrize("case", CASES, ids=case_ids())
def test_a_fix_keeps_its_promise(case: dict[str, Any]) -> None:
    name = case.get("file", "orders.md")
    assert mended(case["text"], name, SAFE) == case["after"]
    assert mended(case["text"], name, ALL) == case.get("unsafe", case["after"])


@pytest.mark.parametrize("case", [case for case in CASES if not case.get("file", "").endswith("json")])
def test_line_ends_and_a_byte_order_mark_stay(case: dict[str, Any]) -> None:
    name = case.get("file", "orders.md")
    mark = "\ufeff" if name.endswith(".md") else ""  # of data files it is taken away when they are loaded
    after = mended(mark + case["text"].replace("\n", "\r\n"), name, SAFE)
    assert after == mark + case["after"].replace("\n", "\r\n")


# Practices show in their examples what they find, so these are what fixes are tried on.


def examples() -> Iterator[Any]:
    for one in load_pack().practices:
        for example in one.examples:
            text = example.document or example.architecture
            name = "example.md" if example.document else "example.yaml"
            yield pytest.param(name, text, id=f"{one.id}: {example.title}")


def keys(found: tuple[ReportedFinding, ...]) -> set[tuple[str, str]]:
    return {(one.finding.rule, one.finding.fingerprint) for one in found}


@pytest.mark.parametrize(("name", "text"), list(examples()))
def test_what_is_fixed_is_found_no_more_and_nothing_new_is_found(name: str, text: str) -> None:
    before = noted(text, name)
    to_mend = [one for one in before if one.fix is not None]
    after, applied = fix_text(text, [one.fix for one in to_mend if one.fix is not None])
    found = noted(after, name)
    gone = keys(tuple(one for one in to_mend if one.fix in applied))
    assert not keys(found) & gone
    if all(one.finding.rule != "invalid-architecture" for one in to_mend):  # what can be read now may have faults
        assert keys(found) <= keys(before)
    assert mended(after, name, ALL) == mended(text, name, ALL)


def test_examples_of_practices_show_every_kind_of_fix() -> None:
    rules = {one.finding.rule for parameter in examples()
             for one in noted(parameter.values[1], parameter.values[0]) if one.fix is not None}
    assert rules >= {"invalid-architecture", "unused-suppression", "incomplete-block", "retry-without-jitter",
                     "retry-without-backoff", "automatic-ack", "unconfirmed-publish", "missing-deadline-propagation",
                     "missing-trace-context"}


# Edits


def fix(*edits: tuple[int, int, str]) -> Fix:
    return Fix("", tuple(TextEdit(*edit) for edit in edits), True)


@pytest.mark.parametrize(("edits", "after", "count"), [
    ([fix((0, 1, "A")), fix((2, 3, "C"))], "AbCd", 2),
    ([fix((2, 3, "C")), fix((0, 1, "A"))], "AbCd", 2),
    ([fix((0, 2, "X")), fix((1, 3, "Y"))], "Xcd", 1),
    ([fix((0, 1, "X")), fix((1, 2, "Y"))], "XYcd", 2),
    ([fix((1, 1, "X")), fix((1, 1, "Y"))], "aXbcd", 1),
    ([fix((1, 2, "X")), fix((2, 2, "Y"))], "aXcd", 1),
    ([fix((0, 1, "X"), (3, 4, "Z")), fix((3, 4, "Y"), (1, 2, "W")), fix((1, 2, "V"))], "XVcZ", 2),
    ([fix((0, 2, "X"), (1, 3, "Y"))], "abcd", 0),
    ([fix()], "abcd", 0),
], ids=["apart", "in any order", "over each other", "beside each other", "at one place", "at an edge", "as a whole",
        "in its own way", "nothing"])
def test_of_edits_in_each_others_way_the_first_wins(edits: list[Fix], after: str, count: int) -> None:
    text, applied = fix_text("abcd", edits)
    assert (text, len(applied)) == (after, count)


PLACES = st.tuples(st.integers(0, 30), st.integers(0, 5), st.text(max_size=3))


@given(st.text(max_size=30), st.lists(PLACES, max_size=8))
def test_what_no_edit_touches_stays(text: str, some: list[tuple[int, int, str]]) -> None:
    made = [fix((min(start, len(text)), min(start + size, len(text)), new)) for start, size, new in some]
    after, applied = fix_text(text, made)
    at = 0
    for edit in sorted(one.edits[0] for one in applied):
        assert edit.start >= at
        at = edit.end
    kept = len(text) - sum(one.edits[0].end - one.edits[0].start for one in applied)
    assert len(after) == kept + sum(len(one.edits[0].text) for one in applied)


@pytest.mark.parametrize(("word", "known", "meant"), [("gprc", ["rest", "grpc"], "grpc"),
                                                      ("GRPC", ["rest", "grpc"], "grpc"),
                                                      ("order-c", ["order-a", "order-b"], ""),
                                                      ("timeout", ["timeout_ms", "connect_timeout_ms"], "timeout_ms"),
                                                      ("a_b", ["ab", "a-b"], ""), ("xyz", ["rest"], ""),
                                                      ("x" * 100, ["x" * 101], "")])
def test_only_a_word_without_a_rival_is_put_in_the_place_of_another(word: str, known: list[str], meant: str) -> None:
    assert unambiguous_correction(word, known) == meant


SCALARS = st.one_of(st.booleans(), st.integers(0, 10**6), st.floats(0, 10**6).map(lambda number: round(number, 3)),
                    st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), min_size=1, max_size=8),
                    st.sampled_from(("none", "order.created", "yes", "null", "1e3", "a: b", "#x", "key")))


@given(st.dictionaries(st.sampled_from(("attempts", "backoff", "jitter")), SCALARS, min_size=1))
def test_values_are_written_as_yaml_reads_them(values: dict[str, Any]) -> None:
    assert yaml.safe_load(as_yaml(values)) == values


# Documents nobody would write


CUTS = st.lists(st.tuples(st.integers(0, 60), st.sampled_from(("", "  ", "> ", "- ", "\n", "{", "'"))), max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([case for case in CASES if "file" not in case]), CUTS)
def test_fixes_of_broken_documents_come_to_an_end(case: dict[str, Any], cuts: list[tuple[int, str]]) -> None:
    lines = case["text"].splitlines()
    for number, instead in cuts:
        at = number % len(lines)
        lines[at] = f"{instead}{lines[at][len(instead):]}" if instead else ""
    mended("\n".join(lines), "orders.md", ALL)
