"""Turns verdicts into findings: message, order and a fingerprint that survives edits elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.extraction.names import strip_service_suffix
from advisor.linter.context import VIOLATED, LintContext
from advisor.linter.judge import RuleResult
from advisor.linter.wording import fill_placeholders, format_number
from advisor.model.finding import SEVERITIES, Finding, fingerprint
from advisor.model.interaction import Interaction

SEPARATOR = "\0"


def build_findings(context: LintContext, results: Iterable[RuleResult]) -> tuple[Finding, ...]:
    """Returns a finding per violation, worst first, then in document order."""
    order = {name: number for number, name in enumerate(context.architecture.files)}
    violated = [result for result in results if result.verdict.outcome == VIOLATED]
    violated.sort(key=lambda result: (SEVERITIES.index(result.practice.severity),
                                      order.get(result.verdict.span.file, len(order)), result.verdict.span.start,
                                      result.practice.id, result.verdict.subject))
    interactions = {interaction.id: interaction for interaction in context.architecture.interactions}
    counts: dict[str, int] = {}
    return tuple(_finding(result, interactions, counts) for result in violated)


def _finding(result: RuleResult, interactions: dict[str, Interaction], counts: dict[str, int]) -> Finding:
    practice, verdict = result.practice, result.verdict
    numbers = dict(verdict.numbers)
    values = {**{name: format_number(number) for name, number in numbers.items()},
              "path": " -> ".join(verdict.path), **verdict.values}
    identity = _identity(result, interactions.get(verdict.interaction))
    ordinal = counts[identity] = counts.get(identity, 0) + 1
    message = fill_placeholders(practice.says, values).strip()
    return Finding(practice.id, practice.severity, message, verdict.span, verdict.interaction,
                   fingerprint(identity, str(ordinal)), practice.remedy, verdict.path, numbers, verdict.related)


def _identity(result: RuleResult, interaction: Interaction | None) -> str:
    """Returns the identity of a finding, independent of its file and context.

    It leaves out derived ids, which may be numbered, and the spelling of services, which can differ within a document.
    """
    verdict = result.verdict
    if interaction is None:
        return SEPARATOR.join((result.practice.original_id, verdict.subject))
    subject = verdict.subject.removeprefix(interaction.id).strip()
    parts = [result.practice.original_id, *([subject] if subject else ()), _normalised(interaction.sender),
             *sorted(map(_normalised, interaction.receivers))]
    return SEPARATOR.join((*parts, interaction.operation or _stated_id(interaction)))


def _normalised(name: str) -> str:
    return strip_service_suffix(name) or name


def _stated_id(interaction: Interaction) -> str:
    """Returns the id if the interaction's text contains it; a derived id adds nothing to sender and receivers."""
    is_stated = interaction.source.text.find(interaction.id, interaction.start, interaction.end) >= 0
    return interaction.id if is_stated else ""
