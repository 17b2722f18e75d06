"""What linting leaves out to be quick changes nothing of what it finds."""

from __future__ import annotations

from pathlib import Path

import pytest

from advisor.api import load_engine, load_examples, load_practices
from advisor.fileset.plain import plain
from advisor.linter.checks import BREAKING, CHECKS
from advisor.linter.document import lint
from advisor.linter.fixes import CHOSEN
from advisor.linter.fixes.choices import CHOICES
from advisor.source import Source
from benchmarks.documents import document

ROOT = Path(__file__).parent.parent
ENGINE, PRACTICES = load_engine(), load_practices()
TEXTS = {
    **{f"{name}-{kind}.{'md' if text.lstrip().startswith('#') else 'yaml'}": text
       for name, found in load_examples().items() for kind, text in (("bad", found.bad), ("good", found.good)) if text},
    **{f"{path.parent.name}-{path.name}": path.read_text(encoding="utf-8")
       for folder in ("examples", "tests/cases/documents", "tests/cases/examples")
       for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".md", ".yaml", ".mmd", ".puml", ".dsl")},
    **{f"{number}.md": document(number) for number in range(5)},
}


@pytest.mark.parametrize("name", TEXTS)
def test_the_findings_are_those_of_a_run_that_leaves_nothing_out(name: str) -> None:
    quick, thorough = (lint(Source(name, TEXTS[name]), ENGINE, PRACTICES, most_questions=most) for most in (0, 1000))
    assert plain(quick)[:-1] == plain(thorough)[:-1]


def test_examples_break_most_checks_that_may_be_left_out() -> None:
    """Else the test above would prove little."""
    found = {one.finding.rule for name, text in TEXTS.items()
             for one in lint(Source(name, text), ENGINE, PRACTICES).noted}
    checks = {practice.id: practice.check for practice in PRACTICES}
    assert {checks.get(rule) for rule in found} >= BREAKING.keys() | {
        "availability-below-target", "latency-over-budget", "incomplete-block", "invalid-architecture",
        "unreadable-diagram", "sync-cycle", "pattern-mismatch", "excluded-pattern"}


def test_checks_that_need_a_fact_are_checks() -> None:
    assert BREAKING.keys() <= set(CHECKS)


def test_choices_that_can_be_written_otherwise_are_known_before_they_are_needed() -> None:
    assert CHOICES.keys() == CHOSEN
