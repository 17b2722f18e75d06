"""Truth with unknowns: SQL's NULL logic is strong Kleene logic, so a database is an independent judge of every rule."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import duckdb
import pytest

from advisor.api import load_engine, load_pack
from advisor.engine import Engine
from advisor.engine.boxes import expand_condition
from advisor.engine.compile import compile_pack
from advisor.engine.ranking import box_mask
from tests.worlds import asked, values_of

PACK = load_pack()
ENGINE = load_engine()
ROWS = 3000
SQL_TYPES = {"bool": "BOOLEAN", "choice": "VARCHAR", "number": "DOUBLE", "integer": "DOUBLE"}


def in_sql(condition: Mapping[str, Any]) -> str:
    """Returns a condition as an SQL expression, written independently of the engine."""
    return "(" + " AND ".join(_entry(name, test) for name, test in condition.items()) + ")"


def _entry(name: str, test: Any) -> str:
    match name, test:
        case "not", _:
            return f"(NOT {in_sql(test)})"
        case "all", _:
            return "(" + " AND ".join(map(in_sql, test)) + ")"
        case "any", _:
            return "(" + " OR ".join(map(in_sql, test)) + ")"
        case _, {"stated": wanted}:
            return f"({name} IS {'NOT ' if wanted else ''}NULL)"
        case _, Mapping():
            return "(" + " AND ".join(_compared(name, *pair) for pair in test.items()) + ")"
        case _, list() | tuple():
            return f"({name} IN ({', '.join(map(_literal, test))}))"
        case _:
            return f"({name} = {_literal(test)})"


def _compared(name: str, comparator: str, operand: Any) -> str:
    match comparator:
        case "at_least":
            return f"{name} >= {operand}"
        case "at_most":
            return f"{name} <= {operand}"
        case "in":
            return f"{name} IN ({', '.join(map(_literal, operand))})"
        case _:
            return f"{name} = {_literal(operand)}"


def _literal(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else f"'{value}'" if isinstance(value, str) else str(value)


def worlds(seed: int) -> list[dict[str, Any]]:
    chance = random.Random(seed)
    return [{name: chance.choice(values_of(ENGINE, name)) for name in asked(ENGINE) if chance.random() < 0.6}
            for _ in range(ROWS)]


@pytest.fixture(scope="module")
def judged() -> tuple[list[dict[str, Any]], dict[str, list[bool | None]]]:
    """Facts, and what the database says of every rule for each row of them."""
    rows = worlds(7)
    types = {fact.name: SQL_TYPES[fact.type] for fact in PACK.vocabulary.needs}
    base = duckdb.connect()
    base.execute(f"CREATE TABLE stated ({', '.join(f'{name} {kind}' for name, kind in types.items())})")
    base.executemany(f"INSERT INTO stated VALUES ({', '.join('?' * len(types))})",
                     [[row.get(name) for name in types] for row in rows])
    bands = ", ".join(f"{_banded(band.fact, band.from_fact, band.bands)} AS {band.fact}"
                      for band in PACK.vocabulary.bands)
    derived = ", ".join(f"({c.smaller} <= {c.larger}) AS {c.fact}" for c in PACK.vocabulary.comparisons)
    base.execute(f"CREATE VIEW facts AS SELECT * REPLACE ({bands}), {derived} FROM stated")
    names = [rule.id for rule in PACK.rules]
    select = ", ".join(f'{in_sql(rule.when)} AS "{rule.id}"' for rule in PACK.rules)
    found = base.execute(f"SELECT {select} FROM facts").fetchall()
    return rows, {name: [row[place] for row in found] for place, name in enumerate(names)}


def _banded(choice: str, number: str, bands: Mapping[str, float]) -> str:
    cases = " ".join(f"WHEN {number} >= {least} THEN '{value}'"
                     for value, least in sorted(bands.items(), key=lambda pair: -pair[1]))
    return f"CASE {cases} ELSE {choice} END"


def test_every_rule_is_as_true_as_the_database_says(
    judged: tuple[list[dict[str, Any]], dict[str, list[bool | None]]],
) -> None:
    rows, by_database = judged
    data = compile_pack(PACK)
    masks = {statement["id"]: box_mask(statement) for statement in data["statements"] if statement["id"] in by_database}
    engine = Engine(data, ENGINE.terms)
    seen: set[bool | None] = set()
    for place, facts in enumerate(rows):
        known, joined = engine.fact_index.look_up(facts)
        for name, mask in masks.items():
            truth = True if joined & known.fired & mask else None if joined & known.possible & mask else False
            assert truth is by_database[name][place], (name, facts)
            seen.add(truth)
    assert seen == {True, False, None}


def test_the_order_of_rules_never_matters() -> None:
    chance = random.Random(3)
    shuffled = list(PACK.rules)
    chance.shuffle(shuffled)
    other = Engine(compile_pack(PACK.model_copy(update={"rules": tuple(shuffled)})), ENGINE.terms)
    for facts in worlds(11)[:300]:
        ours, theirs = ENGINE.recommend(facts), other.recommend(facts)
        assert theirs._replace(warnings=(), would_add=(), excluded=(), conflicts=()) == ours._replace(
            warnings=(), would_add=(), excluded=(), conflicts=())
        assert set(theirs.warnings) == set(ours.warnings)
        assert set(theirs.conflicts) == set(ours.conflicts)


@pytest.mark.parametrize(("condition", "true", "unknown"), [
    ({"replay": True}, [{"replay": True}], [{}]),
    ({"not": {"replay": True}}, [{"replay": False}], [{}]),
    ({"any": [{"replay": True}, {"crud": True}]}, [{"crud": True}, {"replay": True}], [{}, {"crud": False}]),
    ({"not": {"any": [{"replay": True}, {"crud": True}]}}, [{"crud": False, "replay": False}], [{"crud": False}]),
    ({"replay": {"stated": False}}, [{}], []),
    ({"fan_out": {"at_least": 2, "at_most": 3}}, [{"fan_out": 3}], [{}]),
    ({"fan_out": {"stated": True}, "replay": True}, [{"fan_out": 1, "replay": True}], [{"fan_out": 1}]),
])
def test_unknown_is_not_false(condition: dict[str, Any], true: list[dict[str, Any]],
                              unknown: list[dict[str, Any]]) -> None:
    rule = PACK.rules[0].model_copy(update={"id": "tried", "when": condition, "favours": {"rest": 1}})
    pack = PACK.model_copy(update={"rules": (rule,), "roles": {"tried": "evidence"}})
    engine = Engine(compile_pack(pack), ENGINE.terms)
    for facts in true:
        assert engine.ranking.scores(engine.fact_index.fired_boxes(facts))["rest"] == 1
    for facts in unknown:
        assert [waiting.rule for waiting in engine.recommend(facts).would_add] == ["tried"]


def test_an_empty_condition_always_holds() -> None:
    assert expand_condition({}, {}) == [{}]
