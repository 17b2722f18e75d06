"""Recipes: folders of files with a page that says what belongs to whom."""

from __future__ import annotations

from collections.abc import Collection
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from advisor.scaffold.project import GENERATED, SEED, SHARED

TEMPLATES = Path(__file__).parent / "templates"
PAGE = "recipe.yaml"
DOT = "dot_"
EXAMPLE: dict[str, Any] = {
    "title": "Orders", "project": "orders", "service": "orders", "resource": "orders", "channel": "orders",
    "interaction": {"id": "orders", "operation": "", "caller": "client", "callees": ["orders"]},
}


class Template(NamedTuple):
    path: str  # in the project, with names still to be filled in
    file: Path


class Recipe(NamedTuple):
    name: str
    title: str
    pattern: str
    technologies: tuple[str, ...]  # the first one is the default
    design: dict[str, Any]  # default value by name
    example: dict[str, Any]  # title, project, service, resource, channel, interaction: where no document names them
    seeds: tuple[str, ...]
    shared: tuple[str, ...]
    only: dict[str, tuple[str, ...]]  # glob -> the technologies that have such files
    uses: dict[str, tuple[str, ...]]  # glob -> the patterns of which a workspace has one, to have such files
    next: tuple[str, ...]
    templates: tuple[Template, ...]

    def owner(self, path: str) -> str:
        """Returns whose a file is."""
        if _matches(path, self.seeds):
            return SEED
        return SHARED if _matches(path, self.shared) else GENERATED

    def has(self, path: str, technology: str) -> bool:
        """Returns whether a project on a technology has a file."""
        return all(technology in technologies for glob, technologies in self.only.items() if _matches(path, (glob,)))

    def needs(self, path: str, patterns: Collection[str]) -> bool:
        """Returns whether a workspace with interactions of some patterns has a file."""
        return all(any(one in patterns for one in wanted) for glob, wanted in self.uses.items()
                   if _matches(path, (glob,)))


def recipe_names() -> tuple[str, ...]:
    """Returns the names of all recipes."""
    return tuple(sorted(page.parent.name for page in TEMPLATES.glob(f"*/{PAGE}") if not _is_part(page.parent.name)))


def pattern_recipes() -> tuple[str, ...]:
    """Returns the names of the recipes that are patterns."""
    return tuple(name for name in recipe_names() if load_recipe(name).pattern == name)


@cache
def load_recipe(name: str) -> Recipe:
    """Returns a recipe; its name must be one of `recipe_names()`."""
    page = _page(name)
    templates: dict[str, Template] = {}
    for folder in (*page.get("includes", ()), name):  # what a recipe says itself comes last and wins
        templates.update(_templates(folder))
    return Recipe(name, page["title"], page["pattern"], tuple(page["technologies"]),
                  {key: _default(value) for key, value in page.get("design", {}).items()},
                  {**EXAMPLE, **page.get("example", {})},
                  tuple(page.get("seeds", ())), tuple(page.get("merged", ())),
                  {glob: tuple(said["technology"]) for glob, said in page.get("only", {}).items()},
                  {glob: tuple(patterns) for glob, patterns in page.get("uses", {}).items()},
                  tuple(page.get("next", ())), tuple(templates[path] for path in sorted(templates)))


def _page(name: str) -> dict[str, Any]:
    import yaml

    page: dict[str, Any] = yaml.safe_load((TEMPLATES / name / PAGE).read_text(encoding="utf-8"))
    return page


def _templates(folder: str) -> dict[str, Template]:
    root = TEMPLATES / folder / "files"
    found = {}
    for file in sorted(root.rglob("*")):
        if file.is_file() and "__pycache__" not in file.parts:
            parts = file.relative_to(root).parts
            path = "/".join("." + part[len(DOT):] if part.startswith(DOT) else part for part in parts)
            found[path.removesuffix(".jinja")] = Template(path.removesuffix(".jinja"), file)
    return found


def _default(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) else value


def _matches(path: str, globs: tuple[str, ...]) -> bool:
    return any(fnmatchcase(path, glob) for glob in globs)


def _is_part(name: str) -> bool:
    return name.startswith("_")
