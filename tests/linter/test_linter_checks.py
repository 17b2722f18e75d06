"""What the checks of a whole architecture find and ask: cases in tests/cases/linter."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from advisor.api import load_engine
from advisor.extraction.architecture.read import read_architecture
from advisor.linter.checks.mixed_patterns import normalise_operation
from advisor.model.finding import ArchitectureReview
from advisor.model.practice import Practice
from advisor.text.source import Source
from tests import CASES as ALL_CASES
from tests.designs import review

ENGINE = load_engine()
CASES = yaml.safe_load((ALL_CASES / "linter" / "checks.yaml").read_text(encoding="utf-8"))


def checked(case: dict[str, Any]) -> ArchitectureReview:
    practice = Practice(case["check"], "A fault", "warning", (), {}, {}, case["check"], case.get("parameters", {}),
                        case["says"], "because", "mend it", "a source")
    architecture = read_architecture([Source("design.yaml", case["architecture"])], ENGINE.terms)
    return review(architecture, ENGINE, [practice])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
def test_a_check_finds_and_asks_what_its_case_says(case: dict[str, Any]) -> None:
    found = checked(case)
    texts = [f"{finding.span.line}:{finding.span.column} "
             f"{finding.span.source.text[finding.span.start:finding.span.end]} {finding.message}".strip()
             for finding in found.findings]
    assert texts == case.get("finds", [])
    assert [" ".join((one.subject, *one.facts)) for one in found.questions] == case.get("asks", [])


@pytest.mark.parametrize(("one", "other"), [("OrderService/CreateOrder", "create_order"),
                                            ("order.created", "OrderCreated"), ("POST /orders", "post  /Orders"),
                                            ("orders.v2.HTTPProbe", "orders-v2-http-probe"),
                                            ("größe ändern", "größe-ändern")])
def test_an_operation_is_the_same_however_it_is_spelt(one: str, other: str) -> None:
    assert normalise_operation(one) == normalise_operation(other)


@pytest.mark.parametrize(("one", "other"), [("POST /orders", "GET /orders"), ("order.created", "order.paid"),
                                            ("a/b/c", "c")])
def test_other_operations_are_not(one: str, other: str) -> None:
    assert normalise_operation(one) != normalise_operation(other)
