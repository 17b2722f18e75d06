"""What every request passes through: its deadline, the limits of requests and bodies, its metrics."""

from time import perf_counter

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from __service__.deadline import HEADER, BadDeadline, DeadlineExceeded, deadline, stated_s
from __service__.metrics import IN_FLIGHT, REQUESTS, SECONDS
from __service__.problem import SOON, problem

# The platform has its own patience with these, and asks them most of all when everything is busy.
UNGUARDED = frozenset(("/livez", "/readyz", "/metrics"))


class Guard:
    """An ASGI middleware around the whole app."""

    def __init__(self, app: ASGIApp, budget_s: float, max_in_flight: int, max_body_bytes: int) -> None:
        self._app, self._budget_s, self._max_body_bytes = app, budget_s, max_body_bytes
        self._max_in_flight, self._in_flight = max_in_flight, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in UNGUARDED:
            await self._app(scope, receive, send)
            return
        status, received, started = 0, 0, perf_counter()

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        async def limited() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._max_body_bytes:
                raise HTTPException(413, "The body is too large.")
            return message

        self._in_flight += 1
        IN_FLIGHT.set(self._in_flight)
        try:
            if self._in_flight > self._max_in_flight:
                await problem(503, "Too many requests at once.", SOON)(scope, receive, noting)
                return
            async with deadline(min(stated_s(Headers(scope=scope).get(HEADER)), self._budget_s)):
                await self._app(scope, limited, noting)
        except (BadDeadline, DeadlineExceeded) as error:
            if status:  # the answer is under way; only an end without an end tells the caller
                raise
            await problem(504 if isinstance(error, DeadlineExceeded) else 400, str(error))(scope, receive, noting)
        finally:
            self._in_flight -= 1
            IN_FLIGHT.set(self._in_flight)
            route = getattr(scope.get("route"), "path", "unmatched")  # the pattern; a path would be one series an id
            REQUESTS.labels(scope["method"] if "route" in scope else "any", route, status or 500).inc()
            SECONDS.labels(route).observe(perf_counter() - started)
