"""Chooses the next question: the open fact that can change the outcome most, until none can."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.engine.tables import Tables
from advisor.questionnaire.answers import Answer, answers_to, askable
from advisor.questionnaire.effects import effect, standing
from advisor.questionnaire.labels import label
from advisor.questionnaire.outcome import CONTRADICTION, outcome
from advisor.questionnaire.prospects import SearchLimit, change
from advisor.questionnaire.question import Ending, Option, Question
from advisor.questionnaire.ties import narrowing


def next_question(engine: Engine, known: Mapping[str, Any], declined: Collection[str] = ()) -> Question | None:
    """Returns the question whose answer can change the outcome most, or None if no answer can.

    A declined fact stays unknown: all its branches remain open, and it is not asked again.

    Args:
        known: needs by name. Values must fit the pack's vocabulary.
        declined: facts that the user does not know.
    """
    current = outcome(engine, known)
    if current == CONTRADICTION:
        return None
    prospects = [_prospect(engine, name, known, current) for name in askable(engine, known, declined)]
    decisive = [prospect for prospect in prospects if prospect.changing]
    if decisive:
        return _question(engine, max(decisive, key=_change), known, ())
    try:
        together = change(engine, known, declined)
    except SearchLimit:  # not proven irrelevant
        together = dict.fromkeys([prospect.fact for prospect in prospects])
    if not together and current is None:
        together = dict.fromkeys(narrowing(engine, known, declined))
    if not together:
        return None
    names = tuple(dict.fromkeys(_first_asked(engine.tables, name, known) for name in together))
    best = max((prospect for prospect in prospects if prospect.fact in names), key=_change)
    return _question(engine, best, known, tuple(name for name in names if name != best.fact))


def remaining(engine: Engine, known: Mapping[str, Any], declined: Collection[str] = ()) -> list[Question]:
    """Returns all questions for a user who knows no answer, in order."""
    questions: list[Question] = []
    while (question := next_question(engine, known, {*declined, *(asked.fact for asked in questions)})) is not None:
        questions.append(question)
    return questions


def ending(engine: Engine, known: Mapping[str, Any]) -> Ending:
    """Returns the reason why no more questions follow for these facts."""
    decision = engine.decide(known)
    match decision.status:
        case "conflict":
            return Ending("conflict", "The answers contradict one another, so one pattern cannot serve them all.")
        case "decided":
            return Ending("decided", f"Nothing that is left to ask can change the answer {decision.pattern}.")
    if decision.pattern is None:
        return Ending("settled", "Only what you do not know could tell the patterns apart.")
    return Ending("settled", f"Only what you do not know could still change the answer {decision.pattern}.")


class _Prospect(NamedTuple):
    """The outcomes of the answers to one question."""

    fact: str
    answers: tuple[Answer, ...]
    outcomes: tuple[str | None, ...]
    changing: int  # answers that change the outcome on their own
    winners: int  # those that lead to another pattern
    moved: float  # points that an answer moves, on average


def _prospect(engine: Engine, name: str, known: Mapping[str, Any], current: str | None) -> _Prospect:
    answers = answers_to(engine, name, known)
    scores = engine.ranking.scores(engine.tables.fired(known))
    outcomes, changing, winners, moved = [], 0, 0, 0
    for answer in answers:
        facts = {**known, name: answer.value}
        result = outcome(engine, facts)
        outcomes.append(result)
        if result != current:
            changing += 1
            winners += result not in (None, CONTRADICTION)
        after = engine.ranking.scores(engine.tables.fired(facts))
        moved += sum([abs(score - scores[pattern]) for pattern, score in after.items()])
    return _Prospect(name, answers, tuple(outcomes), changing, winners, moved / len(answers))


def _change(prospect: _Prospect) -> tuple[bool, float]:
    """Sort key by expected change; questions whose answers can only contradict known facts come last."""
    return prospect.winners > 0, prospect.moved


def _first_asked(tables: Tables, name: str, known: Mapping[str, Any]) -> str:
    """Returns the choice that a number determines, as it is asked first, or the fact itself."""
    choice = tables.sources.get(name)
    return choice if choice is not None and choice not in known else name


def _question(engine: Engine, prospect: _Prospect, known: Mapping[str, Any], together: tuple[str, ...]) -> Question:
    term = engine.terms.needs[prospect.fact]
    before = standing(engine, known)
    options = tuple(Option(value, label(term, answer), effect(engine, before, {**known, term.name: value}))
                    for answer in prospect.answers for value in (answer.value,))
    bands = engine.tables.bands.get(term.name)
    number = bands[0] if bands else term.name if term.type in ("number", "integer") else ""
    return Question(term.name, term.type, term.question, term.help, term.matters, term.example, term.unit,
                    _why(prospect, together), options, number, together)


def _why(prospect: _Prospect, together: tuple[str, ...]) -> str:
    if together:
        return f"No single answer changes the outcome any more, but this one can together with {', '.join(together)}."
    if prospect.winners:
        patterns = dict.fromkeys(name for name in prospect.outcomes if name not in (None, CONTRADICTION))
        names = " or ".join(map(str, patterns))
        if len(patterns) > 1:
            return f"Depending on the answer, {names} would lead."
        return f"One answer puts {names} ahead." if prospect.winners == 1 else f"Some answers put {names} ahead."
    return "One answer would contradict what is known, and the interaction would be two."
