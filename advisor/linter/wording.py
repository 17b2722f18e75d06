"""The sentences of findings and questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from math import isfinite

from advisor.model.interaction import Interaction
from advisor.model.terms import Term, Terms
from advisor.notation.quote import shown
from advisor.source.regex import regex

PLACEHOLDER = regex(r"\{([a-z][a-z0-9_]*)\}")
MOST_NAMES = 4


def filled(sentence: str, values: Mapping[str, str]) -> str:
    """Returns a sentence with its placeholders replaced, once: what a document says is never read as a placeholder."""
    return PLACEHOLDER.sub(lambda found: values.get(found[1], found[0]), sentence)


def values_of(interaction: Interaction) -> dict[str, str]:
    """Returns what the sentence of any practice may name."""
    return {
        "id": shown(interaction.id),
        "from": shown(interaction.sender),
        "to": listed(interaction.receivers),
        "operation": shown(interaction.operation or interaction.id),
        "pattern": interaction.declared or "no pattern",
    }


def listed(names: Sequence[str]) -> str:
    """Returns names as people list them, such as `a, b and c`; of many, the first."""
    *before, last = map(shown, names if len(names) <= MOST_NAMES else names[:MOST_NAMES - 1])
    if len(names) > MOST_NAMES:
        return f"{', '.join([*before, last])} and {len(names) - MOST_NAMES + 1} more"
    return f"{', '.join(before)} and {last}" if before else last


def counted(number: float) -> str:
    """Returns a number as people write it."""
    if not isfinite(number):
        return "unbounded"
    return f"{int(number):,}" if number == int(number) else f"{number:,.6g}"


class Asking:
    """Asks for facts in the words of a pack."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._said: dict[tuple[str, ...], str] = {}

    @cached_property
    def _questions(self) -> dict[str, str]:
        return dict(_questions((self._terms.circumstances, self._terms.needs, self._terms.design)))

    def of(self, facts: tuple[str, ...]) -> str:
        """Returns what to say after the name of what does not state these facts."""
        said = self._said.get(facts)
        if said is None:
            questions = " ".join(self._questions[name] for name in facts if name in self._questions)
            said = f" says nothing about its {listed(facts)}" if facts else " is not clear"
            said = self._said[facts] = f"{said}: {questions}" if questions else f"{said}."
        return said


def _questions(sections: Iterable[Mapping[str, Term]]) -> Iterable[tuple[str, str]]:
    for section in sections:
        for term in section.values():
            yield term.name, term.question
            for field in term.fields:
                yield f"{term.name}.{field.name}", field.question
