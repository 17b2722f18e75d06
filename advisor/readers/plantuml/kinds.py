"""Detects the diagram kind: PlantUML has no keyword, so the first unambiguous statement decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from advisor.readers.c4 import meaning_of
from advisor.readers.plantuml.calls import END_OF_BOUNDARY, icon_of, is_styling, read_call
from advisor.readers.plantuml.statements import NO_ARROW, Statement
from advisor.source.regex import regex

SEQUENCE = regex(
    r"(?:participant|activate|deactivate|autonumber|autoactivate|alt|loop|par2?|opt|critical|break|group|box|return"
    rf"|create|destroy|newpage|else)\b{NO_ARROW}|==|\.\.\.|\|\|\||\[[xo]?[-<\\/]|\?[xo]?[-<\\/]", re.IGNORECASE)
COMPONENT = regex(
    r"(?:component|package|node|cloud|folder|frame|rectangle|interface|artifact|storage|agent|card|stack|file|hexagon"
    rf"|usecase|together|port|portin|portout|process|person|action|label)\b{NO_ARROW}(?![:(])"
    rf"|(?:actor|database|queue|boundary|control|entity|collections)\b{NO_ARROW}[^{{]*\{{\s*$"
    r"|\[[^\]\n]*\]|\(|:[^:;\n]+:", re.IGNORECASE)
OTHERS = {
    "classes": re.compile(
        rf"(?:(?:abstract\s+)?class|abstract|enum|annotation|protocol|struct|exception|metaclass)\b{NO_ARROW}"
        r"|entity\b[^{]*\{\s*$", re.IGNORECASE),
    "states": re.compile(rf"state\b{NO_ARROW}|\[\*\]|[^\n]*>\s*\[\*\]", re.IGNORECASE),
    "objects": re.compile(rf"(?:object|map|diamond)\b{NO_ARROW}", re.IGNORECASE),
    "activities": re.compile(
        r"(?:start|stop|fork|split)\s*$|:(?![^:\n]+:)[^\n]*[;|<>/\]}]\s*$|if\s*\(|while\s*\(|repeat\s*$"
        r"|\|[^|\n]+\|\s*$|\(\*\)|partition\b|switch\s*\(", re.IGNORECASE),
    "timing": re.compile(rf"(?:clock|binary|concise|robust|analog)\b{NO_ARROW}", re.IGNORECASE),
}
ANYWHERE = ("classes", "states", "objects")  # these share `package` and `interface` with components
COMPONENT_ARROW = regex(
    r"[\w\"\])\s](?:<?[-=.~]+(?:\[[^\]\n]{0,120}\])?(?:left|right|up|down|le|ri|do|[lrud])[-=.~]+>?|<?\.+>|<\.+|={2,}>"
    r"|~+>|--?>\s*(?:\[|\((?!\d+\)))|[-.]+\(|-\(0|--\s)")


class Kind(NamedTuple):
    word: str  # sequence, component, another kind, or empty if nothing is drawn
    sign: Statement | None = None  # the deciding statement


def kind_of(statements: Sequence[Statement]) -> Kind:
    """Returns the kind of a diagram."""
    hint, component, is_sure = Kind(""), None, False
    for statement in statements:
        text = statement.text
        for word, pattern in OTHERS.items():
            if pattern.match(text) and (component is None or word in ANYWHERE):
                return Kind(word, statement)
        if is_sure:
            continue
        if SEQUENCE.match(text):
            return Kind("sequence", statement)
        if COMPONENT.match(text):
            component, is_sure = Kind("component", statement), True
        elif _is_macro(statement):  # there are macros for sequences too
            component = component or Kind("component", statement)
        elif COMPONENT_ARROW.search(text.partition(" : ")[0]):
            hint = Kind("component", statement)
        elif not hint.word and ("-" in text or text.startswith(("actor", "database", "queue", "entity"))):
            hint = Kind("sequence", statement)
    return component or hint


def _is_macro(statement: Statement) -> bool:
    call = read_call(statement)
    if call is None or is_styling(call.macro.word):
        return False
    return call.macro.word == END_OF_BOUNDARY or bool(meaning_of(call.macro) or icon_of(call.macro))
