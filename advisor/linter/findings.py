"""Verdicts as findings: their sentence, their order, and a fingerprint that outlives changes elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from advisor.linter.judge import Judged
from advisor.linter.whole import VIOLATED, Whole
from advisor.linter.wording import counted, filled
from advisor.model.finding import SEVERITIES, Finding
from advisor.model.interaction import Interaction

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
    """What a finding is about, whatever stands around it: ids may change where there is an operation."""
    verdict = judged.verdict
    parts = [judged.practice.id, _portable(verdict.span.file)]
    if interaction is None or verdict.subject != interaction.id:
        parts.append(verdict.subject)
    if interaction is not None:
        parts += [interaction.sender, *sorted(interaction.receivers), interaction.operation or interaction.id]
    return BETWEEN.join(parts)


def _portable(name: str) -> str:
    return name.replace("\\", "/").removeprefix("./")
