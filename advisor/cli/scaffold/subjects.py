"""Subject of a project: a named pattern, or an interaction with its declared or advised pattern."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from advisor.cli.manners import ALOUD, Manners
from advisor.errors import InputError, Problem
from advisor.notation.suggest import did_you_mean

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.model.interaction import Interaction
    from advisor.model.recommendation import Recommendation
    from advisor.model.terms import Terms
    from advisor.scaffold.project import Subject
    from advisor.scaffold.recipe import Recipe

MAX_REASONS = 4


def subject_of(source: str, interaction: str, technology: str, name: str, rules: Sequence[str],
               console: Manners = ALOUD) -> Subject:
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


def _of_pattern(pattern: str, technology: str, name: str, rules: Sequence[str]) -> Subject:
    from advisor.api import load_pack
    from advisor.cli.scaffold.pattern_record import pattern_record
    from advisor.scaffold.recipe import load_recipe
    from advisor.scaffold.subject import of_pattern

    recipe = load_recipe(pattern)
    known = next(candidate for candidate in load_pack(tuple(rules)).patterns if candidate.name == pattern)
    used = _technology(recipe, technology, "", _terms(rules).technologies)
    reasons = [rule.title for rule in known.favoured if any(points > 0 for points in rule.favours.values())]
    return of_pattern(recipe, used, name, pattern_record(known), (known.summary, *reasons[:MAX_REASONS]))


def _of_file(source: str, chosen: str, technology: str, name: str, rules: Sequence[str],
             console: Manners) -> Subject:
    from advisor.api import load_engine, read_architecture

    engine = load_engine(tuple(rules))
    architecture = read_architecture([source], engine.terms)
    interactions = {interaction.id: interaction for interaction in architecture.interactions}
    if not interactions:
        raise InputError(Problem("There is no interaction here to scaffold.", "Describe one, or name a pattern.",
                                 file=source))
    if not chosen:
        from advisor.cli.scaffold.workspaces import workspace_of

        return workspace_of(architecture, engine, technology, name, source, console)
    if chosen not in interactions:
        raise InputError(Problem(f"There is no interaction `{chosen}`.", did_you_mean(chosen, interactions),
                                 file="--interaction"))
    return _of_interaction(interactions[chosen], engine, technology, name, source)


def _of_interaction(interaction: Interaction, engine: Engine, technology: str, name: str, source: str) -> Subject:
    from advisor.reporters.adr import record
    from advisor.scaffold.recipe import load_recipe
    from advisor.scaffold.subject import of_interaction

    recommendation = engine.recommend(interaction.facts())
    recipe = load_recipe(pattern_for(interaction, recommendation))
    used = _technology(recipe, technology, interaction.technology or "", engine.terms.technologies)
    decision = record(1, interaction, recommendation)
    return of_interaction(recipe, interaction, used, name, decision, reasons_for(recipe.pattern, recommendation),
                          Path(source).name)


def pattern_for(interaction: Interaction, recommendation: Recommendation) -> str:
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


def reasons_for(pattern: str, recommendation: Recommendation) -> Iterator[str]:
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
