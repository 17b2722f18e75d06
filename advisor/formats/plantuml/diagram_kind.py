"""Detects the diagram kind: PlantUML has no keyword, so the first unambiguous statement decides."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from advisor.formats.c4_macros import interpret_macro
from advisor.formats.plantuml.c4 import END_OF_BOUNDARY, icon_element, is_styling, read_call
from advisor.formats.plantuml.statement import NO_ARROW, PlantUmlStatement

SEQUENCE = re.compile(
    r"(?:participant|activate|deactivate|autonumber|autoactivate|alt|loop|par2?|opt|critical|break|group|box|return"
    rf"|create|destroy|newpage|else)\b{NO_ARROW}|==|\.\.\.|\|\|\||\[[xo]?[-<\\/]|\?[xo]?[-<\\/]", re.IGNORECASE)
COMPONENT = re.compile(
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
COMPONENT_ARROW = re.compile(
    r"[\w\"\])\s](?:<?[-=.~]+(?:\[[^\]\n]{0,120}\])?(?:left|right|up|down|le|ri|do|[lrud])[-=.~]+>?|<?\.+>|<\.+|={2,}>"
    r"|~+>|--?>\s*(?:\[|\((?!\d+\)))|[-.]+\(|-\(0|--\s)")


class DiagramKind(NamedTuple):
    word: str  # sequence, component, another kind, or empty if nothing is drawn
    statement: PlantUmlStatement | None = None  # the deciding statement


def detect_kind(statements: Sequence[PlantUmlStatement]) -> DiagramKind:
    """Returns the kind of a diagram."""
    hint, component, is_sure = DiagramKind(""), None, False
    for statement in statements:
        text = statement.text
        for word, pattern in OTHERS.items():
            if pattern.match(text) and (component is None or word in ANYWHERE):
                return DiagramKind(word, statement)
        if is_sure:
            continue
        if SEQUENCE.match(text):
            return DiagramKind("sequence", statement)
        if COMPONENT.match(text):
            component, is_sure = DiagramKind("component", statement), True
        elif _is_macro(statement):  # there are macros for sequences too
            component = component or DiagramKind("component", statement)
        elif COMPONENT_ARROW.search(text.partition(" : ")[0]):
            hint = DiagramKind("component", statement)
        elif not hint.word and ("-" in text or text.startswith(("actor", "database", "queue", "entity"))):
            hint = DiagramKind("sequence", statement)
    return component or hint


def _is_macro(statement: PlantUmlStatement) -> bool:
    call = read_call(statement)
    if call is None or is_styling(call.macro.word):
        return False
    return call.macro.word == END_OF_BOUNDARY or bool(interpret_macro(call.macro) or icon_element(call.macro))
