"""The end: one step after the other, none of them waited for without limit."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from typing import NamedTuple

log = logging.getLogger(__name__)


class Step(NamedTuple):
    """Something to be done before the process ends."""

    name: str
    run: Callable[[], Awaitable[object]]


async def drain(steps: Sequence[Step], within_s: float) -> tuple[str, ...]:
    """Runs the steps in their order and returns the names of those that failed or were cut off.

    The time is for all of them: what is left of it is shared evenly between the steps that are still to come.
    """
    loop = asyncio.get_running_loop()
    end, unfinished = loop.time() + within_s, []
    for done, step in enumerate(steps):
        share = max(0.0, end - loop.time()) / (len(steps) - done)
        try:
            async with asyncio.timeout(share):
                await step.run()
        except Exception as error:  # whatever it is, the other steps matter too
            unfinished.append(step.name)
            log.error("shutdown step did not finish", extra={"step": step.name, "cause": repr(error)})
    log.info("shut down", extra={"unfinished": unfinished})
    return tuple(unfinished)
