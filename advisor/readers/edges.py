"""Interprets the edges of a drawing: sender, receiver, kind and mode, with the evidence."""

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
DELIVERY_WORDS = frozenset((
    "consume", "consumes", "deliver", "delivers", "receive", "receives", "event", "message", "notify", "notifies",
    "push", "pushes"))
ACCEPTED_REPLY = regex(r"\b202\b|\baccepted\b", re.IGNORECASE)
MESSAGING_STORES = frozenset(("redis", "valkey", "dragonfly"))  # stores that are also message brokers
ASYNC_ARROWS = ("-)", "--)")


class Drawn(NamedTuple):
    """One interpreted edge, in its drawn direction."""

    sender: str  # names of services
    receiver: str
    source_id: str  # of the nodes
    target_id: str
    label: str
    operation: str
    kind: str  # rest, grpc, queue, stream, db, unknown
    mode: str  # sync, async, unknown
    pattern: str  # if known
    technology: str
    because: str  # evidence for the kind
    mode_because: str
    is_answered: bool
    publishes: bool  # to a broker, or from one: subscriptions are drawn in either direction
    consumes: bool
    is_both_ways: bool
    is_reply: bool  # drawn as a separate edge, in notations without replies
    facts: Mapping[str, Any]
    blocks: tuple[str, ...]
    document: Source
    drawing: Drawing
    start: int
    end: int


def edges_of(document: Source, drawing: Drawing, roles: Mapping[str, Role], names: Mapping[str, str],
             vocabulary: Vocabulary) -> list[Drawn]:
    """Returns the edges of a drawing; replies are folded into their requests, self-calls dropped."""
    edges: list[Drawn] = []
    unanswered: dict[tuple[str, str], list[int]] = {}  # ends of a request -> indices of unanswered edges
    for edge in drawing.edges:
        if edge.source == edge.target:
            continue
        source, target = roles.get(edge.source, NOBODY), roles.get(edge.target, NOBODY)
        if edge.is_reply and not _is_delivery(edge, source, vocabulary):
            open_requests = unanswered.get((edge.target, edge.source))
            if open_requests:
                number = open_requests.pop()
                edges[number] = _mark_answered(edges[number], edge)
            continue
        drawn = _interpret_edge(document, drawing, edge, source, target, names, vocabulary)
        if target.kind == "broker" and _has_word(edge.label, ACKNOWLEDGES, vocabulary):
            drawn = drawn._replace(is_reply=True)
        elif _has_word(edge.label, ANSWERS, vocabulary) and unanswered.get((edge.target, edge.source)):
            number = unanswered[edge.target, edge.source].pop()
            edges[number] = _mark_answered(edges[number], edge)
            drawn = drawn._replace(is_reply=True)
        else:
            unanswered.setdefault((edge.source, edge.target), []).append(len(edges))
        edges.append(drawn)
    return edges


def _has_word(label: str, words: frozenset[str], vocabulary: Vocabulary) -> bool:
    return not words.isdisjoint(vocabulary.words(label))


def _is_delivery(edge: Edge, source: Role, vocabulary: Vocabulary) -> bool:
    """Whether a dotted arrow from a broker is a delivery to a consumer, not a reply."""
    return source.kind == "broker" and _has_word(edge.label, DELIVERY_WORDS, vocabulary)


def _mark_answered(request: Drawn, reply: Edge) -> Drawn:
    if request.kind in ("queue", "stream", "db") or ACCEPTED_REPLY.search(reply.label):
        return request  # an acknowledgement, not a result
    because = f"{quoted(request.receiver)} answers" + (f" {quoted(reply.label)}" if reply.label else "")
    is_unknown = request.mode == UNKNOWN
    return request._replace(is_answered=True, mode="sync" if is_unknown else request.mode,
                            mode_because=because if is_unknown or not request.mode_because else request.mode_because)


def _interpret_edge(document: Source, drawing: Drawing, edge: Edge, source: Role, target: Role,
                    names: Mapping[str, str], vocabulary: Vocabulary) -> Drawn:
    by_label = said_of(edge.label, vocabulary)
    by_technology = said_of(edge.technology, vocabulary) if edge.technology else NOTHING
    meaning = by_technology if by_technology.kind or by_technology.pattern else by_label
    technology = by_technology.technology or by_label.technology
    mode = by_technology.mode or by_label.mode
    mode_because = f"the label says {quoted(edge.technology if by_technology.mode else edge.label)}" if mode else ""
    publishes, consumes = by_label.publishes or by_technology.publishes, by_label.consumes or by_technology.consumes
    pattern, kind, because = meaning.pattern, meaning.kind, meaning.because
    broker = target if target.kind == "broker" else source if source.kind == "broker" else None
    if broker is not None:
        pattern, technology, kind, because = _via_broker(broker, meaning, technology)
        if target.kind == "broker" and not publishes:
            consumes = consumes or _first_word(edge.label, vocabulary) in TAKES
        mode, mode_because = "async", f"it goes through {quoted(names[_broker_end(edge, target)])}"
    elif "database" in (source.kind, target.kind) and kind not in ("queue", "stream"):
        store = target if target.kind == "database" else source
        is_message = (publishes or consumes) and _has_word(store.because, MESSAGING_STORES, vocabulary)
        kind, mode = ("queue", "async") if is_message else ("db", "sync")
        pattern, because = "", store.because
    elif not mode:
        mode, mode_because = _infer_mode(edge, kind, publishes or consumes, vocabulary)
    return Drawn(names[edge.source], names[edge.target], edge.source, edge.target, edge.label,
                 operation_of(edge.label, vocabulary), kind or UNKNOWN, mode or UNKNOWN, pattern, technology, because,
                 mode_because, False, publishes, consumes, edge.is_both_ways, False, edge.facts, edge.blocks,
                 document, drawing, edge.start, edge.end)


def _first_word(label: str, vocabulary: Vocabulary) -> str:
    tokens = vocabulary.tokens(label)
    return tokens[0].word if tokens else ""


def _broker_end(edge: Edge, target: Role) -> str:
    return edge.target if target.kind == "broker" else edge.source


def _via_broker(broker: Role, meaning: Said, technology: str) -> tuple[str, str, str, str]:
    """Returns pattern, technology, kind and evidence of an edge at a broker: its name overrides the label."""
    if broker.pattern or broker.technology:
        kind = KINDS.get(broker.pattern) or (meaning.kind if meaning.kind in ("queue", "stream") else "queue")
        return broker.pattern, broker.technology, kind, broker.because
    if meaning.kind in ("queue", "stream"):
        return meaning.pattern, meaning.technology or technology, meaning.kind, meaning.because
    return "", "", "stream" if broker.is_eventful else "queue", broker.because


def _infer_mode(edge: Edge, kind: str, is_message: bool, vocabulary: Vocabulary) -> tuple[str, str]:
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
