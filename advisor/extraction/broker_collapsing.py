"""Collapses brokers: a producer, its topic and the consumers become one interaction between services."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from advisor.extraction.edges import InterpretedEdge
from advisor.extraction.names import normalise
from advisor.extraction.node_roles import NodeRole
from advisor.extraction.technology_words import TextVocabulary
from advisor.extraction.topics import Topic, may_match, parse_topic, share_topic

MAX_BROKER_HOPS = 50  # from exchange to exchange to queue
MAX_PAIRS = 20_000  # producers x consumers of one broker that are compared


class CollapsedInteraction(NamedTuple):
    """A message from a producer to its consumers, or a drawn edge if no broker is between."""

    sender: str
    receivers: tuple[str, ...]
    operation: str
    first_edge: InterpretedEdge  # the first edge that shows it
    other_edges: tuple[InterpretedEdge, ...]  # other edges that show it
    broker: str  # its name; empty if there is none between
    has_both_ends: bool  # False if the other side of a broker is not drawn


_Endpoint = tuple[str, InterpretedEdge, Topic]  # name of a producer or consumer, its edge, its topic


class _BrokerEnds(NamedTuple):
    """Producers, consumers and downstream brokers of one broker."""

    producers: list[_Endpoint]
    consumers: list[_Endpoint]
    next_brokers: list[str]


def collapse_brokers(
    edges: Iterable[InterpretedEdge], roles: Mapping[str, NodeRole], vocabulary: TextVocabulary
) -> list[CollapsedInteraction]:
    """Returns the interactions between services, brokers collapsed and stores left out.

    Args:
        roles: by service name.
    """
    interactions: list[CollapsedInteraction] = []
    brokers: dict[str, _BrokerEnds] = {}
    carriers = {name for name, role in roles.items() if role.kind == "broker"}
    stores = {name for name, role in roles.items() if role.kind == "database"}
    for edge in edges:
        if edge.is_reply:
            continue
        broker_names = [name for name in (edge.sender, edge.receiver) if name in carriers] if carriers else []
        if not broker_names:
            if edge.kind != "db" and edge.sender not in stores and edge.receiver not in stores:
                interactions.append(
                    CollapsedInteraction(edge.sender, (edge.receiver,), edge.operation, edge, (), "", True)
                )
            continue
        for name in broker_names:
            brokers.setdefault(name, _BrokerEnds([], [], []))
        if len(broker_names) == 2:
            brokers[edge.sender].next_brokers.append(edge.receiver)
        else:
            _attach(edge, brokers[broker_names[0]], is_into=edge.receiver == broker_names[0], vocabulary=vocabulary)
    for name, broker_ends in brokers.items():
        consumers = _reachable_consumers(name, brokers)
        interactions.extend(_join_producers(name, broker_ends, consumers, roles[name].is_channel))
    interactions.extend(_unmatched_consumers(brokers, interactions))
    return sorted(interactions, key=lambda joined: (joined.first_edge.document.name, joined.first_edge.start))


def _attach(edge: InterpretedEdge, ends: _BrokerEnds, *, is_into: bool, vocabulary: TextVocabulary) -> None:
    """Adds an edge to a broker; a subscription drawn towards the broker is reversed."""
    topic = parse_topic(edge.label, edge.operation, vocabulary)
    other = edge.sender if is_into else edge.receiver
    goes_both_ways = edge.is_both_ways or (is_into and edge.publishes and edge.consumes)
    if goes_both_ways or not is_into or edge.consumes:
        ends.consumers.append((other, edge, topic))
    if goes_both_ways or (is_into and not edge.consumes):
        ends.producers.append((other, edge, topic))


def _reachable_consumers(name: str, brokers: Mapping[str, _BrokerEnds]) -> list[_Endpoint]:
    """Returns the consumers of a broker and of its downstream brokers."""
    seen, pending = {name}, [name]
    consumers: list[_Endpoint] = []
    while pending and len(seen) <= MAX_BROKER_HOPS:
        ends = brokers[pending.pop(0)]
        consumers.extend(ends.consumers)
        for next_broker in ends.next_brokers:
            if next_broker not in seen:
                seen.add(next_broker)
                pending.append(next_broker)
    return consumers


def _join_producers(
    name: str, ends: _BrokerEnds, consumers: list[_Endpoint], is_channel: bool
) -> Iterator[CollapsedInteraction]:
    may_compare = len(ends.producers) * len(consumers) <= MAX_PAIRS
    publications: dict[tuple[str, str], _Publication] = {}
    drawings = _group_by_drawing(ends.producers)
    for producer, edge, topic in ends.producers:
        matching = [(reader, read) for reader, read, _ in _consumers_of(
            producer, edge, topic, drawings[id(edge.diagram)], consumers, is_channel)] if may_compare else []
        operation = topic.display or _common_operation(read for _, read in matching)
        publication = publications.setdefault((producer, normalise(operation)),
                                              _Publication(producer, operation, [], {}, []))
        publication.edges.append(edge)
        publication.receivers.update(dict.fromkeys(reader for reader, _ in matching))
        publication.reads.extend(read for _, read in matching if read is not edge)
    for producer, operation, edges, receivers, reads in publications.values():
        more = tuple({id(edge): edge for edge in (*edges[1:], *reads)}.values())
        yield CollapsedInteraction(
            producer, tuple(receivers) or (name,), operation, edges[0], more, name, bool(receivers)
        )


class _DrawingPublications(NamedTuple):
    """The publications of one drawing."""

    starts: list[int]  # in ascending order
    is_single: bool


def _group_by_drawing(producers: list[_Endpoint]) -> dict[int, _DrawingPublications]:
    by_drawing: dict[int, list[_Endpoint]] = {}
    for producer in producers:
        by_drawing.setdefault(id(producer[1].diagram), []).append(producer)
    return {drawing: _DrawingPublications(sorted(edge.start for _, edge, _ in group), _count_distinct(group) == 1)
            for drawing, group in by_drawing.items()}


def _consumers_of(producer: str, edge: InterpretedEdge, topic: Topic, drawing: _DrawingPublications,
                  consumers: list[_Endpoint], is_channel: bool) -> list[_Endpoint]:
    """Returns the consumers of a publication: in the same drawing, or in others if the labels match."""
    others = [other for other in consumers if other[0] != producer]
    same_drawing = [other for other in others if other[1].diagram is edge.diagram and _may_follow(edge, other[1])]
    matching = [other for other in same_drawing if share_topic(topic, other[2])]
    is_named = bool(matching) or (bool(topic.names) and any(other[2].names for other in same_drawing))
    is_single = not is_named and (is_channel or drawing.is_single or _count_distinct(same_drawing) == 1)
    compatible = [other for other in same_drawing if may_match(topic, other[2], is_single=is_single)]
    if edge.diagram.kind == "sequence":
        compatible = _before_next_publication(edge, drawing.starts, compatible)
    other_drawings = [
        other for other in others if other[1].diagram is not edge.diagram and share_topic(topic, other[2])
    ]
    return list({id(other[1]): other for other in (*matching, *compatible, *other_drawings)}.values())


def _may_follow(published: InterpretedEdge, read: InterpretedEdge) -> bool:
    """In a sequence, a delivery follows its publication; a subscription may come before."""
    is_subscription = read.consumes and read.receiver != published.sender and read.start < published.start
    return published.diagram.kind != "sequence" or read.start > published.start or (
        is_subscription and read.receiver == published.receiver)


def _before_next_publication(edge: InterpretedEdge, starts: list[int], consumers: list[_Endpoint]) -> list[_Endpoint]:
    """Returns the consumers before the next publication, or all if there are none."""
    number = bisect_right(starts, edge.start)
    before = [other for other in consumers if number == len(starts) or other[1].start < starts[number]]
    return before or consumers


def _count_distinct(ends: list[_Endpoint]) -> int:
    return len({(name, topic) for name, _, topic in ends})


class _Publication(NamedTuple):
    sender: str
    operation: str
    edges: list[InterpretedEdge]
    receivers: dict[str, None]
    reads: list[InterpretedEdge]


def _common_operation(edges: Iterable[InterpretedEdge]) -> str:
    """Returns the operation on which all consumers agree, or ""."""
    operations = {edge.operation for edge in edges}
    return operations.pop() if len(operations) == 1 else ""


def _unmatched_consumers(
    brokers: Mapping[str, _BrokerEnds], interactions: Iterable[CollapsedInteraction]
) -> Iterator[CollapsedInteraction]:
    """Yields the consumers for which no producer is drawn."""
    shown = {id(edge) for joined in interactions for edge in joined.other_edges}
    fed = {name for name, ends in brokers.items() if ends.producers}
    for name, ends in brokers.items():
        for consumer, edge, topic in ends.consumers:
            if id(edge) not in shown and not (name in fed and edge.publishes):
                yield CollapsedInteraction(name, (consumer,), topic.display, edge, (), name, False)
