"""The pack in the languages of other engines, each in the quickest form we found for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from json import dumps
from typing import Any, NamedTuple

from advisor.model.pack import Pack
from benchmarks.conditions import CEL, OPPOSITES, SIGNS, WORDS, Formula, Group, Test, when_true
from benchmarks.sums import CONTRADICTION, Scoreboard, Sum, Term, completed, known, sum_of

GROUP = "benchmarks"
COLUMN_TESTS = ("is", "in", "at_least", "at_most")  # what a cell of a decision table says of its column
Facts = Mapping[str, Any]


class Peer(NamedTuple):
    """Another engine: the facts as it wants them, and how it decides on them."""

    name: str
    prepared: Callable[[Facts], Any]
    decide: Callable[[Any], str | None]


class MissingPeerError(ImportError):
    """A program to compare with is not installed."""


def load(module: str, distribution: str) -> Any:
    """Returns a module of a peer. Raises MissingPeerError, which says how to install it."""
    try:
        return import_module(module)
    except ImportError as error:
        raise MissingPeerError(
            f"{distribution} is not installed. It is in the dependency group `{GROUP}`: run `make bench`, or install "
            f"it with `python -m pip install --editable . --group {GROUP}`.") from error


def peers(pack: Pack) -> list[Peer]:
    """Returns every peer with the pack compiled. Raises MissingPeerError."""
    board = Scoreboard(pack)
    whole = sum_of(pack, board)
    return [make(pack, whole, board) for make in (_zen, _zen_table, _cel, _json_logic, _rule_engine)]


def _zen(pack: Pack, whole: Sum, board: Scoreboard) -> Peer:
    evaluate = load("zen", "zen-engine").compile_expression(whole.write(WORDS)).evaluate
    winner = board.winner
    return Peer("zen-engine, one expression", lambda facts: known(facts, pack), lambda facts: winner(evaluate(facts)))


def _zen_table(pack: Pack, whole: Sum, board: Scoreboard) -> Peer:
    evaluate = load("zen", "zen-engine").ZenEngine().create_decision(dumps(decision_table(pack, board))).evaluate

    def decide(facts: Facts) -> str | None:
        total = whole.base
        for row in evaluate(facts)["result"]:
            if row["amount"] == CONTRADICTION:
                return None
            total += int(row["amount"])
        return board.winner(total)

    return Peer("zen-engine, decision table", lambda facts: known(facts, pack), decide)


def decision_table(pack: Pack, board: Scoreboard) -> dict[str, Any]:
    """Returns the pack as ZEN's graph of one table: a row for each rule, a column for each fact, all hits collected."""
    rows = [(when_true(rule.when), CONTRADICTION) for rule in pack.rules if pack.roles[rule.id] == "conflict"]
    rows += [(when_true(rule.when), board.amount(rule)) for rule in board.scoring]
    cells = [(_row(formula), amount) for formula, amount in rows]
    facts = sorted({name for row, _ in cells for name in row if name != "when"})
    columns = [{"id": name, "name": name, "field": name} for name in facts]
    content = {
        "hitPolicy": "collect",
        "inputs": [*columns, {"id": "when", "name": "when"}],
        "outputs": [{"id": "amount", "name": "amount", "field": "amount"}],
        "rules": [{"_id": f"row-{place}", **dict.fromkeys((*facts, "when"), ""), **row, "amount": str(amount)}
                  for place, (row, amount) in enumerate(cells)],
    }
    where = {"position": {"x": 0, "y": 0}}
    nodes = [{"id": "in", "name": "in", "type": "inputNode", **where},
             {"id": "rules", "name": "rules", "type": "decisionTableNode", "content": content, **where},
             {"id": "out", "name": "out", "type": "outputNode", **where}]
    edges = [{"id": f"{one}-{other}", "sourceId": one, "targetId": other, "type": "edge"}
             for one, other in (("in", "rules"), ("rules", "out"))]
    return {"nodes": nodes, "edges": edges}


def _row(formula: Formula) -> dict[str, str]:
    """The cells of a row; what is more than tests of different facts stands in one cell as an expression."""
    tests = [formula] if isinstance(formula, Test) else list(formula.parts) if formula.word == "and" else []
    plain = [test for test in tests if isinstance(test, Test) and test.comparator in COLUMN_TESTS]
    if not tests or len({test.fact for test in plain}) != len(tests):
        return {"when": WORDS.write(formula)}
    return {test.fact: _cell(test) for test in plain}


def _cell(test: Test) -> str:
    if test.comparator in ("is", "in"):
        return ", ".join(map(dumps, test.operand if test.comparator == "in" else [test.operand]))
    return f"{SIGNS[test.comparator]} {test.operand}"


def _cel(pack: Pack, whole: Sum, board: Scoreboard) -> Peer:
    execute = load("cel", "common-expression-language").compile(whole.write(CEL)).execute
    winner = board.winner
    return Peer("common-expression-language, one expression", lambda facts: completed(facts, pack),
                lambda facts: winner(execute(facts)))


def _rule_engine(pack: Pack, whole: Sum, board: Scoreboard) -> Peer:
    rule_engine = load("rule_engine", "rule-engine")
    evaluate = rule_engine.Rule(whole.write(WORDS), context=rule_engine.Context(default_value=None)).evaluate
    winner = board.winner
    return Peer("rule-engine, one expression", lambda facts: completed(facts, pack),
                lambda facts: winner(evaluate(facts)))


def _json_logic(pack: Pack, whole: Sum, board: Scoreboard) -> Peer:
    evaluate = load("json_logic", "json-logic-qubit").jsonLogic
    logic = in_json(whole)
    winner = board.winner
    return Peer("json-logic-qubit, one expression", lambda facts: completed(facts, pack),
                lambda facts: winner(evaluate(logic, facts)))


def in_json(whole: Sum) -> dict[str, Any]:
    """Returns a sum as JSONLogic."""
    question = {"var": whole.question}
    grouped = {"if": [{"===": [question, True]}, _plus(whole.if_yes),
                      {"===": [question, False]}, _plus(whole.if_no), 0]}
    return {"if": [{"or": [_logic(part) for part in whole.contradictions]}, CONTRADICTION,
                   {"+": [whole.base, grouped, _plus(whole.always_asked)]}]}


def _plus(terms: tuple[Term, ...]) -> dict[str, Any]:
    return {"+": [amount if formula is None else {"if": [_logic(formula), amount, 0]} for formula, amount in terms]}


def _logic(formula: Formula) -> dict[str, Any]:
    if isinstance(formula, Group):
        return {formula.word: [_logic(part) for part in formula.parts]}
    name, comparator, operand = formula
    fact = {"var": name}
    if comparator == "stated":
        return {"!==" if operand else "===": [fact, None]}
    if comparator in ("is", "in"):
        return {"===" if comparator == "is" else "in": [fact, operand]}
    test = {"!": [{"in": [fact, operand]}]} if comparator == OPPOSITES["in"] else {SIGNS[comparator]: [fact, operand]}
    return {"and": [{"!==": [fact, None]}, test]}
