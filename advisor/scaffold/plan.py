"""The plan of a project: every file that belongs to it, with its text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from advisor.errors import InputError, Problem
from advisor.scaffold.manifest import AGAIN
from advisor.scaffold.names import plain_text
from advisor.scaffold.places import MANIFEST
from advisor.scaffold.project import Plan, PlannedFile, Subject
from advisor.scaffold.recipe import Recipe, Template, load_recipe
from advisor.scaffold.render import SUFFIX, filled, rendered

# In a template's path: the file is made once for each of them.
EACH_SERVICE, EACH_CONTRACT, EACH_RECORD = "each_service", "each_contract", "each_record"
DECISION = "decision"  # Markdown of many lines, made by us


def plan(subject: Subject, version: str) -> Plan:
    """Returns the project of a subject. The same subject gives the same bytes.

    Args:
        version: of advisor, which the project names as its origin.
    """
    recipe = load_recipe(subject.recipe)
    values = values_of(subject, recipe, version)
    names = {"service": subject.service, "project": subject.project, "source": subject.source}
    files = (_file(template, recipe, {**names, **more}, {**values, "each": each}) for template in recipe.templates
             if recipe.has(template.path, subject.technology) and recipe.needs(template.path, values["patterns"])
             for more, each in _each(template.path, values))
    return Plan(subject, tuple(sorted(file for file in files if file.text.strip() or file.path.endswith(".py"))),
                recipe.next)


def plan_again(subject: Subject, version: str, folder: Path) -> Plan:
    """Returns the project of what a folder was made from. Raises InputError where its manifest lacks something."""
    from jinja2 import TemplateError

    try:
        return plan(subject, version)
    except (TemplateError, KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        raise InputError([Problem(f"This manifest does not say what its recipe needs: {error}.", AGAIN,
                                  file=str(folder / MANIFEST))]) from error


def values_of(subject: Subject, recipe: Recipe, version: str) -> dict[str, Any]:
    """Returns what templates may name."""
    interaction = {name: _plain(value) for name, value in subject.interaction.items()}
    return {
        "project": subject.project, "service": subject.service, "title": plain_text(subject.title),
        "interaction": interaction, "resource": subject.resource, "channel": subject.channel,
        "technology": subject.technology, "pattern": recipe.pattern, "recipe": recipe.name,
        "design": {**recipe.design, **{name: _plain(value) for name, value in subject.design.items()}},
        "decision": subject.decision, "summary": [plain_text(line) for line in subject.summary],
        **_of_workspace(subject), "advisor_version": version,
    }


def _of_workspace(subject: Subject) -> dict[str, Any]:
    interactions, contracts = _plain(subject.interactions), _plain(subject.contracts)
    edges = [edge for interaction in interactions for edge in interaction.get("edges", ())]
    return {
        "services": _plain(subject.services), "interactions": interactions, "contracts": contracts,
        "contract": {one["name"]: one for one in contracts}, "edge": {one["name"]: one for one in edges},
        "party": {one["package"]: one for one in subject.services}, "edges": edges, "source": subject.source,
        "groups": {one["name"]: [party["name"] for party in subject.services for handled in party["handled"]
                                 if handled["contract"] == one["name"]] for one in contracts},
        "patterns": sorted({str(one["pattern"]) for one in contracts}),
    }


def _each(path: str, values: dict[str, Any]) -> Iterator[tuple[dict[str, str], dict[str, Any]]]:
    """Yields what a template is made once for: the names in its path, and the value `each`."""
    if f"__{EACH_SERVICE}__" in path:
        yield from (({EACH_SERVICE: one["package"]}, one) for one in values["services"])
    elif f"__{EACH_CONTRACT}__" in path:
        yield from (({EACH_CONTRACT: one["name"]}, one) for one in values["contracts"])
    elif f"__{EACH_RECORD}__" in path:
        yield from (({EACH_RECORD: one["record"]}, one) for one in values["interactions"])
    else:
        yield {}, {}


def _file(template: Template, recipe: Recipe, names: dict[str, str], values: dict[str, Any]) -> PlannedFile:
    text = filled(template.file.read_text(encoding="utf-8"), names)
    if template.file.name.endswith(SUFFIX):
        text = rendered(text, values)
    return PlannedFile(filled(template.path, names), text, recipe.owner(template.path))


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return plain_text(value)
    if isinstance(value, dict):
        return {name: part if name == DECISION else _plain(part) for name, part in value.items()}
    return [_plain(part) for part in value] if isinstance(value, (list, tuple)) else value
