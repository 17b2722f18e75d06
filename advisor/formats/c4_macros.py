"""C4 macros such as `Rel(web, orders, "places", $techn="HTTPS")`, in Mermaid and PlantUML."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

RELATION = re.compile(r"(?:Bi)?Rel(?:Index|IndexBack)?(?:_[A-Za-z_]+)?")
ELEMENT = re.compile(r"(Person|System|Container|Component)(Db|Queue)?(_Ext)?")
BOUNDARY = re.compile(r"(?:(?:Enterprise|System|Container|Component)_)?Boundary|(?:Deployment_)?Node(?:_[LR])?")
WITH_TECHNOLOGY = ("Container", "Component")


class MacroSyntax(NamedTuple):
    """Argument syntax of a notation."""

    argument: re.Pattern[str]  # matches anything; groups: name, quoted text, bare text
    comma: re.Pattern[str]
    display: Callable[[str], str]  # renders a text as displayed


class C4Macro(NamedTuple):
    """A macro call."""

    word: str
    arguments: tuple[str, ...]  # as written
    named: dict[str, str]
    display: Callable[[str], str]

    def argument(self, index: int, name: str) -> str:
        """Returns an argument, by name or else by index, as displayed."""
        given = self.arguments[index] if index < len(self.arguments) else ""
        return self.display(self.named.get(name, given))


class C4Relation(NamedTuple):
    source: str
    target: str
    label: str
    technology: str
    has_label: bool  # even an empty one
    is_both_ways: bool
    is_backwards: bool  # written with its target first

    @property
    def ends(self) -> tuple[str, str]:
        """Source and target in the order they are written."""
        return (self.target, self.source) if self.is_backwards else (self.source, self.target)


class C4Element(NamedTuple):
    id: str = ""
    label: str = ""
    hint: str = ""
    technology: str = ""
    is_boundary: bool = False  # drawn around others


def read_macro(word: str, text: str, at: int, notation: MacroSyntax) -> tuple[C4Macro, int]:
    """Parses the arguments of a macro from an offset; returns the macro and the end offset."""
    arguments: list[str] = []
    named: dict[str, str] = {}
    while True:
        argument = notation.argument.match(text, at)
        assert argument is not None  # it matches anything
        name, quoted, bare = argument.groups()
        value = quoted if quoted is not None else bare.strip()
        if name:
            named[name] = value
        else:
            arguments.append(value)
        comma = notation.comma.match(text, argument.end())
        if not comma:
            return C4Macro(word, tuple(arguments), named, notation.display), argument.end()
        at = comma.end()


def interpret_macro(macro: C4Macro) -> C4Relation | C4Element | None:
    """Returns the relation or element of a macro, or None if C4 has none of that name."""
    if RELATION.fullmatch(macro.word):
        return _relation(macro)
    name, label = macro.argument(0, "alias"), macro.argument(1, "label")
    if match := ELEMENT.fullmatch(macro.word):
        element, variant, external = match.groups()
        hint = {"Db": "database", "Queue": "queue"}.get(variant or "") or ("external" if external else element.lower())
        return C4Element(name, label, hint, macro.argument(2, "techn") if element in WITH_TECHNOLOGY else "")
    if BOUNDARY.fullmatch(macro.word):
        hint, technology = ("node", macro.argument(2, "type")) if "Node" in macro.word else ("boundary", "")
        return C4Element(name, label, hint, technology, is_boundary=True)
    return None


def _relation(macro: C4Macro) -> C4Relation:
    if macro.word.startswith("RelIndex"):  # its first argument is a number
        macro = macro._replace(arguments=macro.arguments[1:])
    source, target, label = macro.argument(0, "from"), macro.argument(1, "to"), macro.argument(2, "label")
    is_backwards = "Back" in macro.word or macro.word == "Rel_B"
    if is_backwards:
        source, target = target, source
    return C4Relation(source, target, label, macro.argument(3, "techn"),
                      has_label=len(macro.arguments) > 2 or bool(label), is_both_ways=macro.word.startswith("Bi"),
                      is_backwards=is_backwards)
