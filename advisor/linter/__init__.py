"""Lints an architecture against practices: findings, open questions, and latency and availability of its flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.linter.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.engine import Engine
    from advisor.model.architecture import Architecture
    from advisor.model.finding import Review
    from advisor.model.practice import Practice
    from advisor.readers.documents import Reading

DEFAULT = Settings()


def review(architecture: Architecture, engine: Engine, practices: Iterable[Practice], settings: Settings = DEFAULT,
           reading: Reading | None = None) -> Review:
    """Returns the review of an architecture: findings, open questions, counts, flows and improvements.

    Args:
        practices: all of the pack; a suppression may name one that is not active.
        reading: of the documents that the architecture was read from, if any.
    """
    from advisor.linter.facts import subject_facts
    from advisor.linter.findings import findings_of
    from advisor.linter.judge import judge
    from advisor.linter.questions import questions_of
    from advisor.linter.settings import in_force
    from advisor.linter.suppressions import parted
    from advisor.linter.system import CHECKS, flow_reviews, improvements
    from advisor.linter.whole import VIOLATED, Whole
    from advisor.model.finding import Review

    standings = {interaction.id: engine.stand(interaction.facts()) for interaction in architecture.interactions}
    context = Whole(architecture, subject_facts(architecture, engine), standings, engine, reading)
    practices = tuple(practices)
    results, counts, omitted = judge(context, in_force(practices, settings))
    system_violations = [verdict for practice, verdict, _ in results
                         if practice.check in CHECKS and verdict.outcome == VIOLATED]
    findings, silenced = parted(findings_of(context, results), reading.blocks if reading else {},
                                {practice.id for practice in practices})
    return Review(findings, questions_of(context, results), counts, flow_reviews(context),
                  improvements(context, system_violations), omitted, silenced)
