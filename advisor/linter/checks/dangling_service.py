"""Check `dangling-service`: an interaction names a service that `services` does not list."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import NO_VALUES, SATISFIED, VIOLATED, LintContext, Verdict
from advisor.linter.spans import name_span
from advisor.linter.wording import message_values
from advisor.model.practice import Practice
from advisor.text.quoting import format_value
from advisor.text.suggestions import did_you_mean

MAX_SUGGESTIONS = 50  # names; suggestions are slow for thousands of missing services


@check("dangling-service")
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
                values = {**message_values(interaction), "service": format_value(name),
                          "meant": f". {meant}" if meant else ""}
                yield Verdict(VIOLATED, name, interaction.id, name_span(interaction, key, name), values)
