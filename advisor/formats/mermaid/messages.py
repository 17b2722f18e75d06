"""Parses messages of a sequence diagram: `A->>+B: text` and others."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.mermaid.builder import MermaidDiagramBuilder
from advisor.formats.mermaid.labels import label_text
from advisor.text.quoting import quote_value

ALIAS_REMEDY = "Give the name an alias: `participant a as ...`."
ARROW = re.compile(r"--?(?:>>?|[xX]|\)|\|[\\/]|\\\\|//)|<<--?>>|[\\/]\|--?|//--?|\\\\--?")
BEFORE_TARGET = re.compile(r"\s*(?:\(\))?\s*([+-]?)\s*")
CENTRE = re.compile(r"\s*\(\)\s*$")
FORBIDDEN = re.compile(r"[<>,+]")
FORBIDDEN_FIRST = re.compile(r"[/\\(]")  # in the name of a receiver
WRAP = re.compile(r"\s*:?(?:no)?wrap:", re.IGNORECASE)


PLAIN = re.compile(  # the common case: alphanumeric names, an arrow, and a text without markup
    r"(\w+(?: \w+)*)(--?>>)([+-]?)(\w+(?: \w+)*):([^\n;#&<\\]*)$", re.ASCII | re.MULTILINE)


class MermaidMessage(NamedTuple):
    source: str
    target: str
    arrow: str
    activates: bool
    deactivates: bool
    label: str
    source_span: tuple[int, int]  # span of the source's name
    target_span: tuple[int, int]

    @property
    def is_both_ways(self) -> bool:
        return self.arrow.startswith("<<")


def read_message(builder: MermaidDiagramBuilder, start: int, end: int) -> MermaidMessage | None:
    """Returns the message of a statement, or None if it is not a message."""
    text = builder.page.text
    colon = text.find(":", start, end)
    arrows = list(ARROW.finditer(text, start, colon if colon >= 0 else end))
    if not arrows and colon >= 0 and (late := ARROW.search(text, colon, end)):
        builder.fault("A name may not hold `:`.", ALIAS_REMEDY, colon, colon + 1)
        arrows = [late]
        colon = text.find(":", late.end(), end)
    if not arrows:
        return None
    arrow = _pick_arrow(builder, arrows)
    before = BEFORE_TARGET.match(text, arrow.end())
    assert before is not None  # it matches anything
    name_end = colon if colon >= 0 else end
    at = _trim(text, start, _before_centre(text, start, arrow.start()))
    to = _trim(text, min(before.end(), name_end), name_end)
    if at[0] == at[1] or to[0] == to[1]:
        builder.fault(f"{'Before' if at[0] == at[1] else 'Behind'} {quote_value(arrow[0])}, a name is missing.",
                      "Write who sends and who receives: `A->>B: text`.", arrow.start(), arrow.end())
        return None
    for match in (FORBIDDEN.search(text, *at), FORBIDDEN.search(text, *to), FORBIDDEN_FIRST.match(text, *to)):
        if match:
            builder.fault(f"A name may not hold {quote_value(match[0])}.", ALIAS_REMEDY, match.start(), match.end())
    if colon < 0:
        builder.fault("This message has no text.", "Add one behind `:`.", at[0], to[1])
    label = label_text(_without_wrap(text[colon + 1 : end])) if colon >= 0 else ""
    return MermaidMessage(
        text[slice(*at)], text[slice(*to)], arrow[0], before[1] == "+", before[1] == "-", label, at, to
    )


def read_simple_message(text: str, start: int) -> MermaidMessage | None:
    """Returns the message of a line in the common form; None if it needs full parsing."""
    match = PLAIN.match(text, start)
    if not match:
        return None
    source, arrow, activity, target, label = match.groups()
    if "wrap:" in label.lower():
        return None
    return MermaidMessage(
        source, target, arrow, activity == "+", activity == "-", label_text(label), match.span(1), match.span(4)
    )


def message_text(text: str) -> str:
    """Returns the visible text after a colon or a keyword."""
    return label_text(_without_wrap(text))


def _pick_arrow(builder: MermaidDiagramBuilder, arrows: list[re.Match[str]]) -> re.Match[str]:
    """Picks the plainest arrow: arrows within names are a common error."""
    if len(arrows) == 1:
        return arrows[0]
    plainest = next((arrow for arrow in reversed(arrows) if ">>" in arrow[0]), arrows[0])
    other = next(arrow for arrow in arrows if arrow is not plainest)
    builder.fault(f"{quote_value(other[0])} within a name is read as an arrow.", ALIAS_REMEDY,
                  other.start(), other.end())
    return plainest


def _before_centre(text: str, start: int, end: int) -> int:
    match = CENTRE.search(text, max(start, end - 20), end)
    return match.start() if match else end


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _without_wrap(text: str) -> str:
    match = WRAP.match(text)
    return text[match.end() :] if match else text
