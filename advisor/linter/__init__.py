"""Lints an architecture against practices: findings, open questions, and latency and availability of its flows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from advisor.linter.settings import RuleSelection

if TYPE_CHECKING:
    from collections.abc import Iterable

    from advisor.engine import Engine
    from advisor.extraction.documents import DocumentReading
    from advisor.model.architecture import Architecture
    from advisor.model.finding import ArchitectureReview
    from advisor.model.practice import Practice

DEFAULT = RuleSelection()


def review(architecture: Architecture, engine: Engine, practices: Iterable[Practice], settings: RuleSelection = DEFAULT,
           reading: DocumentReading | None = None) -> ArchitectureReview:
    """Returns the review of an architecture: findings, open questions, counts, flows and improvements.

    Args:
        practices: all of the pack; a suppression may name one that is not active.
        reading: of the documents that the architecture was read from, if any.
    """
    from advisor.linter.async_improvements import async_improvements
    from advisor.linter.check_registry import find_check
    from advisor.linter.context import VIOLATED, LintContext
    from advisor.linter.findings import build_findings
    from advisor.linter.flow_reviews import flow_reviews
    from advisor.linter.interaction_facts import subject_facts
    from advisor.linter.judge import evaluate_practices
    from advisor.linter.questions import build_questions
    from advisor.linter.settings import active_practices
    from advisor.linter.suppressions import split_suppressed
    from advisor.model.finding import ArchitectureReview
    from advisor.model.practice import ids_by_name

    standings = {interaction.id: engine.decide_fast(interaction.facts()) for interaction in architecture.interactions}
    context = LintContext(architecture, subject_facts(architecture, engine), standings, engine, reading)
    practices = tuple(practices)
    results, counts, omitted = evaluate_practices(context, active_practices(practices, settings))
    system_violations = [verdict for practice, verdict, _ in results
                         if practice.check and verdict.outcome == VIOLATED
                         and find_check(practice.check).is_about_system]
    findings, silenced = split_suppressed(build_findings(context, results), reading.blocks if reading else {},
                                          ids_by_name(practices))
    return ArchitectureReview(findings, build_questions(context, results), counts, flow_reviews(context),
                              async_improvements(context, system_violations), omitted, silenced)
