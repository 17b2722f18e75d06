"""What a project is about: an interaction of an architecture, or the plain example of a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, project_name, words_of
from advisor.scaffold.project import Subject
from advisor.scaffold.recipe import Recipe

STREAM = "event-streaming"
NONE = "none"
NO_NAMES = frozenset(("api", "rest", "http", "https", "get", "post", "put", "patch", "delete", "head"))
VERSION = re.compile(r"v\d+")
STREAMS_OWNER = "events"


def of_pattern(recipe: Recipe, technology: str, name: str, decision: str, summary: Iterable[str]) -> Subject:
    """Returns the example of a recipe, under a name of its own if one is given."""
    example = recipe.example
    service = package_name(name or example["service"], "orders")
    interaction = {**example["interaction"], "callees": list(example["interaction"]["callees"])}
    project = project_name(name or example["project"], "orders")
    return Subject(recipe.name, project, service, example["title"], technology, interaction, example["resource"],
                   example["channel"], {}, decision, tuple(summary))


def of_interaction(recipe: Recipe, interaction: Interaction, technology: str, name: str, decision: str,
                   summary: Iterable[str], source: str) -> Subject:
    """Returns an interaction as the subject of a recipe.

    Args:
        name: of the service; from the interaction if it is empty.
        source: the file that it stands in.
    """
    owner = interaction.sender if recipe.pattern == STREAM else interaction.receivers[0]
    name = name or (f"{owner}-{STREAMS_OWNER}" if recipe.pattern == STREAM else owner)
    said = {"id": interaction.id, "operation": interaction.operation, "caller": interaction.sender,
            "callees": list(interaction.receivers)}
    return Subject(recipe.name, project_name(interaction.id, "service"), package_name(name, "orders"),
                   _title(interaction), technology, {key: _plain(value) for key, value in said.items()},
                   resource_of(interaction.operation, recipe.example["resource"]),
                   channel_name(interaction.operation if " " not in interaction.operation else interaction.id,
                                channel_name(interaction.id, recipe.example["channel"])),
                   design_of(interaction), decision, tuple(summary), source=source)


def resource_of(operation: str, otherwise: str) -> str:
    """Returns what an operation is about, as a name in code: `POST /v1/orders/{id}` is about orders."""
    for part in re.split(r"[/\s]+", re.sub(r"\{[^}]*\}|:\w+", " ", operation)):
        words = [word for word in words_of(part) if word not in NO_NAMES and not VERSION.fullmatch(word)]
        if words:
            return package_name(" ".join(words), otherwise)
    return otherwise


def design_of(interaction: Interaction) -> dict[str, Any]:
    """Returns the design facts that are stated as numbers, and how often a call is repeated.

    `retry_repeats` are those after the first attempt, as documents count them; `retry_attempts` has the first one too.
    """
    stated = {name: fact.value for name, fact in sorted(interaction.design.items())}
    found = {name: value for name, value in stated.items() if _is_number(value)}
    retries = stated.get("retries")
    repeats = 0 if retries == NONE else retries.get("attempts") if isinstance(retries, dict) else None
    return found if repeats is None else {**found, "retry_repeats": repeats, "retry_attempts": repeats + 1}


def _title(interaction: Interaction) -> str:
    return plain_text(" ".join(words_of(interaction.id)).capitalize() or "Interaction")


def _is_number(value: Any) -> bool:
    """Other absences than that of retries are left to the recipe, whose default is better than none."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
