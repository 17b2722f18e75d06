"""Interprets the edges of a drawing: sender, receiver, kind and mode, with the evidence."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from advisor.extraction.labels import KIND_BY_PATTERN, NO_MEANING, LabelMeaning, extract_operation, parse_label
from advisor.extraction.node_roles import UNKNOWN_ROLE, NodeRole
from advisor.extraction.phrases import ACK_WORDS, PULL_WORDS, REPLY_WORDS
from advisor.extraction.technology_words import HTTP_METHOD, TextVocabulary
from advisor.formats.diagram import Diagram, DiagramEdge
from advisor.text.quoting import quote_value
from advisor.text.source import Source

UNKNOWN = "unknown"
DELIVERY_WORDS = frozenset((
    "consume", "consumes", "deliver", "delivers", "receive", "receives", "event", "message", "notify", "notifies",
    "push", "pushes"))
ACCEPTED_REPLY = re.compile(r"\b202\b|\baccepted\b", re.IGNORECASE)
REASONS = (r"ok|created|accepted|no\scontent|moved|found|see\sother|not\smodified|redirect|bad\srequest|unauthori[sz]ed"
           r"|forbidden|not\sfound|conflict|gone|too\smany|error|bad\sgateway|internal|(?:service\s)?unavailable|time-?\s?out")
STATUS_LINE = re.compile(  # `HTTP/1.1 302 to the shop`, `404`, `201 Created`
    rf"HTTP[S/\d.]{{0,4}}\s{{1,3}}[1-5]\d\d\b.{{0,80}}|[1-5]\d\d(?:[\s:,-]{{1,3}}(?:{REASONS})\b.{{0,80}})?",
    re.IGNORECASE)
BODY_FORMAT = re.compile(
    r"(?:https?\s{0,3}[/:+-]?\s{0,3})?(?:json|xml|html|csv|protobuf)(?:\s(?:body|data|document|payload))?",
    re.IGNORECASE)
MESSAGING_STORES = frozenset(("redis", "valkey", "dragonfly"))  # stores that are also message brokers
ASYNC_ARROWS = ("-)", "--)")


class InterpretedEdge(NamedTuple):
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
    diagram: Diagram
    start: int
    end: int


def interpret_edges(document: Source, drawing: Diagram, roles: Mapping[str, NodeRole], names: Mapping[str, str],
                    vocabulary: TextVocabulary) -> list[InterpretedEdge]:
    """Returns the edges of a drawing; replies are folded into their requests, self-calls dropped."""
    edges: list[InterpretedEdge] = []
    unanswered: dict[tuple[str, str], list[int]] = {}  # ends of a request -> indices of unanswered edges
    for edge in drawing.edges:
        if edge.source == edge.target:
            continue
        source, target = roles.get(edge.source, UNKNOWN_ROLE), roles.get(edge.target, UNKNOWN_ROLE)
        if edge.is_reply and not _is_delivery(edge, source, vocabulary):
            open_requests = unanswered.get((edge.target, edge.source))
            if open_requests:
                number = open_requests.pop()
                edges[number] = _mark_answered(edges[number], edge)
            continue
        drawn = _interpret_edge(document, drawing, edge, source, target, names, vocabulary)
        if target.kind == "broker" and _has_word(edge.label, ACK_WORDS, vocabulary):
            drawn = drawn._replace(is_reply=True)
        elif unanswered.get((edge.target, edge.source)) and _reads_as_reply(
                edge.label, edges[unanswered[edge.target, edge.source][-1]], vocabulary):
            number = unanswered[edge.target, edge.source].pop()
            edges[number] = _mark_answered(edges[number], edge)
            drawn = drawn._replace(is_reply=True)
        else:
            unanswered.setdefault((edge.source, edge.target), []).append(len(edges))
        edges.append(drawn)
    return edges


def _reads_as_reply(label: str, request: InterpretedEdge, vocabulary: TextVocabulary) -> bool:
    """Whether the label of an edge back is an answer: a word for one, a status of HTTP, or the format of a body."""
    if _has_word(label, REPLY_WORDS, vocabulary) or STATUS_LINE.fullmatch(label.strip()):
        return True
    return HTTP_METHOD.search(request.label) is not None and BODY_FORMAT.fullmatch(label.strip()) is not None


def _has_word(label: str, words: frozenset[str], vocabulary: TextVocabulary) -> bool:
    return not words.isdisjoint(vocabulary.words(label))


def _is_delivery(edge: DiagramEdge, source: NodeRole, vocabulary: TextVocabulary) -> bool:
    """Whether a dotted arrow from a broker is a delivery to a consumer, not a reply."""
    return source.kind == "broker" and _has_word(edge.label, DELIVERY_WORDS, vocabulary)


def _mark_answered(request: InterpretedEdge, reply: DiagramEdge) -> InterpretedEdge:
    if request.kind in ("queue", "stream", "db") or ACCEPTED_REPLY.search(reply.label):
        return request  # an acknowledgement, not a result
    because = f"{quote_value(request.receiver)} answers" + (f" {quote_value(reply.label)}" if reply.label else "")
    is_unknown = request.mode == UNKNOWN
    return request._replace(is_answered=True, mode="sync" if is_unknown else request.mode,
                            mode_because=because if is_unknown or not request.mode_because else request.mode_because)


def _interpret_edge(document: Source, drawing: Diagram, edge: DiagramEdge, source: NodeRole, target: NodeRole,
                    names: Mapping[str, str], vocabulary: TextVocabulary) -> InterpretedEdge:
    by_label = parse_label(edge.label, vocabulary)
    by_technology = parse_label(edge.technology, vocabulary) if edge.technology else NO_MEANING
    meaning = by_technology if by_technology.kind or by_technology.pattern else by_label
    technology = by_technology.technology or by_label.technology
    mode = by_technology.mode or by_label.mode
    mode_because = (
        f"the label says {quote_value(edge.technology if by_technology.mode else edge.label)}" if mode else ""
    )
    publishes, consumes = by_label.publishes or by_technology.publishes, by_label.consumes or by_technology.consumes
    pattern, kind, because = meaning.pattern, meaning.kind, meaning.because
    broker = target if target.kind == "broker" else source if source.kind == "broker" else None
    if broker is not None:
        pattern, technology, kind, because = _via_broker(broker, meaning, technology)
        if target.kind == "broker" and not publishes:
            consumes = consumes or _first_word(edge.label, vocabulary) in PULL_WORDS
        mode, mode_because = "async", f"it goes through {quote_value(names[_broker_end(edge, target)])}"
    elif "database" in (source.kind, target.kind) and kind not in ("queue", "stream"):
        store = target if target.kind == "database" else source
        is_message = (publishes or consumes) and _has_word(store.because, MESSAGING_STORES, vocabulary)
        kind, mode = ("queue", "async") if is_message else ("db", "sync")
        pattern, because = "", store.because
    elif not mode:
        mode, mode_because = _infer_mode(edge, kind, publishes or consumes, vocabulary)
    return InterpretedEdge(names[edge.source], names[edge.target], edge.source, edge.target, edge.label,
                           extract_operation(edge.label, vocabulary), kind or UNKNOWN, mode or UNKNOWN, pattern,
                           technology, because, mode_because, False, publishes, consumes, edge.is_both_ways, False,
                           edge.facts, edge.blocks, document, drawing, edge.start, edge.end)


def _first_word(label: str, vocabulary: TextVocabulary) -> str:
    tokens = vocabulary.tokens(label)
    return tokens[0].word if tokens else ""


def _broker_end(edge: DiagramEdge, target: NodeRole) -> str:
    return edge.target if target.kind == "broker" else edge.source


def _via_broker(broker: NodeRole, meaning: LabelMeaning, technology: str) -> tuple[str, str, str, str]:
    """Returns pattern, technology, kind and evidence of an edge at a broker: its name overrides the label."""
    if broker.pattern or broker.technology:
        kind = KIND_BY_PATTERN.get(broker.pattern) or (meaning.kind if meaning.kind in ("queue", "stream") else "queue")
        return broker.pattern, broker.technology, kind, broker.because
    if meaning.kind in ("queue", "stream"):
        return meaning.pattern, meaning.technology or technology, meaning.kind, meaning.because
    return "", "", "stream" if broker.is_eventful else "queue", broker.because


def _infer_mode(edge: DiagramEdge, kind: str, is_message: bool, vocabulary: TextVocabulary) -> tuple[str, str]:
    if kind in ("queue", "stream"):
        return "async", ""
    if kind in ("rest", "grpc", "db"):
        return "sync", ""
    if is_message:
        return "async", f"the label says {quote_value(edge.label)}"
    if any("asks" in mention.modes for mention in vocabulary.mentions(edge.label)):
        return "sync", f"the label says {quote_value(edge.label)}"
    if edge.arrow.endswith(ASYNC_ARROWS):
        return "async", f"the arrow is {quote_value(edge.arrow)}"
    return "", ""
