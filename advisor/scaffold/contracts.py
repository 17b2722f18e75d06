"""Contracts of a workspace: each call, queue and topic once, with valid code names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, split_words
from advisor.scaffold.participants import CALLS, Participant, ParticipantLink, unique_name

MAX_NAME, MAX_CHANNEL, MAX_PATH = 20, 40, 72
REST = re.compile(r"(GET|HEAD|POST|PUT|PATCH|DELETE)\s+(/\S*)", re.IGNORECASE)
PATH_PARAMETER = re.compile(r"[{<:]([\w-]+)[}>]?")
QUERIES = frozenset(("GET", "HEAD"))
DEFAULT_TIMEOUTS_MS = {"rest": (2_000, 300), "grpc": (500, 300)}  # attempt and connect timeout in milliseconds
PARTITIONS = 6  # hard to change later; allows six consumers per group
MAX_TIMEOUT_MS, MAX_RETRIES = 3_600_000, 9


class ServiceContract(NamedTuple):
    """One API method, queue or topic of a workspace."""

    name: str  # used for modules and functions
    title: str  # `name` as a class name
    pattern: str
    owner: str  # the package that serves it; for a topic, its publisher
    operation: str  # as in the document
    method: str = ""  # REST
    path: str = ""
    places: tuple[str, ...] = ()
    channel: str = ""  # queue or topic
    partitions: int = 0
    rejects: str = ""  # contract of the rejection events of a topic
    is_rejection: bool = False

    @property
    def is_query(self) -> bool:
        """Whether it is read-only."""
        return self.method in QUERIES


class WorkspaceEdge(NamedTuple):
    """One use of a contract: a call to one receiver, or a message to several."""

    id: str  # of the interaction
    name: str
    contract: str
    sender: str  # package
    receivers: tuple[str, ...]  # packages
    destinations: tuple[str, ...]  # such as `queue:jobs`
    timeout_ms: int = 0
    connect_timeout_ms: int = 0
    attempts: int = 0  # including the first one


def derive_contracts(
    links: Iterable[ParticipantLink], parties: Mapping[str, Participant]
) -> tuple[dict[str, ServiceContract], list[WorkspaceEdge]]:
    """Returns the contracts by name, and their uses."""
    builder = _ContractBuilder(parties)
    for link in links:
        builder.add(link)
    builder.add_rejections()
    return builder.contracts, builder.edges


class _ContractBuilder:
    def __init__(self, parties: Mapping[str, Participant]) -> None:
        self._parties = parties
        self._used_names: set[str] = set()
        self._edge_names: set[str] = set()
        self._by_key: dict[tuple[Any, ...], str] = {}
        self._read_by: dict[str, set[str]] = {}  # queue -> packages
        self.contracts: dict[str, ServiceContract] = {}
        self.edges: list[WorkspaceEdge] = []

    def add(self, link: ParticipantLink) -> None:
        interaction, pattern = link.choice.interaction, link.choice.pattern
        receivers = tuple(self._parties[name].package for name in link.receivers)
        if pattern in CALLS:
            for receiver in receivers:
                self._add_call(interaction, pattern, self._parties[link.sender].package, receiver)
            return
        kind = "topic" if pattern == "event-streaming" else "queue"
        channel = _channel(interaction)
        name = self._contract(
            (kind, channel) if kind == "topic" else (kind, channel, receivers),
            interaction,
            ServiceContract(
                "",
                "",
                pattern,
                self._parties[link.sender].package,
                "",
                channel=channel,
                partitions=_bounded_int(interaction, "partitions", PARTITIONS, 256) if kind == "topic" else 0,
            ),
        )
        queues = [f"topic:{channel}"] if kind == "topic" else [
            f"queue:{self._queue(channel, receiver, len(receivers))}" for receiver in receivers]
        self._add_edge(interaction, name, self._parties[link.sender].package, receivers, tuple(queues))

    def add_rejections(self) -> None:
        """Adds a rejection topic for each event topic, read by the publisher and all consumers."""
        channels = {contract.channel for contract in self.contracts.values()}
        for name, contract in list(self.contracts.items()):
            channel = f"{contract.channel}.rejected"
            if contract.pattern == "event-streaming" and channel not in channels:
                rejection_name = f"{name}_rejected"
                self.contracts[name] = contract._replace(rejects=rejection_name)
                self.contracts[rejection_name] = contract._replace(
                    name=rejection_name, title=f"{contract.title}Rejected", channel=channel, is_rejection=True)

    def _add_call(self, interaction: Interaction, pattern: str, sender: str, receiver: str) -> None:
        contract = ServiceContract("", "", pattern, receiver, "")
        if pattern == "rest":
            method, path, parameters = _route(interaction)
            contract = contract._replace(method=method, path=path, places=parameters)
            key: tuple[Any, ...] = (pattern, receiver, method, PATH_PARAMETER.sub("{}", path))
        else:
            key = (pattern, receiver, _pascal_case(_rpc(interaction)))
        default_ms, connect_ms = DEFAULT_TIMEOUTS_MS[pattern]
        self._add_edge(interaction, self._contract(key, interaction, contract), sender, (receiver,), (),
                       _bounded_int(interaction, "timeout_ms", default_ms, MAX_TIMEOUT_MS),
                       _bounded_int(interaction, "connect_timeout_ms", connect_ms, MAX_TIMEOUT_MS),
                       1 + _retries(interaction))

    def _contract(self, key: tuple[Any, ...], interaction: Interaction, contract: ServiceContract) -> str:
        if key not in self._by_key:
            base = _rpc(interaction) if contract.pattern == "grpc" else interaction.id
            name = unique_name(package_name(base, "interaction"), self._used_names, MAX_NAME)
            self._by_key[key] = name
            self.contracts[name] = contract._replace(name=name, title=_pascal_case(name),
                                                     operation=plain_text(interaction.operation)[:120])
        return self._by_key[key]

    def _add_edge(self, interaction: Interaction, contract: str, sender: str, receivers: tuple[str, ...],
                  destinations: tuple[str, ...], *timeouts_and_attempts: int) -> None:
        name = unique_name(package_name(interaction.id, "interaction"), self._edge_names, MAX_NAME)
        self.edges.append(
            WorkspaceEdge(interaction.id, name, contract, sender, receivers, destinations, *timeouts_and_attempts)
        )

    def _queue(self, channel: str, receiver: str, receiver_count: int) -> str:
        """Returns one queue per consumer: competing consumers would each get only some messages."""
        readers = self._read_by.setdefault(channel, {receiver} if receiver_count == 1 else set())
        return channel if readers == {receiver} else f"{channel}.{receiver.replace('_', '-')}"


def _route(interaction: Interaction) -> tuple[str, str, tuple[str, ...]]:
    match = REST.match(interaction.operation.strip())
    if not match:
        name = "-".join(split_words(interaction.operation or interaction.id))[:MAX_PATH].strip("-")
        return "POST", f"/{name or 'call'}", ()
    parts, parameters = [], []
    for part in match[2].partition("?")[0].strip("/").split("/")[:8]:
        if parameter := PATH_PARAMETER.fullmatch(part):
            name = package_name(parameter[1], "id")[:MAX_NAME]
            while name in parameters:
                name += "x"
            parameters.append(name)
            parts.append(f"{{{name}}}")
        elif words := re.findall(r"[A-Za-z0-9._~-]+", part):
            parts.append("-".join(words)[:40])
    parts = [part for part in parts if part.strip(".")]
    while len("/".join(parts)) > MAX_PATH:
        parts.pop()
    return match[1].upper(), "/" + "/".join(parts), tuple(name for name in parameters if f"{{{name}}}" in parts)


def _rpc(interaction: Interaction) -> str:
    """Returns the method name of `OrderService/CreateOrder(...)` or `create order`."""
    path = re.split(r"[(\s]*\(", interaction.operation)[0]
    method = re.split(r"[/.]", path)[-1]
    return method if split_words(method) else interaction.id


def _channel(interaction: Interaction) -> str:
    name = interaction.operation if " " not in interaction.operation.strip() else interaction.id
    return channel_name(name, channel_name(interaction.id, "messages"))[:MAX_CHANNEL].strip(".-")


def _pascal_case(name: str) -> str:
    return "".join(word[0].upper() + word[1:] for word in package_name(name, "call").split("_") if word)


def _retries(interaction: Interaction) -> int:
    """Returns the number of retries; 1 if the design does not state it."""
    fact = interaction.design.get("retries")
    if fact is None:
        return 1
    attempts = fact.value.get("attempts", 1) if isinstance(fact.value, dict) else 0
    return max(0, min(attempts, MAX_RETRIES)) if isinstance(attempts, int) else 1


def _bounded_int(interaction: Interaction, name: str, default: int, maximum: int) -> int:
    fact = interaction.design.get(name)
    value = fact.value if fact else None
    return max(1, min(int(value), maximum)) if isinstance(value, (int, float)) and value is not True else default
