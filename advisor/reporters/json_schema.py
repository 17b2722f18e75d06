"""JSON Schema of the JSON report: every key, with its meaning."""

from __future__ import annotations

from typing import Any

from advisor.model.finding import SEVERITIES
from advisor.reporters.json_values import SCHEMA

Schema = dict[str, Any]

TEXT: Schema = {"type": "string"}
OPTIONAL_TEXT: Schema = {"type": ["string", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
NUMBER: Schema = {"type": ["number", "null"]}
FLAG: Schema = {"type": "boolean"}
POSITION: Schema = {"type": "integer", "minimum": 1}
STATUSES = ("decided", "leaning", "undecided", "conflict")


def report_schema() -> Schema:
    """Returns the JSON Schema (2020-12) of what recommend, evaluate, lint and compare write as JSON."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:comms-advisor:report:{SCHEMA}",
        "title": "Report",
        "description": "What `recommend`, `evaluate` and `lint` write with `--format json`, and what `compare` does.",
        "oneOf": [_ref("report"), _ref("comparison")],
        "$defs": {**_report_parts(), **_interaction_parts(), **_recommendation_parts(), **_finding_parts(),
                  **_flow_parts(), **_comparison_parts()},
    }


def _report_parts() -> Schema:
    return {
        "report": _object({
            **_head(),
            "interactions": _list("interaction", "Every interaction with its advice."),
            "findings": _list("finding", "What counts; of `evaluate` the worst first."),
            "suppressed": _list("finding", "What comments or the baseline suppress."),
            "not_checked": _list("question", "What practices need to know and no document states."),
            "not_read": _list("not_read", "Parts of documents that were not read."),
            "documents": _list("document", "The documents that were judged."),
            "rules": _list("rule", "The rules of the findings."),
            "failed": {"type": "array", "items": TEXT, "description": "Files that could not be checked, and why."},
            "practices": _map(_object(dict.fromkeys(("satisfied", "violated", "unknown", "not_applicable"), COUNT)),
                              "Verdicts by practice; `evaluate` counts them."),
            "flows": _list("flow", "Flows, declared or derived, with their times."),
            "improvements": _list("improvement", "What to make asynchronous, largest gain first."),
        }, {
            "not_checked_beyond": {**COUNT, "description": "Further questions, only counted."},
            "statistics": _list("rule_count", "With --statistics: findings by rule."),
            "what_if": {**_ref("what_if"), "description": "With --what-if: the answer with facts changed."},
            **_interaction_keys(),
        }, "A report; the one of a single interaction without a document repeats its keys at the top."),
        "document": _object({"file": TEXT, "interactions": COUNT, "findings": COUNT, "suppressed": COUNT,
                             "questions": COUNT, "not_read": _list("not_read")}),
        "not_read": _object({"file": TEXT, "line": {**COUNT, "description": "0 for the whole file."}, "what": TEXT}),
        "rule": _object({"id": TEXT, "title": TEXT, "because": TEXT, "help": TEXT, "source": TEXT,
                         "sources": _list("source"), "docs": OPTIONAL_TEXT, "bad": OPTIONAL_TEXT,
                         "good": OPTIONAL_TEXT}),
        "rule_count": _object({"rule": TEXT, "severity": _ref("severity"), "count": COUNT}),
        "what_if": _object({**_head(), "facts": {"type": "object"}, "interactions": _list("interaction"),
                            "findings": _list("finding"), "not_checked": _list("question")}),
    }


def _head() -> Schema:
    return {"schema": {"const": SCHEMA}, "rules_pack": {**TEXT, "description": "Name of the rules."}}


def _interaction_keys() -> Schema:
    return {
        "id": OPTIONAL_TEXT, "from": OPTIONAL_TEXT, "to": _texts("Receivers."), "operation": OPTIONAL_TEXT,
        "mode": {"enum": ["sync", "async", "unknown"]}, "file": OPTIONAL_TEXT, "line": _optional(POSITION),
        "column": _optional(POSITION), "declared": {**OPTIONAL_TEXT, "description": "The pattern of the design."},
        "technology": OPTIONAL_TEXT, "facts": _map(_ref("fact"), "What is known of its needs."),
        "recommendation": _ref("recommendation")}


def _interaction_parts() -> Schema:
    return {
        "interaction": _object(_interaction_keys()),
        "fact": _object({"value": {}, "origin": {"enum": ["stated", "inferred"]}}, {"line": POSITION, "because": TEXT}),
    }


def _recommendation_parts() -> Schema:
    cited = {"source": TEXT, "sources": _list("source")}
    corrected = {"status": {"enum": ["as-written", "corrected", "added"]}, "corrects": TEXT}
    return {
        "recommendation": _object({
            "status": {"enum": list(STATUSES)},
            "pattern": {**OPTIONAL_TEXT, "description": "The advised pattern; null while none is."},
            "variant": {**OPTIONAL_TEXT, "description": "A variant of the pattern; null if it is not known."},
            "margin": _optional({"type": "integer", "description": "Points ahead of the second pattern."}),
            "exact": {**FLAG, "description": "False only if the proof hit its limit."},
            "ranking": _list("ranked_pattern", "Every pattern, the best first."),
            "excluded": _list("exclusion"),
            "elsewhere": {"type": "null", "description": "No way outside the four patterns is advised."},
            "flip_points": _list("flip_point", "Single changes of a fact that change the pattern."),
            "open_questions": _list("open_question", "Unknown facts that could change the pattern."),
            "would_add": _list("undecided_rule", "Points that wait for unknown facts."),
            "conflicts": _list("conflict"), "warnings": _list("warning"),
            "practices": _list("advised_practice", "What a design with this pattern should do."),
            "technologies": _texts("Technologies that implement the pattern, the team's platform first."),
        }),
        "source": _object({"title": TEXT, "section": OPTIONAL_TEXT, "url": OPTIONAL_TEXT, "seen": OPTIONAL_TEXT}),
        "ranked_pattern": _object({"pattern": TEXT, "score": {"type": "integer"}, "excluded": FLAG,
                                   "reasons": _list("reason")}),
        "reason": _object({"rule": TEXT, "points": {"type": "integer"}, "because": TEXT, "title": TEXT, **cited,
                           **corrected}),
        "exclusion": _object({"pattern": TEXT, "rule": TEXT, "because": TEXT, **cited}),
        "flip_point": _object({"fact": TEXT, "from": {}, "to": {}, "pattern": TEXT}),
        "open_question": _object({"fact": TEXT, "question": TEXT, "help": TEXT, "could_become": _texts(),
                                  "together_with": _texts()}),
        "undecided_rule": _object({"rule": TEXT, "points": _map({"type": "integer"}), "waits_for": _texts(),
                                   "because": TEXT}),
        "conflict": _object({"rule": TEXT, "title": TEXT, "because": TEXT, "facts": _texts(), "split_critical": TEXT,
                             "split_rest": TEXT, **cited}),
        "warning": _object({"rule": TEXT, "text": TEXT, **cited, **corrected}),
        "advised_practice": _object({"rule": TEXT, "do": TEXT, "because": TEXT, **cited}),
    }


def _finding_parts() -> Schema:
    region = {"line": POSITION, "column": POSITION, "end_line": POSITION, "end_column": POSITION}
    return {
        "severity": {"enum": list(SEVERITIES)},
        "finding": _object({
            "rule": TEXT, "severity": _ref("severity"), "message": TEXT, "file": TEXT, **region,
            "interaction": OPTIONAL_TEXT,
            "fingerprint": {**TEXT, "description": "Stays the same if the document is edited elsewhere."},
            "help": {**TEXT, "description": "What to do."},
            "path": _texts("Affected services or interactions, in order."),
            "numbers": _map(NUMBER, "Computed values; null is unbounded."),
            "related": _list("related_place", "The other places that it is about."),
        }, {"suppression": _ref("suppression"), "fix": _ref("fix")}),
        "related_place": _object({"file": TEXT, "line": POSITION, "column": POSITION, "message": TEXT}),
        "suppression": _object({"kind": {"enum": ["comment", "baseline"]}, "because": OPTIONAL_TEXT}),
        "fix": _object({"says": TEXT, "safe": FLAG, "edits": {"type": "array", "items": _object({
            **region, "text": TEXT})}}),
        "question": _object({"rule": TEXT, "interaction": OPTIONAL_TEXT, "subject": TEXT, "facts": _texts(),
                             "question": TEXT, "file": TEXT, "line": POSITION, "column": POSITION}),
    }


def _flow_parts() -> Schema:
    times = {"typical_ms": NUMBER, "worst_ms": NUMBER}
    return {
        "flow": _object({"id": TEXT, "declared": FLAG, "hops": _list("hop"), "budget_ms": NUMBER, **times,
                         "target": NUMBER, "availability": NUMBER}),
        "hop": _object({"interaction": TEXT, "depth": COUNT, "parallel": FLAG, "blocking": FLAG, **times}),
        "improvement": _object({"interaction": TEXT, "proposed": FLAG, "because": TEXT, "availability_gain": NUMBER,
                                "worst_ms_gain": NUMBER, "amplification_gain": NUMBER}),
    }


def _comparison_parts() -> Schema:
    known = {key: value for key, value in _interaction_keys().items()
             if key not in ("mode", "facts", "recommendation")}
    findings = _object({"new": _list("finding"), "fixed": _list("finding"), "unchanged": COUNT})
    return {
        "comparison": _object({
            **_head(), "before": TEXT, "after": TEXT, "worse": _texts("Why the comparison fails."),
            "added": _list("advised_interaction"), "removed": _list("advised_interaction"),
            "changed": _list("changed_interaction"), "unchanged": COUNT, "findings": findings,
            "flows": _list("changed_flow"), "not_read": _list("not_read"),
        }, description="The differences of two versions, by `compare`."),
        "advised_interaction": _object({
            **known, "status": {"enum": list(STATUSES)}, "pattern": OPTIONAL_TEXT,
            "margin": _optional({"type": "integer"}), "agreement": {"enum": ["differs", "excluded", None]}}),
        "changed_interaction": _object({
            "id": TEXT, "before": _ref("advised_interaction"), "after": _ref("advised_interaction"),
            "facts": _list("fact_change"), "design": _list("fact_change"), "causes": _list("fact_change"),
            "worse": _texts()}),
        "fact_change": _object({"fact": TEXT, "before": {}, "after": {}}),
        "changed_flow": _object({"id": TEXT, "misses_now": FLAG, "measures": _list("measure"), "before": _ref("flow"),
                                 "after": _ref("flow")}),
        "measure": _object({"name": TEXT, "before": NUMBER, "after": NUMBER, "is_worse": _optional(FLAG)}),
    }


def _object(required: Schema, optional: Schema | None = None, description: str = "") -> Schema:
    schema: Schema = {"type": "object", "properties": {**required, **(optional or {})}, "required": list(required),
                      "additionalProperties": False}
    return {**schema, "description": description} if description else schema


def _ref(name: str) -> Schema:
    return {"$ref": f"#/$defs/{name}"}


def _list(name: str, description: str = "") -> Schema:
    schema: Schema = {"type": "array", "items": _ref(name)}
    return {**schema, "description": description} if description else schema


def _texts(description: str = "") -> Schema:
    schema: Schema = {"type": "array", "items": TEXT}
    return {**schema, "description": description} if description else schema


def _map(values: Schema, description: str = "") -> Schema:
    schema: Schema = {"type": "object", "additionalProperties": values}
    return {**schema, "description": description} if description else schema


def _optional(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}
