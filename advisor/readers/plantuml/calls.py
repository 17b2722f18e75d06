"""Macros as they are called: `Rel(web, api, "reads", "JSON/HTTPS")`, and icons such as `SQSQueue(orders, "Orders")`."""

from __future__ import annotations

from typing import NamedTuple

from advisor.readers.plantuml.statements import Statement
from advisor.readers.plantuml.texts import shown
from advisor.source.regex import regex

WORD = regex(r"([A-Za-z_]\w*)\s?\(")
ARGUMENT = regex(r'\s*(?:\\n\s*)*(?:\$(\w+)\s*=\s*)?(?:"([^"]*)"|([^,()"]*(?:\([^()]*\)[^,()"]*)*))')
MORE = regex(r"\s*(?:\\n\s*)*,")
CLOSING = regex(r"\s*(?:\\n\s*)*\)\s*(\{)?")
RELATION = regex(r"(?:Bi)?Rel(?:Index|IndexBack)?(?:_[A-Za-z_]+)?")
ELEMENT = regex(r"(Person|System|Container|Component)(Db|Queue)?(_Ext)?")
BOUNDARY = regex(r"(?:(?:Enterprise|System|Container|Component)_)?Boundary|(?:Deployment_)?Node(?:_[LR])?")
STYLING = regex(
    r"(?:Lay_|LAYOUT|SHOW_|HIDE_|SET_|Add|Update|Set|setIndex|increment|Index|LastIndex|Without|Remove|Legend|skinparam)\w*"
    r"|(?:actor|usecase|component|interface|note|legend|title|together|package|node)")
ICON = regex(r"[A-Z]\w+")
CODE = regex(r"[\w.]+")
MOST_ARGUMENTS = 40
WITH_TECHNOLOGY = ("Container", "Component")


class Call(NamedTuple):
    word: str
    arguments: tuple[str, ...]
    named: dict[str, str]
    opens: bool  # whether `{` follows

    def value(self, place: int, name: str) -> str:
        """Returns an argument by its name or else its place."""
        given = self.arguments[place] if place < len(self.arguments) else ""
        return shown(self.named.get(name, given))


class Meaning(NamedTuple):
    id: str = ""
    label: str = ""
    hint: str = ""
    technology: str = ""
    source: str = ""
    target: str = ""
    is_relation: bool = False
    is_both_ways: bool = False
    ends_boundary: bool = False
    is_c4: bool = False


def read_call(statement: Statement) -> Call | None:
    """Returns what a statement calls, or None where it calls nothing."""
    text = statement.text
    found = WORD.match(text)
    if not found:
        return None
    arguments: list[str] = []
    named: dict[str, str] = {}
    at = found.end()
    while len(arguments) + len(named) < MOST_ARGUMENTS:
        argument = ARGUMENT.match(text, at)
        if not argument:
            return None
        name, text_of, bare = argument.groups()
        value = text_of if text_of is not None else bare.strip()
        if name:
            named[name] = value
        else:
            arguments.append(value)
        at = argument.end()
        more = MORE.match(text, at)
        if not more:
            break
        at = more.end()
    closing = CLOSING.match(text, at)
    if not closing or text[closing.end() :].strip():
        return None
    return Call(found[1], tuple(arguments), named, closing[1] is not None)


def is_styling(word: str) -> bool:
    """Whether a macro only says how a diagram looks."""
    return STYLING.fullmatch(word) is not None


def meaning_of(call: Call) -> Meaning:
    """Returns what a macro stands for."""
    if call.word == "Boundary_End":
        return Meaning(ends_boundary=True, is_c4=True)
    if RELATION.fullmatch(call.word):
        return _relation(call)
    code, label = call.value(0, "alias"), call.value(1, "label")
    if found := ELEMENT.fullmatch(call.word):
        element, variant, external = found.groups()
        hint = {"Db": "database", "Queue": "queue"}.get(variant or "") or ("external" if external else element.lower())
        return Meaning(code, label, hint, call.value(2, "techn") if element in WITH_TECHNOLOGY else "", is_c4=True)
    if BOUNDARY.fullmatch(call.word):
        hint, technology = ("node", call.value(2, "type")) if "Node" in call.word else ("boundary", "")
        return Meaning(code, label, hint, technology, is_c4=True)
    if ICON.fullmatch(call.word) and CODE.fullmatch(code) and len(call.arguments) > 1:
        return Meaning(code, label, "", call.value(2, "techn") or call.word)
    return Meaning()


def _relation(call: Call) -> Meaning:
    if call.word.startswith("RelIndex"):
        call = call._replace(arguments=call.arguments[1:])
    source, target = call.value(0, "from"), call.value(1, "to")
    if "Back" in call.word or call.word == "Rel_B":
        source, target = target, source
    return Meaning(label=call.value(2, "label"), technology=call.value(3, "techn"), source=source, target=target,
                   is_relation=True, is_both_ways=call.word.startswith("Bi"), is_c4=True)
