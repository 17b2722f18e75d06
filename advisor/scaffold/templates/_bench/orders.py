"""The same orders for every program: what a REST service says of them in fields, a gRPC service says in a note."""

from __future__ import annotations

QUANTITY, PRICE_CENTS = 2, 1_999
TOTAL_CENTS = QUANTITY * PRICE_CENTS
SIZES = (1, 5, 50, 100)  # orders on a page; the services give at most 100


def customer(number: int) -> str:
    return f"customer-{number:06}"


def item(number: int) -> str:
    return f"article-{number:06}"


def note(number: int) -> str:
    return f"{item(number)}, {QUANTITY} at {PRICE_CENTS} cents each, accepted at 2026-01-31T12:00:00.000000Z"
