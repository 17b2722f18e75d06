"""What holds for every call, on both sides: a deadline that goes on, a trace, metrics, and honest errors."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import grpc
from google.protobuf.message import DecodeError
from grpc.aio import AioRpcError, ClientCallDetails, ServicerContext
from opentelemetry.trace import SpanKind

from __service__ import metrics
from __service__.deadline import left_s, set_left_s
from __service__.orders import InvalidOrder, OrderNotFound, RequestReused
from __service__.telemetry import span, trace_headers

log = logging.getLogger(__name__)

# Health checks and reflection are asked by tools that set no deadline.
WITHOUT_DEADLINE = ("/grpc.health.v1.Health/", "/grpc.reflection.")
# What an error of the code becomes; where no text stands, the error's own is meant for the caller.
CODES: dict[type[Exception], tuple[grpc.StatusCode, str]] = {
    InvalidOrder: (grpc.StatusCode.INVALID_ARGUMENT, ""),
    OrderNotFound: (grpc.StatusCode.NOT_FOUND, ""),
    RequestReused: (grpc.StatusCode.ALREADY_EXISTS, ""),
    DecodeError: (grpc.StatusCode.INVALID_ARGUMENT, "the request is no message of this method"),
    sqlite3.OperationalError: (grpc.StatusCode.UNAVAILABLE, "the store does not answer"),  # locked or full: it may pass
}
# What a failed call of our own means to our caller; anything else is our fault.
PASSED_ON = (grpc.StatusCode.DEADLINE_EXCEEDED, grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.RESOURCE_EXHAUSTED)

Context = ServicerContext[Any, Any]
Admit = Callable[[Context], AbstractContextManager[None]]


class Failed(Exception):
    """A call ends with a status code."""

    def __init__(self, code: grpc.StatusCode, details: str) -> None:
        super().__init__(details)
        self.code, self.details = code, details


class ServerGuard(grpc.aio.ServerInterceptor):
    """Demands a deadline, passes it on to the handler's own calls, and gives every error its status code.

    It limits the calls at once, but not those for health, which matter most when everything is busy.
    """

    def __init__(self, max_calls: int) -> None:
        self._max_calls, self._under_way = max_calls, 0

    async def intercept_service(self, continuation: Any, handler_call_details: grpc.HandlerCallDetails) -> Any:
        handler = await continuation(handler_call_details)
        method = handler_call_details.method
        if handler is None or method.startswith(WITHOUT_DEADLINE):
            return handler
        kind = "_".join("stream" if one else "unary" for one in (handler.request_streaming, handler.response_streaming))
        handle, read = getattr(handler, kind), handler.request_deserializer
        if not handler.request_streaming and read is not None:  # left to grpc, a broken message is UNKNOWN
            handle, read = _reading(handle, read), None
        guarded = _guarded_stream if handler.response_streaming else _guarded
        as_handler = getattr(grpc, f"{kind}_rpc_method_handler")
        return as_handler(guarded(handle, method, self._admit), read, handler.response_serializer)

    @contextmanager
    def _admit(self, context: Context) -> Iterator[None]:
        """Takes a place among the calls under way. Raises Failed."""
        if context.time_remaining() is None:  # a caller may wait for ever, and we would work for one who has gone
            raise Failed(grpc.StatusCode.INVALID_ARGUMENT, "set a deadline")
        if self._under_way >= self._max_calls:  # one more would only slow down the others
            raise Failed(grpc.StatusCode.RESOURCE_EXHAUSTED, "too many calls at once")
        self._under_way += 1
        try:
            yield
        finally:
            self._under_way -= 1


def client_guards(timeout_ms: int, margin_ms: int) -> list[grpc.aio.ClientInterceptor]:
    """Returns what gives every call a deadline and the trace: one a kind, as a channel uses each for one kind only."""
    kinds = (_UnaryUnary, _UnaryStream, _StreamUnary, _StreamStream)
    return [kind(timeout_ms / 1000, margin_ms / 1000) for kind in kinds]


class _ClientGuard:
    """Sets a deadline that is never later than the one of the call that is being answered.

    It is set here and not as `timeout` of the service config, which Python ends about a second early.
    """

    def __init__(self, timeout_s: float, margin_s: float) -> None:
        self._timeout_s, self._margin_s = timeout_s, margin_s

    def _with_deadline(self, details: ClientCallDetails, usual_s: float | None) -> ClientCallDetails:
        timeout_s = details.timeout if details.timeout is not None else usual_s
        if timeout_s is None:
            raise ValueError(f"{details.method!r} is a stream: say how long it may last")
        timeout_s = min(timeout_s, left_s() - self._margin_s)  # below 0 the call ends here, without reaching anybody
        metadata = grpc.aio.Metadata(*(details.metadata or ()), *trace_headers().items())
        return ClientCallDetails(details.method, timeout_s, metadata, details.credentials, details.wait_for_ready)


class _UnaryUnary(_ClientGuard, grpc.aio.UnaryUnaryClientInterceptor):
    async def intercept_unary_unary(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return await continuation(self._with_deadline(client_call_details, self._timeout_s), request)


class _UnaryStream(_ClientGuard, grpc.aio.UnaryStreamClientInterceptor):
    async def intercept_unary_stream(self, continuation: Any, client_call_details: Any, request: Any) -> Any:
        return await continuation(self._with_deadline(client_call_details, None), request)


class _StreamUnary(_ClientGuard, grpc.aio.StreamUnaryClientInterceptor):
    async def intercept_stream_unary(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
        return await continuation(self._with_deadline(client_call_details, None), request_iterator)


class _StreamStream(_ClientGuard, grpc.aio.StreamStreamClientInterceptor):
    async def intercept_stream_stream(self, continuation: Any, client_call_details: Any, request_iterator: Any) -> Any:
        return await continuation(self._with_deadline(client_call_details, None), request_iterator)


def _reading(handle: Callable[[Any, Context], Any], read: Callable[[bytes], Any]) -> Callable[[bytes, Context], Any]:
    return lambda request, context: handle(read(request), context)


def _guarded(handle: Callable[[Any, Context], Awaitable[Any]], method: str, admit: Admit) -> Any:
    async def guarded(request: Any, context: Context) -> Any:
        with _call(method, context) as told:
            try:
                with admit(context):
                    return await handle(request, context)
            except Exception as error:
                failed = told(error)
        await context.abort(failed.code, failed.details)

    return guarded


def _guarded_stream(handle: Callable[[Any, Context], AsyncIterable[Any]], method: str, admit: Admit) -> Any:
    async def guarded(request: Any, context: Context) -> AsyncIterator[Any]:
        with _call(method, context) as told:
            try:
                with admit(context):
                    async for message in handle(request, context):
                        metrics.streamed.labels(method).inc()
                        yield message
                    return
            except Exception as error:
                failed = told(error)
        await context.abort(failed.code, failed.details)

    return guarded


@contextmanager
def _call(method: str, context: Context) -> Iterator[Callable[[Exception], Failed]]:
    """Opens what surrounds a call; yields what turns an error into the status that the caller is told."""
    started, code = time.monotonic(), grpc.StatusCode.OK

    def told(error: Exception) -> Failed:
        nonlocal code
        failed = _as_failed(error)
        code = failed.code
        if code is grpc.StatusCode.INTERNAL or isinstance(error, sqlite3.Error):
            log.error("call failed", exc_info=error, extra={"method": method})
        return failed

    headers = {str(name): str(value) for name, value in context.invocation_metadata() or ()}
    set_left_s(context.time_remaining())
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


def _as_failed(error: Exception) -> Failed:
    """A failed call of our own is never passed on as it is: left alone, it reaches the caller as UNKNOWN."""
    if isinstance(error, Failed):
        return error
    if isinstance(error, AioRpcError):
        if error.code() in PASSED_ON:
            return Failed(error.code(), "a service behind this one did not answer in time or not at all")
        return Failed(grpc.StatusCode.INTERNAL, "internal error")
    code, text = CODES.get(type(error), (grpc.StatusCode.INTERNAL, "internal error"))
    return Failed(code, text or str(error))
