"""JSON Schema of the architecture file for editors, generated from a rules pack."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from advisor.extraction.architecture.services import PERCENTILE
from advisor.extraction.names import MAX_NAME_LENGTH
from advisor.model.architecture import CLIENT_KINDS, SERVICE_KINDS
from advisor.model.terms import Term, Terms
from advisor.model.value_checks import ABSENT
from advisor.notation.limits import MAX_NUMBER

Schema = dict[str, Any]

TEXT: Schema = {"type": "string", "pattern": r"\S"}
NAME: Schema = {"type": "string", "pattern": r"^\S(.*\S)?$", "maxLength": MAX_NAME_LENGTH}
IDENTITY: Schema = {"type": "string", "pattern": r"^\S+$", "maxLength": MAX_NAME_LENGTH}
POSITIVE: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": MAX_NUMBER}
SHARE: Schema = {"type": "number", "exclusiveMinimum": 0, "maximum": 1}


def architecture_schema(terms: Terms) -> Schema:
    """Returns the JSON Schema (2020-12) of the architecture file in the vocabulary of a pack."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:comms-advisor:architecture:1",
        "title": "Architecture",
        "description": "Services, how they talk, and the flows through them.",
        **_object({
            "version": {"const": 1, "description": "The version of this format."},
            "name": {**TEXT, "description": "What this architecture is called."},
            "description": TEXT,
            "services": {"type": "object", "propertyNames": NAME, "additionalProperties": {"$ref": "#/$defs/service"},
                         "description": "Who talks, by name."},
            "interactions": {"type": "array", "items": {"$ref": "#/$defs/interaction"},
                             "description": "Who talks to whom, and what is known about it."},
            "flows": {"type": "array", "items": {"$ref": "#/$defs/flow"},
                      "description": "Paths through the interactions."},
        }, "version"),
        "examples": [_example(terms)],
        "$defs": {
            "service": _service(),
            "interaction": _interaction(),
            "needs": _facts(terms.needs, terms, "What the interaction must do. What is left out is unknown, never no."),
            "design": _facts(terms.design, terms, "How it is, or will be, built. What is left out is unknown."),
            "flow": _flow(),
            "steps": {"type": "array", "minItems": 1, "items": {"anyOf": [IDENTITY, {"$ref": "#/$defs/steps"}]},
                      "description": "Ids of interactions in sequence; those of a list within run at once."},
        },
    }


def _service() -> Schema:
    return _object(
        {
            "kind": {"enum": list(SERVICE_KINDS), "description": "What it is."},
            "client": {"enum": list(CLIENT_KINDS),
                       "description": "What kind of program it is when it starts an interaction."},
            "owner": {**TEXT, "description": "Who looks after it."},
            "description": TEXT,
            "availability": {**SHARE, "description": "The share of time it answers.", "examples": [0.9995]},
            "latency_ms": {"type": "object", "propertyNames": {"pattern": PERCENTILE}, "additionalProperties": POSITIVE,
                           "description": "Milliseconds by percentile.", "examples": [{"p50": 4, "p99": 30}]},
        }
    )


def _interaction() -> Schema:
    return _object({
        "id": {**IDENTITY, "description": "One word that names it in reports."},
        "from": {**NAME, "description": "The service that starts it."},
        "to": {"anyOf": [NAME, {"type": "array", "items": NAME, "minItems": 1, "uniqueItems": True}],
               "description": "The service it reaches, or a list of them."},
        "operation": {**TEXT, "description": "What is called or said.", "examples": ["POST /orders", "order.created"]},
        "description": TEXT,
        "needs": {"$ref": "#/$defs/needs"},
        "design": {"$ref": "#/$defs/design"},
    }, "id", "from", "to")


def _flow() -> Schema:
    return _object({
        "id": {**IDENTITY, "description": "One word that names it in reports."},
        "description": TEXT,
        "steps": {"$ref": "#/$defs/steps"},
        "latency_budget_ms": {**POSITIVE, "description": "Milliseconds for the whole flow, 99th percentile."},
        "availability": {**SHARE, "description": "The share of runs that must succeed."},
    }, "id", "steps")


def _facts(section: Mapping[str, Term], terms: Terms, description: str) -> Schema:
    properties: dict[str, Schema] = {}
    excluded = []
    for term in section.values():
        properties[term.name] = _fact(term, terms)
        for alias in term.aliases:
            properties[alias] = {**_fact(term, terms), "description": f"Another word for `{term.name}`."}
        words = (term.name, *term.aliases)
        excluded += [{"not": {"required": [word, other]}} for n, word in enumerate(words) for other in words[n + 1 :]]
    return {**_object(properties), "description": description, **({"allOf": excluded} if excluded else {})}


def _fact(term: Term, terms: Terms) -> Schema:
    value = _value(term, terms)
    if term.absence:
        value = {"anyOf": [value, {"enum": [ABSENT, False]}]}
    description = " ".join(filter(None, (term.question, term.help, f"In {term.unit}." if term.unit else "")))
    return {**value, "description": description, **({} if term.example is None else {"examples": [term.example]})}


def _value(term: Term, terms: Terms) -> Schema:
    match term.type:
        case "bool":
            return {"type": "boolean"}
        case "choice":
            if not term.meanings:
                return {"enum": list(term.values)}
            return {"oneOf": [{"const": value, "description": term.meanings.get(value, "")} for value in term.values]}
        case "number" | "integer":
            return {"type": term.type, **_range(term)}
        case "group":
            return _object({field.name: _fact(field, terms) for field in term.fields})
        case "pattern":
            return {"enum": sorted(terms.pattern_aliases)}
    return TEXT


def _range(term: Term) -> Schema:
    limits: Schema = {"minimum": -MAX_NUMBER if term.at_least is None else term.at_least, "maximum": MAX_NUMBER}
    if term.above is not None:
        limits["exclusiveMinimum"] = term.above
    return limits


def _object(properties: Schema, *required: str) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False,
            **({"required": list(required)} if required else {})}


def _example(terms: Terms) -> Schema:
    needs = {term.name: term.example for term in list(terms.needs.values())[:2] if term.example is not None}
    return {
        "version": 1,
        "name": "Order processing",
        "services": {"order-service": {"kind": "service"}, "stock-service": {"kind": "service"}},
        "interactions": [{"id": "reserve-stock", "from": "order-service", "to": "stock-service",
                          "operation": "POST /reservations", "needs": needs}],
    }
