"""Brokers taken out: a producer, its topic and the consumers become one interaction between services."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping

from advisor.readers.cast import Role
from advisor.readers.edges import Drawn
from advisor.readers.names import letters
from advisor.readers.topics import Topic, may_be, shares, topic_of
from advisor.readers.vocabulary import Vocabulary
from advisor.source.frozen import NamedTuple

MOST_BROKERS_PASSED = 50  # from exchange to exchange to queue
MOST_PAIRS = 20_000  # of producers and consumers of one broker that are compared


class Joined(NamedTuple):
    """What one producer tells its consumers, or an edge as it is drawn where no broker stands between."""

    sender: str
    receivers: tuple[str, ...]
    operation: str
    drawn: Drawn  # what shows it first
    more: tuple[Drawn, ...]  # what else shows it
    broker: str  # its name; empty where none stands between
    is_joined: bool  # False where the other side of a broker is not drawn


_Consumer = tuple[str, Drawn, Topic]  # a producer looks the same


class _Ends(NamedTuple):
    """What goes into one broker and what comes out."""

    producers: list[_Consumer]
    consumers: list[_Consumer]
    next_brokers: list[str]


def take_out(edges: Iterable[Drawn], roles: Mapping[str, Role], vocabulary: Vocabulary) -> list[Joined]:
    """Returns who talks to whom when brokers only carry; stores are left out.

    Args:
        roles: by the names of services.
    """
    found: list[Joined] = []
    brokers: dict[str, _Ends] = {}
    carriers = {name for name, role in roles.items() if role.kind == "broker"}
    stores = {name for name, role in roles.items() if role.kind == "database"}
    for edge in edges:
        if edge.is_reply:
            continue
        ends = [name for name in (edge.sender, edge.receiver) if name in carriers] if carriers else []
        if not ends:
            if edge.kind != "db" and edge.sender not in stores and edge.receiver not in stores:
                found.append(Joined(edge.sender, (edge.receiver,), edge.operation, edge, (), "", True))
            continue
        for name in ends:
            brokers.setdefault(name, _Ends([], [], []))
        if len(ends) == 2:
            brokers[edge.sender].next_brokers.append(edge.receiver)
        else:
            _attach(edge, brokers[ends[0]], is_into=edge.receiver == ends[0], vocabulary=vocabulary)
    for name, ends_of in brokers.items():
        found.extend(_join(name, ends_of, _reached(name, brokers), roles[name].is_channel))
    found.extend(_left_over(brokers, found))
    return sorted(found, key=lambda joined: (joined.drawn.document.name, joined.drawn.start))


def _attach(edge: Drawn, ends: _Ends, *, is_into: bool, vocabulary: Vocabulary) -> None:
    """Notes an edge at a broker; a subscription that is drawn towards it is turned round."""
    topic = topic_of(edge.label, edge.operation, vocabulary)
    other = edge.sender if is_into else edge.receiver
    goes_both_ways = edge.is_both_ways or (is_into and edge.publishes and edge.consumes)
    if goes_both_ways or not is_into or edge.consumes:
        ends.consumers.append((other, edge, topic))
    if goes_both_ways or (is_into and not edge.consumes):
        ends.producers.append((other, edge, topic))


def _reached(name: str, brokers: Mapping[str, _Ends]) -> list[_Consumer]:
    """Returns the consumers of a broker and of those it hands on to."""
    seen, waiting = {name}, [name]
    found: list[_Consumer] = []
    while waiting and len(seen) <= MOST_BROKERS_PASSED:
        ends = brokers[waiting.pop(0)]
        found.extend(ends.consumers)
        for following in ends.next_brokers:
            if following not in seen:
                seen.add(following)
                waiting.append(following)
    return found


def _join(name: str, ends: _Ends, consumers: list[_Consumer], is_channel: bool) -> Iterator[Joined]:
    may_compare = len(ends.producers) * len(consumers) <= MOST_PAIRS
    publications: dict[tuple[str, str], _Publication] = {}
    drawings = _by_drawing(ends.producers)
    for who, edge, topic in ends.producers:
        matching = [(reader, read) for reader, read, _ in _consumers_of(
            who, edge, topic, drawings[id(edge.drawing)], consumers, is_channel)] if may_compare else []
        operation = topic.shown or _common(read for _, read in matching)
        publication = publications.setdefault((who, letters(operation)), _Publication(who, operation, [], {}, []))
        publication.edges.append(edge)
        publication.receivers.update(dict.fromkeys(reader for reader, _ in matching))
        publication.reads.extend(read for _, read in matching if read is not edge)
    for who, operation, edges, receivers, reads in publications.values():
        more = tuple({id(edge): edge for edge in (*edges[1:], *reads)}.values())
        yield Joined(who, tuple(receivers) or (name,), operation, edges[0], more, name, bool(receivers))


class _Here(NamedTuple):
    """The publications of one drawing."""

    starts: list[int]  # in ascending order
    is_single: bool


def _by_drawing(producers: list[_Consumer]) -> dict[int, _Here]:
    found: dict[int, list[_Consumer]] = {}
    for producer in producers:
        found.setdefault(id(producer[1].drawing), []).append(producer)
    return {drawing: _Here(sorted(edge.start for _, edge, _ in here), _kinds(here) == 1)
            for drawing, here in found.items()}


def _consumers_of(who: str, edge: Drawn, topic: Topic, drawing: _Here, consumers: list[_Consumer],
                  is_channel: bool) -> list[_Consumer]:
    """Returns who reads what is published: in the same drawing, or elsewhere where the labels say so."""
    others = [other for other in consumers if other[0] != who]
    here = [other for other in others if other[1].drawing is edge.drawing and _may_follow(edge, other[1])]
    named = [other for other in here if shares(topic, other[2])]
    is_named = bool(named) or (bool(topic.names) and any(other[2].names for other in here))
    is_single = not is_named and (is_channel or drawing.is_single or _kinds(here) == 1)
    vague = [other for other in here if may_be(topic, other[2], is_single=is_single)]
    if edge.drawing.kind == "sequence":
        vague = _until_next(edge, drawing.starts, vague)
    elsewhere = [other for other in others if other[1].drawing is not edge.drawing and shares(topic, other[2])]
    return list({id(other[1]): other for other in (*named, *vague, *elsewhere)}.values())


def _may_follow(published: Drawn, read: Drawn) -> bool:
    """In a sequence nobody is handed what is published later; a subscription may stand anywhere."""
    is_subscription = read.consumes and read.receiver != published.sender and read.start < published.start
    return published.drawing.kind != "sequence" or read.start > published.start or (
        is_subscription and read.receiver == published.receiver)


def _until_next(edge: Drawn, starts: list[int], consumers: list[_Consumer]) -> list[_Consumer]:
    """Returns the consumers before the next publication, where there are any."""
    number = bisect_right(starts, edge.start)
    before = [other for other in consumers if number == len(starts) or other[1].start < starts[number]]
    return before or consumers


def _kinds(ends: list[_Consumer]) -> int:
    return len({(who, topic) for who, _, topic in ends})


class _Publication(NamedTuple):
    sender: str
    operation: str
    edges: list[Drawn]
    receivers: dict[str, None]
    reads: list[Drawn]


def _common(edges: Iterable[Drawn]) -> str:
    """Returns what all consumers say they take, where the producer is silent."""
    operations = {edge.operation for edge in edges}
    return operations.pop() if len(operations) == 1 else ""


def _left_over(brokers: Mapping[str, _Ends], found: Iterable[Joined]) -> Iterator[Joined]:
    """Yields what consumers take from a broker that nobody is drawn to fill."""
    shown = {id(edge) for joined in found for edge in joined.more}
    fed = {name for name, ends in brokers.items() if ends.producers}
    for name, ends in brokers.items():
        for who, edge, topic in ends.consumers:
            if id(edge) not in shown and not (name in fed and edge.publishes):
                yield Joined(name, (who,), topic.shown, edge, (), name, False)
