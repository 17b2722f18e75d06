"""The checks that a practice may name."""

from __future__ import annotations

from collections.abc import Mapping

from advisor.linter import disagreement, documents, mismatch, records, structure, system
from advisor.linter.whole import Check

CHECKS: Mapping[str, Check] = {
    "around-the-gateway": structure.around_the_gateway,
    "conflicting-needs": disagreement.conflicting_needs,
    "dangling-service": structure.dangling_service,
    "excluded-pattern": disagreement.excluded_pattern,
    "mixed-patterns": structure.mixed_patterns,
    "pattern-mismatch": mismatch.pattern_mismatch,
    "shared-database": structure.shared_database,
    "stale-decision": records.stale_decision,
    **documents.CHECKS,  # what needs the documents themselves
    **system.CHECKS,  # what needs the graph of all calls
}
