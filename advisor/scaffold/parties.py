"""Who takes part in an architecture that is made to run, and what is left out of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from advisor.model.architecture import Architecture, Service
from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, words_of

OUTSIDE = frozenset(("external", "browser", "mobile", "device"))
CALLS = frozenset(("rest", "grpc"))
MOST_SHOWN = 32
LONGEST = 24  # so that no import of generated code is too long for a line
# What a service is for, by a word of its name; the first one that fits.
ROLES = {
    "order": ("order", "orders", "ordering", "checkout"), "inventory": ("inventory", "stock", "warehouse"),
    "fraud": ("fraud", "risk"), "payment": ("payment", "payments", "billing"), "analytics": ("analytics", "reporting"),
    "email": ("email", "emails", "mail", "mailer"),
    "notification": ("notification", "notifications", "notify", "notifier"),
}


class Chosen(NamedTuple):
    """An interaction with the pattern that it gets."""

    interaction: Interaction
    pattern: str
    decision: str  # the record, Markdown
    reasons: tuple[str, ...]


class Link(NamedTuple):
    """An interaction between parties that run."""

    sender: str
    receivers: tuple[str, ...]
    chosen: Chosen


class Party(NamedTuple):
    name: str  # as it is written, on one line
    package: str
    kind: str
    role: str  # one of ROLES, or empty
    owner: str
    is_client: bool  # outside, and only a sender: it is played by a script
    stands_in: bool  # outside, and spoken to: something must answer


def links_of(architecture: Architecture, chosen: Iterable[Chosen]) -> tuple[list[Link], list[str]]:
    """Returns the interactions between parties that run, and a line for each that is left out or redrawn."""
    kinds = {name: service.kind for name, service in architecture.services.items()}
    found: list[Link] = []
    notes: list[str] = []
    into: dict[str, list[Link]] = {}
    out_of: dict[str, list[Link]] = {}
    for one in chosen:
        interaction = one.interaction
        receivers, said = without_databases(architecture, interaction)
        notes += said
        brokers = [name for name in receivers if kinds.get(name) == "broker"]
        for name in brokers:
            into.setdefault(name, []).append(Link(interaction.sender, (), one))
        receivers = tuple(name for name in receivers if name not in brokers)
        if not receivers:
            continue
        link = Link(interaction.sender, receivers, one)
        if kinds.get(interaction.sender) == "broker":
            out_of.setdefault(interaction.sender, []).append(link)
        else:
            found.append(link)
    for broker in dict.fromkeys((*into, *out_of)):
        found += _joined(broker, into.get(broker, []), out_of.get(broker, []), notes)
    return found, notes


def without_databases(architecture: Architecture, interaction: Interaction) -> tuple[tuple[str, ...], list[str]]:
    """Returns who is to be reached, databases left out, and a line for each that is; nobody where a database begins."""
    kinds = {name: service.kind for name, service in architecture.services.items()}
    receivers = tuple(name for name in dict.fromkeys(interaction.receivers) if kinds.get(name) != "database")
    notes = [f"{interaction.id}: {name} is a database; {interaction.sender} has a store of its own, and its SQL is in "
             "its handlers." for name in interaction.receivers if kinds.get(name) == "database"]
    if kinds.get(interaction.sender) != "database":
        return receivers, notes
    return (), [*notes, f"{interaction.id}: a database begins nothing here; let {', '.join(receivers)} read it."]


def parties_of(architecture: Architecture, links: Iterable[Link]) -> dict[str, Party]:
    """Returns who takes part, by name; services first in the order in which they appear."""
    links = list(links)
    spoken_to = {name for link in links for name in link.receivers}
    names = dict.fromkeys(name for link in links for name in (link.sender, *link.receivers))
    taken: set[str] = set()
    found = {}
    for name in names:
        service = architecture.services.get(name)
        kind = (service.kind if service else None) or "service"
        is_outside = kind in OUTSIDE
        is_client = is_outside and name not in spoken_to  # it has no package, so its name need not be one
        wanted = "_".join(words_of(name)) or "client" if is_client else package_name(name, "service")
        package = unique(wanted, taken)
        found[name] = Party(plain_text(name)[:MOST_SHOWN], package, kind, role_of(name), _owner(service),
                            is_client, is_outside and not is_client)
    return found


def unique(name: str, taken: set[str], longest: int = LONGEST) -> str:
    """Returns a name, cut, that differs from those that are taken by more than underscores, and takes it."""
    made, number = name[:longest].strip("_"), 1
    while made.replace("_", "") in taken:
        number += 1
        made = f"{name[: longest - 3].strip('_')}_{number}"
    taken.add(made.replace("_", ""))
    return made


def role_of(name: str) -> str:
    """Returns what a service is for, by its name; empty where that does not say."""
    words = set(words_of(name))
    return next((role for role, signs in ROLES.items() if words.intersection(signs)), "")


def _joined(broker: str, into: list[Link], out_of: list[Link], notes: list[str]) -> Iterator[Link]:
    """Senders and receivers of a broker that is drawn as a party, brought together by what they send."""
    read: set[int] = set()
    for link in into:
        channel = _channel(link)
        alike = [number for number, other in enumerate(out_of) if _channel(other) == channel]
        numbers = alike or list(range(len(out_of)))
        receivers = tuple(dict.fromkeys(name for number in numbers for name in out_of[number].receivers))
        read.update(numbers)
        if link.chosen.pattern in CALLS or not receivers:
            notes.append(f"{link.chosen.interaction.id}: nobody reads it from {broker}, so it is left out.")
            continue
        notes.append(f"{link.chosen.interaction.id}: drawn through {broker}, made as {link.sender} to "
                     f"{', '.join(receivers)}.")
        yield link._replace(receivers=receivers)
    for number, link in enumerate(out_of):
        if number not in read:
            notes.append(f"{link.chosen.interaction.id}: nobody writes it to {broker}, so it is left out.")


def _channel(link: Link) -> str:
    interaction = link.chosen.interaction
    return channel_name(interaction.operation, interaction.id)


def _owner(service: Service | None) -> str:
    return plain_text(service.owner or "")[:MOST_SHOWN] if service else ""
