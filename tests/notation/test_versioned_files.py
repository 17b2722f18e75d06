"""Files that the program wrote: whatever they hold, it is read or refused with place, cause and remedy."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import AfterValidator, Field

from advisor.errors import InputError, Problem
from advisor.notation.problem_collector import MAX_PROBLEMS
from advisor.notation.validation import invalid_entries, invalid_value
from advisor.notation.versioned_file import FileContent, FileKind, read_versioned
from advisor.text.source import Source

KIND = FileKind("a stock list", "version", 2, "Count again.")


def check_shelf(name: str) -> str:
    if not name.isupper():
        raise invalid_value("A shelf is a capital letter.", "Look at the shelf.")
    return name


def check_counts(counts: dict[str, int]) -> dict[str, int]:
    negative = {name: (f"There cannot be {count} of {name}.", "") for name, count in counts.items() if count < 0}
    if negative:
        raise invalid_entries(negative)
    return counts


class Item(FileContent):
    shelf: Annotated[str, AfterValidator(check_shelf)]
    weight: float = 1


class Stock(FileContent):
    items: list[Item]
    counts: Annotated[dict[str, int], AfterValidator(check_counts)] = Field(default={})


def problems_of(text: str) -> list[str]:
    with pytest.raises(InputError) as refused:
        read_versioned(Source("stock.json", text), KIND, Stock)
    return [str(problem) for problem in refused.value.problems]


def test_a_file_is_read_and_unknown_keys_are_ignored() -> None:
    text = '{"version": 2, "items": [{"shelf": "A", "colour": "red"}], "counts": {"bolt": 3}, "by": "me"}'
    assert read_versioned(Source("stock.json", text), KIND, Stock) == Stock(items=[Item(shelf="A")], counts={"bolt": 3})


@pytest.mark.parametrize(("text", "expected"), [
    ("[]", "1:1: This is not a stock list. Count again."),
    ('{"items": []}', "1:1: This is not a stock list. Count again."),
    ('{"version": 1}', "1:13: The `version` of a stock list is 2; here it is `1`. "
                       "Another version of this program wrote it. Count again."),
    ('{"version": [2]}', "1:13: The `version` of a stock list is 2; here it is no number."),
    ('{"version": 2', "1:14: A `,` or `}` is missing here. The file is damaged. Count again."),
    ("[" * 100_000, "1:65: This is nested more than 64 levels deep. The file is damaged. Count again."),
    ('{"version": 2}', "1:1: `items` is missing. Count again."),
    ('{"version": 2, "items": {}}', "1:25: `items` must be a list. Count again."),
    ('{"version": 2, "items": [7]}', "1:26: An item of `items` must be a mapping (`key: value`). Count again."),
    ('{"version": 2, "items": [{"shelf": "a"}]}', "1:36: A shelf is a capital letter. Look at the shelf."),
    ('{"version": 2, "items": [{"shelf": "A", "weight": "3"}]}', "1:51: `weight` must be a number. Count again."),
    ('{"version": 2, "items": [], "counts": {"nut": 1, "bolt": -2}}', "1:58: There cannot be -2 of bolt. Count again."),
])
def test_an_invalid_file_is_refused_with_place_cause_and_remedy(text: str, expected: str) -> None:
    first, *_ = problems_of(text)
    assert first.startswith(f"stock.json:{expected}")


def test_every_problem_is_named_up_to_a_limit() -> None:
    assert len(problems_of('{"version": 2, "items": [1, 2, {}], "counts": 3}')) == 4
    many = problems_of(json.dumps({"version": 2, "items": list(range(2 * MAX_PROBLEMS))}))
    assert len(many) == MAX_PROBLEMS + 1
    assert many[-1] == "stock.json:1:1: There are 2,000 problems; the rest is not shown. Solve the ones above first."


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(["items", "counts", "shelf", "weight", "bolt", "a"]), inner, max_size=4), max_leaves=12)


@given(content=st.dictionaries(st.sampled_from(["items", "counts", "other"]), values, max_size=3))
def test_whatever_is_in_a_file_it_is_read_or_refused(content: dict[str, Any]) -> None:
    text = json.dumps({"version": 2, **content})
    problems: tuple[Problem, ...] = ()
    try:
        read_versioned(Source("stock.json", text), KIND, Stock)
    except InputError as error:
        problems = error.problems
    assert all(problem.span and problem.message and problem.remedy for problem in problems)
