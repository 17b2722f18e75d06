"""Macros as they are called: those of C4, and icons such as `SQSQueue(orders, "Orders")`."""

from __future__ import annotations

from advisor.readers.c4 import Element, Macro, Notation, read_macro
from advisor.readers.plantuml.statements import Statement
from advisor.readers.plantuml.texts import shown
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

WORD = regex(r"([A-Za-z_]\w*)\s?\(")
NOTATION = Notation(
    regex(r'\s*(?:\\n\s*)*(?:\$(\w+)\s*=\s*)?(?:"([^"]*)"|([^,()"]*(?:\([^()]*\)[^,()"]*)*))'),
    regex(r"\s*(?:\\n\s*)*,"), shown)
CLOSING = regex(r"\s*(?:\\n\s*)*\)\s*(\{)?")
END_OF_BOUNDARY = "Boundary_End"
STYLING = regex(
    r"(?:Lay_|LAYOUT|SHOW_|HIDE_|SET_|Add|Update|Set|setIndex|increment|Index|LastIndex|Without|Remove|Legend|skinparam)\w*"
    r"|(?:actor|usecase|component|interface|note|legend|title|together|package|node)")
ICON = regex(r"[A-Z]\w+")
CODE = regex(r"[\w.]+")
MOST_ARGUMENTS = 40


class Call(NamedTuple):
    macro: Macro
    opens: bool  # whether `{` follows


def read_call(statement: Statement) -> Call | None:
    """Returns what a statement calls, or None where it calls nothing."""
    text = statement.text
    found = WORD.match(text)
    if not found:
        return None
    macro, at = read_macro(found[1], text, found.end(), NOTATION)
    closing = CLOSING.match(text, at)
    if not closing or text[closing.end() :].strip() or len(macro.arguments) + len(macro.named) > MOST_ARGUMENTS:
        return None
    return Call(macro, closing[1] is not None)


def is_styling(word: str) -> bool:
    """Whether a macro only says how a diagram looks."""
    return STYLING.fullmatch(word) is not None


def icon_of(macro: Macro) -> Element | None:
    """Returns what a macro of an icon library draws, or None where it is none."""
    name, label = macro.value(0, "alias"), macro.value(1, "label")
    if ICON.fullmatch(macro.word) and CODE.fullmatch(name) and len(macro.arguments) > 1:
        return Element(name, label, technology=macro.value(2, "techn") or macro.word)
    return None
