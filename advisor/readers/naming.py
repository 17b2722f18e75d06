"""Names for the nodes of drawings: the label where it is a name, and one name for one thing."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from advisor.readers.drawing import Drawing, Node
from advisor.readers.names import Known, letters

REMEMBERED, LONGEST_REMEMBERED = 4096, 400
LONGEST_NAME = 48
MOST_WORDS = 4
EXPLAINS = "([{"


def names_of_nodes(drawing: Drawing, known: Known, described: Known) -> dict[str, str]:
    """Returns a name for each node; two nodes of one drawing never share one."""
    names: dict[str, str] = {}
    used: set[str] = set()
    shorts = [_short(node.label, node.id) for node in drawing.nodes]
    here = {*map(letters, shorts), *(letters(node.label) for node in drawing.nodes)}
    for node, short in zip(drawing.nodes, shorts, strict=True):
        for name in _candidates(node, short, known, described, here):
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


def _candidates(node: Node, short: str, known: Known, described: Known, here: set[str]) -> Iterable[str]:
    """Yields names for a node, the best first."""
    for spelling in (node.label, short, node.id) if described else ():
        if (found := described.exact(spelling)) is not None:
            yield found
    for spelling in (node.label, short) if known or described else ():
        for find in (described.find, known.exact, known.find):
            found = find(spelling)
            if found is not None and (letters(found) not in here or letters(found) == letters(spelling)):
                yield found
    is_long = node.label.count(" ") >= MOST_WORDS and len(node.id) > 2
    if letters(node.id) == letters(short) or (is_long and letters(short).startswith(letters(node.id))):
        yield node.id
    if short:
        yield short
    yield " ".join(node.label.split())[: 2 * LONGEST_NAME]
    yield node.id


def _short(label: str, name_of_node: str) -> str:
    """Returns the label where it is a name, without what explains it; the id where the label is a sentence."""
    is_short = len(label) + len(name_of_node) <= LONGEST_REMEMBERED
    return (_shortened if is_short else _shortened.__wrapped__)(label, name_of_node)


@lru_cache(REMEMBERED)
def _shortened(label: str, name_of_node: str) -> str:
    label = " ".join(label.split())
    at = min((place for mark in EXPLAINS if (place := label.find(mark)) > 0), default=len(label))
    name = label[:at].strip(" -–—:,")
    if name and len(name) <= LONGEST_NAME and name.count(" ") < MOST_WORDS:
        return name
    return name_of_node if len(name_of_node) > 1 else (name or name_of_node)[:LONGEST_NAME].strip()
