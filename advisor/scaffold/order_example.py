"""Assigns roles of the order example (order saga of the article) to the services of a workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.scaffold.contracts import ServiceContract
from advisor.scaffold.participants import CALLS
from advisor.scaffold.payloads import ORDER_VOCABULARY

LISTENERS = ("inventory", "fraud", "notification", "analytics")


def assign_order_parts(services: Sequence[dict[str, Any]], contracts: Mapping[str, ServiceContract],
                       contract_of: Mapping[str, str], vocabulary: str) -> tuple[dict[str, Any], ...]:
    """Returns services with their `part` in the order flow, empty if they have none.

    Args:
        contract_of: contract name by edge name.
    """
    parts: dict[str, str] = {}
    order = next(
        (service for service in services if vocabulary == ORDER_VOCABULARY and _takes_orders(service, contracts)), None
    )
    if order is not None:
        published = {contract_of[name] for name in order["tells"]}
        parts[order["package"]] = "order"
        _assign_roles(parts, services, LISTENERS, {name for name in published if contracts[name].rejects})
        _assign_roles(parts, services, ("payment",), {name for name in published if not contracts[name].rejects})
        notified = {contract_of[name] for service in services if parts.get(service["package"]) == "notification"
                    for name in service["tells"]}
        _assign_roles(parts, services, ("email",), {name for name in notified if not contracts[name].rejects})
    return tuple({**service, "part": parts.get(service["package"], "")} for service in services)


def _takes_orders(service: dict[str, Any], contracts: Mapping[str, ServiceContract]) -> bool:
    if service["role"] != "order":
        return False
    handled = [contracts[entry["contract"]] for entry in service["handled"] if not entry["passes_on"]]
    return any(contract.pattern in CALLS and not contract.is_query for contract in handled)


def _assign_roles(parts: dict[str, str], services: Sequence[dict[str, Any]], roles: Sequence[str],
                  messages: set[str]) -> None:
    """Assigns each role to its first service that handles one of the messages without calling others."""
    for role in roles:
        service = next((candidate for candidate in services if candidate["role"] == role and messages.intersection(
            handled["contract"] for handled in candidate["handled"] if not handled["calls"])), None)
        if service is not None:
            parts[service["package"]] = role
