"""Example message fields of a workspace, to be replaced: an order, or a generic item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from advisor.scaffold.contracts import Contract

SHOP, ITEM = "order", "item"


class Field(NamedTuple):
    name: str
    sample: str | int
    least: int = 0  # minimum of a number
    most: int = 64  # maximum of a number, or length of a text
    is_money: bool = False  # needs more than 32 bits


CUSTOMER, GOODS = Field("customer_id", "ada"), Field("item", "tea")
QUANTITY, PRICE = Field("quantity", 2, 1, 1_000), Field("unit_price_cents", 450, 0, 10_000_000, True)
ORDER, STATUS = Field("order_id", "o-1"), Field("status", "accepted")
TOTAL = Field("total_cents", 900, 0, 10_000_000_000, True)
REFERENCE, NOTE = Field("reference", "r-1"), Field("note", "as an example", 0, 500)
REJECTED_BY, REASON = Field("rejected_by", "fraud-service"), Field("reason", "too risky", 0, 300)

REQUESTS = {SHOP: (CUSTOMER, GOODS, QUANTITY, PRICE), ITEM: (REFERENCE, NOTE)}
REPLIES = {SHOP: (ORDER, STATUS, TOTAL), ITEM: (REFERENCE, STATUS)}
MESSAGES = {SHOP: (ORDER, CUSTOMER, GOODS, QUANTITY, TOTAL, STATUS), ITEM: (REFERENCE, NOTE, STATUS)}


def vocabulary_of(roles: Iterable[str]) -> str:
    """Returns the message vocabulary: `order` if a service has that role, else `item`."""
    return SHOP if "order" in roles else ITEM


def fields_of(contract: Contract, vocabulary: str) -> dict[str, list[dict[str, Any]]]:
    """Returns the fields of a contract: `request` and `reply` of a call, `told` of a message."""
    if contract.channel:
        rejection_fields = (REJECTED_BY, REASON) if contract.is_rejection else ()
        return {"told": _plain((*MESSAGES[vocabulary], *rejection_fields))}
    parameters = tuple(Field(name, "1") for name in contract.places)
    request: tuple[Field, ...] = () if contract.is_query else REQUESTS[vocabulary]
    if contract.is_query and not parameters:
        request = (REFERENCE,)
    return {"request": _plain((*parameters, *(field for field in request if field.name not in contract.places))),
            "reply": _plain(REPLIES[ITEM if contract.is_query else vocabulary])}


def _plain(fields: Iterable[Field]) -> list[dict[str, Any]]:
    return [field._asdict() for field in fields]
