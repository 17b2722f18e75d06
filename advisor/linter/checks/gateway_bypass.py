"""Check `gateway-bypass`: an outside caller reaches a service directly, although there is a gateway."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict
from advisor.linter.interaction_facts import OUTSIDE_KINDS
from advisor.linter.spans import first_line, name_span, related_places
from advisor.linter.wording import join_names, message_values
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value


@check("gateway-bypass")
def gateway_bypass(context: LintContext, practice: Practice) -> Iterator[Verdict]:
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
        values = {**message_values(interaction), "service": join_names(inside or unclear or ["?"]),
                  "gateway": join_names(gateways)}
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
            others = ((first_line(services[name].span), f"{format_value(name)} is a gateway") for name in gateways)
            yield Verdict(VIOLATED, *about, path=(interaction.sender, inside[0]), related=related_places(others))
