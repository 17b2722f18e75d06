"""Formats the messages of findings and questions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import isfinite

from advisor.model.interaction import Interaction
from advisor.model.terms import Term, Terms
from advisor.text.quoting import format_value

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
MAX_NAMES = 4


def fill_placeholders(sentence: str, values: Mapping[str, str]) -> str:
    """Fills in placeholders in a single pass, so that document text is never read as a placeholder."""
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), sentence)


def message_values(interaction: Interaction) -> dict[str, str]:
    """Returns the placeholders available to every practice."""
    return {"id": format_value(interaction.id), "from": format_value(interaction.sender),
            "to": join_names(interaction.receivers), "operation": format_value(interaction.operation or interaction.id),
            "pattern": interaction.declared or "no pattern"}


def join_names(names: Sequence[str]) -> str:
    """Joins names, such as `a, b and c`; truncates long lists."""
    *before, last = map(format_value, names if len(names) <= MAX_NAMES else names[:MAX_NAMES - 1])
    if len(names) > MAX_NAMES:
        return f"{', '.join([*before, last])} and {len(names) - MAX_NAMES + 1} more"
    return f"{', '.join(before)} and {last}" if before else last


def format_number(number: float) -> str:
    """Formats a number with thousands separators."""
    if not isfinite(number):
        return "unbounded"
    return f"{int(number):,}" if number == int(number) else f"{number:,.6g}"


class QuestionWriter:
    """Phrases questions for missing facts, with the questions of a pack."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._texts: dict[tuple[str, ...], str] = {}

    @cached_property
    def _questions(self) -> dict[str, str]:
        return dict(_questions((self._terms.circumstances, self._terms.needs, self._terms.design)))

    def write(self, facts: tuple[str, ...]) -> str:
        """Returns the text that follows the name of a subject without these facts."""
        text = self._texts.get(facts)
        if text is None:
            questions = " ".join(self._questions[name] for name in facts if name in self._questions)
            text = f" says nothing about its {join_names(facts)}" if facts else " is not clear"
            text = self._texts[facts] = f"{text}: {questions}" if questions else f"{text}."
        return text


def _questions(sections: Iterable[Mapping[str, Term]]) -> Iterable[tuple[str, str]]:
    for section in sections:
        for term in section.values():
            yield term.name, term.question
            for field in term.fields:
                yield f"{term.name}.{field.name}", field.question
