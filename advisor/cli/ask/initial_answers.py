"""Initial answers, known before the first question: `--answers FILE` and `--set FACT=VALUE`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from advisor.cli.fact_options import parse_fact_value
from advisor.engine import Engine
from advisor.errors import InputError, Problem
from advisor.extraction.value_parsing import parse_value
from advisor.model.fact_checks import names_by_word, unknown_fact_message
from advisor.model.terms import Term
from advisor.model.value_checks import check_value
from advisor.notation.mapping_file import read_mapping
from advisor.notation.tree import to_plain
from advisor.text.quoting import quote_value
from advisor.text.source import Span

UNKNOWN = "unknown"  # as a value: "don't know"
SET_FLAG = "--set"


class InitialAnswers(NamedTuple):
    """Known facts, and facts stated as unknown."""

    known: dict[str, Any]
    declined: tuple[str, ...]


class _StatedFact(NamedTuple):
    """One fact and the span that states it."""

    term: Term
    value: Any  # None if stated as unknown
    span: Span | None

    def problem(self, message: str, remedy: str) -> Problem:
        return Problem(message, remedy, self.span, "" if self.span else f"{SET_FLAG} {self.term.name}")


def read_initial_answers(answers: str, sets: Sequence[str], engine: Engine) -> InitialAnswers:
    """Returns the answers of a file and of options; options outrank it. Raises InputError with every problem."""
    problems: list[Problem] = []
    facts = {**(_from_file(answers, engine, problems) if answers else {}), **_from_options(sets, engine, problems)}
    problems.extend(_contradictions(facts, engine) if not problems else ())
    if problems:
        raise InputError(problems)
    known = {name: fact.value for name, fact in facts.items() if fact.value is not None}
    return InitialAnswers(known, tuple(name for name in facts if name not in known))


def parse_number(term: Term, text: str) -> tuple[float | None, str]:
    """Parses a typed number, such as `250` or `2 s`; returns it and an error message, empty if valid."""
    value = parse_value(term, text)
    if not isinstance(value, int | float) or isinstance(value, bool):
        return None, f"{quote_value(text.strip())} is not a number{f' of {term.unit}' if term.unit else ''}."
    value, message, remedy = check_value(term, value)
    return value, f"{message} {remedy}".strip()


def _from_file(path: str, engine: Engine, problems: list[Problem]) -> dict[str, _StatedFact]:
    entry = read_mapping(path, "Answers", "Write one fact a line, such as `replay: true`.", problems)
    if entry is None:
        return {}
    facts: dict[str, _StatedFact] = {}
    names = names_by_word(engine.terms.needs)
    for word, node in entry.mapping.entries.items():
        name = names.get(word)
        if name is None:
            entry.add_key_problem(word, *unknown_fact_message(word, "needs", engine.terms))
        elif name in facts:
            message = f"{quote_value(word)} means `{name}`, which stands here too."
            entry.add_key_problem(word, message, "Keep one of the two.")
        else:
            _add_fact(facts, engine.terms.needs[name], to_plain(node), entry.value_span(node), problems)
    return facts


def _from_options(sets: Sequence[str], engine: Engine, problems: list[Problem]) -> dict[str, _StatedFact]:
    facts: dict[str, _StatedFact] = {}
    names = names_by_word(engine.terms.needs)
    for pair in sets:
        word, separator, text = (part.strip() for part in pair.partition("="))
        name = names.get(word.replace("-", "_"))
        if not separator:
            problems.append(Problem(f"{quote_value(pair)} does not answer a question.",
                                    "Write FACT=VALUE, such as replay=true.", file=SET_FLAG))
        elif name is None:
            problems.append(Problem(*unknown_fact_message(word, "needs", engine.terms), file=SET_FLAG))
        else:
            term = engine.terms.needs[name]
            previous = facts.get(name)
            _add_fact(facts, term, text if _means_unknown(term, text) else parse_fact_value(term, text), None, problems)
            if previous is not None and name in facts and previous.value != facts[name].value:
                problems.append(previous.problem("It is given twice, and differently.", "Give it once."))
    return facts


def _add_fact(facts: dict[str, _StatedFact], term: Term, value: Any, span: Span | None,
              problems: list[Problem]) -> None:
    if _means_unknown(term, value):
        facts[term.name] = _StatedFact(term, None, span)
        return
    value, message, remedy = check_value(term, value)
    fact = _StatedFact(term, value, span)
    if message:
        remedy = remedy if value is not None else f"Write a value, or `{UNKNOWN}`."
        problems.append(fact.problem(message, remedy))
    else:
        facts[term.name] = fact


def _means_unknown(term: Term, value: Any) -> bool:
    return isinstance(value, str) and value == UNKNOWN and UNKNOWN not in term.values


def _contradictions(facts: Mapping[str, _StatedFact], engine: Engine) -> list[Problem]:
    """Returns contradictions: a number outside its choice, or facts that a rule calls a conflict."""
    known = {
        name: fact.value for name, fact in facts.items() if fact.value is not None and name in engine.fact_index.facts
    }
    problems = []
    for choice, (number, edges) in engine.fact_index.bands.items():
        if choice in known and number in known:
            expected = [value for least, value in edges if least <= known[number]][-1:]
            if expected != [known[choice]]:
                problems.append(
                    facts[choice].problem(f"`{choice}` is {quote_value(known[choice])}, but `{number}` of "
                                          f"{quote_value(known[number])} makes it "
                                          f"{quote_value(expected[0] if expected else None)}.",
                                          f"Leave `{choice}` out.")
                )
    for conflict in engine.advice.conflicts(engine.fact_index.fired_boxes(known)) if not problems else ():
        names = [name for name in conflict.facts if name in facts]
        listed = " and ".join(f"`{name}`" for name in names)
        problems.append(facts[names[0]].problem(
            f"{listed} contradict one another: {conflict.title[:1].lower()}{conflict.title[1:].rstrip('.')}.",
            f"Split the interaction in two. {conflict.split_critical} {conflict.split_rest}"))
    return problems
