"""Names diagram nodes: by label if it is a name, else by id; one name per service."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from advisor.extraction.names import KnownNames, normalise
from advisor.formats.diagram import Diagram, DiagramNode

CACHE_SIZE, MAX_CACHED_LENGTH = 4096, 400
MAX_NAME_LENGTH = 48
MAX_SPACES = 4
EXPLANATION_MARKS = "([{"


def name_nodes(drawing: Diagram, known: KnownNames, described: KnownNames) -> dict[str, str]:
    """Returns a name for each node, unique within the drawing."""
    names: dict[str, str] = {}
    used: set[str] = set()
    short_names = [_short_name(node.label, node.id) for node in drawing.nodes]
    own_names = {*map(normalise, short_names), *(normalise(node.label) for node in drawing.nodes)}
    for node, short in zip(drawing.nodes, short_names, strict=True):
        for name in _candidates(node, short, known, described, own_names):
            if name not in used:
                break
        else:
            name = f"{short} ({node.id})"
            while name in used:
                name += "'"
        names[node.id] = name
        used.add(name)
        known.add(name)
    return names


def _candidates(
    node: DiagramNode, short: str, known: KnownNames, described: KnownNames, own_names: set[str]
) -> Iterable[str]:
    """Yields candidate names for a node, best first."""
    for spelling in (node.label, short, node.id) if described else ():
        if (match := described.find_exact(spelling)) is not None:
            yield match
    for spelling in (node.label, short) if known or described else ():
        for find in (described.find, known.find_exact, known.find):
            match = find(spelling)
            if match is not None and (normalise(match) not in own_names or normalise(match) == normalise(spelling)):
                yield match
    is_long = node.label.count(" ") >= MAX_SPACES and len(node.id) > 2
    if normalise(node.id) == normalise(short) or (is_long and normalise(short).startswith(normalise(node.id))):
        yield node.id
    if short:
        yield short
    yield " ".join(node.label.split())[: 2 * MAX_NAME_LENGTH]
    yield node.id


def _short_name(label: str, node_id: str) -> str:
    """Returns the label without its explanation, or the id if the label is a sentence."""
    is_short = len(label) + len(node_id) <= MAX_CACHED_LENGTH
    return (_shorten if is_short else _shorten.__wrapped__)(label, node_id)


@lru_cache(CACHE_SIZE)
def _shorten(label: str, node_id: str) -> str:
    label = " ".join(label.split())
    end = min((index for mark in EXPLANATION_MARKS if (index := label.find(mark)) > 0), default=len(label))
    name = label[:end].strip(" -–—:,")
    if name and len(name) <= MAX_NAME_LENGTH and name.count(" ") < MAX_SPACES:
        return name
    return node_id if len(node_id) > 1 else (name or node_id)[:MAX_NAME_LENGTH].strip()
