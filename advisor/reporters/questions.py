"""What the practices ask, each thing once: several of them may need the same fact, and of many interactions."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.model.finding import Question
from advisor.source.frozen import NamedTuple

NAMED = 3  # others that are asked the same


class Asked(NamedTuple):
    """A question with every practice that waits for its answer, and whoever else is asked the same."""

    question: Question
    rules: tuple[str, ...]
    others: tuple[str, ...]  # the first of them
    number: int  # of all who are asked


class Asking(NamedTuple):
    """The first questions, and how many there are in all."""

    first: tuple[Asked, ...]
    total: int

    @property
    def more(self) -> int:
        """How many the first ones leave out."""
        return self.total - sum(asked.number for asked in self.first)


def each_asked(questions: Iterable[Question], most: int) -> Asking:
    """Returns every question of every interaction, service and flow, once and in the order given."""
    return _asking(questions, most, of_all_at_once=False)


def asked_of_all(questions: Iterable[Question], most: int) -> Asking:
    """Returns questions in the order given, each with all who are asked it."""
    return _asking(questions, most, of_all_at_once=True)


class _Group:
    def __init__(self, question: Question) -> None:
        self.question = question
        self.rules: dict[str, None] = {}
        self.others: list[str] = []
        self.count = 0

    def asked(self) -> Asked:
        return Asked(self.question, tuple(self.rules), tuple(self.others), self.count)


def _asking(questions: Iterable[Question], most: int, of_all_at_once: bool) -> Asking:
    seen: set[tuple[object, ...]] = set()
    groups: dict[object, _Group] = {}
    for question in questions:
        rule, interaction, subject, facts, words, _ = question
        key = (interaction, subject, facts or words)
        shared = facts or words if of_all_at_once else key
        group = groups.get(shared)
        if group is None and len(groups) < most:
            group = groups[shared] = _Group(question)
        if group is not None:
            group.rules[rule] = None
            if key not in seen:
                group.count += 1
                if 1 < group.count <= NAMED + 1:
                    group.others.append(subject)
        seen.add(key)
    return Asking(tuple(group.asked() for group in groups.values()), len(seen))
