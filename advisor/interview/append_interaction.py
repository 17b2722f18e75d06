"""Appends an interaction to an architecture file; the existing bytes do not change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.extraction.architecture.read import read_architecture
from advisor.model.architecture import Architecture
from advisor.model.terms import Terms
from advisor.notation.read import parse_tree
from advisor.notation.tree import MappingNode, SequenceNode, TreeNode
from advisor.text.source import Source, Span

PLAIN_SCALAR = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
AMBIGUOUS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
HEADER = "version: 1\n"


class NewInteraction(NamedTuple):
    """An interaction to add, with its new services.

    Attributes:
        kinds: the new services with their kinds, empty if unknown.
        needs: the stated facts.
        inferred: facts inferred from the kinds; they are written if the file does not list its services.
        ranges: text of the range for each number in `needs` that represents one.
    """

    id: str
    sender: str
    receivers: tuple[str, ...]
    operation: str
    kinds: Mapping[str, str]
    needs: Mapping[str, Any]
    inferred: Mapping[str, Any]
    ranges: Mapping[str, str]


def format_new_file(name: str, addition: NewInteraction, terms: Terms) -> str:
    """Returns the text of an architecture file with this interaction alone. Raises InputError if invalid."""
    services = _service_lines(addition.kinds, "  ")
    text = f"{HEADER}\nservices:\n{services}\ninteractions:\n{_item(addition, addition.needs, '  ')}"
    read_architecture([Source(name, text)], terms)
    return text


def append_interaction(source: Source, addition: NewInteraction, terms: Terms) -> str:
    """Returns the text of a file with the interaction added. Raises InputError if that is not possible."""
    before = read_architecture([source], terms)
    tree = parse_tree(source, problems=[])
    assert isinstance(tree, MappingNode)
    edits = sorted(_edits(source.text, tree, addition), reverse=True)
    text = source.text
    for offset, new in edits:
        text = text[:offset] + new + text[offset:]
    _check(source, before, text, addition, terms)
    return text


def _edits(text: str, tree: MappingNode, addition: NewInteraction) -> Iterator[tuple[int, str]]:
    """Yields each insertion as offset and text."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    services, interactions = tree.entries.get("services"), tree.entries.get("interactions")
    needs = addition.needs
    appended = ""
    if isinstance(services, MappingNode):
        yield from _services(text, services, addition.kinds, line_end)
    elif isinstance(interactions, SequenceNode) and interactions.items:
        needs = {**{name: addition.inferred[name] for name in ("audience", "client") if name in addition.inferred},
                 **needs}
    elif text[tree.start] == "{":
        yield _into_braces(tree, text, {"services": _plain_services(addition.kinds)})
    else:
        appended = "services:\n" + _service_lines(addition.kinds, "  ")
    if isinstance(interactions, SequenceNode):
        yield _into_sequence(text, interactions, addition, needs, line_end)
    elif text[tree.start] == "{":
        yield _into_braces(tree, text, {"interactions": [_plain_item(addition, needs)]})
    else:
        appended += f"interactions:\n{_item(addition, needs, '  ')}"
    if appended:
        yield _as_lines(text, len(text), appended, line_end)


def _services(text: str, node: MappingNode, kinds: Mapping[str, str], line_end: str) -> Iterator[tuple[int, str]]:
    if not kinds:
        return
    if text[node.start] == "{":
        yield _into_braces(node, text, _plain_services(kinds))
        return
    indent = " " * (node.start - text.rfind("\n", 0, node.start) - 1)
    yield _as_lines(text, _next_line(text, node.end), _service_lines(kinds, indent), line_end)


def _into_sequence(text: str, node: SequenceNode, addition: NewInteraction, needs: Mapping[str, Any],
                   line_end: str) -> tuple[int, str]:
    if text[node.start] == "[":
        item = _json(_plain_item(addition, needs))
        return (node.items[-1].end, f", {item}") if node.items else (node.start + 1, item)
    indent = " " * (node.start - text.rfind("\n", 0, node.start) - 1)
    return _as_lines(text, _next_line(text, node.end), _item(addition, needs, indent), line_end)


def _into_braces(node: MappingNode, text: str, entries: Mapping[str, Any]) -> tuple[int, str]:
    inner = _json(entries)[1:-1]
    if not node.entries:
        return node.start + 1, inner
    last: TreeNode = max(node.entries.values(), key=lambda value: value.end)
    return last.end, f", {inner}"


def _as_lines(text: str, offset: int, lines: str, line_end: str) -> tuple[int, str]:
    begin = line_end if offset and text[offset - 1] != "\n" else ""
    return offset, begin + lines.replace("\n", line_end)


def _next_line(text: str, end: int) -> int:
    """Returns the offset of the line after the end of a block."""
    if end and text[end - 1] == "\n":
        return end
    newline = text.find("\n", end)
    return len(text) if newline < 0 else newline + 1


def _service_lines(kinds: Mapping[str, str], indent: str) -> str:
    return "".join(f"{indent}{_yaml(name)}: {_yaml(service)}\n" for name, service in _plain_services(kinds).items())


def _plain_services(kinds: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"kind": kind} if kind else {} for name, kind in kinds.items()}


def _item(addition: NewInteraction, needs: Mapping[str, Any], indent: str) -> str:
    """Returns an interaction as a YAML list item, one field per line."""
    lines = []
    for key, value in _plain_item(addition, needs).items():
        lines.append(f"{key}:" if key == "needs" else f"{key}: {_yaml(value)}")
    for name, value in needs.items():
        comment = f"  # {addition.ranges[name]}" if name in addition.ranges else ""
        lines.append(f"  {name}: {_yaml(value)}{comment}")
    return "".join(f"{indent}{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))


def _plain_item(addition: NewInteraction, needs: Mapping[str, Any]) -> dict[str, Any]:
    receivers = addition.receivers[0] if len(addition.receivers) == 1 else list(addition.receivers)
    item = {"id": addition.id, "from": addition.sender, "to": receivers, "operation": addition.operation,
            "needs": dict(needs)}
    return {key: value for key, value in item.items() if value}


def _yaml(value: Any) -> str:
    """Formats a value as YAML in flow style."""
    match value:
        case dict():
            return "{" + ", ".join(f"{key}: {_yaml(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_yaml, value)) + "]"
        case str() if PLAIN_SCALAR.fullmatch(value) and value.lower() not in AMBIGUOUS:
            return value
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _check(source: Source, before: Architecture, text: str, addition: NewInteraction, terms: Terms) -> None:
    """Verifies by reading the new text that only the new interaction differs."""
    try:
        after = read_architecture([Source(source.name, text)], terms)
    except InputError as error:
        raise InputError(_rejection(source, error.problems[0].message)) from error
    *others, new = after.interactions
    is_unchanged = [other.facts() for other in others] == [old.facts() for old in before.interactions]
    if not is_unchanged or new.id != addition.id or any(new.facts().get(name) != addition.needs[name]
                                                        for name in addition.needs):
        raise InputError(_rejection(source, "it would change what is there"))


def _rejection(source: Source, why: str) -> Problem:
    return Problem(f"The interaction does not fit into this file: {why.rstrip('.')}.",
                   "Write it into another file and move it by hand.", Span(source, 0, 0))
