"""Who plays which part in a shop: the article's flow comes out as one that takes orders, and takes them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from advisor.scaffold.contracts import Contract
from advisor.scaffold.messages import SHOP
from advisor.scaffold.parties import CALLS

LISTENERS = ("inventory", "fraud", "notification", "analytics")


def with_parts(services: Sequence[dict[str, Any]], contracts: Mapping[str, Contract], contract_of: Mapping[str, str],
               vocabulary: str) -> tuple[dict[str, Any], ...]:
    """Returns services with the `part` that each has in the life of an order; empty for those that have none.

    Args:
        contract_of: the contract by the name of an edge.
    """
    parts: dict[str, str] = {}
    order = next((one for one in services if vocabulary == SHOP and _takes_orders(one, contracts)), None)
    if order is not None:
        told = {contract_of[name] for name in order["tells"]}
        parts[order["package"]] = "order"
        _find(parts, services, LISTENERS, {name for name in told if contracts[name].rejects})
        _find(parts, services, ("payment",), {name for name in told if not contracts[name].rejects})
        handed_on = {contract_of[name] for one in services if parts.get(one["package"]) == "notification"
                     for name in one["tells"]}
        _find(parts, services, ("email",), {name for name in handed_on if not contracts[name].rejects})
    return tuple({**one, "part": parts.get(one["package"], "")} for one in services)


def _takes_orders(service: dict[str, Any], contracts: Mapping[str, Contract]) -> bool:
    if service["role"] != "order":
        return False
    asked = [contracts[one["contract"]] for one in service["handled"] if not one["passes_on"]]
    return any(one.pattern in CALLS and not one.is_query for one in asked)


def _find(parts: dict[str, str], services: Sequence[dict[str, Any]], roles: Sequence[str], told: set[str]) -> None:
    """Gives each role to the first service of its name that hears one of the messages and asks nobody about it."""
    for role in roles:
        found = next((one for one in services if one["role"] == role
                      and told.intersection(handled["contract"] for handled in one["handled"] if not handled["calls"])),
                     None)
        if found is not None:
            parts[found["package"]] = role
