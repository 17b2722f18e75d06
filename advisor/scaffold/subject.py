"""Builds the subject of a project: from an interaction, or the example of a pattern."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from advisor.model.interaction import Interaction
from advisor.scaffold.names import channel_name, package_name, plain_text, project_name, split_words
from advisor.scaffold.project import ProjectSpec
from advisor.scaffold.recipe import Recipe

STREAM = "event-streaming"
NONE = "none"
IGNORED_WORDS = frozenset(("api", "rest", "http", "https", "get", "post", "put", "patch", "delete", "head"))
VERSION = re.compile(r"v\d+")
STREAM_SUFFIX = "events"


def spec_for_pattern(recipe: Recipe, technology: str, name: str, decision: str, summary: Iterable[str]) -> ProjectSpec:
    """Returns the subject for the example of a recipe, optionally renamed."""
    example = recipe.example
    service = package_name(name or example["service"], "orders")
    interaction = {**example["interaction"], "callees": list(example["interaction"]["callees"])}
    project = project_name(name or example["project"], "orders")
    return ProjectSpec(recipe.name, project, service, example["title"], technology, interaction, example["resource"],
                       example["channel"], {}, decision, tuple(summary))


def spec_for_interaction(recipe: Recipe, interaction: Interaction, technology: str, name: str, decision: str,
                         summary: Iterable[str], source: str) -> ProjectSpec:
    """Returns the subject for an interaction.

    Args:
        name: of the service; derived from the interaction if empty.
        source: file of the interaction.
    """
    owner = interaction.sender if recipe.pattern == STREAM else interaction.receivers[0]
    name = name or (f"{owner}-{STREAM_SUFFIX}" if recipe.pattern == STREAM else owner)
    described = {"id": interaction.id, "operation": interaction.operation, "caller": interaction.sender,
                 "callees": list(interaction.receivers)}
    return ProjectSpec(recipe.name, project_name(interaction.id, "service"), package_name(name, "orders"),
                       _title(interaction), technology, {key: _plain(value) for key, value in described.items()},
                       resource_name(interaction.operation, recipe.example["resource"]),
                       channel_name(interaction.operation if " " not in interaction.operation else interaction.id,
                                    channel_name(interaction.id, recipe.example["channel"])),
                       numeric_design(interaction), decision, tuple(summary), source=source)


def resource_name(operation: str, default: str) -> str:
    """Returns the resource of an operation as a code name: `POST /v1/orders/{id}` gives orders."""
    for part in re.split(r"[/\s]+", re.sub(r"\{[^}]*\}|:\w+", " ", operation)):
        words = [word for word in split_words(part) if word not in IGNORED_WORDS and not VERSION.fullmatch(word)]
        if words:
            return package_name(" ".join(words), default)
    return default


def numeric_design(interaction: Interaction) -> dict[str, Any]:
    """Returns the numeric design facts, and the number of retries.

    `retry_repeats` excludes the first attempt, as in documents; `retry_attempts` includes it.
    """
    stated = {name: fact.value for name, fact in sorted(interaction.design.items())}
    numbers = {name: value for name, value in stated.items() if _is_number(value)}
    retries = stated.get("retries")
    repeats = 0 if retries == NONE else retries.get("attempts") if isinstance(retries, dict) else None
    return numbers if repeats is None else {**numbers, "retry_repeats": repeats, "retry_attempts": repeats + 1}


def _title(interaction: Interaction) -> str:
    return plain_text(" ".join(split_words(interaction.id)).capitalize() or "Interaction")


def _is_number(value: Any) -> bool:
    """Returns whether a value is a number; for other values the recipe has defaults."""
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
