"""Where in a document something stands: one value, one name, or the first line of what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.model.interaction import Interaction, KnownFact
from advisor.source import Source, Span
from advisor.source.regex import regex

CHOSEN = ("pattern", "technology")  # the facts that say how it is built as a whole
MOST_READ = 4000  # characters of a group that is not written inside its interaction
WORD = regex(r"""'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|[^\s,\[\]{}]+""")


def first_line(span: Span) -> Span:
    """Returns the first line of a stretch of text."""
    text, start = span.source.text, span.start
    end = text.find("\n", start, span.end)
    line = text[start : span.end if end < 0 else end].rstrip()
    return Span(span.source, start, start + len(line))


def value_span(interaction: Interaction, names: str | Iterable[str]) -> Span:
    """Returns where the first of these facts that is stated stands; without one, the interaction's first line.

    A field of a group is named with a dot: `retries.jitter`.
    """
    for name in (names,) if isinstance(names, str) else names:
        group, _, field = name.partition(".")
        fact = interaction.design.get(group) or interaction.needs.get(group)
        if fact is not None and fact.offset >= 0:
            offset = _field(interaction, fact, field) if field else fact.offset
            return _word(interaction.source, offset)
    return first_line(interaction.span)


def name_span(interaction: Interaction, key: str, name: str) -> Span:
    """Returns where a name stands under a key (`from` or `to`); where it cannot be seen, the first line."""
    text, end = interaction.source.text, interaction.end
    found = _key(text, key, interaction.start, end)
    place = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])").search(text, found, end) if found >= 0 else None
    return Span(interaction.source, *place.span()) if place else first_line(interaction.span)


def operation_span(interaction: Interaction) -> Span:
    """Returns where the operation stands; where it cannot be seen, the first line."""
    text, end = interaction.source.text, interaction.end
    found = _key(text, "operation", interaction.start, end)
    place = text.find(interaction.operation, found, end) if found >= 0 and interaction.operation else -1
    if place < 0:
        return first_line(interaction.span)
    return Span(interaction.source, place, place + len(interaction.operation))


def _field(interaction: Interaction, fact: KnownFact, field: str) -> int:
    """The offset of a group's field; of the group where the field cannot be seen, as in `retries: none`."""
    is_inside = interaction.start <= fact.offset < interaction.end
    found = _key(interaction.source.text, field, fact.offset, interaction.end if is_inside else fact.offset + MOST_READ)
    return found if found >= 0 else fact.offset


def _key(text: str, key: str, start: int, end: int) -> int:
    """The offset of the value of the first such key, comments left out; -1 where there is none."""
    for found in re.compile(rf"""(?<![\w.-])["']?{re.escape(key)}["']?[ \t]*:\s*""").finditer(text, start, end):
        line = text.rfind("\n", start, found.start()) + 1 or start
        if not re.search(r"(^|\s)#", text[line : found.start()]):
            return found.end()
    return -1


def _word(source: Source, offset: int) -> Span:
    """A value's first word: enough to point at, whatever the style it is written in."""
    found = WORD.match(source.text, offset)
    return Span(source, offset, found.end() if found else offset + 1)
