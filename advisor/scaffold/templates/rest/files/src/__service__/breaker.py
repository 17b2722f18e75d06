"""A circuit breaker: while most calls fail, the next ones fail at once and the other side gets a rest."""

import time
from collections import deque
from collections.abc import Callable

from __service__.metrics import BREAKER_OPEN

WINDOW = 20  # the last calls; enough to tell a bad minute from a bad call
AT_LEAST = 10  # one call with its retries is no evidence yet
OPEN_AT = 0.5  # half of them: a client that retries makes these two calls out of three
OPEN_S = 5.0  # a restart takes seconds; a probe before that fails too


class Breaker:
    """Closed lets calls through, open refuses them; after a while one call goes through to see."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failed: deque[bool] = deque(maxlen=WINDOW)
        self._opened_at: float | None = None
        self._probing = False

    def enter(self) -> bool | None:
        """Returns whether a call may go and is the probe; None says that it may not go."""
        if self._opened_at is None:
            return False
        if self._probing or self._clock() < self._opened_at + OPEN_S:
            return None
        self._probing = True
        return True

    def leave(self, is_probe: bool, failed: bool | None) -> None:
        """Notes how a call ended. None says that nothing is known of the other side, such as when it was given up."""
        if is_probe:
            self._probing = False
        if failed is None or (self._opened_at is not None and not is_probe):
            return
        if is_probe and not failed:
            self._failed.clear()
        self._failed.append(failed)
        opens = len(self._failed) >= AT_LEAST and sum(self._failed) >= OPEN_AT * len(self._failed)
        self._opened_at = self._clock() if opens else None
        BREAKER_OPEN.set(opens)
