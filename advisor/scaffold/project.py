"""What a project is made from, and the plan of its files."""

from __future__ import annotations

from typing import Any, NamedTuple

GENERATED, SEED, SHARED = "generated", "seed", "shared"
OWNERS = (GENERATED, SEED, SHARED)


class Subject(NamedTuple):
    """Everything a recipe is told. It holds plain data, so that a project can be made again from its manifest."""

    recipe: str
    project: str  # distribution name
    service: str  # package name
    title: str
    technology: str
    interaction: dict[str, Any]  # id, operation, caller, callees
    resource: str
    channel: str
    design: dict[str, Any]  # only what is stated; a recipe has its own defaults
    decision: str  # the decision record, Markdown
    summary: tuple[str, ...]  # reasons, a line each
    services: tuple[dict[str, Any], ...] = ()  # of a whole architecture
    interactions: tuple[dict[str, Any], ...] = ()
    source: str = ""  # the architecture file, as it was named
    contracts: tuple[dict[str, Any], ...] = ()  # what the services of an architecture agree on


class PlannedFile(NamedTuple):
    path: str  # relative, with `/`
    text: str
    owner: str  # generated, seed or shared

    @property
    def is_program(self) -> bool:
        """Whether it is to be run by its name."""
        return self.text.startswith("#!")


class Plan(NamedTuple):
    """The whole project as it should be, and what to do with it next."""

    subject: Subject
    files: tuple[PlannedFile, ...]  # sorted by path
    next: tuple[str, ...]  # commands, to be run in the project
