"""List items with an arrow: `checkout -> payment: gRPC, timeout 200 ms`."""

from __future__ import annotations

import re

from advisor.extraction.fact_collector import FactCollector, add_text, strip_markup
from advisor.extraction.names import KnownNames, name_fault
from advisor.extraction.tables import DescribedInteraction, canonical_ends, split_names
from advisor.formats.diagram import Line
from advisor.model.interaction import Interaction
from advisor.model.terms import Terms
from advisor.text.source import Source

ARROW = re.compile(r"\s{0,9}(?:-{1,3}>|={1,2}>|→|⟶|⇒|➜|➔)\s{0,9}")
ARROW_HEAD = re.compile("[>→⟶⇒➜➔]")  # cheap test before ARROW
TASK = re.compile(r"\[[ xX]\]\s")
MAX_LINE_LENGTH = 500
MAX_NAME_LENGTH = 60
MAX_SPACES = 5


def parse_arrow(source: Source, item: Line, terms: Terms, known: KnownNames) -> DescribedInteraction | None:
    """Returns the interaction of a list item, or None if there is none; adds its names to the known ones.

    An arrow alone may mean anything: both names must be known, or the text must name a protocol or fact.
    """
    if len(item.text) > MAX_LINE_LENGTH or ARROW_HEAD.search(item.text) is None:
        return None
    task = TASK.match(item.text)
    line = strip_markup(Line(item.start + task.end(), item.text[task.end() :]) if task else item)
    arrows = list(ARROW.finditer(line.text))
    if len(arrows) != 1:
        return None
    sender = line.text[: arrows[0].start()].strip()
    receivers, rest = _split_receivers(Line(line.start + arrows[0].end(), line.text[arrows[0].end() :]))
    names = split_names(receivers)
    if not _is_name(sender) or not names or not all(map(_is_name, names)):
        return None
    facts = FactCollector(terms)
    operation = _add_facts(facts, rest)
    if not facts.needs and not facts.design and not all(name in known for name in (sender, *names)):
        return None
    declared, technology = facts.resolve_declared()
    end = item.start + len(item.text)
    return DescribedInteraction(
        Interaction("", *canonical_ends(sender, names, known), operation[:120], facts.needs, facts.design, declared,
                    technology, source, item.start, end),
        False,
    )


def _split_receivers(line: Line) -> tuple[str, Line]:
    """Splits receivers from the details after a colon or in parentheses."""
    text = line.text
    colon, bracket = text.find(":"), text.find("(")
    if colon > 0 and (bracket < 0 or colon < bracket):
        return text[:colon], Line(line.start + colon + 1, text[colon + 1 :])
    if bracket > 0 and text.rstrip(" .").endswith(")"):
        return text[:bracket], Line(line.start + bracket + 1, text[bracket + 1 :].rstrip(" .)"))
    return text, Line(line.start + len(text), "")


def _add_facts(facts: FactCollector, rest: Line) -> str:
    """Adds the facts between commas; returns the first part that is no fact: the operation."""
    operation, offset = "", rest.start
    for part in re.split("[,;]", rest.text):
        lead = len(part) - len(part.lstrip())
        part_operation = add_text(facts, offset + lead, part.strip(" ."))
        operation = operation or part_operation
        offset += len(part) + 1
    return operation


def _is_name(text: str) -> bool:
    return bool(text) and len(text) <= MAX_NAME_LENGTH and text.count(" ") < MAX_SPACES and not name_fault(text) \
        and any(char.isalpha() for char in text)
