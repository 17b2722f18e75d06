"""How long an answer is of use; passed on as what is left, not as a time of day: two clocks never agree."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from math import inf

HEADER = "X-Request-Timeout-Ms"
_end: ContextVar[float] = ContextVar("end", default=inf)  # by time.monotonic(), which threads have too


class DeadlineExceeded(TimeoutError):
    """Nobody waits for the answer any more."""


class BadDeadline(Exception):
    """What a caller says of its deadline is no number."""


@asynccontextmanager
async def deadline(budget_s: float) -> AsyncIterator[None]:
    """Cuts off what is within after the budget, or when the deadline around it ends, whichever is sooner."""
    end = min(_end.get(), time.monotonic() + budget_s)
    token = _end.set(end)
    try:
        async with asyncio.timeout(end - time.monotonic()) as limit:
            yield
    except TimeoutError as error:
        if limit.expired():
            raise DeadlineExceeded("The time for the whole call is used up.") from error
        raise
    finally:
        _end.reset(token)


def remaining_s() -> float:
    """Returns what is left; infinite where no deadline is set."""
    return _end.get() - time.monotonic()


def stated_s(header: str | None) -> float:
    """Returns what a caller allows; infinite where it says nothing. Raises BadDeadline."""
    if header is None:
        return inf
    if header.isascii() and header.isdigit() and len(header) <= 9:
        return int(header) / 1000
    raise BadDeadline(f"{HEADER} must be a whole number of milliseconds.")
