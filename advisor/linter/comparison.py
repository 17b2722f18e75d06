"""Compares two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.linter.causes import changed_facts, find_causes
from advisor.model.agreement import DIFFERS, EXCLUDED, check_agreement
from advisor.model.comparison import (
    AdvisedInteraction,
    ArchitectureComparison,
    ChangedInteraction,
    FlowChange,
    MetricChange,
)
from advisor.model.finding import FlowReview, ReportedFinding
from advisor.model.interaction import Interaction, KnownFact

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.extraction.documents import DocumentReading
    from advisor.linter.settings import RuleSelection
    from advisor.model.finding import DocumentResult, Finding
    from advisor.model.practice import Practice

OPEN = ("undecided", "conflict")  # ordered by severity
HIGHER_IS_WORSE = ("typical_ms", "worst_ms")
LOWER_IS_WORSE = ("budget_ms", "availability")  # a tighter budget is harder to keep
TOLERANCE = 1e-9


class _Reviewed(NamedTuple):
    name: str
    advised: tuple[AdvisedInteraction, ...]
    documents: tuple[DocumentResult, ...]
    findings: tuple[Finding, ...]
    flows: tuple[FlowReview, ...]
    silenced: frozenset[str]  # fingerprints of findings suppressed by comments


def compare(before: DocumentReading, after: DocumentReading, engine: Engine, practices: Sequence[Practice],
            settings: RuleSelection) -> ArchitectureComparison:
    """Returns added, removed and changed interactions, and the effect on findings and flows."""
    earlier, later = _reviewed(before, engine, practices, settings), _reviewed(after, engine, practices, settings)
    pairs = _match_interactions(earlier.advised, later.advised)
    matched_old = {id(old) for old, _ in pairs}
    matched_new = {id(new) for _, new in pairs}
    differing = tuple(change for old, new in pairs if (change := _compare_interaction(old, new, engine)) is not None)
    old_keys = {finding.fingerprint for finding in earlier.findings}
    new_keys = {finding.fingerprint for finding in later.findings}
    return ArchitectureComparison(
        earlier.name, later.name,
        added=tuple(advised for advised in later.advised if id(advised) not in matched_new),
        removed=tuple(advised for advised in earlier.advised if id(advised) not in matched_old),
        changed=differing,
        unchanged=len(pairs) - len(differing),
        new=tuple(finding for finding in later.findings if finding.fingerprint not in old_keys),
        fixed=tuple(finding for finding in earlier.findings
                    if finding.fingerprint not in new_keys | later.silenced),  # a suppression is not a fix
        remaining=len(old_keys & new_keys),
        flows=flow_changes(earlier.flows, later.flows),
        documents=tuple(_with_findings(document, new_keys - old_keys) for document in later.documents),
    )


def _with_findings(document: DocumentResult, fingerprints: Set[str]) -> DocumentResult:
    """Returns a document with these findings alone, without fixes and questions."""
    kept = (ReportedFinding(noted.finding) for noted in document.findings
            if noted.suppression is None and noted.finding.fingerprint in fingerprints)
    return document._replace(findings=tuple(kept), questions=())


def _reviewed(reading: DocumentReading, engine: Engine, practices: Sequence[Practice], settings: RuleSelection
              ) -> _Reviewed:
    from advisor.linter.lint import review

    architecture = reading.architecture
    reviewed = review(reading, engine, practices, settings)
    advised = tuple(
        AdvisedInteraction(interaction, decision, check_agreement(interaction, decision))
        for interaction, decision in ((known, engine.decide(known.facts())) for known in architecture.interactions)
    )
    return _Reviewed(", ".join(architecture.files), advised, reviewed.documents, reviewed.findings, reviewed.flows,
                     frozenset(noted.finding.fingerprint for noted in reviewed.suppressed))


def _match_interactions(
    earlier: Sequence[AdvisedInteraction], later: Sequence[AdvisedInteraction]
) -> list[tuple[AdvisedInteraction, AdvisedInteraction]]:
    """Matches interactions by id, else by sender, receivers and operation; in the later order."""
    by_id = {advised.interaction.id: advised for advised in earlier}
    common_ids = {advised.interaction.id for advised in later} & by_id.keys()
    by_route: dict[tuple[Any, ...], list[AdvisedInteraction]] = {}
    for advised in earlier:
        if advised.interaction.id not in common_ids:
            by_route.setdefault(_route(advised.interaction), []).append(advised)
    pairs = []
    for advised in later:
        if advised.interaction.id in common_ids:
            pairs.append((by_id[advised.interaction.id], advised))
        elif candidates := by_route.get(_route(advised.interaction)):
            pairs.append((candidates.pop(0), advised))
    return pairs


def _route(interaction: Interaction) -> tuple[Any, ...]:
    return interaction.sender, tuple(sorted(interaction.receivers)), interaction.operation


def _compare_interaction(
    before: AdvisedInteraction, after: AdvisedInteraction, engine: Engine
) -> ChangedInteraction | None:
    old, new = before.interaction, after.interaction
    facts = changed_facts(old.facts(), new.facts())
    design = changed_facts(_values(old.design), _values(new.design))
    is_same = (old.id, *_route(old)) == (new.id, *_route(new)) and before.decision[:2] == after.decision[:2]
    if is_same and not facts and not design and (old.declared, old.technology) == (new.declared, new.technology):
        return None
    return ChangedInteraction(before, after, facts, design, find_causes(engine, old.facts(), new.facts()),
                              tuple(_regressions(before, after)))


def _regressions(before: AdvisedInteraction, after: AdvisedInteraction) -> Iterator[str]:
    was, now = before.decision.status, after.decision.status
    if now in OPEN and OPEN.index(now) > (OPEN.index(was) if was in OPEN else -1):
        yield f"was {was} and is {now}"
    declared = after.interaction.declared
    if after.agreement == EXCLUDED != before.agreement:
        yield f"{declared} is declared and now excluded"
    elif after.agreement == DIFFERS and not before.agreement:
        yield f"{declared} is declared, and {after.decision.pattern} is advised now"


def _values(facts: Mapping[str, KnownFact]) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts.items()}


def flow_changes(before: Sequence[FlowReview], after: Sequence[FlowReview]) -> tuple[FlowChange, ...]:
    """Returns the flows of both versions whose measures differ, in the later order."""
    earlier = {flow.id: flow for flow in before}
    changes = (FlowChange(earlier[flow.id], flow, tuple(_measures(earlier[flow.id], flow)))
               for flow in after if flow.id in earlier)
    return tuple(change for change in changes if change.measures)


def _measures(before: FlowReview, after: FlowReview) -> Iterator[MetricChange]:
    for name in (*HIGHER_IS_WORSE, *LOWER_IS_WORSE):
        old, new = getattr(before, name), getattr(after, name)
        if old is None or new is None:
            if old is not new:
                yield MetricChange(name, old, new, None)
        elif old != new and not abs(new - old) <= TOLERANCE * max(abs(old), abs(new)):
            yield MetricChange(name, old, new, (new > old) == (name in HIGHER_IS_WORSE))
