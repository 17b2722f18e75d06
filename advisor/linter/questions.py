"""What the practices could not judge, as questions: first those whose answer may show the worst."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.linter.judge import Judged
from advisor.linter.whole import UNKNOWN, Whole
from advisor.linter.wording import Asking
from advisor.model.finding import SEVERITIES, Question
from advisor.notation.quote import quoted

MOST_WANTED = 999  # practices that ask for one fact; beyond, more make no difference
Value = tuple[int, bool, int]


def questions_of(whole: Whole, told: Iterable[Judged]) -> tuple[Question, ...]:
    """Returns one question for each practice and place, most valuable first.

    That is: by the practice's severity; those that surely apply before those that may; what many practices ask of the
    same interaction before what one asks; then in the order of the documents. Practices that wait for the same facts of
    the same interaction ask the same, word for word.
    """
    asking = Asking(whole.engine.terms)
    by_value: dict[Value, list[Question]] = {}
    for group in _by_subject(whole, told):
        for value, question in _asked(group, asking):
            by_value.setdefault(value, []).append(question)
    return tuple(question for value in sorted(by_value) for question in by_value[value])


def _by_subject(whole: Whole, told: Iterable[Judged]) -> list[list[Judged]]:
    """What is unknown, subject by subject in the order of the documents."""
    groups: dict[str, list[Judged]] = {}
    for judged in told:
        if judged.verdict.outcome == UNKNOWN:
            groups.setdefault(judged.verdict.subject, []).append(judged)
    order = {interaction.id: number for number, interaction in enumerate(whole.architecture.interactions)}
    return sorted(groups.values(), key=lambda group: min(
        order.get(judged.verdict.interaction or judged.verdict.subject, len(order)) for judged in group))


def _asked(group: list[Judged], asking: Asking) -> Iterator[tuple[Value, Question]]:
    demand = Counter(fact for judged in group for fact in judged.verdict.facts)
    subject = quoted(group[0].verdict.subject)
    texts: dict[tuple[str, ...], str] = {}
    for practice, verdict, applies in sorted(group, key=lambda judged: (judged.verdict.facts, judged.practice.id)):
        wanted = max((demand[fact] for fact in verdict.facts), default=1)
        value = (SEVERITIES.index(practice.severity), applies is None, -min(wanted, MOST_WANTED))
        text = verdict.question or texts.get(verdict.facts)
        if text is None:
            text = texts[verdict.facts] = subject + asking.of(verdict.facts)
        yield value, Question(practice.id, verdict.interaction, verdict.subject, verdict.facts, text, verdict.span)
