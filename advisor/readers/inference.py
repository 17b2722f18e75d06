"""What follows from the services of an interaction, marked as inferred; a stated fact always comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.architecture import Service
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Term
from advisor.notation.quote import quoted
from advisor.readers.facts import check_value

OUTSIDE = ("external", "browser", "mobile")
INSIDE = ("service", "gateway", "job", "database")
PROGRAMS = ("service", "gateway", "job")  # run on servers
EDGES = ("browser", "mobile", "device")  # kinds that are kinds of client too


class Inference:
    def __init__(self, needs: Mapping[str, Term], services: Mapping[str, Service]) -> None:
        self.needs = needs
        self.services = services
        self._facts: dict[tuple[str, Any, str], KnownFact | None] = {}  # each once: thousands are alike

    def complete(self, interaction: Interaction) -> None:
        """Adds what follows to the needs of an interaction."""
        sender = self.services.get(interaction.sender)
        receivers = [self.services.get(name) for name in interaction.receivers]
        if "fan_out" not in interaction.needs and "broker" not in map(_kind, receivers):
            count = len(receivers)
            self._add(interaction, "fan_out", count, f"`to` names {count}")
        if "audience" not in interaction.needs:
            self._add_audience(interaction, [sender, *receivers])
        if "client" not in interaction.needs and sender is not None:
            self._add_client(interaction, sender)

    def _add_audience(self, interaction: Interaction, sides: list[Service | None]) -> None:
        outsider = next((side for side in sides if side is not None and side.kind in OUTSIDE), None)
        if outsider is not None:
            self._add(interaction, "audience", "external", f"{quoted(outsider.name)} is of kind {outsider.kind}")
        elif all(_kind(side) in INSIDE for side in sides):
            self._add(interaction, "audience", "internal", "both sides are our own services")

    def _add_client(self, interaction: Interaction, sender: Service) -> None:
        if sender.client is not None:
            self._add(interaction, "client", sender.client, f"{quoted(sender.name)} says `client: {sender.client}`")
        elif sender.kind in EDGES:
            self._add(interaction, "client", sender.kind, f"{quoted(sender.name)} is of kind {sender.kind}")
        elif sender.kind in PROGRAMS:
            self._add(interaction, "client", "service", f"{quoted(sender.name)} is of kind {sender.kind}")

    def _add(self, interaction: Interaction, name: str, value: Any, because: str) -> None:
        key = (name, value, because)
        if key not in self._facts:
            term = self.needs.get(name)
            fits = term is not None and not check_value(term, value)[1]
            self._facts[key] = KnownFact(value, "inferred", because=because) if fits else None
        fact = self._facts[key]
        if fact is not None:
            interaction.needs[name] = fact


def _kind(service: Service | None) -> str | None:
    return service.kind if service is not None else None
