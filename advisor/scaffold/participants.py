"""Participants of a workspace: services, clients and stand-ins derived from an architecture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.architecture import Architecture, Service
from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, split_words

EXTERNAL_KINDS = frozenset(("external", "browser", "mobile", "device"))
CALLS = frozenset(("rest", "grpc"))
MAX_LABEL = 32
MAX_NAME = 24  # keeps import lines of generated code short enough
# Role of a service by a word of its name; the first match wins.
ROLES = {
    "order": ("order", "orders", "ordering", "checkout"), "inventory": ("inventory", "stock", "warehouse"),
    "fraud": ("fraud", "risk"), "payment": ("payment", "payments", "billing"), "analytics": ("analytics", "reporting"),
    "email": ("email", "emails", "mail", "mailer"),
    "notification": ("notification", "notifications", "notify", "notifier"),
}


class PatternChoice(NamedTuple):
    """An interaction with its chosen pattern."""

    interaction: Interaction
    pattern: str
    decision: str  # decision record, Markdown
    reasons: tuple[str, ...]


class ParticipantLink(NamedTuple):
    """An interaction between participants."""

    sender: str
    receivers: tuple[str, ...]
    choice: PatternChoice


class Participant(NamedTuple):
    name: str  # as in the document, on one line
    package: str
    kind: str
    role: str  # key of ROLES, or empty
    owner: str
    is_client: bool  # external, only sends: simulated by a script
    stands_in: bool  # external, receives: simulated by a stub


def derive_links(
    architecture: Architecture, chosen: Iterable[PatternChoice]
) -> tuple[list[ParticipantLink], list[str]]:
    """Returns the links between participants, and a note for each interaction omitted or rerouted."""
    kinds = {name: service.kind for name, service in architecture.services.items()}
    links: list[ParticipantLink] = []
    notes: list[str] = []
    publications: dict[str, list[ParticipantLink]] = {}
    subscriptions: dict[str, list[ParticipantLink]] = {}
    for choice in chosen:
        interaction = choice.interaction
        receivers, omissions = omit_databases(architecture, interaction)
        notes += omissions
        brokers = [name for name in receivers if kinds.get(name) == "broker"]
        for name in brokers:
            publications.setdefault(name, []).append(ParticipantLink(interaction.sender, (), choice))
        receivers = tuple(name for name in receivers if name not in brokers)
        if not receivers:
            continue
        link = ParticipantLink(interaction.sender, receivers, choice)
        if kinds.get(interaction.sender) == "broker":
            subscriptions.setdefault(interaction.sender, []).append(link)
        else:
            links.append(link)
    for broker in dict.fromkeys((*publications, *subscriptions)):
        links += _bypass_broker(broker, publications.get(broker, []), subscriptions.get(broker, []), notes)
    return links, notes


def omit_databases(architecture: Architecture, interaction: Interaction) -> tuple[tuple[str, ...], list[str]]:
    """Returns the receivers except databases, and a note for each omission; none if the sender is a database."""
    kinds = {name: service.kind for name, service in architecture.services.items()}
    receivers = tuple(name for name in dict.fromkeys(interaction.receivers) if kinds.get(name) != "database")
    notes = [f"{interaction.id}: {name} is a database; {interaction.sender} has a store of its own, and its SQL is in "
             "its handlers." for name in interaction.receivers if kinds.get(name) == "database"]
    if kinds.get(interaction.sender) != "database":
        return receivers, notes
    return (), [*notes, f"{interaction.id}: a database begins nothing here; let {', '.join(receivers)} read it."]


def derive_participants(architecture: Architecture, links: Iterable[ParticipantLink]) -> dict[str, Participant]:
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
        base = "_".join(split_words(name)) or "client" if is_client else package_name(name, "service")
        package = unique_name(base, taken)
        parties[name] = Participant(plain_text(name)[:MAX_LABEL], package, kind, infer_role(name), _owner(service),
                                    is_client, is_external and not is_client)
    return parties


def unique_name(name: str, taken: set[str], max_length: int = MAX_NAME) -> str:
    """Returns a truncated name that is unique even without underscores, and adds it to `taken`."""
    candidate, number = name[:max_length].strip("_"), 1
    while candidate.replace("_", "") in taken:
        number += 1
        candidate = f"{name[: max_length - 3].strip('_')}_{number}"
    taken.add(candidate.replace("_", ""))
    return candidate


def infer_role(name: str) -> str:
    """Returns the role of a service by its name, or an empty text."""
    words = set(split_words(name))
    return next((role for role, keywords in ROLES.items() if words.intersection(keywords)), "")


def _bypass_broker(broker: str, publications: list[ParticipantLink], subscriptions: list[ParticipantLink],
                   notes: list[str]) -> Iterator[ParticipantLink]:
    """Yields links that bypass a broker node, joining its publishers and consumers by channel."""
    consumed: set[int] = set()
    for link in publications:
        channel = _channel(link)
        matching = [number for number, other in enumerate(subscriptions) if _channel(other) == channel]
        numbers = matching or list(range(len(subscriptions)))
        receivers = tuple(dict.fromkeys(name for number in numbers for name in subscriptions[number].receivers))
        consumed.update(numbers)
        if link.choice.pattern in CALLS or not receivers:
            notes.append(f"{link.choice.interaction.id}: nobody reads it from {broker}, so it is left out.")
            continue
        notes.append(f"{link.choice.interaction.id}: drawn through {broker}, made as {link.sender} to "
                     f"{', '.join(receivers)}.")
        yield link._replace(receivers=receivers)
    for number, link in enumerate(subscriptions):
        if number not in consumed:
            notes.append(f"{link.choice.interaction.id}: nobody writes it to {broker}, so it is left out.")


def _channel(link: ParticipantLink) -> str:
    interaction = link.choice.interaction
    return channel_name(interaction.operation, interaction.id)


def _owner(service: Service | None) -> str:
    return plain_text(service.owner or "")[:MAX_LABEL] if service else ""
