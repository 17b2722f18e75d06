"""Participants of a workspace: services, clients and stand-ins derived from an architecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.architecture import Architecture, Service
from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, words_of

EXTERNAL_KINDS = frozenset(("external", "browser", "mobile", "device"))
CALLS = frozenset(("rest", "grpc"))
MAX_LABEL = 32
LONGEST = 24  # keeps import lines of generated code short enough
# Role of a service by a word of its name; the first match wins.
ROLES = {
    "order": ("order", "orders", "ordering", "checkout"), "inventory": ("inventory", "stock", "warehouse"),
    "fraud": ("fraud", "risk"), "payment": ("payment", "payments", "billing"), "analytics": ("analytics", "reporting"),
    "email": ("email", "emails", "mail", "mailer"),
    "notification": ("notification", "notifications", "notify", "notifier"),
}


class Chosen(NamedTuple):
    """An interaction with its chosen pattern."""

    interaction: Interaction
    pattern: str
    decision: str  # decision record, Markdown
    reasons: tuple[str, ...]


class Link(NamedTuple):
    """An interaction between participants."""

    sender: str
    receivers: tuple[str, ...]
    chosen: Chosen


class Party(NamedTuple):
    name: str  # as in the document, on one line
    package: str
    kind: str
    role: str  # key of ROLES, or empty
    owner: str
    is_client: bool  # external, only sends: simulated by a script
    stands_in: bool  # external, receives: simulated by a stub


def links_of(architecture: Architecture, chosen: Iterable[Chosen]) -> tuple[list[Link], list[str]]:
    """Returns the links between participants, and a note for each interaction omitted or rerouted."""
    kinds = {name: service.kind for name, service in architecture.services.items()}
    links: list[Link] = []
    notes: list[str] = []
    publications: dict[str, list[Link]] = {}
    subscriptions: dict[str, list[Link]] = {}
    for choice in chosen:
        interaction = choice.interaction
        receivers, omissions = without_databases(architecture, interaction)
        notes += omissions
        brokers = [name for name in receivers if kinds.get(name) == "broker"]
        for name in brokers:
            publications.setdefault(name, []).append(Link(interaction.sender, (), choice))
        receivers = tuple(name for name in receivers if name not in brokers)
        if not receivers:
            continue
        link = Link(interaction.sender, receivers, choice)
        if kinds.get(interaction.sender) == "broker":
            subscriptions.setdefault(interaction.sender, []).append(link)
        else:
            links.append(link)
    for broker in dict.fromkeys((*publications, *subscriptions)):
        links += _bypass_broker(broker, publications.get(broker, []), subscriptions.get(broker, []), notes)
    return links, notes


def without_databases(architecture: Architecture, interaction: Interaction) -> tuple[tuple[str, ...], list[str]]:
    """Returns the receivers except databases, and a note for each omission; none if the sender is a database."""
    kinds = {name: service.kind for name, service in architecture.services.items()}
    receivers = tuple(name for name in dict.fromkeys(interaction.receivers) if kinds.get(name) != "database")
    notes = [f"{interaction.id}: {name} is a database; {interaction.sender} has a store of its own, and its SQL is in "
             "its handlers." for name in interaction.receivers if kinds.get(name) == "database"]
    if kinds.get(interaction.sender) != "database":
        return receivers, notes
    return (), [*notes, f"{interaction.id}: a database begins nothing here; let {', '.join(receivers)} read it."]


def parties_of(architecture: Architecture, links: Iterable[Link]) -> dict[str, Party]:
    """Returns the participants by name, in order of appearance."""
    links = list(links)
    receiving = {name for link in links for name in link.receivers}
    names = dict.fromkeys(name for link in links for name in (link.sender, *link.receivers))
    taken: set[str] = set()
    parties = {}
    for name in names:
        service = architecture.services.get(name)
        kind = (service.kind if service else None) or "service"
        is_external = kind in EXTERNAL_KINDS
        is_client = is_external and name not in receiving  # has no package, so any name is valid
        base = "_".join(words_of(name)) or "client" if is_client else package_name(name, "service")
        package = unique(base, taken)
        parties[name] = Party(plain_text(name)[:MAX_LABEL], package, kind, role_of(name), _owner(service),
                              is_client, is_external and not is_client)
    return parties


def unique(name: str, taken: set[str], max_length: int = LONGEST) -> str:
    """Returns a truncated name that is unique even without underscores, and adds it to `taken`."""
    candidate, number = name[:max_length].strip("_"), 1
    while candidate.replace("_", "") in taken:
        number += 1
        candidate = f"{name[: max_length - 3].strip('_')}_{number}"
    taken.add(candidate.replace("_", ""))
    return candidate


def role_of(name: str) -> str:
    """Returns the role of a service by its name, or an empty text."""
    words = set(words_of(name))
    return next((role for role, keywords in ROLES.items() if words.intersection(keywords)), "")


def _bypass_broker(broker: str, publications: list[Link], subscriptions: list[Link],
                   notes: list[str]) -> Iterator[Link]:
    """Yields links that bypass a broker node, joining its publishers and consumers by channel."""
    consumed: set[int] = set()
    for link in publications:
        channel = _channel(link)
        matching = [number for number, other in enumerate(subscriptions) if _channel(other) == channel]
        numbers = matching or list(range(len(subscriptions)))
        receivers = tuple(dict.fromkeys(name for number in numbers for name in subscriptions[number].receivers))
        consumed.update(numbers)
        if link.chosen.pattern in CALLS or not receivers:
            notes.append(f"{link.chosen.interaction.id}: nobody reads it from {broker}, so it is left out.")
            continue
        notes.append(f"{link.chosen.interaction.id}: drawn through {broker}, made as {link.sender} to "
                     f"{', '.join(receivers)}.")
        yield link._replace(receivers=receivers)
    for number, link in enumerate(subscriptions):
        if number not in consumed:
            notes.append(f"{link.chosen.interaction.id}: nobody writes it to {broker}, so it is left out.")


def _channel(link: Link) -> str:
    interaction = link.chosen.interaction
    return channel_name(interaction.operation, interaction.id)


def _owner(service: Service | None) -> str:
    return plain_text(service.owner or "")[:MAX_LABEL] if service else ""
