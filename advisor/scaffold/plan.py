"""Plans a project: renders all its files from a recipe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from advisor.errors import InputError, Problem
from advisor.scaffold.names import plain_text
from advisor.scaffold.project import RESTORE_REMEDY, PlannedFile, ProjectPlan, ProjectSpec
from advisor.scaffold.recipe import Recipe, RecipeTemplate, load_recipe
from advisor.scaffold.render import SUFFIX, fill_names, render_template
from advisor.scaffold.safe_paths import MANIFEST

# Placeholders in template paths: one file per item.
EACH_SERVICE, EACH_CONTRACT, EACH_RECORD = "each_service", "each_contract", "each_record"
DECISION = "decision"  # multi-line Markdown that we generate


def plan_project(subject: ProjectSpec, version: str) -> ProjectPlan:
    """Returns the files of a project; deterministic for a subject.

    Args:
        version: of advisor, recorded in the project.
    """
    recipe = load_recipe(subject.recipe)
    values = template_values(subject, recipe, version)
    names = {"service": subject.service, "project": subject.project, "source": subject.source}
    files = (_file(template, recipe, {**names, **item_names}, {**values, "each": each})
             for template in recipe.templates
             if recipe.applies_to_technology(template.path, subject.technology)
             and recipe.applies_to_patterns(template.path, values["patterns"])
             for item_names, each in _each(template.path, values))
    return ProjectPlan(subject, tuple(sorted(file for file in files if file.text.strip() or file.path.endswith(".py"))),
                       recipe.next)


def plan_from_manifest(subject: ProjectSpec, version: str, folder: Path) -> ProjectPlan:
    """Plans a project from the subject in its manifest. Raises InputError if the manifest is incomplete."""
    from jinja2 import TemplateError

    try:
        return plan_project(subject, version)
    except (TemplateError, KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise InputError([Problem(f"This manifest does not say what its recipe needs: {error}.", RESTORE_REMEDY,
                                  file=str(folder / MANIFEST))]) from error


def template_values(subject: ProjectSpec, recipe: Recipe, version: str) -> dict[str, Any]:
    """Returns the template variables."""
    interaction = {name: _plain(value) for name, value in subject.interaction.items()}
    return {"project": subject.project, "service": subject.service, "title": plain_text(subject.title),
            "interaction": interaction, "resource": subject.resource, "channel": subject.channel,
            "technology": subject.technology, "pattern": recipe.pattern, "recipe": recipe.name,
            "design": {**recipe.design, **{name: _plain(value) for name, value in subject.design.items()}},
            "decision": subject.decision, "summary": [plain_text(line) for line in subject.summary],
            **_workspace_values(subject), "advisor_version": version}


def _workspace_values(subject: ProjectSpec) -> dict[str, Any]:
    interactions, contracts = _plain(subject.interactions), _plain(subject.contracts)
    edges = [edge for interaction in interactions for edge in interaction.get("edges", ())]
    return {
        "services": _plain(subject.services), "interactions": interactions, "contracts": contracts,
        "contract": {contract["name"]: contract for contract in contracts},
        "edge": {edge["name"]: edge for edge in edges},
        "party": {party["package"]: party for party in subject.services}, "edges": edges, "source": subject.source,
        "groups": {contract["name"]: [party["name"] for party in subject.services for handled in party["handled"]
                                      if handled["contract"] == contract["name"]] for contract in contracts},
        "patterns": sorted({str(contract["pattern"]) for contract in contracts}),
    }


def _each(path: str, values: dict[str, Any]) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """Yields the path names and the `each` value for every file of a template."""
    if f"__{EACH_SERVICE}__" in path:
        yield from (({EACH_SERVICE: item["package"]}, item) for item in values["services"])
    elif f"__{EACH_CONTRACT}__" in path:
        yield from (({EACH_CONTRACT: item["name"]}, item) for item in values["contracts"])
    elif f"__{EACH_RECORD}__" in path:
        yield from (({EACH_RECORD: item["record"]}, item) for item in values["interactions"])
    else:
        yield {}, {}


def _file(template: RecipeTemplate, recipe: Recipe, names: dict[str, str], values: dict[str, Any]) -> PlannedFile:
    text = fill_names(template.file.read_text(encoding="utf-8"), names)
    if template.file.name.endswith(SUFFIX):
        text = render_template(text, values)
    return PlannedFile(fill_names(template.path, names), text, recipe.owner(template.path))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, dict):
        return {name: part if name == DECISION else _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
