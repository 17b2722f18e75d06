"""Infers needs from the services of an interaction; stated facts take precedence."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.model.architecture import Service
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Term
from advisor.model.value_checks import check_value
from advisor.text.quoting import quote_value

EXTERNAL_KINDS = frozenset(("external", "browser", "mobile"))
INTERNAL_KINDS = frozenset(("service", "gateway", "job", "database"))
SERVER_KINDS = ("service", "gateway", "job")  # run on servers
FAN_OUT, OUR_OWN = "`to` names {value}", "both sides are our own services"
OF_KIND, SAYS_SO = "{name} is of kind {kind}", "{name} says `client: {value}`"
CLIENT_KINDS = ("browser", "mobile", "device")  # service kinds that are also kinds of client


class Inference:
    def __init__(self, needs: Mapping[str, Term], services: Mapping[str, Service]) -> None:
        self.needs = needs
        self.services = services
        self._facts: dict[tuple[str, Any, str, str], KnownFact | None] = {}  # shared: thousands are equal

    def add_inferred(self, interaction: Interaction) -> None:
        """Adds the inferred needs to an interaction."""
        sides = [self.services.get(interaction.sender), *map(self.services.get, interaction.receivers)]
        kinds = [side.kind if side is not None else None for side in sides]
        if "fan_out" not in interaction.needs and "broker" not in kinds[1:]:
            self._add(interaction, "fan_out", len(interaction.receivers), FAN_OUT)
        if "audience" not in interaction.needs:
            if not EXTERNAL_KINDS.isdisjoint(kinds):
                outsider = next(side for side, kind in zip(sides, kinds, strict=True) if kind in EXTERNAL_KINDS)
                self._add(interaction, "audience", "external", OF_KIND, outsider)
            elif INTERNAL_KINDS.issuperset(kinds):
                self._add(interaction, "audience", "internal", OUR_OWN)
        if "client" not in interaction.needs and sides[0] is not None:
            self._add_client(interaction, sides[0])

    def _add_client(self, interaction: Interaction, sender: Service) -> None:
        if sender.client is not None:
            self._add(interaction, "client", sender.client, SAYS_SO, sender)
        elif sender.kind in CLIENT_KINDS:
            self._add(interaction, "client", sender.kind, OF_KIND, sender)
        elif sender.kind in SERVER_KINDS:
            self._add(interaction, "client", "service", OF_KIND, sender)

    def _add(self, interaction: Interaction, name: str, value: Any, because: str,
             service: Service | None = None) -> None:
        key = (name, value, because, service.name if service is not None else "")
        if key not in self._facts:
            term = self.needs.get(name)
            fits = term is not None and not check_value(term, value)[1]
            reason = because.format(value=value) if service is None else because.format(
                name=quote_value(service.name), kind=service.kind, value=value)
            self._facts[key] = KnownFact(value, "inferred", because=reason) if fits else None
        fact = self._facts[key]
        if fact is not None:
            interaction.needs[name] = fact
