"""The plan of a project: every file that belongs to it, with its text."""

from __future__ import annotations

from typing import Any

from advisor.scaffold.names import plain_text
from advisor.scaffold.project import Plan, PlannedFile, Subject
from advisor.scaffold.recipe import Recipe, Template, load_recipe
from advisor.scaffold.render import SUFFIX, filled, rendered


def plan(subject: Subject, version: str) -> Plan:
    """Returns the project of a subject. The same subject gives the same bytes.

    Args:
        version: of advisor, which the project names as its origin.
    """
    recipe = load_recipe(subject.recipe)
    values = values_of(subject, recipe, version)
    names = {"service": subject.service, "project": subject.project}
    files = (_file(template, recipe, names, values) for template in recipe.templates
             if recipe.has(template.path, subject.technology))
    return Plan(subject, tuple(sorted(file for file in files if file.text.strip() or file.path.endswith(".py"))),
                recipe.next)


def values_of(subject: Subject, recipe: Recipe, version: str) -> dict[str, Any]:
    """Returns what templates may name."""
    interaction = {name: _plain(value) for name, value in subject.interaction.items()}
    return {
        "project": subject.project, "service": subject.service, "title": plain_text(subject.title),
        "interaction": interaction, "resource": subject.resource, "channel": subject.channel,
        "technology": subject.technology, "pattern": recipe.pattern, "recipe": recipe.name,
        "design": {**recipe.design, **{name: _plain(value) for name, value in subject.design.items()}},
        "decision": subject.decision, "summary": [plain_text(line) for line in subject.summary],
        "services": _plain(subject.services), "interactions": _plain(subject.interactions),
        "advisor_version": version,
    }


def _file(template: Template, recipe: Recipe, names: dict[str, str], values: dict[str, Any]) -> PlannedFile:
    text = filled(template.file.read_text(encoding="utf-8"), names)
    if template.file.name.endswith(SUFFIX):
        text = rendered(text, values)
    return PlannedFile(filled(template.path, names), text, recipe.owner(template.path))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
