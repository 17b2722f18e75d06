"""An architecture: services, their interactions and the flows through them."""

from __future__ import annotations

from typing import Any, NamedTuple

from advisor.errors import Problem
from advisor.model.interaction import Interaction
from advisor.text.source import Span

SERVICE_KINDS = ("service", "gateway", "external", "browser", "mobile", "device", "database", "broker", "job")
CLIENT_KINDS = ("service", "browser", "mobile", "device")  # runtimes of a service as a client


class Service(NamedTuple):
    name: str
    kind: str | None
    client: str | None
    owner: str | None
    availability: float | None  # a fraction of 1
    latency_ms: dict[str, float]  # percentile name (p50, p99) -> milliseconds
    description: str
    span: Span


Steps = tuple[Any, ...]  # interaction ids in sequence; a nested tuple runs in parallel, one within it in sequence


class Flow(NamedTuple):
    id: str
    steps: Steps
    latency_budget_ms: float | None
    availability: float | None
    span: Span


class Architecture(NamedTuple):
    """An architecture merged from one or more files."""

    name: str
    files: tuple[str, ...]
    services: dict[str, Service]
    interactions: tuple[Interaction, ...]
    flows: tuple[Flow, ...]
    warnings: tuple[Problem, ...] = ()  # e.g. an ambiguous YAML 1.1 word
