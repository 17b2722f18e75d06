"""Subject of a workspace: a whole architecture, each interaction with its declared or advised pattern."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.cli.manners import ALOUD, Manners
from advisor.errors import InputError, Problem

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.architecture import Architecture
    from advisor.scaffold.project import Subject

MAX_SERVICES = 100
ONE_INTERACTION = "`--interaction ID` makes a project of one interaction."


def workspace_of(architecture: Architecture, engine: Engine, technology: str, name: str, source: str,
                 console: Manners = ALOUD) -> Subject:
    """Returns the subject of a workspace, and prints what it leaves out. Raises InputError if nothing remains."""
    from advisor.cli.scaffold.subjects import pattern_for, reasons_for
    from advisor.reporters.adr import record
    from advisor.scaffold.parties import Chosen, without_databases
    from advisor.scaffold.workspace import workspace_subject

    if technology:
        raise InputError(Problem("A workspace has a technology for each pattern.",
                                 f"Leave out --technology. {ONE_INTERACTION}"))
    chosen: list[Chosen] = []
    left_out: list[str] = []
    problems: list[Problem] = []
    for interaction in architecture.interactions:
        recommendation = engine.recommend(interaction.facts())
        try:
            pattern = pattern_for(interaction, recommendation)
        except InputError as error:
            problems += error.problems
            receivers, notes = without_databases(architecture, interaction)
            left_out += notes
            if receivers:
                left_out += [f"{interaction.id}: it is left out. {problem.message} {problem.remedy}"
                             for problem in error.problems]
            continue
        chosen.append(Chosen(interaction, pattern, record(len(chosen) + 1, interaction, recommendation),
                             tuple(reasons_for(pattern, recommendation))))
    subject = workspace_subject(architecture, chosen, name, source, left_out)
    if not subject.services and problems:
        raise InputError(problems)
    if not subject.services:
        raise InputError(Problem("There is no service here that could run.",
                                 "Databases, brokers and outside callers alone make no workspace.", file=source))
    if len(subject.services) > MAX_SERVICES:
        raise InputError(Problem(f"There are {len(subject.services)} services, {MAX_SERVICES} are the most.",
                                 f"Split the file. {ONE_INTERACTION}", file=source))
    for line in left_out:
        console.say(line)
    return subject
