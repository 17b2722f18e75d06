"""Calls over HTTP, on connections that are kept."""

from typing import TypeVar
from urllib.parse import quote

import httpx2
from opentelemetry.trace import SpanKind
from pydantic import BaseModel, ValidationError

from reliability.calls import CallFailed, Peer, Policy, Refused
from reliability.deadline import HEADER
from reliability.telemetry import span, trace_headers
from reliability.work import Unavailable, request_id

IDEMPOTENT = frozenset(("GET", "HEAD", "PUT", "DELETE"))
IN_QUERY = frozenset(("GET", "HEAD", "DELETE"))
TRANSIENT = frozenset((429, 502, 503, 504))  # not 500: a fault in the code is there the next time too
KEEP_ALIVE_S = 10  # the servers' is 15 s: the client ends a connection first, so it never uses a closed one
Reply = TypeVar("Reply", bound=BaseModel)


class HttpPeer:
    """A service behind a URL. Made once in the life of a process, not once a call; `aclose` ends it."""

    def __init__(self, name: str, url: str, policy: Policy) -> None:
        self._peer = Peer(name, policy)
        self._http = httpx2.AsyncClient(
            base_url=url, timeout=httpx2.Timeout(policy.timeout_s, connect=policy.connect_s),
            limits=httpx2.Limits(max_connections=policy.max_in_flight, keepalive_expiry=KEEP_ALIVE_S))
        self.aclose = self._http.aclose

    async def call(self, method: str, path: str, request: BaseModel, reply: type[Reply], key: str = "") -> Reply:
        """Returns what the other side says; it gets the same key however often the call is made for one request."""
        key = key or request_id.get()
        data = request.model_dump(mode="json")
        places = {name: quote(str(data[name]), safe="") for name in data if f"{{{name}}}" in path}
        rest = {name: value for name, value in data.items() if name not in places}

        async def attempt(left_s: float) -> Reply:
            headers = {**trace_headers(), HEADER: str(max(1, int(left_s * 1000)))}
            try:
                response = await self._http.request(
                    method, path.format(**places), timeout=httpx2.Timeout(left_s, connect=self._peer.policy.connect_s),
                    params=rest if method in IN_QUERY else None, json=None if method in IN_QUERY else rest,
                    headers=headers | ({"Idempotency-Key": key} if key else {}))
            except httpx2.TransportError as error:
                raise Unavailable(f"{self._peer.name}: {type(error).__name__}") from error
            return self._read(response, reply)

        with span(f"{method} {path}", SpanKind.CLIENT):
            return await self._peer.call(attempt, may_repeat=bool(key) or method in IDEMPOTENT)

    def _read(self, response: httpx2.Response, reply: type[Reply]) -> Reply:
        if response.status_code in TRANSIENT:
            raise Unavailable(f"{self._peer.name} answered {response.status_code}.")
        try:
            if response.is_success:
                return reply.model_validate_json(response.content)
            detail = str(response.json()["detail"])[:500]
        except (ValidationError, ValueError, KeyError, TypeError) as error:
            raise CallFailed(f"{self._peer.name}: {response.status_code} with a body outside the contract.") from error
        if response.status_code < 500:
            raise Refused(detail)
        raise CallFailed(f"{self._peer.name} failed.")
