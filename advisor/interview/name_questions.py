"""Sender, receivers and id of an interaction: the questions for these names, and the facts inferred from them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from advisor.extraction.inference import Inference
from advisor.extraction.names import name_fault
from advisor.model.architecture import SERVICE_KINDS, Service
from advisor.model.interaction import Interaction, KnownFact
from advisor.model.terms import Terms
from advisor.text.quoting import quote_value
from advisor.text.source import Source, Span

NO_SOURCE = Source("", "")
KIND_PREFIX = "kind of "  # prefix of the key for the kind of a service
UNKNOWN_KIND = "unknown"
KIND_CHOICES = (*SERVICE_KINDS, UNKNOWN_KIND)
Names = Mapping[str, str]  # answers by key; empty if left out


class NameQuestion(NamedTuple):
    """One question for a name or a kind."""

    key: str
    text: str
    help: str
    default: str = ""
    values: tuple[str, ...] = ()  # the choices for a kind
    is_required: bool = True


def next_name_question(names: Names, services: Collection[str], ids: Collection[str]) -> NameQuestion | None:
    """Returns the next question about the two sides of an interaction, or None if all are answered.

    Args:
        services: names of known services, whose kind is not asked.
        ids: ids of other interactions.
    """
    known = f" Known: {', '.join(services)}." if services else ""
    if "from" not in names:
        return NameQuestion("from", "Who starts the interaction?", f"The name of a service.{known}")
    if "to" not in names:
        return NameQuestion("to", "Whom does it reach?", f"One name, or several with commas.{known}")
    for name in (names["from"], *split_receivers(names)):
        if name not in services and KIND_PREFIX + name not in names:
            return NameQuestion(KIND_PREFIX + name, f"What is {quote_value(name)}?", "Its kind tells who is outside.",
                                SERVICE_KINDS[0], KIND_CHOICES)
    if "id" not in names:
        return NameQuestion(
            "id", "What is the interaction called?", "One word, such as place-order.", _new_id(names, ids)
        )
    if "operation" not in names:
        return NameQuestion("operation", "What is called or sent?",
                            "Such as `POST /orders` or `order.created`; may be left out.", is_required=False)
    return None


def find_name_error(naming: NameQuestion, value: str, ids: Collection[str]) -> str:
    """Returns the error message for an answer, empty if valid."""
    if not value.strip():
        return "A name is needed." if naming.is_required else ""
    if naming.values:
        return "" if value in naming.values else f"It is one of {', '.join(naming.values)}."
    names = _split(value) if naming.key == "to" else [value.strip()]
    if not names:
        return "A name is needed."
    for name in names:
        fault = name_fault(name)
        if fault:
            return f"{quote_value(name)} {fault}."
    if naming.key == "id" and " " in value.strip():
        return "It must be one word."
    if naming.key == "id" and value.strip() in ids:
        return f"There is an interaction {quote_value(value.strip())} already."
    return ""


def split_receivers(names: Names) -> tuple[str, ...]:
    """Returns the names in `to`, each once."""
    return tuple(dict.fromkeys(_split(names["to"])))


def new_service_kinds(names: Names) -> dict[str, str]:
    """Returns the kind of each new service, empty if unknown."""
    return {key.removeprefix(KIND_PREFIX): "" if kind == UNKNOWN_KIND else kind for key, kind in names.items()
            if key.startswith(KIND_PREFIX)}


def infer_facts(names: Names, services: Mapping[str, Service], terms: Terms) -> dict[str, KnownFact]:
    """Returns the facts inferred from sender and receivers, each with its reason."""
    new = {name: Service(name, kind or None, None, None, None, {}, "", Span(NO_SOURCE, 0, 0))
           for name, kind in new_service_kinds(names).items()}
    needs: dict[str, KnownFact] = {}
    interaction = Interaction("", names["from"], split_receivers(names), "", needs, {}, None, None, NO_SOURCE, 0, 0)
    Inference(terms.needs, {**services, **new}).add_inferred(interaction)
    return needs


def infer_values(names: Names, services: Mapping[str, Service], terms: Terms) -> dict[str, Any]:
    """Returns the values of the facts inferred from sender and receivers."""
    return {name: fact.value for name, fact in infer_facts(names, services, terms).items()}


def _new_id(names: Names, ids: Collection[str]) -> str:
    base = f"{names['from']}-to-{split_receivers(names)[0]}".replace(" ", "-").lower()[:60]
    candidates = (f"{base}-{number}" if number > 1 else base for number in range(1, len(ids) + 2))
    return next(name for name in candidates if name not in ids)


def _split(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]
