"""Lines with an arrow in lists: `checkout -> payment: gRPC, timeout 200 ms`."""

from __future__ import annotations

import re

from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.readers.claims import Claims, say_part, without_markup
from advisor.readers.drawing import Line
from advisor.readers.names import Known, fault_of_name
from advisor.readers.tables import Row, named, names_in
from advisor.source import Source
from advisor.source.regex import regex

ARROW = regex(r"\s{0,9}(?:-{1,3}>|={1,2}>|→|⟶|⇒|➜|➔)\s{0,9}")
HEAD = regex("[>→⟶⇒➜➔]")  # without one there is no arrow
TASK = regex(r"\[[ xX]\]\s")
LONGEST_LINE = 500
LONGEST_NAME = 60
MOST_WORDS = 5


def row_of(source: Source, item: Line, terms: Terms, known: Known) -> Row | None:
    """Returns the interaction of a list item, or None where it is none; its names are known from then on.

    An arrow alone may mean anything: both names must be known, or the rest must say how the two talk.
    """
    if len(item.text) > LONGEST_LINE or HEAD.search(item.text) is None:
        return None
    task = TASK.match(item.text)
    line = without_markup(Line(item.start + task.end(), item.text[task.end() :]) if task else item)
    arrows = list(ARROW.finditer(line.text))
    if len(arrows) != 1:
        return None
    sender = line.text[: arrows[0].start()].strip()
    receivers, rest = _parted(Line(line.start + arrows[0].end(), line.text[arrows[0].end() :]))
    names = names_in(receivers)
    if not _is_name(sender) or not names or not all(map(_is_name, names)):
        return None
    claims = Claims(terms)
    operation = _say(claims, rest)
    if not claims.needs and not claims.design and not all(name in known for name in (sender, *names)):
        return None
    declared, technology = claims.declared()
    end = item.start + len(item.text)
    return Row(Interaction("", *named(sender, names, known), operation[:120], claims.needs, claims.design, declared,
                           technology, source, item.start, end), False)


def _parted(line: Line) -> tuple[str, Line]:
    """Returns the names behind an arrow, and what is said of it after a colon or in parentheses."""
    text = line.text
    colon, bracket = text.find(":"), text.find("(")
    if colon > 0 and (bracket < 0 or colon < bracket):
        return text[:colon], Line(line.start + colon + 1, text[colon + 1 :])
    if bracket > 0 and text.rstrip(" .").endswith(")"):
        return text[:bracket], Line(line.start + bracket + 1, text[bracket + 1 :].rstrip(" .)"))
    return text, Line(line.start + len(text), "")


def _say(claims: Claims, rest: Line) -> str:
    """Takes the parts between commas; returns the first that is no fact: the operation."""
    operation, at = "", rest.start
    for part in re.split("[,;]", rest.text):
        lead = len(part) - len(part.lstrip())
        said = say_part(claims, at + lead, part.strip(" ."))
        operation = operation or said
        at += len(part) + 1
    return operation


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST_NAME and text.count(" ") < MOST_WORDS and not fault_of_name(text) \
        and any(char.isalpha() for char in text)
