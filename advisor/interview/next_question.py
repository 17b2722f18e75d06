"""Chooses the next question: the open fact that can change the outcome most, until none can."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from advisor.engine import Engine
from advisor.engine.fact_index import FactIndex
from advisor.interview.answer_effects import describe_effect, score_patterns
from advisor.interview.answers import PossibleAnswer, answer_label, askable_facts, possible_answers
from advisor.interview.lookahead import CONTRADICTION, LookaheadLimitReached, find_outcome, find_outcome_change
from advisor.interview.question import AnswerOption, Ending, InterviewQuestion
from advisor.interview.ties import find_tie_breakers


def next_question(engine: Engine, known: Mapping[str, Any], declined: Collection[str] = ()) -> InterviewQuestion | None:
    """Returns the question whose answer can change the outcome most, or None if no answer can.

    A declined fact stays unknown: all its branches remain open, and it is not asked again.

    Args:
        known: needs by name. Values must fit the pack's vocabulary.
        declined: facts that the user does not know.
    """
    current = find_outcome(engine, known)
    if current == CONTRADICTION:
        return None
    prospects = [_prospect(engine, name, known, current) for name in askable_facts(engine, known, declined)]
    decisive = [prospect for prospect in prospects if prospect.changing]
    if decisive:
        return _question(engine, max(decisive, key=_change), known, ())
    try:
        together = find_outcome_change(engine, known, declined)
    except LookaheadLimitReached:  # not proven irrelevant
        together = dict.fromkeys([prospect.fact for prospect in prospects])
    if not together and current is None:
        together = dict.fromkeys(find_tie_breakers(engine, known, declined))
    if not together:
        return None
    names = tuple(dict.fromkeys(_first_asked(engine.fact_index, name, known) for name in together))
    best = max((prospect for prospect in prospects if prospect.fact in names), key=_change)
    return _question(engine, best, known, tuple(name for name in names if name != best.fact))


def remaining_questions(
    engine: Engine, known: Mapping[str, Any], declined: Collection[str] = ()
) -> list[InterviewQuestion]:
    """Returns all questions for a user who knows no answer, in order."""
    questions: list[InterviewQuestion] = []
    while (question := next_question(engine, known, {*declined, *(asked.fact for asked in questions)})) is not None:
        questions.append(question)
    return questions


def explain_ending(engine: Engine, known: Mapping[str, Any]) -> Ending:
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
    answers: tuple[PossibleAnswer, ...]
    outcomes: tuple[str | None, ...]
    changing: int  # answers that change the outcome on their own
    winners: int  # those that lead to another pattern
    moved: float  # points that an answer moves, on average


def _prospect(engine: Engine, name: str, known: Mapping[str, Any], current: str | None) -> _Prospect:
    answers = possible_answers(engine, name, known)
    scores = engine.ranking.scores(engine.fact_index.fired_boxes(known))
    outcomes, changing, winners, moved = [], 0, 0, 0
    for answer in answers:
        facts = {**known, name: answer.value}
        result = find_outcome(engine, facts)
        outcomes.append(result)
        if result != current:
            changing += 1
            winners += result not in (None, CONTRADICTION)
        after = engine.ranking.scores(engine.fact_index.fired_boxes(facts))
        moved += sum([abs(score - scores[pattern]) for pattern, score in after.items()])
    return _Prospect(name, answers, tuple(outcomes), changing, winners, moved / len(answers))


def _change(prospect: _Prospect) -> tuple[bool, float]:
    """Sort key by expected change; questions whose answers can only contradict known facts come last."""
    return prospect.winners > 0, prospect.moved


def _first_asked(tables: FactIndex, name: str, known: Mapping[str, Any]) -> str:
    """Returns the choice that a number determines, as it is asked first, or the fact itself."""
    choice = tables.choice_by_number.get(name)
    return choice if choice is not None and choice not in known else name


def _question(
    engine: Engine, prospect: _Prospect, known: Mapping[str, Any], together: tuple[str, ...]
) -> InterviewQuestion:
    term = engine.terms.needs[prospect.fact]
    before = score_patterns(engine, known)
    options = tuple(
        AnswerOption(value, answer_label(term, answer), describe_effect(engine, before, {**known, term.name: value}))
        for answer in prospect.answers
        for value in (answer.value,)
    )
    bands = engine.fact_index.bands.get(term.name)
    number = bands[0] if bands else term.name if term.type in ("number", "integer") else ""
    return InterviewQuestion(term.name, term.type, term.question, term.help, term.matters, term.example, term.unit,
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
