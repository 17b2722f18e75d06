"""Deduplicates questions: several practices may need the same fact, for several interactions."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from advisor.model.finding import FactQuestion

MAX_NAMED = 3  # other subjects listed per question


class MergedQuestion(NamedTuple):
    """A question with all rules that need its answer, and the other subjects it concerns."""

    question: FactQuestion
    rules: tuple[str, ...]
    other_subjects: tuple[str, ...]  # at most MAX_NAMED further subjects
    subject_count: int  # of all subjects


class QuestionList(NamedTuple):
    """The first questions, and the total count."""

    first: tuple[MergedQuestion, ...]
    total: int

    @property
    def omitted_count(self) -> int:
        """Number of questions not covered by `first`."""
        return self.total - sum(asked.subject_count for asked in self.first)


def list_questions(questions: Iterable[FactQuestion], limit: int) -> QuestionList:
    """Returns deduplicated questions, one per subject, in the order given."""
    return _group_questions(questions, limit, merge_subjects=False)


def merge_questions(questions: Iterable[FactQuestion], limit: int) -> QuestionList:
    """Returns questions merged across subjects, in the order given."""
    return _group_questions(questions, limit, merge_subjects=True)


class _QuestionGroup:
    def __init__(self, question: FactQuestion) -> None:
        self.question = question
        self.rules: dict[str, None] = {}
        self.others: list[str] = []
        self.count = 0

    def asked(self) -> MergedQuestion:
        return MergedQuestion(self.question, tuple(self.rules), tuple(self.others), self.count)


def _group_questions(questions: Iterable[FactQuestion], limit: int, merge_subjects: bool) -> QuestionList:
    seen: set[tuple[object, ...]] = set()
    groups: dict[object, _QuestionGroup] = {}
    for question in questions:
        rule, interaction, subject, facts, words, *_ = question
        key = (interaction, subject, facts or words)
        group_key = facts or words if merge_subjects else key
        group = groups.get(group_key)
        if group is None and len(groups) < limit:
            group = groups[group_key] = _QuestionGroup(question)
        if group is not None:
            group.rules[rule] = None
            if key not in seen:
                group.count += 1
                if 1 < group.count <= MAX_NAMED + 1:
                    group.others.append(subject)
        seen.add(key)
    return QuestionList(tuple(group.asked() for group in groups.values()), len(seen))
