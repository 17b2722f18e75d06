"""Subject of a project: a named pattern, or an interaction with its declared or advised pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.console import DEFAULT_CONSOLE, ConsoleOptions
from advisor.errors import InputError, Problem
from advisor.scaffold.names import plain_text
from advisor.text.suggestions import did_you_mean

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.architecture import Architecture
    from advisor.model.interaction import Interaction
    from advisor.model.recommendation import Recommendation
    from advisor.model.rule import Pattern
    from advisor.model.terms import Terms
    from advisor.scaffold.project import ProjectSpec
    from advisor.scaffold.recipe import Recipe

MAX_REASONS = 4
MAX_SERVICES = 100
ONE_INTERACTION = "`--interaction ID` makes a project of one interaction."


def read_subject(source: str, interaction: str, technology: str, name: str, rules: Sequence[str],
                 console: ConsoleOptions = DEFAULT_CONSOLE) -> ProjectSpec:
    """Returns the subject of a project, and prints what it leaves out.

    Raises InputError if a name is unknown, or no pattern is declared or advised.
    """
    from advisor.scaffold.recipe import pattern_recipes

    recipes = pattern_recipes()
    pattern = _terms(rules).pattern_aliases.get(source, source)
    if pattern in recipes:
        if interaction:
            raise InputError(Problem("A pattern has no interactions.", "Name an architecture file, or leave out "
                                     "--interaction."))
        return _of_pattern(pattern, technology, name, rules)
    if not Path(source).exists() and source != "-":
        remedy = did_you_mean(source, recipes) or f"The patterns are {', '.join(recipes)}."
        raise InputError(Problem(f"`{source}` is neither a pattern nor a file.", remedy))
    return _of_file(source, interaction, technology, name, rules, console)


def _of_pattern(pattern: str, technology: str, name: str, rules: Sequence[str]) -> ProjectSpec:
    from advisor.api import load_pack
    from advisor.scaffold.recipe import load_recipe
    from advisor.scaffold.subject import spec_for_pattern

    recipe = load_recipe(pattern)
    known = next(candidate for candidate in load_pack(tuple(rules)).patterns if candidate.name == pattern)
    used = _technology(recipe, technology, "", _terms(rules).technologies)
    reasons = [rule.title for rule in known.favoured if any(points > 0 for points in rule.favours.values())]
    return spec_for_pattern(recipe, used, name, pattern_record(known), (known.summary, *reasons[:MAX_REASONS]))


def _of_file(source: str, chosen: str, technology: str, name: str, rules: Sequence[str],
             console: ConsoleOptions) -> ProjectSpec:
    from advisor.api import load_engine, read_architecture

    engine = load_engine(tuple(rules))
    architecture = read_architecture([source], engine.terms)
    interactions = {interaction.id: interaction for interaction in architecture.interactions}
    if not interactions:
        raise InputError(Problem("There is no interaction here to scaffold.", "Describe one, or name a pattern.",
                                 file=source))
    if not chosen:

        return plan_workspace(architecture, engine, technology, name, source, console)
    if chosen not in interactions:
        raise InputError(Problem(f"There is no interaction `{chosen}`.", did_you_mean(chosen, interactions),
                                 file="--interaction"))
    return _of_interaction(interactions[chosen], engine, technology, name, source)


def _of_interaction(interaction: Interaction, engine: Engine, technology: str, name: str, source: str) -> ProjectSpec:
    from advisor.adr.madr import render_record
    from advisor.scaffold.recipe import load_recipe
    from advisor.scaffold.subject import spec_for_interaction

    recommendation = engine.recommend(interaction.facts())
    recipe = load_recipe(select_pattern(interaction, recommendation))
    used = _technology(recipe, technology, interaction.technology or "", engine.terms.technologies)
    decision = render_record(1, interaction, recommendation)
    return spec_for_interaction(
        recipe, interaction, used, name, decision, strongest_reasons(recipe.pattern, recommendation), Path(source).name
    )


def select_pattern(interaction: Interaction, recommendation: Recommendation) -> str:
    """Returns the declared pattern, else the advised one. Raises InputError if there is neither."""
    pattern = interaction.declared or recommendation.pattern
    if pattern:
        return pattern
    if recommendation.conflicts:
        because, remedy = recommendation.conflicts[0].because, "Split it in two, or declare a pattern for it."
    else:
        because = "Too little is known of it."
        question = recommendation.open_questions[0].question if recommendation.open_questions else ""
        remedy = f"Say first: {question} Or declare a pattern for it.".replace(": Or", ".")
    raise InputError(Problem(f"For `{interaction.id}` no pattern is declared, and none can be advised. {because}",
                             remedy, interaction.span))


def strongest_reasons(pattern: str, recommendation: Recommendation) -> Iterator[str]:
    """Yields the strongest reasons for a pattern, after a remark if another one is advised."""
    if recommendation.pattern and recommendation.pattern != pattern:
        yield f"The design declares it; the facts speak for {recommendation.pattern} by {recommendation.margin}."
    for ranked in recommendation.ranking:
        if ranked.pattern == pattern:
            yield from [reason.because for reason in ranked.reasons if reason.points > 0][:MAX_REASONS]


def _technology(recipe: Recipe, requested: str, declared: str, aliases: Mapping[str, str]) -> str:
    """Returns the requested technology, else the declared one, else the default of the recipe."""
    wanted = requested or declared
    known = aliases.get(wanted.lower(), wanted.lower()) or recipe.technologies[0]
    if known in recipe.technologies:
        return known
    available = ", ".join(recipe.technologies)
    remedy = did_you_mean(wanted, recipe.technologies) or f"--technology names one that there is: {available}."
    raise InputError(Problem(f"There is no {recipe.name} project on `{wanted}`.", remedy))


def _terms(rules: Sequence[str]) -> Terms:
    from advisor.api import load_engine

    return load_engine(tuple(rules)).terms


def plan_workspace(architecture: Architecture, engine: Engine, technology: str, name: str, source: str,
                   console: ConsoleOptions = DEFAULT_CONSOLE) -> ProjectSpec:
    """Returns the subject of a workspace, and prints what it leaves out. Raises InputError if nothing remains."""
    from advisor.adr.madr import render_record
    from advisor.scaffold.participants import PatternChoice, omit_databases
    from advisor.scaffold.workspace import workspace_spec

    if technology:
        raise InputError(Problem("A workspace has a technology for each pattern.",
                                 f"Leave out --technology. {ONE_INTERACTION}"))
    chosen: list[PatternChoice] = []
    left_out: list[str] = []
    problems: list[Problem] = []
    for interaction in architecture.interactions:
        recommendation = engine.recommend(interaction.facts())
        try:
            pattern = select_pattern(interaction, recommendation)
        except InputError as error:
            problems += error.problems
            receivers, notes = omit_databases(architecture, interaction)
            left_out += notes
            if receivers:
                left_out += [f"{interaction.id}: it is left out. {problem.message} {problem.remedy}"
                             for problem in error.problems]
            continue
        chosen.append(PatternChoice(interaction, pattern, render_record(len(chosen) + 1, interaction, recommendation),
                                    tuple(strongest_reasons(pattern, recommendation))))
    subject = workspace_spec(architecture, chosen, name, source, left_out)
    if not subject.services and problems:
        raise InputError(problems)
    if not subject.services:
        raise InputError(Problem("There is no service here that could run.",
                                 "Databases, brokers and outside callers alone make no workspace.", file=source))
    if len(subject.services) > MAX_SERVICES:
        raise InputError(Problem(f"There are {len(subject.services)} services, {MAX_SERVICES} are the most.",
                                 f"Split the file. {ONE_INTERACTION}", file=source))
    for line in left_out:
        console.info(line)
    return subject


def pattern_record(pattern: Pattern) -> str:
    """Returns a record of when the pattern fits and its consequences; the facts are for the user to add."""
    return "".join(f"{line}\n" for line in _lines(pattern))


def _lines(pattern: Pattern) -> Iterator[str]:
    yield from ("---", "status: accepted", "---", "", f"# {pattern.title}", "", "## Context and problem statement", "")
    yield "The pattern was chosen by name. The facts that led to it are not recorded: add them here."
    yield from _section("Decision outcome", [f"{pattern.title}: {pattern.summary}"])
    yield from _section("When it fits", [f"{rule.title}: {rule.because}" for rule in pattern.favoured])
    yield from _section("When it does not", [f"{rule.title}: {rule.because}" for rule in
                                             (*pattern.excluded, *pattern.avoided)])
    yield from _section("Consequences", [note.text for note in pattern.gotchas])


def _section(title: str, points: list[str]) -> Iterator[str]:
    yield from ("", f"## {title}", "")
    yield from (f"* {plain_text(point)}" for point in points)
