"""Check `shared-database`: one database used by several services."""

from __future__ import annotations

from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict
from advisor.linter.spans import name_span, related_places
from advisor.linter.wording import join_names, message_values
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.text.quoting import format_value, quote_value


@check("shared-database")
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
            others = ((name_span(senders[name], "to", database), f"{format_value(name)} uses it")
                      for name in certain if senders[name] is not user)
            yield Verdict(VIOLATED, *about, path=tuple(certain), numbers={"users": float(len(certain))},
                          related=related_places(others))
        elif unclear and len(certain) + len(unclear) > 1:
            kind = (
                f"What kind of service is {quote_value(unclear[0])}, which uses the database {quote_value(database)}?"
            )
            yield Verdict(UNKNOWN, *about, ("from_kind",), kind)
        else:
            yield Verdict(SATISFIED, *about)
