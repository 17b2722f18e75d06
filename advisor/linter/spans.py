"""Spans of values, names and first lines in a document."""

from __future__ import annotations

import re
from collections.abc import Iterable

from advisor.model.finding import RelatedPlace
from advisor.model.interaction import Interaction, KnownFact
from advisor.text.source import Source, Span

CHOICE_FACTS = ("pattern", "technology")  # the facts that state the chosen solution
MAX_RELATED = 20  # places of one finding
MAX_GROUP_LENGTH = 4000  # characters searched of a group outside its interaction
WORD = re.compile(r"""'[^'\n]*'|"(?:[^"\\\n]|\\.)*"|[^\s,\[\]{}]+""")


def first_line(span: Span) -> Span:
    """Returns the first line of a span."""
    text, start = span.source.text, span.start
    end = text.find("\n", start, span.end)
    line = text[start : span.end if end < 0 else end].rstrip()
    return Span(span.source, start, start + len(line))


def related_places(spans: Iterable[tuple[Span, str]]) -> tuple[RelatedPlace, ...]:
    """Returns the first lines of spans with what is there, each place once; a long list is cut."""
    places: dict[tuple[str, int, int], RelatedPlace] = {}
    for span, message in spans:
        if len(places) == MAX_RELATED:
            break
        line, column = span.source.position(span.start)
        shown = first_line(span)
        place = RelatedPlace(span.file, line, column, column + shown.end - shown.start, message)
        places.setdefault(place[:3], place)
    return tuple(places.values())


def value_span(interaction: Interaction, names: str | Iterable[str]) -> Span:
    """Returns the span of the first of these facts that is stated, else the interaction's first line.

    A field of a group is named with a dot: `retries.jitter`.
    """
    for name in (names,) if isinstance(names, str) else names:
        group, _, field = name.partition(".")
        fact = interaction.design.get(group) or interaction.needs.get(group)
        if fact is not None and fact.offset >= 0:
            offset = _field_offset(interaction, fact, field) if field else fact.offset
            return _word_span(interaction.source, offset)
    return first_line(interaction.span)


def name_span(interaction: Interaction, key: str, name: str) -> Span:
    """Returns the span of a name under a key (`from` or `to`), else the first line."""
    text, end = interaction.source.text, interaction.end
    start = _value_offset(text, key, interaction.start, end)
    match = re.compile(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])").search(text, start, end) if start >= 0 else None
    return Span(interaction.source, *match.span()) if match else first_line(interaction.span)


def _field_offset(interaction: Interaction, fact: KnownFact, field: str) -> int:
    """Returns the offset of a group's field, or of the group if it has no such field, as in `retries: none`."""
    is_inside = interaction.start <= fact.offset < interaction.end
    offset = _value_offset(interaction.source.text, field, fact.offset,
                           interaction.end if is_inside else fact.offset + MAX_GROUP_LENGTH)
    return offset if offset >= 0 else fact.offset


def _value_offset(text: str, key: str, start: int, end: int) -> int:
    """Returns the offset of the first value of a key outside comments, or -1."""
    for match in re.compile(rf"""(?<![\w.-])["']?{re.escape(key)}["']?[ \t]*:\s*""").finditer(text, start, end):
        line = text.rfind("\n", start, match.start()) + 1 or start
        if not re.search(r"(^|\s)#", text[line : match.start()]):
            return match.end()
    return -1


def _word_span(source: Source, offset: int) -> Span:
    """Returns the span of a value's first word, in any quoting style."""
    match = WORD.match(source.text, offset)
    return Span(source, offset, match.end() if match else offset + 1)
