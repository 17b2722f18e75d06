"""Answers over gRPC: a deadline is demanded and passed on, and every error has its status code."""

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable
from math import inf
from time import perf_counter
from typing import Any
from uuid import uuid4

import grpc
from grpc import StatusCode
from opentelemetry.trace import SpanKind
from pydantic import BaseModel, ValidationError

from reliability.calls import MARGIN_S, Refused
from reliability.deadline import DeadlineExceeded, deadline
from reliability.metrics import HANDLED, IN_FLIGHT, SECONDS
from reliability.store import KeyReused
from reliability.telemetry import span
from reliability.work import Desk, Operation, Rejected, Unavailable

KEY = "idempotency-key"
MOST_BYTES = 1_048_576  # of one message; larger things do not belong into a call
# What an error becomes; where no text stands, the error's own is meant for the caller.
CODES: tuple[tuple[type[Exception], StatusCode, str], ...] = (
    (ValidationError, StatusCode.INVALID_ARGUMENT, ""), (Rejected, StatusCode.FAILED_PRECONDITION, ""),
    (Refused, StatusCode.FAILED_PRECONDITION, ""), (KeyReused, StatusCode.ALREADY_EXISTS, ""),
    (DeadlineExceeded, StatusCode.DEADLINE_EXCEEDED, "it took longer than the caller waits"),
    (Unavailable, StatusCode.UNAVAILABLE, "a service behind this one is away"),
    (sqlite3.OperationalError, StatusCode.UNAVAILABLE, "the store does not answer"),
    (Exception, StatusCode.INTERNAL, "an unexpected error; it is logged"))
log = logging.getLogger(__name__)
Context = grpc.aio.ServicerContext[Any, Any]


class GrpcServer:
    """Methods, each of them an operation."""

    name, is_ready = "grpc", False

    def __init__(self, desk: Desk, host: str, port: int) -> None:
        self._desk, self._address = desk, f"{host}:{port}"
        # Without SO_REUSEPORT a second server on the same port is an error instead of a thief of half of the calls.
        self._options = [("grpc.so_reuseport", 0), ("grpc.max_receive_message_length", MOST_BYTES)]
        self._methods: dict[str, dict[str, grpc.RpcMethodHandler[Any, Any]]] = {}
        self.port = 0

    def method(self, service: str, method: str, asked: type[Any], told: type[Any], operation: Operation,
               reply: type[BaseModel]) -> None:
        """Answers a method of a service by an operation; `asked` and `told` are its protobuf messages."""
        async def perform(message: Any, headers: dict[str, str]) -> Any:
            said = {name: getattr(message, name) for name in asked.DESCRIPTOR.fields_by_name}
            request = operation.reads.model_validate(said)
            key = headers.get(KEY, "")
            done = await self._desk.perform(operation, request, key, key or str(uuid4()))
            log.info("answered", extra={"operation": operation.name, "again": done.is_repeat})
            return told(**reply.model_validate_json(done.reply).model_dump())

        self._methods.setdefault(service, {})[method] = grpc.unary_unary_rpc_method_handler(
            _guarded(perform, operation.name), asked.FromString, told.SerializeToString)

    async def run(self, stop: asyncio.Event) -> None:
        """Answers until told to stop; then no new calls, and those under way. Raises OSError."""
        server = grpc.aio.server(options=self._options)
        for service, methods in self._methods.items():
            server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service, methods),))
        try:
            self.port = server.add_insecure_port(self._address)
        except RuntimeError as error:
            raise OSError(f"{self._address} cannot be listened on; is it taken?") from error
        await server.start()
        self.is_ready = True
        await stop.wait()
        self.is_ready = False
        await server.stop(grace=5)


def _guarded(perform: Callable[[Any, dict[str, str]], Awaitable[Any]], name: str) -> Any:
    async def guarded(message: Any, context: Context) -> Any:
        started, code = perf_counter(), StatusCode.OK
        headers = {str(key): str(value) for key, value in context.invocation_metadata() or ()}
        left_s = context.time_remaining()
        IN_FLIGHT.inc()
        try:
            with span(name, SpanKind.SERVER, headers):
                if left_s is None or left_s == inf:  # its caller may wait for ever, or have gone
                    code = StatusCode.INVALID_ARGUMENT
                    await context.abort(code, "set a deadline")
                try:
                    async with deadline(left_s - MARGIN_S):
                        return await perform(message, headers)
                except Exception as error:
                    code, details = next((code, text) for kind, code, text in CODES if isinstance(error, kind))
                    if code in (StatusCode.INTERNAL, StatusCode.UNAVAILABLE):
                        log.error("call failed", exc_info=error, extra={"operation": name})
                    await context.abort(code, details or str(error))
        finally:
            IN_FLIGHT.dec()
            HANDLED.labels(name, code.name).inc()
            SECONDS.labels(name).observe(perf_counter() - started)

    return guarded
