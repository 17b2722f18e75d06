"""The examples: read without a problem, and advised as the tables in `cases/examples` say."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

from advisor.__main__ import main
from advisor.api import evaluate, load_engine, read_architecture, read_documents, recommend, review
from advisor.reporters.agreement import check_agreement
from tests import CASES, ROOT

EXAMPLES = sorted((ROOT / "examples").glob("*.yaml"))
TABLES = CASES / "examples"
WELL_MADE = ROOT / "examples" / "order-processing.yaml"
BADLY_MADE = ROOT / "examples" / "order-processing-bad.yaml"

each_example = pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)


class Advised(NamedTuple):
    pattern: str | None
    disagrees: bool
    facts: dict[str, Any]


def advice(path: Path) -> dict[str, Advised]:
    engine = load_engine(())
    architecture = read_architecture((str(path),), engine.terms)
    assert architecture.warnings == ()
    return {interaction.id: Advised(advised.pattern, bool(check_agreement(interaction, advised)), interaction.facts())
            for interaction, advised in evaluate(architecture, engine)}


def table(path: Path) -> dict[str, tuple[str, str]]:
    """The pattern of each interaction, and the note where we disagree with its design."""
    rows = yaml.safe_load((TABLES / path.name).read_text(encoding="utf-8"))
    return {name: (row["pattern"], row["note"]) if isinstance(row, dict) else (row, "") for name, row in rows.items()}


@each_example
def test_every_interaction_of_an_example_is_advised_as_its_table_says(path: Path) -> None:
    expected = {name: pattern for name, (pattern, _) in table(path).items()}
    assert {name: advised.pattern for name, advised in advice(path).items()} == expected


@each_example
def test_a_table_says_why_where_we_disagree_and_only_there(path: Path) -> None:
    disagreed = {name for name, advised in advice(path).items() if advised.disagrees}
    assert {name for name, (_, note) in table(path).items() if note} == disagreed


@each_example
def test_an_example_fits_the_written_schema(path: Path) -> None:
    schema = json.loads((ROOT / "docs" / "architecture.schema.json").read_text(encoding="utf-8"))
    document = yaml.safe_load(path.read_text(encoding="utf-8"))
    assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


@each_example
def test_every_interaction_of_an_example_declares_a_pattern(path: Path) -> None:
    architecture = read_architecture((str(path),), load_engine(()).terms)
    assert [interaction.id for interaction in architecture.interactions if interaction.declared is None] == []


def test_the_article_s_order_flow_is_designed_as_advised() -> None:
    assert not any(advised.disagrees for advised in advice(WELL_MADE).values())


@pytest.mark.parametrize("name", ["awaiting-validation", "stock-checked", "order-paid", "order-shipped"])
def test_a_shop_that_says_that_nothing_is_replayed_is_advised_what_it_does(name: str) -> None:
    facts = advice(ROOT / "examples" / "rabbitmq-shop.yaml")[name].facts
    assert recommend({**facts, "replay": False}).pattern == "message-queue"


def test_there_is_a_table_for_every_example_and_none_besides() -> None:
    tables = sorted(path.name for path in TABLES.iterdir() if not path.stem.endswith(".findings"))
    assert tables == [path.name for path in EXAMPLES]


# The order flow, well made and badly made


def found(path: Path) -> list[tuple[str, int]]:
    """The rule and the line of each finding."""
    engine = load_engine(())
    reviewed = review(read_documents((str(path),), engine.terms), engine)
    return sorted((finding.rule, finding.span.line) for finding in reviewed.findings)


def seeded() -> list[tuple[str, int]]:
    rows = yaml.safe_load((TABLES / "order-processing-bad.findings.yaml").read_text(encoding="utf-8"))
    return sorted((rule, line) for rule, lines in rows.items()
                  for line in (lines if isinstance(lines, list) else [lines]))


def test_the_order_flow_has_no_findings() -> None:
    assert found(WELL_MADE) == []


def test_every_seeded_fault_is_found_once_at_its_line() -> None:
    assert found(BADLY_MADE) == seeded()
    assert len({rule for rule, _ in seeded()}) >= 12


def test_comments_name_the_faults_of_their_lines() -> None:
    lines = BADLY_MADE.read_text(encoding="utf-8").splitlines()
    named = [(rule, number) for number, line in enumerate(lines, start=1) if not line.startswith("#") and "  # " in line
             for rule in line.partition("  # ")[2].split(", ")]
    assert sorted(named) == seeded()


def test_the_command_says_the_same_as_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(WELL_MADE), "--fail-on", "info", "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["findings"] == []
    assert main(["evaluate", str(BADLY_MADE), "--format", "json"]) == 1
    findings = json.loads(capsys.readouterr().out)["findings"]
    assert sorted((finding["rule"], finding["line"]) for finding in findings) == seeded()
    assert main(["evaluate", str(BADLY_MADE)]) == 1
    text = capsys.readouterr().out
    for finding in findings:
        head = f":{finding['line']}:{finding['column']}: {finding['severity']}[{finding['rule']}] {finding['message']}"
        assert text.count(head) == 1
