"""Compares two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from advisor.linter.causes import causes, changed
from advisor.linter.flow_changes import flow_changes
from advisor.model.agreement import DIFFERS, EXCLUDED, agreement
from advisor.model.comparison import Advised, Changed, Comparison
from advisor.model.interaction import Interaction, KnownFact

if TYPE_CHECKING:
    from advisor.engine import Engine
    from advisor.linter.settings import Settings
    from advisor.model.architecture import Architecture
    from advisor.model.finding import Finding, FlowReview
    from advisor.model.practice import Practice
    from advisor.readers.documents import Reading

OPEN = ("undecided", "conflict")  # ordered by severity


class Version(NamedTuple):
    """An architecture, with the reading of its documents if it was read from documents."""

    architecture: Architecture
    reading: Reading | None = None


class _Reviewed(NamedTuple):
    name: str
    advised: tuple[Advised, ...]
    findings: tuple[Finding, ...]
    flows: tuple[FlowReview, ...]
    silenced: frozenset[str]  # fingerprints of findings suppressed by comments


def compare(before: Version, after: Version, engine: Engine, practices: Sequence[Practice],
            settings: Settings) -> Comparison:
    """Returns added, removed and changed interactions, and the effect on findings and flows."""
    earlier, later = _reviewed(before, engine, practices, settings), _reviewed(after, engine, practices, settings)
    pairs = _match_interactions(earlier.advised, later.advised)
    matched_old = {id(old) for old, _ in pairs}
    matched_new = {id(new) for _, new in pairs}
    differing = tuple(change for old, new in pairs if (change := _compare_interaction(old, new, engine)) is not None)
    old_keys = {finding.fingerprint for finding in earlier.findings}
    new_keys = {finding.fingerprint for finding in later.findings}
    return Comparison(
        earlier.name, later.name,
        added=tuple(advised for advised in later.advised if id(advised) not in matched_new),
        removed=tuple(advised for advised in earlier.advised if id(advised) not in matched_old),
        changed=differing,
        unchanged=len(pairs) - len(differing),
        new=tuple(finding for finding in later.findings if finding.fingerprint not in old_keys),
        fixed=tuple(finding for finding in earlier.findings
                    if finding.fingerprint not in new_keys | later.silenced),  # a suppression is not a fix
        still=len(old_keys & new_keys),
        flows=flow_changes(earlier.flows, later.flows),
    )


def _reviewed(version: Version, engine: Engine, practices: Sequence[Practice], settings: Settings) -> _Reviewed:
    from advisor.linter import review

    architecture, reading = version
    reviewed = review(architecture, engine, practices, settings, reading)
    advised = tuple(Advised(interaction, decision, agreement(interaction, decision)) for interaction, decision in
                    ((known, engine.decide(known.facts())) for known in architecture.interactions))
    return _Reviewed(", ".join(architecture.files), advised, reviewed.findings, reviewed.flows,
                     frozenset(noted.finding.fingerprint for noted in reviewed.silenced))


def _match_interactions(earlier: Sequence[Advised], later: Sequence[Advised]) -> list[tuple[Advised, Advised]]:
    """Matches interactions by id, else by sender, receivers and operation; in the later order."""
    by_id = {advised.interaction.id: advised for advised in earlier}
    common_ids = {advised.interaction.id for advised in later} & by_id.keys()
    by_route: dict[tuple[Any, ...], list[Advised]] = {}
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


def _compare_interaction(before: Advised, after: Advised, engine: Engine) -> Changed | None:
    old, new = before.interaction, after.interaction
    facts = changed(old.facts(), new.facts())
    design = changed(_values(old.design), _values(new.design))
    is_same = (old.id, *_route(old)) == (new.id, *_route(new)) and before.decision[:2] == after.decision[:2]
    if is_same and not facts and not design and (old.declared, old.technology) == (new.declared, new.technology):
        return None
    return Changed(before, after, facts, design, causes(engine, old.facts(), new.facts()),
                   tuple(_regressions(before, after)))


def _regressions(before: Advised, after: Advised) -> Iterator[str]:
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
