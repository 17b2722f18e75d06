"""Replaces values that a practice advises against; unsafe, because only the author knows what is built."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from advisor.linter.spans import value_span
from advisor.model.finding import Finding, Fix, TextEdit
from advisor.model.interaction import Interaction
from advisor.text.source import Source

MAX_KEY_DISTANCE = 200  # characters from the start of a key to its value
KEY_PATTERN = r"""(?:^|[\s{{,])["']?{}["']?[ \t]*:[ \t]*$"""


class Choice(NamedTuple):
    fact: str
    written: str  # in the document
    better: str


JITTER = Choice("retries.jitter", "false", "true")
CHOICES: dict[str, tuple[Choice, ...]] = {  # by rule; the rule reports the first
    "automatic-ack": (Choice("ack", "auto", "manual"),),
    "missing-trace-context": (Choice("trace_context", "false", "true"),),
    "missing-deadline-propagation": (Choice("deadline_propagation", "false", "true"),),
    "retry-without-backoff": (Choice("retries.backoff", "none", "exponential"), JITTER),
    "retry-without-jitter": (JITTER,),
    "unconfirmed-publish": (Choice("confirms", "false", "true"),),
}


class ChoiceFixer:
    def __init__(self, interactions: Iterable[Interaction], source: Source) -> None:
        self.source = source
        self._interactions = {interaction.id: interaction for interaction in interactions}

    def fix(self, finding: Finding) -> Fix | None:
        """Returns the fix that writes the advised value, or None if the value is not written out."""
        interaction = self._interactions.get(finding.interaction)
        if interaction is None or interaction.source is not self.source:
            return None
        first, *others = CHOICES[finding.rule]
        edit = self._edit(interaction, first)
        if edit is None:
            return None
        edits = [edit, *(other for choice in others if (other := self._edit(interaction, choice)))]
        field = first.fact.rpartition(".")[2]
        return Fix(f"Write `{field}: {first.better}`, if it is built so.", tuple(sorted(edits)), False)

    def _edit(self, interaction: Interaction, choice: Choice) -> TextEdit | None:
        """Returns the edit of a value behind its key; None for table cells, which use other words."""
        span = value_span(interaction, choice.fact)
        text = self.source.text
        field = choice.fact.rpartition(".")[2]
        line = text.rfind("\n", 0, span.start) + 1
        before = text[max(line, span.start - MAX_KEY_DISTANCE) : span.start]
        is_meant = text[span.start : span.end].strip("\"'") == choice.written
        if not is_meant or not re.search(KEY_PATTERN.format(re.escape(field)), before):
            return None
        return TextEdit(span.start, span.end, choice.better)
