"""The deadline of the call that is being answered; calls behind it and threads that work for it know it too."""

from __future__ import annotations

import time
from contextvars import ContextVar
from math import inf

_ends_at: ContextVar[float] = ContextVar("ends_at", default=inf)  # by time.monotonic()


def set_left_s(left_s: float | None) -> None:
    """Notes what is left; every call has a task and a context of its own."""
    _ends_at.set(inf if left_s is None else time.monotonic() + left_s)


def left_s() -> float:
    """Returns what is left; infinite where no call is being answered."""
    return _ends_at.get() - time.monotonic()
