"""Dead letters: what lies there and why, and back to work with what a person has set right."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from __service__.ports import CAUSE, Message, Transport

MOST = 1_000  # held at a time
TRACE = ("traceparent", "tracestate")  # all that goes on with a letter; why it died is told no more


class Letter(NamedTuple):
    id: str
    cause: str
    body: str
    headers: Mapping[str, str]


async def letters(transport: Transport) -> Sequence[Letter]:
    """Returns the oldest dead letters; they stay what they are."""
    held = await transport.hold_dead(MOST)
    for one in held:
        await one.release()
    return [Letter(one.message.id, one.message.headers.get(CAUSE, "unknown"),
                   one.message.body.decode(errors="replace"), one.message.headers) for one in held]


async def redrive(transport: Transport, ids: Collection[str] | None) -> Sequence[str]:
    """Returns the ids of those that are back at work, of all where none are named.

    They keep their ids, so that what was done already is not done again. A letter goes only when the queue has it.
    """
    left, moved = list(await transport.hold_dead(MOST)), []
    try:
        for one in tuple(left):
            if ids is None or one.message.id in ids:
                trace = {name: text for name, text in one.message.headers.items() if name in TRACE}
                await transport.publish(Message(one.message.id, one.message.body, trace))
                await one.ack()
                left.remove(one)
                moved.append(one.message.id)
    finally:
        for one in left:
            await one.release()
    return moved


def as_json(letter: Letter, indent: int | None = None) -> str:
    """Returns a letter as text in which nothing can speak to a terminal."""
    return json.dumps(letter._asdict(), indent=indent)
