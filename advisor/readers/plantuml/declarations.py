"""What declares something: `queue "Order events" as events <<topic>> #gold`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.readers.plantuml.texts import shown
from advisor.source.regex import regex

QUOTED = regex(r'"([^"]*)"')
BRACKETED = regex(r"\[([^\]]*)\]")
BARE = regex(r"[^\s\"<>#\[\]{}(),:;]+")
CIRCLE = regex(r"\(\)\s*")
USE_CASE = regex(r"\(([^()]*)\)/?")
PERSON = regex(r":([^:\n]*):/?")
ALIAS = regex(r"\s+as\s+", re.IGNORECASE)
STEREOTYPE = regex(r"\s*<<\s*([^<>]*?)\s*>>")
BLANKS = regex(r"\s*")
HINTS = frozenset((
    "queue", "topic", "database", "person", "external", "browser", "mobile", "device", "gateway", "broker", "job"))
SAME = {"db": "database", "datastore": "database", "data store": "database", "message queue": "queue",
        "message broker": "broker", "event bus": "broker", "message bus": "broker", "external system": "external",
        "external_system": "external", "system_ext": "external", "api gateway": "gateway", "web browser": "browser"}


class Name(NamedTuple):
    """Something as a statement calls it."""

    id: str
    label: str
    hint: str  # what the brackets around it say
    start: int  # places in the statement
    end: int


class Declared(NamedTuple):
    id: str
    label: str
    hint: str
    technology: str
    start: int
    end: int  # of the name and its alias
    rest: str  # what follows them


def read_name(text: str, at: int, bare: re.Pattern[str] = BARE) -> Name | None:
    """Returns the name at a place of a statement, in whatever brackets it stands."""
    at = _after(BLANKS, text, at)
    mark = text[at : at + 1]
    if mark == '"':
        found = QUOTED.match(text, at)
        return _name(found[1], "", at, found.end()) if found else None
    if mark == "[":
        found = BRACKETED.match(text, at)
        return _name(found[1], "component", at, found.end()) if found else None
    if mark == "(":
        if circle := CIRCLE.match(text, at):
            inner = read_name(text, circle.end(), bare) if text[circle.end() : circle.end() + 1] not in "([" else None
            return inner._replace(hint="interface", start=at) if inner else None
        found = USE_CASE.match(text, at)
        return _name(found[1], "usecase", at, found.end()) if found else None
    if mark == ":":
        found = PERSON.match(text, at)
        return _name(found[1], "person", at, found.end()) if found and found[1].strip() else None
    found = bare.match(text, at)
    return Name(found[0], found[0], "", at, found.end()) if found else None


def read_declared(text: str, at: int, hint: str = "") -> Declared | None:
    """Returns what is declared at a place: a name, perhaps an alias, and what is said of it."""
    name = read_name(text, at)
    if name is None:
        return None
    code, label, end = name.id, name.label, name.end
    alias = ALIAS.match(text, end)
    other = read_name(text, alias.end()) if alias else None
    if other is not None:
        is_name_first = text[name.start] in '"[(:' or text[other.start] not in '"[(:'
        code, label = (other.id, name.label) if is_name_first else (name.id, other.label)
        end = other.end
    hint = hint or name.hint or (other.hint if other else "")
    stereotypes, after = _stereotypes(text, end)
    technology = ""
    for stereotype in stereotypes:
        word = SAME.get(stereotype.lower(), stereotype.lower())
        if word in HINTS:
            hint = word
        else:
            technology = technology or shown(stereotype)
    rest = text[after:].strip()
    if rest.startswith("[") and not rest.startswith("[["):  # a description over several lines
        inner = BRACKETED.match(rest)
        label = _described(inner[1]) or label if inner else label
        rest = rest[inner.end() :].strip() if inner else rest
    return Declared(code, label, hint, technology, name.start, end, rest)


def _described(text: str) -> str:
    """Returns a description over several lines without its headings' marks and its rules."""
    lines = (line.strip().lstrip("=") for line in text.split("\\n"))
    return shown(" ".join(line for line in lines if line.strip("-=._")))


def _stereotypes(text: str, at: int) -> tuple[list[str], int]:
    found = []
    while stereotype := STEREOTYPE.match(text, at):
        if not stereotype[1].startswith(("$", "&")):
            found.append(stereotype[1].partition("(")[0] if stereotype[1].endswith(")") else stereotype[1])
        at = stereotype.end()
    return found, at


def _name(written: str, hint: str, start: int, end: int) -> Name:
    label = shown(written)
    return Name(written.strip(), label or written.strip(), hint, start, end)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
