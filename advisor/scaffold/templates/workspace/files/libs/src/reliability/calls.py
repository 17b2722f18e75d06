"""Calls to another service that end in time: retries where they do no harm, a breaker, a limit of calls at once."""

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable
from typing import NamedTuple, TypeVar

from reliability.deadline import deadline, remaining_s
from reliability.metrics import BREAKER_OPEN, CALLS, RETRIES
from reliability.work import Unavailable

WINDOW, AT_LEAST, OPEN_AT = 20, 10, 0.5  # of the last calls; one call with its retries is no evidence yet
OPEN_S = 5.0  # a restart takes seconds; a probe before that fails too
MARGIN_S = 0.02  # of a deadline, to answer after a call of one's own has failed
Answer = TypeVar("Answer")


class Policy(NamedTuple):
    """How long a call may take, and how much is done for it."""

    timeout_s: float  # of one attempt
    connect_s: float
    attempts: int  # with the first one
    wait_s: float = 0.05  # before the second attempt, and as much again by chance; it doubles each time
    max_in_flight: int = 50  # a slow service must not take every task of its caller along

    @property
    def budget_s(self) -> float:
        """Of the whole call, with all its attempts and waits."""
        return self.attempts * self.timeout_s + 2 * self.wait_s * (2.0 ** (self.attempts - 1) - 1)


class CallFailed(Exception):
    """A call without an answer that is of use, and nothing says that the next one has one."""


class NotTried(Unavailable):
    """The other side was spared: it fails, or too many calls to it are under way."""


class Refused(CallFailed):
    """The other side says that the request is wrong; sending it again will not help."""


class Peer:
    """One other service, as seen from here. There is one for the life of a process."""

    def __init__(self, name: str, policy: Policy) -> None:
        self.name, self.policy = name, policy
        self._in_flight = 0
        self._failed: deque[bool] = deque(maxlen=WINDOW)
        self._opened_at: float | None = None

    async def call(self, attempt: Callable[[float], Awaitable[Answer]], may_repeat: bool) -> Answer:
        """Returns the answer of an attempt, which is given its seconds.

        Raises CallFailed, Unavailable, DeadlineExceeded.
        """
        outcome = "answered"
        self._in_flight += 1
        try:
            if self._in_flight > self.policy.max_in_flight:
                raise NotTried(f"{self.policy.max_in_flight} calls to {self.name} are under way.")
            async with deadline(min(self.policy.budget_s, remaining_s() - MARGIN_S)):
                return await self._attempts(attempt, self.policy.attempts if may_repeat else 1)
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self._in_flight -= 1
            CALLS.labels(self.name, outcome).inc()

    async def _attempts(self, attempt: Callable[[float], Awaitable[Answer]], attempts: int) -> Answer:
        for number in range(1, attempts):
            try:
                return await self._through_breaker(attempt)
            except NotTried:
                raise
            except Unavailable:
                wait_s = self.policy.wait_s * 2 ** (number - 1)
                await asyncio.sleep(wait_s + random.uniform(0, wait_s))
                RETRIES.labels(self.name).inc()
        return await self._through_breaker(attempt)

    async def _through_breaker(self, attempt: Callable[[float], Awaitable[Answer]]) -> Answer:
        if self._opened_at is not None:
            if time.monotonic() < self._opened_at + OPEN_S:
                raise NotTried(f"Most of the last calls to {self.name} failed; the next is tried in a few seconds.")
            self._opened_at = time.monotonic()  # this one is the probe; the others wait for what becomes of it
        failed, started = False, time.monotonic()
        try:
            return await attempt(min(self.policy.timeout_s, remaining_s()))
        except Unavailable:
            failed = True
            raise
        except asyncio.CancelledError:  # of a call that was given up soon, nobody knows what would have come of it
            failed = self._opened_at is not None or time.monotonic() - started > self.policy.timeout_s / 2
            raise
        finally:
            self._note(failed)

    def _note(self, failed: bool) -> None:
        if self._opened_at is not None and not failed:
            self._failed.clear()
        self._failed.append(failed)
        is_open = len(self._failed) >= AT_LEAST and sum(self._failed) >= OPEN_AT * len(self._failed)
        self._opened_at = time.monotonic() if is_open else None
        BREAKER_OPEN.labels(self.name).set(is_open)
