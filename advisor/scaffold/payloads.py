"""Example message fields of a workspace, to be replaced: an order, or a generic item."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from advisor.scaffold.contracts import ServiceContract

ORDER_VOCABULARY, ITEM_VOCABULARY = "order", "item"


class MessageField(NamedTuple):
    name: str
    sample: str | int
    least: int = 0  # minimum of a number
    most: int = 64  # maximum of a number, or length of a text
    is_money: bool = False  # needs more than 32 bits


CUSTOMER, GOODS = MessageField("customer_id", "ada"), MessageField("item", "tea")
QUANTITY, PRICE = MessageField("quantity", 2, 1, 1_000), MessageField("unit_price_cents", 450, 0, 10_000_000, True)
ORDER, STATUS = MessageField("order_id", "o-1"), MessageField("status", "accepted")
TOTAL = MessageField("total_cents", 900, 0, 10_000_000_000, True)
REFERENCE, NOTE = MessageField("reference", "r-1"), MessageField("note", "as an example", 0, 500)
REJECTED_BY, REASON = MessageField("rejected_by", "fraud-service"), MessageField("reason", "too risky", 0, 300)

REQUESTS = {ORDER_VOCABULARY: (CUSTOMER, GOODS, QUANTITY, PRICE), ITEM_VOCABULARY: (REFERENCE, NOTE)}
REPLIES = {ORDER_VOCABULARY: (ORDER, STATUS, TOTAL), ITEM_VOCABULARY: (REFERENCE, STATUS)}
MESSAGES = {ORDER_VOCABULARY: (ORDER, CUSTOMER, GOODS, QUANTITY, TOTAL, STATUS),
            ITEM_VOCABULARY: (REFERENCE, NOTE, STATUS)}


def choose_vocabulary(roles: Iterable[str]) -> str:
    """Returns the message vocabulary: `order` if a service has that role, else `item`."""
    return ORDER_VOCABULARY if "order" in roles else ITEM_VOCABULARY


def message_fields(contract: ServiceContract, vocabulary: str) -> dict[str, list[dict[str, Any]]]:
    """Returns the fields of a contract: `request` and `reply` of a call, `told` of a message."""
    if contract.channel:
        rejection_fields = (REJECTED_BY, REASON) if contract.is_rejection else ()
        return {"told": _plain((*MESSAGES[vocabulary], *rejection_fields))}
    parameters = tuple(MessageField(name, "1") for name in contract.places)
    request: tuple[MessageField, ...] = () if contract.is_query else REQUESTS[vocabulary]
    if contract.is_query and not parameters:
        request = (REFERENCE,)
    return {"request": _plain((*parameters, *(field for field in request if field.name not in contract.places))),
            "reply": _plain(REPLIES[ITEM_VOCABULARY if contract.is_query else vocabulary])}


def _plain(fields: Iterable[MessageField]) -> list[dict[str, Any]]:
    return [field._asdict() for field in fields]
