"""Recipes: template folders with a `recipe.yaml` that declares ownership and conditions of files."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from advisor.scaffold.project import GENERATED, SEED, SHARED

TEMPLATES = Path(__file__).parent / "templates"
RECIPE_FILE = "recipe.yaml"
DOT_PREFIX = "dot_"
EXAMPLE: dict[str, Any] = {
    "title": "Orders", "project": "orders", "service": "orders", "resource": "orders", "channel": "orders",
    "interaction": {"id": "orders", "operation": "", "caller": "client", "callees": ["orders"]},
}


class RecipeTemplate(NamedTuple):
    path: str  # in the project, with `__name__` placeholders
    file: Path


class Recipe(NamedTuple):
    name: str
    title: str
    pattern: str
    technologies: tuple[str, ...]  # the first one is the default
    design: dict[str, Any]  # default value by name
    example: dict[str, Any]  # title, project, service, resource, channel, interaction: defaults without a document
    seeds: tuple[str, ...]
    shared: tuple[str, ...]
    only: dict[str, tuple[str, ...]]  # glob -> technologies with such files
    uses: dict[str, tuple[str, ...]]  # glob -> patterns; a workspace needs one of them for such files
    next: tuple[str, ...]
    templates: tuple[RecipeTemplate, ...]

    def owner(self, path: str) -> str:
        """Returns the owner of a file: generated, seed or shared."""
        if _matches(path, self.seeds):
            return SEED
        return SHARED if _matches(path, self.shared) else GENERATED

    def applies_to_technology(self, path: str, technology: str) -> bool:
        """Returns whether projects on a technology include a file."""
        return all(technology in technologies for glob, technologies in self.only.items() if _matches(path, (glob,)))

    def applies_to_patterns(self, path: str, patterns: Collection[str]) -> bool:
        """Returns whether workspaces with some patterns include a file."""
        return all(any(pattern in patterns for pattern in required) for glob, required in self.uses.items()
                   if _matches(path, (glob,)))


def recipe_names() -> tuple[str, ...]:
    """Returns the names of all recipes."""
    names = (page.parent.name for page in TEMPLATES.glob(f"*/{RECIPE_FILE}"))
    return tuple(sorted(name for name in names if not _is_shared_folder(name)))


def pattern_recipes() -> tuple[str, ...]:
    """Returns the names of the recipes for a single pattern."""
    return tuple(name for name in recipe_names() if load_recipe(name).pattern == name)


@cache
def load_recipe(name: str) -> Recipe:
    """Returns a recipe; its name must be one of `recipe_names()`."""
    page = _read_page(name)
    templates: dict[str, RecipeTemplate] = {}
    for folder in (*page.get("includes", ()), name):  # own templates override included ones
        templates.update(_templates(folder))
    return Recipe(name, page["title"], page["pattern"], tuple(page["technologies"]),
                  {key: _default(value) for key, value in page.get("design", {}).items()},
                  {**EXAMPLE, **page.get("example", {})},
                  tuple(page.get("seeds", ())), tuple(page.get("merged", ())),
                  {glob: tuple(condition["technology"]) for glob, condition in page.get("only", {}).items()},
                  {glob: tuple(patterns) for glob, patterns in page.get("uses", {}).items()},
                  tuple(page.get("next", ())), tuple(templates[path] for path in sorted(templates)))


def _read_page(name: str) -> dict[str, Any]:
    import yaml

    page: dict[str, Any] = yaml.safe_load((TEMPLATES / name / RECIPE_FILE).read_text(encoding="utf-8"))
    return page


def _templates(folder: str) -> dict[str, RecipeTemplate]:
    root = TEMPLATES / folder / "files"
    templates = {}
    for file in sorted(root.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            parts = file.relative_to(root).parts
            path = "/".join("." + part[len(DOT_PREFIX):] if part.startswith(DOT_PREFIX) else part for part in parts)
            templates[path.removesuffix(".jinja")] = RecipeTemplate(path.removesuffix(".jinja"), file)
    return templates


def _default(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) else value


def _matches(path: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, glob) for glob in globs)


def _is_shared_folder(name: str) -> bool:
    return name.startswith("_")
