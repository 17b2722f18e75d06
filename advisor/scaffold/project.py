"""Data model of a project: its subject and its planned files."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

GENERATED, SEED, SHARED = "generated", "seed", "shared"
Owner = Literal["generated", "seed", "shared"]
SCHEMA = 1  # of the manifest
RESTORE_REMEDY = "Restore .advisor from version control, or scaffold into a new folder."


class ProjectSpec(NamedTuple):
    """Input of a recipe; plain data, so that a project can be regenerated from its manifest."""

    recipe: str
    project: str  # distribution name
    service: str  # package name
    title: str
    technology: str
    interaction: dict[str, Any]  # id, operation, caller, callees
    resource: str
    channel: str
    design: dict[str, Any]  # stated facts only; the recipe has defaults
    decision: str  # decision record, Markdown
    summary: tuple[str, ...]  # one reason per line
    services: tuple[dict[str, Any], ...] = ()  # of a workspace
    interactions: tuple[dict[str, Any], ...] = ()
    source: str = ""  # name of the architecture file
    contracts: tuple[dict[str, Any], ...] = ()  # of a workspace


class PlannedFile(NamedTuple):
    path: str  # relative, with `/`
    text: str
    owner: str  # generated, seed or shared

    @property
    def is_program(self) -> bool:
        """Whether it is an executable script."""
        return self.text.startswith("#!")


class ProjectPlan(NamedTuple):
    """All files of a project, and the commands to run next."""

    subject: ProjectSpec
    files: tuple[PlannedFile, ...]  # sorted by path
    next: tuple[str, ...]  # commands to run in the project
