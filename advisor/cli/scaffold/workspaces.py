"""A whole architecture as the subject of a workspace: each interaction by its declared or advised pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.architecture import Architecture
    from advisor.scaffold.project import Subject

MOST_SERVICES = 100
ONE = "`--interaction ID` makes a project of one interaction."


def workspace_of(architecture: Architecture, engine: Engine, technology: str, name: str, source: str) -> Subject:
    """Returns the subject of a workspace. Raises InputError with every interaction for which there is no pattern."""
    from advisor.cli.scaffold.subjects import pattern_for, reasons_for
    from advisor.reporters.adr import record
    from advisor.scaffold.parties import Chosen
    from advisor.scaffold.workspace import workspace_subject

    if technology:
        raise InputError(Problem("A workspace has a technology for each pattern.", f"Leave out --technology. {ONE}"))
    chosen: list[Chosen] = []
    problems: list[Problem] = []
    for number, interaction in enumerate(architecture.interactions, 1):
        recommendation = engine.recommend(interaction.facts())
        try:
            pattern = pattern_for(interaction, recommendation)
        except InputError as error:
            problems += error.problems
            continue
        chosen.append(Chosen(interaction, pattern, record(number, interaction, recommendation),
                             tuple(reasons_for(pattern, recommendation))))
    if problems:
        raise InputError(problems)
    subject = workspace_subject(architecture, chosen, name, source)
    if not subject.services:
        raise InputError(Problem("There is no service here that could run.",
                                 "Databases, brokers and outside callers alone make no workspace.", file=source))
    if len(subject.services) > MOST_SERVICES:
        raise InputError(Problem(f"There are {len(subject.services)} services, {MOST_SERVICES} are the most.",
                                 f"Split the file. {ONE}", file=source))
    return subject
