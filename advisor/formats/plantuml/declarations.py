"""Parses declarations: `queue "Order events" as events <<topic>> #gold`."""

from __future__ import annotations

import re
from typing import NamedTuple

from advisor.formats.diagram import match_end
from advisor.formats.plantuml.statement import label_text

QUOTED = re.compile(r'"([^"]*)"')
BRACKETED = re.compile(r"\[([^\]]*)\]")
BARE = re.compile(r"[^\s\"<>#\[\]{}(),:;]+")
CIRCLE = re.compile(r"\(\)\s*")
USE_CASE = re.compile(r"\(([^()]*)\)/?")
PERSON = re.compile(r":([^:\n]*):/?")
ALIAS = re.compile(r"\s+as\s+", re.IGNORECASE)
STEREOTYPE = re.compile(r"\s*<<\s*([^<>]*?)\s*>>")
BLANKS = re.compile(r"\s*")
HINTS = frozenset((
    "queue", "topic", "database", "person", "external", "browser", "mobile", "device", "gateway", "broker", "job"))
SYNONYMS = {"db": "database", "datastore": "database", "data store": "database", "message queue": "queue",
            "message broker": "broker", "event bus": "broker", "message bus": "broker", "external system": "external",
            "external_system": "external", "system_ext": "external", "api gateway": "gateway", "web browser": "browser"}


class WrittenName(NamedTuple):
    """A name as written in a statement."""

    id: str
    label: str
    hint: str  # from its brackets
    start: int  # offsets in the statement
    end: int


class Declaration(NamedTuple):
    id: str
    label: str
    hint: str
    technology: str
    start: int
    end: int  # of the name and its alias
    rest: str  # text after them


def read_name(text: str, at: int, bare: re.Pattern[str] = BARE) -> WrittenName | None:
    """Returns the name at an offset of a statement, in any brackets, or None."""
    at = match_end(BLANKS, text, at)
    mark = text[at : at + 1]
    if mark == '"':
        match = QUOTED.match(text, at)
        return _name(match[1], "", at, match.end()) if match else None
    if mark == "[":
        match = BRACKETED.match(text, at)
        return _name(match[1], "component", at, match.end()) if match else None
    if mark == "(":
        if circle := CIRCLE.match(text, at):
            inner = read_name(text, circle.end(), bare) if text[circle.end() : circle.end() + 1] not in "([" else None
            return inner._replace(hint="interface", start=at) if inner else None
        match = USE_CASE.match(text, at)
        return _name(match[1], "usecase", at, match.end()) if match else None
    if mark == ":":
        match = PERSON.match(text, at)
        return _name(match[1], "person", at, match.end()) if match and match[1].strip() else None
    match = bare.match(text, at)
    return WrittenName(match[0], match[0], "", at, match.end()) if match else None


def read_declaration(text: str, at: int, hint: str = "") -> Declaration | None:
    """Returns the declaration at an offset, with alias and stereotypes, or None."""
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
        word = SYNONYMS.get(stereotype.lower(), stereotype.lower())
        if word in HINTS:
            hint = word
        else:
            technology = technology or label_text(stereotype)
    rest = text[after:].strip()
    if rest.startswith("[") and not rest.startswith("[["):  # a multi-line description
        inner = BRACKETED.match(rest)
        label = _description_text(inner[1]) or label if inner else label
        rest = rest[inner.end() :].strip() if inner else rest
    return Declaration(code, label, hint, technology, name.start, end, rest)


def _description_text(text: str) -> str:
    """Returns a multi-line description without heading marks and rules."""
    lines = (line.strip().lstrip("=") for line in text.split("\\n"))
    return label_text(" ".join(line for line in lines if line.strip("-=._")))


def _stereotypes(text: str, at: int) -> tuple[list[str], int]:
    stereotypes = []
    while stereotype := STEREOTYPE.match(text, at):
        if not stereotype[1].startswith(("$", "&")):
            stereotypes.append(stereotype[1].partition("(")[0] if stereotype[1].endswith(")") else stereotype[1])
        at = stereotype.end()
    return stereotypes, at


def _name(written: str, hint: str, start: int, end: int) -> WrittenName:
    label = label_text(written)
    return WrittenName(written.strip(), label or written.strip(), hint, start, end)
