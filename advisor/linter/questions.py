"""Turns unknown verdicts into questions, by the severity that an answer may reveal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.linter.judge import Judged
from advisor.linter.whole import UNKNOWN, Whole
from advisor.linter.wording import Asking
from advisor.model.finding import SEVERITIES, Question
from advisor.notation.quote import quoted

MAX_DEMAND = 999  # practices that ask for one fact; more do not change the order
Priority = tuple[int, bool, int]


def questions_of(context: Whole, results: Iterable[Judged]) -> tuple[Question, ...]:
    """Returns one question for each unknown verdict, most valuable first.

    Order: severity of the practice; practices that certainly apply first; facts that many practices of the same
    interaction need first; then document order. Practices blocked by the same facts of the same interaction share the
    text of the question.
    """
    asking = Asking(context.engine.terms)
    by_priority: dict[Priority, list[Question]] = {}
    for group in _by_subject(context, results):
        for priority, question in _prioritised(group, asking):
            by_priority.setdefault(priority, []).append(question)
    return tuple(question for priority in sorted(by_priority) for question in by_priority[priority])


def _by_subject(context: Whole, results: Iterable[Judged]) -> list[list[Judged]]:
    """Groups unknown results by subject, in document order."""
    groups: dict[str, list[Judged]] = {}
    for judged in results:
        if judged.verdict.outcome == UNKNOWN:
            groups.setdefault(judged.verdict.subject, []).append(judged)
    order = {interaction.id: number for number, interaction in enumerate(context.architecture.interactions)}
    return sorted(groups.values(), key=lambda group: min(
        order.get(judged.verdict.interaction or judged.verdict.subject, len(order)) for judged in group))


def _prioritised(group: list[Judged], asking: Asking) -> Iterator[tuple[Priority, Question]]:
    demand = Counter(fact for judged in group for fact in judged.verdict.facts)
    subject = quoted(group[0].verdict.subject)
    texts: dict[tuple[str, ...], str] = {}
    for practice, verdict, applies in sorted(group, key=lambda judged: (judged.verdict.facts, judged.practice.id)):
        most_asked = max((demand[fact] for fact in verdict.facts), default=1)
        priority = (SEVERITIES.index(practice.severity), applies is None, -min(most_asked, MAX_DEMAND))
        text = verdict.question or texts.get(verdict.facts)
        if text is None:
            text = texts[verdict.facts] = subject + asking.of(verdict.facts)
        yield priority, Question(practice.id, verdict.interaction, verdict.subject, verdict.facts, text, verdict.span)
