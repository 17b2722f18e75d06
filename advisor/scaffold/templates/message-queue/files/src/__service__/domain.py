"""What this service does with a piece of work. It knows no queue; this file is yours."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict, dataclass

SCHEMA = "CREATE TABLE IF NOT EXISTS receipts (reference TEXT NOT NULL, amount_cents INTEGER NOT NULL)"


class Rejected(Exception):
    """The work is wrong in itself; no repetition makes it right."""


@dataclass(frozen=True)
class Job:
    reference: str
    amount_cents: int

    def to_json(self) -> bytes:
        """Returns the job as it travels."""
        return json.dumps(asdict(self)).encode()


def parse(body: bytes) -> Job:
    """Returns the job in a message. Raises Rejected for anything else; senders may be older, newer or wrong."""
    try:
        page = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Rejected(f"this is no JSON: {error}") from error
    match page:
        case {"reference": str(reference), "amount_cents": int(cents)} if reference and cents > 0 and cents is not True:
            return Job(reference, cents)
    raise Rejected("a job has a `reference` and `amount_cents` above 0")


async def perform(job: Job, key: str) -> Job:
    """Returns the outcome of the slow part, such as a call of a payment provider.

    It may be repeated after a crash: give `key` to the other side as its idempotency key, so it happens once there too.
    """
    return job


def record(outcome: Job, database: sqlite3.Connection) -> None:
    """Writes the effect, in the transaction that also remembers the message."""
    database.execute("INSERT INTO receipts VALUES (?, ?)", (outcome.reference, outcome.amount_cents))
