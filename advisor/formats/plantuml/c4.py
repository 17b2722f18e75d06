"""Parses macro calls: C4, and icons such as `SQSQueue(orders, "Orders")`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.c4_macros import C4Element, C4Macro, MacroSyntax, read_macro
from advisor.formats.plantuml.statement import PlantUmlStatement, label_text

WORD = re.compile(r"([A-Za-z_]\w*)\s?\(")
NOTATION = MacroSyntax(
    re.compile(r'\s*(?:\\n\s*)*(?:\$(\w+)\s*=\s*)?(?:"([^"]*)"|([^,()"]*(?:\([^()]*\)[^,()"]*)*))'),
    re.compile(r"\s*(?:\\n\s*)*,"), label_text)
CLOSING = re.compile(r"\s*(?:\\n\s*)*\)\s*(\{)?")
END_OF_BOUNDARY = "Boundary_End"
STYLING = re.compile(
    r"(?:Lay_|LAYOUT|SHOW_|HIDE_|SET_|Add|Update|Set|setIndex|increment|Index|LastIndex|Without|Remove|Legend|skinparam)\w*"
    r"|(?:actor|usecase|component|interface|note|legend|title|together|package|node)")
ICON = re.compile(r"[A-Z]\w+")
CODE = re.compile(r"[\w.]+")
MAX_ARGUMENTS = 40


class MacroCall(NamedTuple):
    macro: C4Macro
    opens: bool  # whether `{` follows


def read_call(statement: PlantUmlStatement) -> MacroCall | None:
    """Returns the macro call of a statement, or None if it is not one."""
    text = statement.text
    match = WORD.match(text)
    if not match:
        return None
    macro, at = read_macro(match[1], text, match.end(), NOTATION)
    closing = CLOSING.match(text, at)
    if not closing or text[closing.end() :].strip() or len(macro.arguments) + len(macro.named) > MAX_ARGUMENTS:
        return None
    return MacroCall(macro, closing[1] is not None)


def is_styling(word: str) -> bool:
    """Whether a macro only styles the diagram."""
    return STYLING.fullmatch(word) is not None


def icon_element(macro: C4Macro) -> C4Element | None:
    """Returns the element of an icon library macro, or None for other macros."""
    name, label = macro.argument(0, "alias"), macro.argument(1, "label")
    if ICON.fullmatch(macro.word) and CODE.fullmatch(name) and len(macro.arguments) > 1:
        return C4Element(name, label, technology=macro.argument(2, "techn") or macro.word)
    return None
