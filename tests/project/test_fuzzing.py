"""A few hundred documents made up and spoilt by chance; `python -m tests.fuzzing` makes as many as are wanted."""

from __future__ import annotations

import subprocess
import sys
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.fuzzing import promises
from tests.fuzzing.documents import ENDINGS, Document, seeds
from tests.fuzzing.mutations import document

SEEDS = st.integers(0, 2**32)


def test_fuzzing_begins_with_every_kind_of_document() -> None:
    assert tuple(seeds()) == ENDINGS
    assert all(len(found) > 10 for found in seeds().values())


@given(seed=SEEDS)
@settings(max_examples=300)
def test_a_document_spoilt_by_chance_is_checked(seed: int) -> None:
    one = document(Random(seed))
    assert list(promises.broken_promises(one)) == [], one


@given(seed=SEEDS)
@settings(max_examples=60)
def test_a_document_spoilt_by_chance_is_mended(seed: int) -> None:
    one = document(Random(seed))
    assert list(promises.broken_fixes(one)) == [], one


@given(seed=SEEDS)
@settings(max_examples=15)
def test_a_document_spoilt_by_chance_is_reported_and_evaluated(seed: int) -> None:
    one = document(Random(seed))
    assert list(promises.broken_reports(one, is_thorough=False)) == [], one
    assert list(promises.broken_review(one)) == [], one


@pytest.mark.parametrize("one", [
    Document("a.json", ""), Document("a.json", '{"version": 1, "interactions": [{'),
    Document("a.mmd", "flowchart LR\n A e1@--> e1@{ animate: true }\n"),
    Document("a.md", "> \ufeff<!-- advisor: ignore missing-timeout -- mesh -->\n> - shop -> cart: REST\n")],
    ids=["nothing", "an end where a value is missing", "a link to its own name", "a mark beside a comment"])
def test_what_was_found_by_fuzzing_stays_mended(one: Document) -> None:
    assert [*promises.broken_promises(one), *promises.broken_fixes(one)] == []


def test_fuzzing_runs_from_the_command_line() -> None:
    command = [sys.executable, "-m", "tests.fuzzing", "--documents", "20", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.startswith("20 documents (")
    assert done.returncode == 0
