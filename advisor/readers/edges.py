"""The edges of a drawing as their authors meant them: who talks to whom, in which way, and what says so."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from advisor.notation.quote import quoted
from advisor.readers.cast import NOBODY, Role
from advisor.readers.drawing import Drawing, Edge
from advisor.readers.labels import KINDS, NOTHING, Said, operation_of, said_of
from advisor.readers.phrases import ACKNOWLEDGES, ANSWERS, TAKES
from advisor.readers.vocabulary import Vocabulary
from advisor.source import Source
from advisor.source.frozen import NamedTuple
from advisor.source.regex import regex

UNKNOWN = "unknown"
DELIVERS = frozenset((
    "consume", "consumes", "deliver", "delivers", "receive", "receives", "event", "message", "notify", "notifies",
    "push", "pushes"))
ACCEPTED = regex(r"\b202\b|\baccepted\b", re.IGNORECASE)
IN_MEMORY = frozenset(("redis", "valkey", "dragonfly"))  # stores that pass messages too
ASYNC_ARROWS = ("-)", "--)")


class Drawn(NamedTuple):
    """One edge, in the direction it is drawn."""

    sender: str  # names of services
    receiver: str
    source_id: str  # of the nodes
    target_id: str
    label: str
    operation: str
    kind: str  # rest, grpc, queue, stream, db, unknown
    mode: str  # sync, async, unknown
    pattern: str  # where something says it
    technology: str
    because: str  # what says the kind
    mode_because: str
    is_answered: bool
    publishes: bool  # into a broker, or away from one: who subscribes may be drawn in either direction
    consumes: bool
    is_both_ways: bool
    is_reply: bool  # drawn as an edge of its own, where the notation has no replies
    facts: Mapping[str, Any]
    blocks: tuple[str, ...]
    document: Source
    drawing: Drawing
    start: int
    end: int


def edges_of(document: Source, drawing: Drawing, roles: Mapping[str, Role], names: Mapping[str, str],
             vocabulary: Vocabulary) -> list[Drawn]:
    """Returns the edges of a drawing; replies are folded into what they answer, and nobody talks to themselves."""
    found: list[Drawn] = []
    waiting: dict[tuple[str, str], list[int]] = {}  # the ends of a request -> numbers of those without an answer
    for edge in drawing.edges:
        if edge.source == edge.target:
            continue
        source, target = roles.get(edge.source, NOBODY), roles.get(edge.target, NOBODY)
        if edge.is_reply and not _is_delivery(edge, source, vocabulary):
            open_requests = waiting.get((edge.target, edge.source))
            if open_requests:
                number = open_requests.pop()
                found[number] = _answered(found[number], edge)
            continue
        drawn = _drawn(document, drawing, edge, source, target, names, vocabulary)
        if target.kind == "broker" and _says(edge.label, ACKNOWLEDGES, vocabulary):
            drawn = drawn._replace(is_reply=True)
        elif _says(edge.label, ANSWERS, vocabulary) and waiting.get((edge.target, edge.source)):
            number = waiting[edge.target, edge.source].pop()
            found[number] = _answered(found[number], edge)
            drawn = drawn._replace(is_reply=True)
        else:
            waiting.setdefault((edge.source, edge.target), []).append(len(found))
        found.append(drawn)
    return found


def _says(label: str, words: frozenset[str], vocabulary: Vocabulary) -> bool:
    return not words.isdisjoint(vocabulary.words(label))


def _is_delivery(edge: Edge, source: Role, vocabulary: Vocabulary) -> bool:
    """A broker's dotted arrow to a consumer is no reply."""
    return source.kind == "broker" and _says(edge.label, DELIVERS, vocabulary)


def _answered(request: Drawn, reply: Edge) -> Drawn:
    if request.kind in ("queue", "stream", "db") or ACCEPTED.search(reply.label):
        return request  # an acknowledgement, and no result
    because = f"{quoted(request.receiver)} answers" + (f" {quoted(reply.label)}" if reply.label else "")
    is_open = request.mode == UNKNOWN
    return request._replace(is_answered=True, mode="sync" if is_open else request.mode,
                            mode_because=because if is_open or not request.mode_because else request.mode_because)


def _drawn(document: Source, drawing: Drawing, edge: Edge, source: Role, target: Role, names: Mapping[str, str],
           vocabulary: Vocabulary) -> Drawn:
    label = said_of(edge.label, vocabulary)
    way = said_of(edge.technology, vocabulary) if edge.technology else NOTHING
    said = way if way.kind or way.pattern else label
    technology = way.technology or label.technology
    mode = way.mode or label.mode
    mode_because = f"the label says {quoted(edge.technology if way.mode else edge.label)}" if mode else ""
    publishes, consumes = label.publishes or way.publishes, label.consumes or way.consumes
    pattern, kind, because = said.pattern, said.kind, said.because
    broker = target if target.kind == "broker" else source if source.kind == "broker" else None
    if broker is not None:
        pattern, technology, kind, because = _through(broker, said, technology)
        if target.kind == "broker" and not publishes:
            consumes = consumes or _first_word(edge.label, vocabulary) in TAKES
        mode, mode_because = "async", f"it goes through {quoted(names[_broker_end(edge, target)])}"
    elif "database" in (source.kind, target.kind) and kind not in ("queue", "stream"):
        store = target if target.kind == "database" else source
        is_message = (publishes or consumes) and _says(store.because, IN_MEMORY, vocabulary)
        kind, mode = ("queue", "async") if is_message else ("db", "sync")
        pattern, because = "", store.because
    elif not mode:
        mode, mode_because = _mode(edge, kind, publishes or consumes, vocabulary)
    return Drawn(names[edge.source], names[edge.target], edge.source, edge.target, edge.label,
                 operation_of(edge.label, vocabulary), kind or UNKNOWN, mode or UNKNOWN, pattern, technology, because,
                 mode_because, False, publishes, consumes, edge.is_both_ways, False, edge.facts, edge.blocks,
                 document, drawing, edge.start, edge.end)


def _first_word(label: str, vocabulary: Vocabulary) -> str:
    tokens = vocabulary.tokens(label)
    return tokens[0].word if tokens else ""


def _broker_end(edge: Edge, target: Role) -> str:
    return edge.target if target.kind == "broker" else edge.source


def _through(broker: Role, said: Said, technology: str) -> tuple[str, str, str, str]:
    """Returns pattern, technology, kind and evidence of what goes through a broker: its name beats the label."""
    if broker.pattern or broker.technology:
        kind = KINDS.get(broker.pattern) or (said.kind if said.kind in ("queue", "stream") else "queue")
        return broker.pattern, broker.technology, kind, broker.because
    if said.kind in ("queue", "stream"):
        return said.pattern, said.technology or technology, said.kind, said.because
    return "", "", "stream" if broker.is_eventful else "queue", broker.because


def _mode(edge: Edge, kind: str, is_message: bool, vocabulary: Vocabulary) -> tuple[str, str]:
    if kind in ("queue", "stream"):
        return "async", ""
    if kind in ("rest", "grpc", "db"):
        return "sync", ""
    if is_message:
        return "async", f"the label says {quoted(edge.label)}"
    if any("asks" in mention.modes for mention in vocabulary.mentions(edge.label)):
        return "sync", f"the label says {quoted(edge.label)}"
    if edge.arrow.endswith(ASYNC_ARROWS):
        return "async", f"the arrow is {quoted(edge.arrow)}"
    return "", ""
