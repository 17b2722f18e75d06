"""Non-interactive mode: lists the missing answers, each with the option that gives it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from advisor.cli.ask.initial_answers import SET_FLAG, UNKNOWN
from advisor.engine import Engine
from advisor.interview.answer_effects import PatternScores, score_patterns
from advisor.interview.next_question import explain_ending, next_question, remaining_questions
from advisor.interview.question import InterviewQuestion
from advisor.model.terms import Term
from advisor.model.value_checks import describe_valid_values
from advisor.page.elements import BLANK, Element, Paragraph, TextLine
from advisor.page.style import STRONG


def missing_options(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> Iterator[Element]:
    """Yields the option that answers each open question, and the question below it."""
    for question in remaining_questions(engine, known, declined):
        term = engine.terms.needs[question.fact]
        yield Paragraph(f"{SET_FLAG} {term.name}={_values(term)}", "  ", style=STRONG)
        yield Paragraph(question.text, "      ")


def question_elements(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> Iterator[Element]:
    """Yields the next question with the effect of each answer, and the questions that may follow."""
    question = next_question(engine, known, declined)
    if question is None:
        yield TextLine(explain_ending(engine, known).because)
        return
    yield Paragraph(question.text, style=STRONG)
    yield Paragraph(question.why, "  ")
    for option in question.options:
        yield Paragraph(f"{option.label}: {option.effect}", "  - ")
    yield from (BLANK, TextLine("Open, in the order in which they are asked of somebody who knows none:"))
    yield from missing_options(engine, known, declined)


def questions_as_json(engine: Engine, known: Mapping[str, Any], declined: Collection[str]) -> Iterator[str]:
    """Yields the state of an interview as JSON: known facts, the next question, and all facts."""
    open_questions = remaining_questions(engine, known, declined)
    data = {"schema": 1, "known": dict(known), "unknown": sorted(declined),
            "standing": _standing(score_patterns(engine, known)),
            "next": _question(open_questions[0]) if open_questions else None,
            "ending": None if open_questions else explain_ending(engine, known)._asdict(),
            "open": [question.fact for question in open_questions],
            "facts": [_fact(term) for term in engine.terms.needs.values()]}
    yield json.dumps(data, indent=2, ensure_ascii=False) + "\n"


def _standing(stands: PatternScores) -> dict[str, Any]:
    return {"pattern": stands.leader, "margin": stands.margin if stands.leader else None, "scores": dict(stands.ranked),
            "excluded": list(stands.excluded), "contradiction": stands.is_contradictory}


def _question(question: InterviewQuestion) -> dict[str, Any]:
    return {
        "fact": question.fact, "type": question.type, "question": question.text, "help": question.help,
        "why": question.why, "together_with": list(question.together_with), "option": f"{SET_FLAG} {question.fact}=",
        "answers": [{"value": option.value, "label": option.label, "effect": option.effect}
                    for option in question.options],
    }


def _fact(term: Term) -> dict[str, Any]:
    return {"fact": term.name, "type": term.type, "takes": describe_valid_values(term), "values": list(term.values),
            "unit": term.unit, "question": term.question, "help": term.help, "matters": term.matters,
            "example": term.example}


def _values(term: Term) -> str:
    match term.type:
        case "bool":
            return f"true|false|{UNKNOWN}"
        case "choice":
            return "|".join((*term.values, UNKNOWN))
        case _:
            return f"NUMBER|{UNKNOWN}"
