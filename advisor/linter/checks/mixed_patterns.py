"""Check `mixed-patterns`: one operation of a service offered by calls and by messages."""

from __future__ import annotations

import re
from collections.abc import Iterator

from advisor.linter.check_registry import check
from advisor.linter.context import SATISFIED, UNKNOWN, VIOLATED, LintContext, Verdict
from advisor.linter.spans import CHOICE_FACTS, first_line, related_places, value_span
from advisor.linter.wording import join_names, message_values
from advisor.model.interaction import Interaction
from advisor.model.practice import Practice
from advisor.text.quoting import format_value

WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_A-Za-z]+")


@check("mixed-patterns")
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
        others = ((value_span(offer, CHOICE_FACTS), f"{format_value(offer.id)} offers it by {offer.declared}")
                  for offer, _ in known if offer is not other)
        return Verdict(VIOLATED, service, shown_at.id, value_span(shown_at, CHOICE_FACTS), values, path=path,
                       related=related_places(others))
    if len(known) < len(offers):
        return Verdict(UNKNOWN, shown_at.id, shown_at.id, first_line(shown_at.span), values, ("pattern",))
    return Verdict(SATISFIED, service, shown_at.id, shown_at.span, values)
