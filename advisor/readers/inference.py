"""What follows from the services of an interaction, marked as inferred; a stated fact always comes first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.architecture import Service
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Term
from advisor.model.values import check_value
from advisor.notation.quote import quoted

OUTSIDE = ("external", "browser", "mobile")
INSIDE = ("service", "gateway", "job", "database")
PROGRAMS = ("service", "gateway", "job")  # run on servers
FAN_OUT, OUR_OWN = "`to` names {value}", "both sides are our own services"
OF_KIND, SAYS_SO = "{name} is of kind {kind}", "{name} says `client: {value}`"
EDGES = ("browser", "mobile", "device")  # kinds that are kinds of client too


class Inference:
    def __init__(self, needs: Mapping[str, Term], services: Mapping[str, Service]) -> None:
        self.needs = needs
        self.services = services
        self._facts: dict[tuple[str, Any, str, str], KnownFact | None] = {}  # each once: thousands are alike

    def complete(self, interaction: Interaction) -> None:
        """Adds what follows to the needs of an interaction."""
        sender = self.services.get(interaction.sender)
        receivers = [self.services.get(name) for name in interaction.receivers]
        if "fan_out" not in interaction.needs and "broker" not in map(_kind, receivers):
            self._add(interaction, "fan_out", len(receivers), FAN_OUT)
        if "audience" not in interaction.needs:
            self._add_audience(interaction, [sender, *receivers])
        if "client" not in interaction.needs and sender is not None:
            self._add_client(interaction, sender)

    def _add_audience(self, interaction: Interaction, sides: list[Service | None]) -> None:
        outsider = next((side for side in sides if side is not None and side.kind in OUTSIDE), None)
        if outsider is not None:
            self._add(interaction, "audience", "external", OF_KIND, outsider)
        elif all(_kind(side) in INSIDE for side in sides):
            self._add(interaction, "audience", "internal", OUR_OWN)

    def _add_client(self, interaction: Interaction, sender: Service) -> None:
        if sender.client is not None:
            self._add(interaction, "client", sender.client, SAYS_SO, sender)
        elif sender.kind in EDGES:
            self._add(interaction, "client", sender.kind, OF_KIND, sender)
        elif sender.kind in PROGRAMS:
            self._add(interaction, "client", "service", OF_KIND, sender)

    def _add(self, interaction: Interaction, name: str, value: Any, because: str,
             service: Service | None = None) -> None:
        key = (name, value, because, service.name if service is not None else "")
        if key not in self._facts:
            term = self.needs.get(name)
            fits = term is not None and not check_value(term, value)[1]
            said = because.format(value=value) if service is None else because.format(
                name=quoted(service.name), kind=service.kind, value=value)
            self._facts[key] = KnownFact(value, "inferred", because=said) if fits else None
        fact = self._facts[key]
        if fact is not None:
            interaction.needs[name] = fact


def _kind(service: Service | None) -> str | None:
    return service.kind if service is not None else None
