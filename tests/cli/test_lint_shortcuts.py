"""What linting leaves out to be quick changes nothing of what it finds."""

from __future__ import annotations

import pytest

from advisor.api import load_engine, load_examples, load_practices
from advisor.linter.fixes import CHOICE_RULES
from advisor.linter.fixes.design_choices import CHOICES
from advisor.linter.lint import lint
from advisor.runner.serialisation import to_wire
from advisor.text.source import Source
from benchmarks.documents import document
from tests import ROOT

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
    quick, thorough = (lint(Source(name, TEXTS[name]), ENGINE, PRACTICES, max_questions=most) for most in (0, 1000))
    assert to_wire(quick)[:-1] == to_wire(thorough)[:-1]


def test_examples_break_most_checks_that_may_be_left_out() -> None:
    """Else the test above would prove little."""
    found = {one.finding.rule for name, text in TEXTS.items()
             for one in lint(Source(name, text), ENGINE, PRACTICES).findings}
    checks = {practice.id: practice.check for practice in PRACTICES}
    assert {checks.get(rule) for rule in found} >= {
        "slow-queue-drain", "retry-amplification", "retry-layers", "timeout-inversion", "availability-below-target",
        "latency-over-budget", "incomplete-block", "invalid-architecture", "unreadable-diagram", "sync-cycle",
        "pattern-mismatch", "excluded-pattern"}


def test_choices_that_can_be_written_otherwise_are_known_before_they_are_needed() -> None:
    assert CHOICES.keys() == CHOICE_RULES
