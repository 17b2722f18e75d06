"""What holds for every call, on both sides: a deadline that goes on, a trace, metrics, and honest errors."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import grpc
from grpc.aio import AioRpcError, ClientCallDetails, ServicerContext
from opentelemetry.trace import SpanKind

from __service__ import metrics
from __service__.orders import InvalidOrder, OrderNotFound, RequestReused
from __service__.telemetry import span, trace_headers

log = logging.getLogger(__name__)

# Health checks and reflection are asked by tools that set no deadline.
WITHOUT_DEADLINE = ("/grpc.health.v1.Health/", "/grpc.reflection.")
CODES = {
    InvalidOrder: grpc.StatusCode.INVALID_ARGUMENT,
    OrderNotFound: grpc.StatusCode.NOT_FOUND,
    RequestReused: grpc.StatusCode.ALREADY_EXISTS,
}
# What a failed call of our own means to our caller; anything else is our fault.
PASSED_ON = (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)

_ends_at: ContextVar[float | None] = ContextVar("ends_at", default=None)  # of the call that is being answered


class Failed(Exception):
    """A call ends with a status code."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self.code, self.details = code, details


class ServerGuard(grpc.aio.ServerInterceptor):
    """Demands a deadline, passes it on to the handler's own calls, and gives every error its status code."""

    async def intercept_service(self, continuation: Any, handler_call_details: grpc.HandlerCallDetails) -> Any:
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(WITHOUT_DEADLINE):
            return handler
        if handler.unary_unary:
            return grpc.unary_unary_rpc_method_handler(
                _guarded(handler.unary_unary, method), handler.request_deserializer, handler.response_serializer)
        if handler.unary_stream:
            return grpc.unary_stream_rpc_method_handler(
                _guarded_stream(handler.unary_stream, method), handler.request_deserializer,
                handler.response_serializer)
        return handler


class ClientGuard(grpc.aio.UnaryUnaryClientInterceptor, grpc.aio.UnaryStreamClientInterceptor):
    """Gives every call a deadline, never later than the one of the call that is being answered, and the trace.

    The deadline is set here and not as `timeout` of the service config, which Python ends about a second early.
    """

    def __init__(self, timeout_ms: int, margin_ms: int) -> None:
        self._timeout_s, self._margin_s = timeout_ms / 1000, margin_ms / 1000

    async def intercept_unary_unary(self, continuation: Any, client_call_details: ClientCallDetails,
                                    request: Any) -> Any:
        return await continuation(self._with_deadline(client_call_details, self._timeout_s), request)

    async def intercept_unary_stream(self, continuation: Any, client_call_details: ClientCallDetails,
                                     request: Any) -> Any:
        return await continuation(self._with_deadline(client_call_details, None), request)

    def _with_deadline(self, details: ClientCallDetails, usual_s: float | None) -> ClientCallDetails:
        timeout_s = details.timeout if details.timeout is not None else usual_s
        if timeout_s is None:
            raise ValueError(f"{details.method!r} is a stream: say how long it may last")
        ends_at = _ends_at.get()
        if ends_at is not None:
            left_s = ends_at - time.monotonic() - self._margin_s
            timeout_s = min(timeout_s, left_s)  # below 0 the call ends here, without reaching anybody
        metadata = grpc.aio.Metadata(*(details.metadata or ()), *trace_headers().items())
        return ClientCallDetails(details.method, timeout_s, metadata, details.credentials, details.wait_for_ready)


def _guarded(handle: Callable[[Any, ServicerContext[Any, Any]], Awaitable[Any]], method: str) -> Any:
    async def guarded(request: Any, context: ServicerContext[Any, Any]) -> Any:
        with _call(method, context) as told:
            try:
                _demand_deadline(context)
                return await handle(request, context)
            except Exception as error:
                failed = told(error)
        await context.abort(failed.code, failed.details)

    return guarded


def _guarded_stream(handle: Callable[[Any, ServicerContext[Any, Any]], AsyncIterable[Any]], method: str) -> Any:
    async def guarded(request: Any, context: ServicerContext[Any, Any]) -> AsyncIterator[Any]:
        with _call(method, context) as told:
            try:
                _demand_deadline(context)
                async for message in handle(request, context):
                    metrics.streamed.labels(method).inc()
                    yield message
                return
            except Exception as error:
                failed = told(error)
        await context.abort(failed.code, failed.details)

    return guarded


@contextmanager
def _call(method: str, context: ServicerContext[Any, Any]) -> Iterator[Callable[[Exception], Failed]]:
    """Opens what surrounds a call; yields what turns an error into the status that the caller is told."""
    started, code = time.monotonic(), grpc.StatusCode.OK

    def told(error: Exception) -> Failed:
        nonlocal code
        failed = _as_failed(error)
        code = failed.code
        if code is grpc.StatusCode.INTERNAL:
            log.error("call failed", exc_info=error, extra={"method": method})
        return failed

    headers = {str(name): str(value) for name, value in context.invocation_metadata() or ()}
    left_s = context.time_remaining()
    _ends_at.set(None if left_s is None else started + left_s)  # every call has a task and a context of its own
    metrics.in_flight.inc()
    try:
        with span(method.removeprefix("/"), SpanKind.SERVER, headers) as opened:
            yield told
            opened.set_attribute("rpc.response.status_code", code.name)
    except (asyncio.CancelledError, GeneratorExit):
        code = grpc.StatusCode.CANCELLED
        raise
    finally:
        metrics.in_flight.dec()
        metrics.requests.labels(method, code.name).inc()
        metrics.seconds.labels(method).observe(time.monotonic() - started)


def _demand_deadline(context: ServicerContext[Any, Any]) -> None:
    """Without one a caller may wait for ever, and we would work for somebody who has gone."""
    if context.time_remaining() is None:
        raise Failed(grpc.StatusCode.INVALID_ARGUMENT, "set a deadline")


def _as_failed(error: Exception) -> Failed:
    """A failed call of our own is never passed on as it is: left alone, it reaches the caller as UNKNOWN."""
    if isinstance(error, Failed):
        return error
    if isinstance(error, AioRpcError):
        if error.code() in PASSED_ON:
            return Failed(error.code(), "a service behind this one did not answer in time or not at all")
        return Failed(grpc.StatusCode.INTERNAL, "internal error")
    code = CODES.get(type(error))
    return Failed(code, str(error)) if code else Failed(grpc.StatusCode.INTERNAL, "internal error")
