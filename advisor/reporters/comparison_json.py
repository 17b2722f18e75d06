"""Two versions of an architecture, compared, for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from json import dumps
from typing import Any

from advisor.model.comparison import Advised, Change, Changed, FlowChange
from advisor.reporters.clean import guarded_json
from advisor.reporters.comparison import ComparisonReport
from advisor.reporters.json import SCHEMA, finding_as_data, flow_as_data


def report(what: ComparisonReport) -> Iterator[str]:
    """Yields one JSON document."""
    compared = what.comparison
    data = {
        "schema": SCHEMA, "rules_pack": what.rules_pack, "before": compared.before, "after": compared.after,
        "worse": list(what.worse),
        "added": list(map(_advised, compared.added)),
        "removed": list(map(_advised, compared.removed)),
        "changed": list(map(_changed, compared.changed)),
        "unchanged": compared.unchanged,
        "findings": {"new": list(map(finding_as_data, compared.new)),
                     "fixed": list(map(finding_as_data, compared.fixed)), "unchanged": compared.still},
        "flows": list(map(_flow, compared.flows)),
    }
    yield guarded_json(dumps(data, indent=1, allow_nan=False)) + "\n"


def _advised(one: Advised) -> dict[str, Any]:
    interaction, decision, agreement = one
    line, column = interaction.source.place(interaction.start)
    return {"id": interaction.id, "from": interaction.sender, "to": list(interaction.receivers),
            "operation": interaction.operation or None, "file": interaction.source.name, "line": line,
            "column": column, "declared": interaction.declared, "technology": interaction.technology,
            "status": decision.status, "pattern": decision.pattern, "margin": decision.margin,
            "agreement": agreement or None}


def _changed(changed: Changed) -> dict[str, Any]:
    return {"id": changed.after.interaction.id, "before": _advised(changed.before), "after": _advised(changed.after),
            "facts": _changes(changed.facts), "design": _changes(changed.design), "causes": _changes(changed.causes),
            "worse": list(changed.worse)}


def _changes(changes: Sequence[Change]) -> list[dict[str, Any]]:
    return [change._asdict() for change in changes]


def _flow(flow: FlowChange) -> dict[str, Any]:
    before, after = flow_as_data(flow.before), flow_as_data(flow.after)
    measures = [{"name": measure.name, "before": before[measure.name], "after": after[measure.name],
                 "is_worse": measure.is_worse} for measure in flow.measures]
    return {"id": flow.after.id, "misses_now": flow.misses_now, "measures": measures, "before": before, "after": after}
