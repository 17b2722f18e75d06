"""JSON report of a comparison of two versions of an architecture."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from advisor.model.comparison import (
    AdvisedInteraction,
    ArchitectureComparison,
    ChangedInteraction,
    FactChange,
    FlowChange,
)
from advisor.reporters.json_values import SCHEMA, finding_as_data, flow_as_data
from advisor.reporters.report import Report
from advisor.reporters.safe_json import dump_json


def comparison_in_json(report: Report, comparison: ArchitectureComparison) -> Iterator[str]:
    """Yields one JSON document."""
    data = {
        "schema": SCHEMA, "rules_pack": report.rules_pack, "before": comparison.before, "after": comparison.after,
        "worse": list(report.regressions),
        "added": list(map(_advised, comparison.added)),
        "removed": list(map(_advised, comparison.removed)),
        "changed": list(map(_changed, comparison.changed)),
        "unchanged": comparison.unchanged,
        "findings": {"new": list(map(finding_as_data, comparison.new)),
                     "fixed": list(map(finding_as_data, comparison.fixed)), "unchanged": comparison.remaining},
        "flows": list(map(_flow, comparison.flows)),
        "not_read": [part._asdict() for part in report.not_read()],
    }
    yield dump_json(data, 1) + "\n"


def _advised(advised: AdvisedInteraction) -> dict[str, Any]:
    interaction, decision, agreement = advised
    line, column = interaction.source.position(interaction.start)
    return {"id": interaction.id, "from": interaction.sender, "to": list(interaction.receivers),
            "operation": interaction.operation or None, "file": interaction.source.name, "line": line,
            "column": column, "declared": interaction.declared, "technology": interaction.technology,
            "status": decision.status, "pattern": decision.pattern, "margin": decision.margin,
            "agreement": agreement or None}


def _changed(changed: ChangedInteraction) -> dict[str, Any]:
    return {"id": changed.after.interaction.id, "before": _advised(changed.before), "after": _advised(changed.after),
            "facts": _changes(changed.facts), "design": _changes(changed.design), "causes": _changes(changed.causes),
            "worse": list(changed.worse)}


def _changes(changes: Sequence[FactChange]) -> list[dict[str, Any]]:
    return [change._asdict() for change in changes]


def _flow(flow: FlowChange) -> dict[str, Any]:
    before, after = flow_as_data(flow.before), flow_as_data(flow.after)
    measures = [{"name": measure.name, "before": before[measure.name], "after": after[measure.name],
                 "is_worse": measure.is_worse} for measure in flow.measures]
    return {"id": flow.after.id, "misses_now": flow.newly_misses_target, "measures": measures, "before": before,
            "after": after}
