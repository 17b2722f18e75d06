"""Turns unknown verdicts into questions, by the severity that an answer may reveal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from advisor.linter.context import UNKNOWN, LintContext
from advisor.linter.judge import RuleResult
from advisor.linter.wording import QuestionWriter
from advisor.model.finding import SEVERITIES, FactQuestion
from advisor.text.quoting import quote_value

MAX_DEMAND = 999  # practices that ask for one fact; more do not change the order


def build_questions(context: LintContext, results: Iterable[RuleResult]) -> tuple[FactQuestion, ...]:
    """Returns one question for each unknown verdict, most valuable first.

    Order: severity of the practice; practices that certainly apply first; facts that many practices of the same
    interaction need first; then document order. Practices blocked by the same facts of the same interaction share the
    text of the question.
    """
    asking = QuestionWriter(context.engine.terms)
    questions = (question for group in _by_subject(context, results) for question in _ranked(group, asking))
    return tuple(sorted(questions, key=lambda question: question.rank))


def _by_subject(context: LintContext, results: Iterable[RuleResult]) -> list[list[RuleResult]]:
    """Groups unknown results by subject, in document order."""
    groups: dict[str, list[RuleResult]] = {}
    for judged in results:
        if judged.verdict.outcome == UNKNOWN:
            groups.setdefault(judged.verdict.subject, []).append(judged)
    order = {interaction.id: number for number, interaction in enumerate(context.architecture.interactions)}
    return sorted(groups.values(), key=lambda group: min(
        order.get(judged.verdict.interaction or judged.verdict.subject, len(order)) for judged in group))


def _ranked(group: list[RuleResult], asking: QuestionWriter) -> Iterator[FactQuestion]:
    demand = Counter(fact for judged in group for fact in judged.verdict.facts)
    subject = quote_value(group[0].verdict.subject)
    texts: dict[tuple[str, ...], str] = {}
    for practice, verdict, applies in sorted(group, key=lambda judged: (judged.verdict.facts, judged.practice.id)):
        most_asked = max((demand[fact] for fact in verdict.facts), default=1)
        rank = (SEVERITIES.index(practice.severity) * 2 + (applies is None)) * (MAX_DEMAND + 1)
        rank += MAX_DEMAND - min(most_asked, MAX_DEMAND)
        text = verdict.question or texts.get(verdict.facts)
        if text is None:
            text = texts[verdict.facts] = subject + asking.write(verdict.facts)
        yield FactQuestion(practice.id, verdict.interaction, verdict.subject, verdict.facts, text, verdict.span, rank)
