"""Calls over gRPC: one channel, calls balanced over all servers, a deadline on each."""

import json
from typing import Any, TypeVar

import grpc
from grpc import StatusCode
from opentelemetry.trace import SpanKind
from pydantic import BaseModel

from reliability.calls import CallFailed, Peer, Policy, Refused
from reliability.deadline import DeadlineExceeded, remaining_s
from reliability.telemetry import span, trace_headers
from reliability.work import Unavailable, request_id

KEY = "idempotency-key"
TRANSIENT = frozenset((StatusCode.UNAVAILABLE, StatusCode.RESOURCE_EXHAUSTED, StatusCode.DEADLINE_EXCEEDED))
REFUSED = frozenset((StatusCode.INVALID_ARGUMENT, StatusCode.FAILED_PRECONDITION, StatusCode.ALREADY_EXISTS,
                     StatusCode.NOT_FOUND, StatusCode.UNIMPLEMENTED, StatusCode.PERMISSION_DENIED))
Reply = TypeVar("Reply", bound=BaseModel)


class GrpcPeer:
    """A service behind a target. Made once in the life of a process, not once a call; `aclose` ends it."""

    def __init__(self, name: str, target: str, policy: Policy) -> None:
        self._peer = Peer(name, policy)
        self._channel = grpc.aio.insecure_channel(target, [
            # The default would send everything to one server. No `timeout` here: Python ends that a second early.
            ("grpc.service_config", json.dumps({"loadBalancingConfig": [{"round_robin": {}}]})),
            ("grpc.min_reconnect_backoff_ms", 100),
            ("grpc.max_reconnect_backoff_ms", max(100, int(policy.connect_s * 1000)))])

    async def call(self, path: str, asked: type[Any], told: type[Any], request: BaseModel, reply: type[Reply],
                   key: str = "") -> Reply:
        """Returns what the other side says; it gets the same key however often the call is made for one request."""
        key = key or request_id.get()
        method = self._channel.unary_unary(path, asked.SerializeToString, told.FromString)

        async def attempt(left_s: float) -> Reply:
            metadata = tuple((trace_headers() | ({KEY: key} if key else {})).items())
            try:
                message = await method(asked(**request.model_dump()), timeout=left_s, metadata=metadata)
            except grpc.aio.AioRpcError as error:
                raise self._as_failure(error) from error
            return reply.model_validate({name: getattr(message, name) for name in told.DESCRIPTOR.fields_by_name})

        with span(path.removeprefix("/"), SpanKind.CLIENT):
            return await self._peer.call(attempt, may_repeat=bool(key))

    async def aclose(self) -> None:
        """Closes the channel."""
        await self._channel.close()

    def _as_failure(self, error: grpc.aio.AioRpcError) -> Exception:
        """Left alone, a failure behind a service reaches its caller as UNKNOWN, or as a fault of its own."""
        if error.code() is StatusCode.DEADLINE_EXCEEDED and remaining_s() <= 0:
            return DeadlineExceeded("The time for the whole call is used up.")
        if error.code() in TRANSIENT:
            return Unavailable(f"{self._peer.name}: {error.code().name}")
        if error.code() in REFUSED:
            return Refused(error.details() or error.code().name)
        return CallFailed(f"{self._peer.name}: {error.code().name}")
