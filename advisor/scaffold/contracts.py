"""What parties agree on: each call, queue and topic of a workspace once, with names that code may have."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, words_of
from advisor.scaffold.parties import CALLS, Link, Party, unique

LONGEST, LONGEST_CHANNEL, LONGEST_PATH = 20, 40, 72
REST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE)\s+(/\S*)", re.IGNORECASE)
PLACE = re.compile(r"[{<:]([\w-]+)[}>]?")
QUERIES = frozenset(("GET", "HEAD"))
TIMES = {"rest": (2_000, 300), "grpc": (500, 300)}  # of an attempt and of a connection, in milliseconds
PARTITIONS = 6  # the number is for ever; six allow six consumers in a group
MOST_MS, MOST_REPEATS = 3_600_000, 9


class Contract(NamedTuple):
    """One thing that can be asked of a service, or told."""

    name: str  # of a module and of functions
    title: str  # the same as a class name
    pattern: str
    owner: str  # the package that answers it; of a topic the one that writes it
    operation: str  # as it is written
    method: str = ""  # REST
    path: str = ""
    places: tuple[str, ...] = ()
    channel: str = ""  # queue or topic
    partitions: int = 0
    rejects: str = ""  # the contract by which consumers of a topic say no
    is_rejection: bool = False

    @property
    def is_query(self) -> bool:
        """Whether it changes nothing."""
        return self.method in QUERIES


class Edge(NamedTuple):
    """An interaction as one party has it: what it asks of one other, or tells several."""

    id: str  # of the interaction
    name: str
    contract: str
    sender: str  # package
    receivers: tuple[str, ...]  # packages
    destinations: tuple[str, ...]  # such as `queue:jobs`
    timeout_ms: int = 0
    connect_timeout_ms: int = 0
    attempts: int = 0  # with the first one


def agreed(links: Iterable[Link], parties: Mapping[str, Party]) -> tuple[dict[str, Contract], list[Edge]]:
    """Returns the contracts by name, and who uses which."""
    made = _Agreement(parties)
    for link in links:
        made.add(link)
    made.add_rejections()
    return made.contracts, made.edges


class _Agreement:
    def __init__(self, parties: Mapping[str, Party]) -> None:
        self._parties = parties
        self._taken: set[str] = set()
        self._edge_names: set[str] = set()
        self._by_key: dict[tuple[Any, ...], str] = {}
        self._read_by: dict[str, set[str]] = {}  # queue -> packages
        self.contracts: dict[str, Contract] = {}
        self.edges: list[Edge] = []

    def add(self, link: Link) -> None:
        interaction, pattern = link.chosen.interaction, link.chosen.pattern
        receivers = tuple(self._parties[name].package for name in link.receivers)
        if pattern in CALLS:
            for receiver in receivers:
                self._add_call(interaction, pattern, self._parties[link.sender].package, receiver)
            return
        kind = "topic" if pattern == "event-streaming" else "queue"
        channel = _channel(interaction)
        name = self._contract((kind, channel) if kind == "topic" else (kind, channel, receivers), interaction, Contract(
            "", "", pattern, self._parties[link.sender].package, "", channel=channel,
            partitions=_whole(interaction, "partitions", PARTITIONS, 256) if kind == "topic" else 0))
        queues = [f"topic:{channel}"] if kind == "topic" else [
            f"queue:{self._queue(channel, receiver, len(receivers))}" for receiver in receivers]
        self._add_edge(interaction, name, self._parties[link.sender].package, receivers, tuple(queues))

    def add_rejections(self) -> None:
        """Whoever reacts to an event may say no to it; its writer, and all who reacted, hear that."""
        channels = {contract.channel for contract in self.contracts.values()}
        for name, contract in list(self.contracts.items()):
            channel = f"{contract.channel}.rejected"
            if contract.pattern == "event-streaming" and channel not in channels:
                no = f"{name}_rejected"
                self.contracts[name] = contract._replace(rejects=no)
                self.contracts[no] = contract._replace(name=no, title=f"{contract.title}Rejected", channel=channel,
                                                       is_rejection=True)

    def _add_call(self, interaction: Interaction, pattern: str, sender: str, receiver: str) -> None:
        said = Contract("", "", pattern, receiver, "")
        if pattern == "rest":
            method, path, places = _route(interaction)
            said = said._replace(method=method, path=path, places=places)
            key: tuple[Any, ...] = (pattern, receiver, method, PLACE.sub("{}", path))
        else:
            key = (pattern, receiver, _camel(_rpc(interaction)))
        usual_ms, connect_ms = TIMES[pattern]
        self._add_edge(interaction, self._contract(key, interaction, said), sender, (receiver,), (),
                       _whole(interaction, "timeout_ms", usual_ms, MOST_MS),
                       _whole(interaction, "connect_timeout_ms", connect_ms, MOST_MS),
                       1 + _repeats(interaction))

    def _contract(self, key: tuple[Any, ...], interaction: Interaction, said: Contract) -> str:
        if key not in self._by_key:
            wanted = _rpc(interaction) if said.pattern == "grpc" else interaction.id
            name = unique(package_name(wanted, "interaction"), self._taken, LONGEST)
            self._by_key[key] = name
            self.contracts[name] = said._replace(name=name, title=_camel(name),
                                                 operation=plain_text(interaction.operation)[:120])
        return self._by_key[key]

    def _add_edge(self, interaction: Interaction, contract: str, sender: str, receivers: tuple[str, ...],
                  destinations: tuple[str, ...], *times: int) -> None:
        name = unique(package_name(interaction.id, "interaction"), self._edge_names, LONGEST)
        self.edges.append(Edge(interaction.id, name, contract, sender, receivers, destinations, *times))

    def _queue(self, channel: str, receiver: str, of: int) -> str:
        """A queue belongs to one service: two that took from the same one would each get a part."""
        readers = self._read_by.setdefault(channel, {receiver} if of == 1 else set())
        return channel if readers == {receiver} else f"{channel}.{receiver.replace('_', '-')}"


def _route(interaction: Interaction) -> tuple[str, str, tuple[str, ...]]:
    said = REST.match(interaction.operation.strip())
    if not said:
        name = "-".join(words_of(interaction.operation or interaction.id))[:LONGEST_PATH].strip("-")
        return "POST", f"/{name or 'call'}", ()
    parts, places = [], []
    for part in said[2].partition("?")[0].strip("/").split("/")[:8]:
        if place := PLACE.fullmatch(part):
            name = package_name(place[1], "id")[:LONGEST]
            while name in places:
                name += "x"
            places.append(name)
            parts.append(f"{{{name}}}")
        elif words := re.findall(r"[A-Za-z0-9._~-]+", part):
            parts.append("-".join(words)[:40])
    parts = [part for part in parts if part.strip(".")]
    while len("/".join(parts)) > LONGEST_PATH:
        parts.pop()
    return said[1].upper(), "/" + "/".join(parts), tuple(name for name in places if f"{{{name}}}" in parts)


def _rpc(interaction: Interaction) -> str:
    """The method of `OrderService/CreateOrder(...)` or `create order`."""
    said = re.split(r"[(\s]*\(", interaction.operation)[0]
    last = re.split(r"[/.]", said)[-1]
    return last if words_of(last) else interaction.id


def _channel(interaction: Interaction) -> str:
    said = interaction.operation if " " not in interaction.operation.strip() else interaction.id
    return channel_name(said, channel_name(interaction.id, "messages"))[:LONGEST_CHANNEL].strip(".-")


def _camel(name: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in package_name(name, "call").split("_") if word)


def _repeats(interaction: Interaction) -> int:
    """How often a call is tried again; once where the design says nothing."""
    said = interaction.design.get("retries")
    if said is None:
        return 1
    attempts = said.value.get("attempts", 1) if isinstance(said.value, dict) else 0
    return max(0, min(attempts, MOST_REPEATS)) if isinstance(attempts, int) else 1


def _whole(interaction: Interaction, name: str, usual: int, most: int) -> int:
    fact = interaction.design.get(name)
    value = fact.value if fact else None
    return max(1, min(int(value), most)) if isinstance(value, (int, float)) and value is not True else usual
