"""Verifies a pack: all faults, and all proofs with their methods."""

from __future__ import annotations

from advisor.engine.compile import compile_pack
from advisor.model.pack import Pack
from advisor.verification.cover import Cover
from advisor.verification.coverage import (
    promise_proof,
    reading_proof,
    unpromised_rules,
    unread_facts,
    unshown_practices,
)
from advisor.verification.firing import Firing
from advisor.verification.outcomes import Outcomes
from advisor.verification.showing import Showing
from advisor.verification.subject import Subject
from advisor.verification.verdict import Fault, Proof, Verdict
from advisor.verification.weight import Weight

TOO_MANY_ORDERS = "some orders of numbers that are compared"


def verify(pack: Pack) -> Verdict:
    """Returns all faults and proofs of a pack.

    Raises RulebookError if a condition expands to too many boxes.
    """
    subject = Subject(compile_pack(pack))
    firing = Firing(subject)
    cover = Cover(subject, firing.silent)
    weight = Weight(subject, {fault.id for fault in firing.faults}, cover.shadowed)
    showing = Showing(subject, firing.silent)
    outcomes = Outcomes(subject)
    unread, unpromised = unread_facts(pack), [*unpromised_rules(pack), *unshown_practices(pack)]
    faults = [*firing.faults, *weight.faults, *cover.faults, *showing.faults, *outcomes.faults, *unread,
              *unpromised]
    proved: tuple[Proof, ...] = (firing.proof(), weight.proof(), cover.proof(), showing.proof(), *outcomes.proofs)
    if not subject.worlds.exact:
        proved = tuple(proof._replace(unproved=(*proof.unproved, TOO_MANY_ORDERS)) for proof in proved)
    proofs = (*map(_qualified, proved), reading_proof(pack, unread), promise_proof(pack, unpromised))
    return Verdict(pack.name, pack.title, _counts(pack), tuple(_with_span(fault, pack) for fault in faults), proofs,
                   tuple(outcomes.wins), tuple(outcomes.ties))


def _counts(pack: Pack) -> dict[str, int]:
    patterns = pack.patterns
    return {
        "facts": len(pack.vocabulary.needs),
        "patterns": len(patterns),
        "rules": len(pack.rules),
        "notes": sum(len(pattern.advantages) + len(pattern.gotchas) for pattern in patterns),
        "technologies": sum(len(pattern.technologies) for pattern in patterns),
        "practices": len(pack.practices),
        "cases": len(pack.cases),
        "examples": sum(len(practice.examples) for practice in pack.practices),
    }


def _qualified(proof: Proof) -> Proof:
    return proof if proof.exact or proof.answer != "yes" else proof._replace(answer="yes, as far as it was proved")


def _with_span(fault: Fault, pack: Pack) -> Fault:
    """Returns a fault with its span, if the pack has one; the name of a technology may also be that of a rule."""
    return fault if fault.family == "technology" else fault._replace(span=pack.spans.get(fault.id))
