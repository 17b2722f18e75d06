"""Reads the `services` of architecture files; several files may describe the same service."""

from __future__ import annotations

import re
from itertools import pairwise

from advisor.extraction.names import name_fault
from advisor.model.architecture import CLIENT_KINDS, SERVICE_KINDS, Service
from advisor.notation.mapping_reader import MappingReader
from advisor.notation.problem_collector import ProblemCollector
from advisor.notation.tree import MappingNode
from advisor.text.quoting import quote_value

KEYS = ("kind", "client", "owner", "description", "availability", "latency_ms")
PERCENTILE = r"^p[1-9][0-9]{0,3}(\.[0-9]{1,3})?$"


def read_services(entry: MappingReader, services: dict[str, Service], collector: ProblemCollector) -> None:
    """Adds the services of one file to those of earlier files."""
    section = entry.mapping_under("services")
    if section is None:
        return
    for name, node in section.entries.items():
        if fault := name_fault(name):
            collector.add_at_key(entry.source, section, name, f"The name of a service {fault}.", "Rename it.")
        elif not isinstance(node, MappingNode):
            collector.add_at_key(entry.source, section, name, f"The service {quote_value(name)} must be a mapping.",
                                 "Write `{kind: service}`, or `{}`.")
            services.setdefault(name, Service(name, None, None, None, None, {}, "", entry.span))
        else:
            service = _service(MappingReader(entry.source, node, f"the service {quote_value(name)}", collector), name)
            known = services.get(name)
            services[name] = _merge(known, service, node, collector) if known else service


def _service(entry: MappingReader, name: str) -> Service:
    entry.check_keys(KEYS)
    return Service(name, entry.choice("kind", SERVICE_KINDS), entry.choice("client", CLIENT_KINDS), entry.text("owner"),
                   entry.fraction("availability"), _latency(entry), entry.text("description") or "", entry.span)


def _latency(entry: MappingReader) -> dict[str, float]:
    section = entry.mapping_under("latency_ms")
    percentiles: dict[str, float] = {}
    if section is None:
        return percentiles
    for name, node in section.entries.items():
        if not re.fullmatch(PERCENTILE, name):
            entry.collector.add_at_key(entry.source, section, name, f"{quote_value(name)} is not a percentile.",
                                       "Write one such as `p50` or `p99`.")
        elif (value := entry.check_positive(name, node)) is not None:
            percentiles[name] = value
    names = sorted(percentiles, key=_percent)
    for smaller, larger in pairwise(names):
        if percentiles[smaller] > percentiles[larger]:
            entry.add_problem(section.entries[larger], f"`{larger}` is less than `{smaller}`.", "Swap the two.")
            break
    return percentiles


def _percent(name: str) -> float:
    """`p50` is 50, `p99.9` and `p999` are 99.9."""
    digits = name[1:]
    is_plain = "." in digits or len(digits) <= 2 or digits == "100"
    return float(digits if is_plain else f"{digits[:2]}.{digits[2:]}")


def _merge(first: Service, second: Service, node: MappingNode, collector: ProblemCollector) -> Service:
    """Merges two descriptions of a service; reports contradictions."""
    merged = first._asdict()
    for key in KEYS:
        value, other_value = merged[key], getattr(second, key)
        if not value:
            merged[key] = other_value
        elif other_value and value != other_value:
            message = f"`{key}` of {quote_value(first.name)} contradicts {first.span.file}:{first.span.line}."
            collector.add_at_node(
                second.span.source, node.entries[key], message, "Say it in one place, or the same in both."
            )
    return Service(**merged)
