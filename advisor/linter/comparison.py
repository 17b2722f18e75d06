"""How a later version of an architecture differs from an earlier one."""

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

OPEN = ("undecided", "conflict")  # the second is worse


class Version(NamedTuple):
    """An architecture at one time, with the reading of the documents it is from, where it is from such."""

    architecture: Architecture
    reading: Reading | None = None


class _Judged(NamedTuple):
    name: str
    advised: tuple[Advised, ...]
    findings: tuple[Finding, ...]
    flows: tuple[FlowReview, ...]
    silenced: frozenset[str]  # fingerprints of what comments take out


def compare(before: Version, after: Version, engine: Engine, practices: Sequence[Practice],
            settings: Settings) -> Comparison:
    """Returns what is added, removed and changed, and what that does to findings and flows."""
    earlier, later = _judged(before, engine, practices, settings), _judged(after, engine, practices, settings)
    pairs = _pairs(earlier.advised, later.advised)
    again = {id(old) for old, _ in pairs}
    known = {id(new) for _, new in pairs}
    differing = tuple(found for old, new in pairs if (found := _changed(old, new, engine)) is not None)
    old_keys = {finding.fingerprint for finding in earlier.findings}
    new_keys = {finding.fingerprint for finding in later.findings}
    return Comparison(
        earlier.name, later.name,
        added=tuple(one for one in later.advised if id(one) not in known),
        removed=tuple(one for one in earlier.advised if id(one) not in again),
        changed=differing,
        unchanged=len(pairs) - len(differing),
        new=tuple(finding for finding in later.findings if finding.fingerprint not in old_keys),
        fixed=tuple(finding for finding in earlier.findings
                    if finding.fingerprint not in new_keys | later.silenced),  # a comment mends nothing
        still=len(old_keys & new_keys),
        flows=flow_changes(earlier.flows, later.flows),
    )


def _judged(version: Version, engine: Engine, practices: Sequence[Practice], settings: Settings) -> _Judged:
    from advisor.linter import review

    architecture, reading = version
    reviewed = review(architecture, engine, practices, settings, reading)
    advised = tuple(Advised(interaction, decision, agreement(interaction, decision)) for interaction, decision in
                    ((one, engine.decide(one.facts())) for one in architecture.interactions))
    return _Judged(", ".join(architecture.files), advised, reviewed.findings, reviewed.flows,
                   frozenset(one.finding.fingerprint for one in reviewed.silenced))


def _pairs(earlier: Sequence[Advised], later: Sequence[Advised]) -> list[tuple[Advised, Advised]]:
    """The same interaction in both: by its id, else by who says what to whom; in the later order."""
    by_id = {one.interaction.id: one for one in earlier}
    kept = {one.interaction.id for one in later} & by_id.keys()
    by_route: dict[tuple[Any, ...], list[Advised]] = {}
    for one in earlier:
        if one.interaction.id not in kept:
            by_route.setdefault(_route(one.interaction), []).append(one)
    pairs = []
    for one in later:
        if one.interaction.id in kept:
            pairs.append((by_id[one.interaction.id], one))
        elif alike := by_route.get(_route(one.interaction)):
            pairs.append((alike.pop(0), one))
    return pairs


def _route(interaction: Interaction) -> tuple[Any, ...]:
    return interaction.sender, tuple(sorted(interaction.receivers)), interaction.operation


def _changed(before: Advised, after: Advised, engine: Engine) -> Changed | None:
    old, new = before.interaction, after.interaction
    facts = changed(old.facts(), new.facts())
    design = changed(_plain(old.design), _plain(new.design))
    is_same = (old.id, *_route(old)) == (new.id, *_route(new)) and before.decision[:2] == after.decision[:2]
    if is_same and not facts and not design and (old.declared, old.technology) == (new.declared, new.technology):
        return None
    return Changed(before, after, facts, design, causes(engine, old.facts(), new.facts()), tuple(_worse(before, after)))


def _worse(before: Advised, after: Advised) -> Iterator[str]:
    was, now = before.decision.status, after.decision.status
    if now in OPEN and OPEN.index(now) > (OPEN.index(was) if was in OPEN else -1):
        yield f"was {was} and is {now}"
    declared = after.interaction.declared
    if after.agreement == EXCLUDED != before.agreement:
        yield f"{declared} is declared and now excluded"
    elif after.agreement == DIFFERS and not before.agreement:
        yield f"{declared} is declared, and {after.decision.pattern} is advised now"


def _plain(facts: Mapping[str, KnownFact]) -> dict[str, Any]:
    return {name: fact.value for name, fact in facts.items()}
