"""Verdicts as findings: their sentence, their order, and a fingerprint that outlives changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterable

from advisor.linter.judge import Judged
from advisor.linter.whole import VIOLATED, Whole
from advisor.linter.wording import counted, filled
from advisor.model.finding import SEVERITIES, Finding
from advisor.model.interaction import Interaction
from advisor.readers.names import stem
from advisor.source.digest import sha256

FINGERPRINT = 16  # hexadecimal digits
BETWEEN = "\0"


def findings_of(whole: Whole, told: Iterable[Judged]) -> tuple[Finding, ...]:
    """Returns what is violated, worst first, then in the order of the documents."""
    order = {name: number for number, name in enumerate(whole.architecture.files)}
    violated = [judged for judged in told if judged.verdict.outcome == VIOLATED]
    violated.sort(key=lambda judged: (SEVERITIES.index(judged.practice.severity),
                                      order.get(judged.verdict.span.file, len(order)), judged.verdict.span.start,
                                      judged.practice.id, judged.verdict.subject))
    interactions = {interaction.id: interaction for interaction in whole.architecture.interactions}
    alike: dict[str, int] = {}
    return tuple(_finding(judged, interactions, alike) for judged in violated)


def _finding(judged: Judged, interactions: dict[str, Interaction], alike: dict[str, int]) -> Finding:
    practice, verdict = judged.practice, judged.verdict
    numbers = dict(verdict.numbers)
    values = {**{name: counted(number) for name, number in numbers.items()},
              "path": " -> ".join(verdict.path), **verdict.values}
    identity = _identity(judged, interactions.get(verdict.interaction))
    ordinal = alike[identity] = alike.get(identity, 0) + 1
    fingerprint = sha256(f"{identity}{BETWEEN}{ordinal}".encode(errors="surrogatepass")).hexdigest()[:FINGERPRINT]
    message = filled(practice.says, values).strip()
    return Finding(practice.id, practice.severity, message, verdict.span, verdict.interaction, fingerprint,
                   practice.remedy, verdict.path, numbers)


def _identity(judged: Judged, interaction: Interaction | None) -> str:
    """What a finding is about, whatever stands around it and in whichever file: derived ids, which may carry a number,
    are no part of it, nor is the spelling of a service, which one part of a document takes over from another."""
    verdict = judged.verdict
    if interaction is None:
        return BETWEEN.join((judged.practice.id, verdict.subject))
    about = verdict.subject.removeprefix(interaction.id).strip()
    parts = [judged.practice.id, *([about] if about else ()), _plain(interaction.sender),
             *sorted(map(_plain, interaction.receivers))]
    return BETWEEN.join((*parts, interaction.operation or _stated_id(interaction)))


def _plain(name: str) -> str:
    return stem(name) or name


def _stated_id(interaction: Interaction) -> str:
    """An id that stands in the interaction's own text; a derived one tells nothing that its ends do not tell."""
    is_stated = interaction.source.text.find(interaction.id, interaction.start, interaction.end) >= 0
    return interaction.id if is_stated else ""
