"""Reads the `services` of architecture files; several files may describe the same service."""

from __future__ import annotations

import re
from itertools import pairwise

from advisor.model.architecture import CLIENTS, SERVICE_KINDS, Service
from advisor.notation.quote import quoted
from advisor.notation.tree import Mapping
from advisor.readers.complaints import Complaints
from advisor.readers.entry import Entry
from advisor.readers.names import fault_of_name

KEYS = ("kind", "client", "owner", "description", "availability", "latency_ms")
PERCENTILE = r"^p[1-9][0-9]{0,3}(\.[0-9]{1,3})?$"


def read_services(entry: Entry, services: dict[str, Service], collector: Complaints) -> None:
    """Adds the services of one file to those of earlier files."""
    section = entry.inner("services")
    if section is None:
        return
    for name, node in section.entries.items():
        if fault := fault_of_name(name):
            collector.key(entry.source, section, name, f"The name of a service {fault}.", "Rename it.")
        elif not isinstance(node, Mapping):
            collector.key(entry.source, section, name, f"The service {quoted(name)} must be a mapping.",
                           "Write `{kind: service}`, or `{}`.")
            services.setdefault(name, Service(name, None, None, None, None, {}, "", entry.span))
        else:
            service = _service(Entry(entry.source, node, f"the service {quoted(name)}", collector), name)
            known = services.get(name)
            services[name] = _merge(known, service, node, collector) if known else service


def _service(entry: Entry, name: str) -> Service:
    entry.check_keys(KEYS)
    return Service(
        name,
        entry.choice("kind", SERVICE_KINDS),
        entry.choice("client", CLIENTS),
        entry.text("owner"),
        entry.share("availability"),
        _latency(entry),
        entry.text("description") or "",
        entry.span,
    )


def _latency(entry: Entry) -> dict[str, float]:
    section = entry.inner("latency_ms")
    percentiles: dict[str, float] = {}
    if section is None:
        return percentiles
    for name, node in section.entries.items():
        if not re.fullmatch(PERCENTILE, name):
            entry.complaints.key(entry.source, section, name, f"{quoted(name)} is not a percentile.",
                                 "Write one such as `p50` or `p99`.")
        elif (value := entry.positive(name, node)) is not None:
            percentiles[name] = value
    names = sorted(percentiles, key=_percent)
    for smaller, larger in pairwise(names):
        if percentiles[smaller] > percentiles[larger]:
            entry.wrong(section.entries[larger], f"`{larger}` is less than `{smaller}`.", "Swap the two.")
            break
    return percentiles


def _percent(name: str) -> float:
    """`p50` is 50, `p99.9` and `p999` are 99.9."""
    digits = name[1:]
    is_plain = "." in digits or len(digits) <= 2 or digits == "100"
    return float(digits if is_plain else f"{digits[:2]}.{digits[2:]}")


def _merge(first: Service, second: Service, node: Mapping, collector: Complaints) -> Service:
    """Merges two descriptions of a service; reports contradictions."""
    merged = first._asdict()
    for key in KEYS:
        value, other_value = merged[key], getattr(second, key)
        if not value:
            merged[key] = other_value
        elif other_value and value != other_value:
            message = f"`{key}` of {quoted(first.name)} contradicts {first.span.file}:{first.span.line}."
            collector.at(second.span.source, node.entries[key], message, "Say it in one place, or the same in both.")
    return Service(**merged)
