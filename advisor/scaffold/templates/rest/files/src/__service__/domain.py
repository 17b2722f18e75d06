"""What the service is about. Nothing here knows HTTP or SQL: put your own in its place."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, Field

MOST_CENTS = 100_000_000  # a million; above it somebody has to look first
# In JSON 2.0 is a whole number too.
WHOLE = BeforeValidator(lambda value: int(value) if isinstance(value, float) and value.is_integer() else value)
Name = Annotated[str, Field(pattern=r"^[A-Za-z0-9._-]{1,64}$")]


class Rejected(Exception):
    """The request is understood and complete, and the business says no."""


class Draft(BaseModel, frozen=True, strict=True, extra="forbid"):
    """What somebody asks for."""

    customer_id: Name
    item: Name
    quantity: Annotated[int, Field(ge=1, le=1_000), WHOLE]
    unit_price_cents: Annotated[int, Field(ge=0, le=10_000_000), WHOLE]


class Record(Draft, extra="ignore"):  # a newer server may say more than this client knows
    """What has been accepted, and will not change."""

    id: str
    created_at: datetime
    total_cents: int


def accept(draft: Draft, record_id: str, now: datetime) -> Record:
    """Returns what a draft becomes. Raises Rejected where it must not become anything."""
    total = draft.quantity * draft.unit_price_cents
    if total > MOST_CENTS:
        raise Rejected(f"A total of {total} cents is above the limit of {MOST_CENTS}.")
    return Record(id=record_id, created_at=now, total_cents=total, **draft.model_dump())
