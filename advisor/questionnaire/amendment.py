"""An architecture file with one interaction more: what was there stays as it is, byte for byte."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from advisor.errors import InputError, Problem
from advisor.model.architecture import Architecture
from advisor.model.terms import Terms
from advisor.notation.read import read
from advisor.notation.tree import Mapping as MappingNode
from advisor.notation.tree import Node, Sequence
from advisor.readers.architecture import read_architecture
from advisor.source import Source, Span

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*")
AMBIGUOUS = frozenset(("true", "false", "null", "yes", "no", "on", "off", "y", "n"))
BEGINNING = "version: 1\n"


class Addition(NamedTuple):
    """An interaction to add, with the services that are new.

    Attributes:
        kinds: the new services with their kinds, empty where nobody knows one.
        needs: what was stated.
        inferred: what follows from the kinds; it is stated where the file does not list its services.
        ranges: numbers of `needs` that stand for a range, with that range in words.
    """

    id: str
    sender: str
    receivers: tuple[str, ...]
    operation: str
    kinds: Mapping[str, str]
    needs: Mapping[str, Any]
    inferred: Mapping[str, Any]
    ranges: Mapping[str, str]


def new_file(name: str, addition: Addition, terms: Terms) -> str:
    """Returns the text of an architecture file with this interaction alone. Raises InputError if it would be none."""
    services = "".join(f"  {_service(name, kind)}\n" for name, kind in addition.kinds.items())
    text = f"{BEGINNING}\nservices:\n{services}\ninteractions:\n{_item(addition, addition.needs, '  ')}"
    read_architecture([Source(name, text)], terms)
    return text


def amended(source: Source, addition: Addition, terms: Terms) -> str:
    """Returns the text of a file with the interaction added. Raises InputError where that cannot be."""
    before = read_architecture([source], terms)
    tree = read(source, problems=[])
    assert isinstance(tree, MappingNode)
    edits = sorted(_edits(source.text, tree, addition), reverse=True)
    text = source.text
    for offset, new in edits:
        text = text[:offset] + new + text[offset:]
    _check(source, before, text, addition, terms)
    return text


def _edits(text: str, tree: MappingNode, addition: Addition) -> Iterator[tuple[int, str]]:
    """Yields what to put in, and before which offset."""
    line_end = "\r\n" if "\r\n" in text else "\n"
    services, interactions = tree.entries.get("services"), tree.entries.get("interactions")
    needs = addition.needs
    appended = ""
    if isinstance(services, MappingNode):
        yield from _services(text, services, addition.kinds, line_end)
    elif isinstance(interactions, Sequence) and interactions.items:
        needs = {**{name: addition.inferred[name] for name in ("audience", "client") if name in addition.inferred},
                 **needs}
    elif text[tree.start] == "{":
        yield _in_braces(tree, text, {"services": _plain_services(addition.kinds)})
    else:
        appended = "services:\n" + "".join(f"  {_service(name, kind)}\n" for name, kind in addition.kinds.items())
    if isinstance(interactions, Sequence):
        yield _in_sequence(text, interactions, addition, needs, line_end)
    elif text[tree.start] == "{":
        yield _in_braces(tree, text, {"interactions": [_plain(addition, needs)]})
    else:
        appended += f"interactions:\n{_item(addition, needs, '  ')}"
    if appended:
        yield _on_lines(text, len(text), appended, line_end)


def _services(text: str, node: MappingNode, kinds: Mapping[str, str], line_end: str) -> Iterator[tuple[int, str]]:
    if not kinds:
        return
    if text[node.start] == "{":
        yield _in_braces(node, text, _plain_services(kinds))
        return
    indent = " " * (node.start - text.rfind("\n", 0, node.start) - 1)
    lines = "".join(f"{indent}{_service(name, kind)}\n" for name, kind in kinds.items())
    yield _on_lines(text, _after(text, node.end), lines, line_end)


def _in_sequence(text: str, node: Sequence, addition: Addition, needs: Mapping[str, Any],
                 line_end: str) -> tuple[int, str]:
    if text[node.start] == "[":
        item = _json(_plain(addition, needs))
        return (node.items[-1].end, f", {item}") if node.items else (node.start + 1, item)
    indent = " " * (node.start - text.rfind("\n", 0, node.start) - 1)
    return _on_lines(text, _after(text, node.end), _item(addition, needs, indent), line_end)


def _in_braces(node: MappingNode, text: str, entries: Mapping[str, Any]) -> tuple[int, str]:
    inner = _json(entries)[1:-1]
    if not node.entries:
        return node.start + 1, inner
    last: Node = max(node.entries.values(), key=lambda value: value.end)
    return last.end, f", {inner}"


def _on_lines(text: str, offset: int, lines: str, line_end: str) -> tuple[int, str]:
    begin = line_end if offset and text[offset - 1] != "\n" else ""
    return offset, begin + lines.replace("\n", line_end)


def _after(text: str, end: int) -> int:
    """The offset of the line after the one on which a block ends."""
    if end and text[end - 1] == "\n":
        return end
    found = text.find("\n", end)
    return len(text) if found < 0 else found + 1


def _service(name: str, kind: str) -> str:
    return f"{_yaml(name)}: {{kind: {kind}}}" if kind else f"{_yaml(name)}: {{}}"


def _plain_services(kinds: Mapping[str, str]) -> dict[str, Any]:
    return {name: {"kind": kind} if kind else {} for name, kind in kinds.items()}


def _item(addition: Addition, needs: Mapping[str, Any], indent: str) -> str:
    """An interaction as an item of a list, one thing a line."""
    receivers = [_yaml(name) for name in addition.receivers]
    lines = [f"- id: {_yaml(addition.id)}", f"  from: {_yaml(addition.sender)}",
             f"  to: {receivers[0] if len(receivers) == 1 else '[' + ', '.join(receivers) + ']'}"]
    if addition.operation:
        lines.append(f"  operation: {_yaml(addition.operation)}")
    if needs:
        lines.append("  needs:")
    for name, value in needs.items():
        meant = f"  # {addition.ranges[name]}" if name in addition.ranges else ""
        lines.append(f"    {name}: {_yaml(value)}{meant}")
    return "".join(f"{indent}{line}\n" for line in lines)


def _plain(addition: Addition, needs: Mapping[str, Any]) -> dict[str, Any]:
    receivers = addition.receivers[0] if len(addition.receivers) == 1 else list(addition.receivers)
    found = {"id": addition.id, "from": addition.sender, "to": receivers, "operation": addition.operation,
             "needs": dict(needs)}
    return {key: value for key, value in found.items() if value}


def _yaml(value: Any) -> str:
    if isinstance(value, str) and PLAIN.fullmatch(value) and value.lower() not in AMBIGUOUS:
        return value
    return _json(value)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _check(source: Source, before: Architecture, text: str, addition: Addition, terms: Terms) -> None:
    """Reads the new text: nothing but the new interaction may be different."""
    try:
        after = read_architecture([Source(source.name, text)], terms)
    except InputError as error:
        raise InputError(_unfit(source, error.problems[0].message)) from error
    *others, new = after.interactions
    same = [one.facts() for one in others] == [one.facts() for one in before.interactions]
    if not same or new.id != addition.id or any(new.facts().get(name) != addition.needs[name]
                                                for name in addition.needs):
        raise InputError(_unfit(source, "it would change what is there"))


def _unfit(source: Source, why: str) -> Problem:
    return Problem(f"The interaction does not fit into this file: {why.rstrip('.')}.",
                   "Write it into another file and move it by hand.", Span(source, 0, 0))
