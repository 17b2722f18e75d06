"""Verifies a pack: all faults, and all proofs with their methods."""

from __future__ import annotations

from advisor.engine.compile import compile_pack
from advisor.model.pack import Pack
from advisor.verification.coverage import (
    case_coverage_proof,
    fact_coverage_proof,
    find_practices_without_examples,
    find_rules_without_cases,
    find_unread_facts,
)
from advisor.verification.impact import ImpactCheck
from advisor.verification.outcomes import OutcomeCheck
from advisor.verification.proof_subject import PackUnderTest
from advisor.verification.reachability import ReachabilityCheck
from advisor.verification.report import PackFault, Proof, VerificationReport
from advisor.verification.satisfiability import SatisfiabilityCheck
from advisor.verification.subsumption import SubsumptionCheck

TOO_MANY_ORDERS = "some orders of numbers that are compared"


def verify(pack: Pack) -> VerificationReport:
    """Returns all faults and proofs of a pack.

    Raises RulebookError if a condition expands to too many boxes.
    """
    subject = PackUnderTest(compile_pack(pack))
    firing = SatisfiabilityCheck(subject)
    cover = SubsumptionCheck(subject, firing.never_firing)
    weight = ImpactCheck(subject, {fault.id for fault in firing.faults}, cover.redundant)
    showing = ReachabilityCheck(subject, firing.never_firing)
    outcomes = OutcomeCheck(subject)
    unread, unpromised = (find_unread_facts(pack),
                          [*find_rules_without_cases(pack), *find_practices_without_examples(pack)])
    faults = [*firing.faults, *weight.faults, *cover.faults, *showing.faults, *outcomes.faults, *unread,
              *unpromised]
    proved: tuple[Proof, ...] = (firing.proof(), weight.proof(), cover.proof(), showing.proof(), *outcomes.proofs)
    if not subject.worlds.exact:
        proved = tuple(proof._replace(unproved=(*proof.unproved, TOO_MANY_ORDERS)) for proof in proved)
    proofs = (*map(_qualified, proved), fact_coverage_proof(pack, unread), case_coverage_proof(pack, unpromised))
    return VerificationReport(pack.name, pack.title, _counts(pack), tuple(_with_span(fault, pack) for fault in faults),
                              proofs, tuple(outcomes.wins), tuple(outcomes.ties))


def _counts(pack: Pack) -> dict[str, int]:
    patterns = pack.patterns
    return {"facts": len(pack.vocabulary.needs), "patterns": len(patterns), "rules": len(pack.rules),
            "notes": sum(len(pattern.advantages) + len(pattern.gotchas) for pattern in patterns),
            "technologies": sum(len(pattern.technologies) for pattern in patterns), "practices": len(pack.practices),
            "cases": len(pack.cases), "examples": sum(len(practice.examples) for practice in pack.practices)}


def _qualified(proof: Proof) -> Proof:
    return proof if proof.exact or proof.answer != "yes" else proof._replace(answer="yes, as far as it was proved")


def _with_span(fault: PackFault, pack: Pack) -> PackFault:
    """Returns a fault with its span, if the pack has one; the name of a technology may also be that of a rule."""
    return fault if fault.family == "technology" else fault._replace(span=pack.spans.get(fault.id))
