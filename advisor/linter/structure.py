"""Checks across interactions: mixed patterns, gateway bypass, shared databases, undeclared services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.linter.context import NO_VALUES, SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict
from advisor.linter.interaction_facts import OUTSIDE_KINDS
from advisor.linter.spans import CHOICE_FACTS, first_line, name_span, value_span
from advisor.linter.wording import join_names, message_values
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value
from advisor.text.suggestions import did_you_mean

MAX_SUGGESTIONS = 50  # names; suggestions are slow for thousands of missing services
WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")


def mixed_patterns(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every operation that a service offers more than once, by calls, messages or both."""
    modes = context.engine.terms.modes
    if not context.is_thorough:
        declared = {interaction.declared for interaction in context.architecture.interactions}
        if len({modes[name] for name in declared if name is not None}) < 2:  # a single mode cannot be mixed
            return
    offers: dict[tuple[str, str], list[Interaction]] = {}
    for interaction in context.architecture.interactions:
        name = normalise_operation(interaction.operation)
        for receiver in interaction.receivers if name else ():
            offers.setdefault((receiver, name), []).append(interaction)
    for (service, _), interactions in offers.items():
        if len(interactions) > 1:
            yield _multiple_offers(service, interactions, modes)


def around_the_gateway(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every call from outside to a service, if the architecture has a gateway."""
    services, modes = context.architecture.services, context.engine.terms.modes
    gateways = [service.name for service in services.values() if service.kind == "gateway"]
    for interaction in context.architecture.interactions if gateways else ():
        sender = services.get(interaction.sender)
        if sender is None or sender.kind not in OUTSIDE_KINDS:
            continue
        kinds = {name: services[name].kind if name in services else None for name in interaction.receivers}
        inside = [name for name, kind in kinds.items() if kind == "service"]
        unclear = [name for name, kind in kinds.items() if kind is None]
        mode = modes[interaction.declared] if interaction.declared is not None else None
        values = {
            **message_values(interaction),
            "service": join_names(inside or unclear or ["?"]),
            "gateway": join_names(gateways),
        }
        span = name_span(interaction, "to", (inside or unclear or interaction.receivers)[0])
        about = (interaction.id, interaction.id, span, values)
        if mode == "async" or not (inside or unclear):
            yield Verdict(SATISFIED, *about)
        elif not inside:
            kind = (
                f"What kind of service is {quote_value(unclear[0])}, which {quote_value(interaction.sender)} reaches?"
            )
            yield Verdict(UNKNOWN, *about, ("to_kind",), kind)
        elif mode is None:
            yield Verdict(UNKNOWN, *about, ("pattern",))
        else:
            yield Verdict(VIOLATED, *about, path=(interaction.sender, inside[0]))


def shared_database(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every database with the services that read or write it."""
    services = context.architecture.services
    users: dict[str, dict[str, Interaction]] = {}
    for interaction in context.architecture.interactions:
        for name in interaction.receivers:
            if name in services and services[name].kind == "database":
                users.setdefault(name, {}).setdefault(interaction.sender, interaction)
    for database, senders in users.items():
        kinds = {name: services[name].kind if name in services else None for name in senders}
        certain = [name for name, kind in kinds.items() if kind == "service"]
        unclear = [name for name, kind in kinds.items() if kind is None]
        values = {"database": format_value(database), "services": join_names(certain or unclear or ["?"])}
        user = senders[(certain[1:] or unclear or list(senders))[0]]
        about = (database, user.id, name_span(user, "to", database), {**message_values(user), **values})
        if len(certain) > 1:
            yield Verdict(VIOLATED, *about, path=tuple(certain), numbers={"users": float(len(certain))})
        elif unclear and len(certain) + len(unclear) > 1:
            kind = (
                f"What kind of service is {quote_value(unclear[0])}, which uses the database {quote_value(database)}?"
            )
            yield Verdict(UNKNOWN, *about, ("from_kind",), kind)
        else:
            yield Verdict(SATISFIED, *about)


def dangling_service(context: LintContext, practice: Practice) -> Iterator[Verdict]:
    """Yields every service that interactions name but `services` omits, once; nothing without `services`."""
    services = context.architecture.services
    missing: set[str] = set()
    for interaction in context.architecture.interactions if services else ():
        if not context.is_thorough and interaction.sender in services and services.keys() >= {*interaction.receivers}:
            continue
        absent = [(key, name) for key, names in (("from", (interaction.sender,)), ("to", interaction.receivers))
                  for name in names if name not in services]
        if not absent and context.is_thorough:
            yield Verdict(SATISFIED, interaction.id, interaction.id, interaction.span, NO_VALUES)
        for key, name in absent:
            if name not in missing:
                missing.add(name)
                meant = did_you_mean(name, services) if len(missing) <= MAX_SUGGESTIONS else ""
                values = {
                    **message_values(interaction),
                    "service": format_value(name),
                    "meant": f". {meant}" if meant else "",
                }
                yield Verdict(VIOLATED, name, interaction.id, name_span(interaction, key, name), values)


def normalise_operation(operation: str) -> str:
    """Normalises the spelling of an operation: `OrderService/CreateOrder` becomes `create-order`."""
    own = operation if operation.count("/") != 1 or " " in operation.strip() else operation.partition("/")[2]
    return "-".join(word.lower() for word in WORDS.findall(own))


def _multiple_offers(service: str, offers: list[Interaction], modes: dict[str, str]) -> Verdict:
    """Returns the verdict on an operation offered several times, at the first interaction with another mode."""
    known = [(offer, modes[offer.declared]) for offer in offers if offer.declared is not None]
    other = next((offer for offer, mode in known if mode != known[0][1]), None)
    shown_at = other or next((offer for offer in offers if offer.declared is None), offers[1])
    patterns = list(dict.fromkeys(offer.declared for offer in offers if offer.declared is not None))
    values = {**message_values(shown_at), "service": format_value(service), "patterns": join_names(patterns or ["?"])}
    if other is not None:
        path = tuple(dict.fromkeys((known[0][0].id, other.id)))
        return Verdict(VIOLATED, service, shown_at.id, value_span(shown_at, CHOICE_FACTS), values, path=path)
    if len(known) < len(offers):
        return Verdict(UNKNOWN, shown_at.id, shown_at.id, first_line(shown_at.span), values, ("pattern",))
    return Verdict(SATISFIED, service, shown_at.id, shown_at.span, values)
