"""Answers over HTTP: what every request passes through, and errors as problem+json (RFC 9457)."""

import asyncio
import json
import logging
import re
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from socket import create_server
from time import perf_counter
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from opentelemetry.trace import SpanKind
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException as StarletteError

from reliability.calls import MARGIN_S, CallFailed, Refused
from reliability.deadline import HEADER, BadDeadline, DeadlineExceeded, deadline, stated_s
from reliability.metrics import HANDLED, IN_FLIGHT, SECONDS
from reliability.store import KeyReused
from reliability.telemetry import span
from reliability.work import Desk, Operation, Rejected, Unavailable

KEEP_ALIVE_S = 15  # clients keep an idle connection for 10 s; if this were shorter they would send into a closed one
MOST_AT_ONCE = 100  # beyond it each request only slows down the others
MOST_BYTES = 65_536  # a request has a few hundred bytes; this is a mistake or an attack
READS = frozenset(("GET", "HEAD"))
IN_QUERY = READS | {"DELETE"}
KEY = re.compile(r"[!-~]{1,128}")  # long enough for any UUID, short enough for an index
# What an error becomes; where no text stands, the error's own is meant for the caller.
ANSWERS: tuple[tuple[type[Exception], int, str], ...] = (
    (Rejected, 409, ""), (Refused, 409, ""), (KeyReused, 422, ""), (BadDeadline, 400, ""),
    (DeadlineExceeded, 504, "It took longer than anybody waits."),
    (Unavailable, 503, "A service behind this one is away."), (CallFailed, 502, "A service behind this one failed."),
    (sqlite3.OperationalError, 503, "The store does not answer."),
    (Exception, 500, "An unexpected error; it is logged."))
log = logging.getLogger(__name__)


class HttpServer:
    """Routes, each of them an operation."""

    name, is_ready = "http", False

    def __init__(self, desk: Desk, host: str, port: int) -> None:
        self._desk, self._host, self._port, self._in_flight = desk, host, port, 0
        self.app = FastAPI(title=desk.service, version="1.0.0", docs_url=None, redoc_url=None,
                           generate_unique_id_function=lambda route: route.name)
        self.app.add_exception_handler(StarletteError, _as_problem)

    def route(self, method: str, path: str, operation: Operation, reply: type[BaseModel], timeout_s: float) -> None:
        """Answers a method and a path by an operation, within a time."""
        async def endpoint(raw: Request) -> Response:
            try:
                with self._measured(operation.name, method, raw):
                    async with deadline(min(stated_s(raw.headers.get(HEADER)), timeout_s) - MARGIN_S):
                        request, key = await _read(raw, operation.reads), _key(raw)
                        done = await self._desk.perform(operation, request, key, key or str(uuid4()))
                        log.info("answered", extra={"operation": operation.name, "again": done.is_repeat})
            except HTTPException:
                raise
            except Exception as error:
                raise _told(error) from error
            headers = {"Idempotency-Replayed": "true"} if done.is_repeat else None
            return Response(done.reply, 200 if method in IN_QUERY else 201, headers, "application/json")

        self.app.add_api_route(path, endpoint, methods=[method], name=operation.name, response_model=reply,
                               status_code=200 if method in IN_QUERY else 201,
                               openapi_extra=_described(method, path, operation.reads))

    async def run(self, stop: asyncio.Event) -> None:
        """Answers until told to stop; then no new connections, and the requests under way. Raises OSError."""
        sock = create_server((self._host, self._port))
        server = _Server(uvicorn.Config(
            self.app, log_config=None, access_log=False, server_header=False, lifespan="off",
            timeout_keep_alive=KEEP_ALIVE_S, timeout_graceful_shutdown=5))
        serving = asyncio.create_task(server.serve([sock]))
        self.is_ready = True
        await stop.wait()
        self.is_ready, server.should_exit = False, True
        await serving

    @contextmanager
    def _measured(self, name: str, method: str, raw: Request) -> Iterator[None]:
        started, outcome = perf_counter(), "done"
        self._in_flight += 1
        IN_FLIGHT.inc()
        try:
            with span(f"{method} {name}", SpanKind.SERVER, raw.headers):
                if self._in_flight > MOST_AT_ONCE:
                    raise HTTPException(503, "Too many requests at once.", {"Retry-After": "1"})
                yield
        except BaseException as error:
            outcome = type(error).__name__
            raise
        finally:
            self._in_flight -= 1
            IN_FLIGHT.dec()
            HANDLED.labels(name, outcome).inc()
            SECONDS.labels(name).observe(perf_counter() - started)


class _Server(uvicorn.Server):
    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield  # the process has other parts too, and ends them in their order


async def _read(raw: Request, model: type[BaseModel]) -> BaseModel:
    try:
        said = dict(raw.query_params) if raw.method in IN_QUERY else json.loads(await _body(raw) or b"{}")
        return model.model_validate({**said, **raw.path_params})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise HTTPException(422, f"The request does not fit the contract: {wrong}") from None
    except (ValueError, TypeError, RecursionError):
        raise HTTPException(422, "The body is no JSON object.") from None


async def _body(raw: Request) -> bytes:
    body = b""
    async for part in raw.stream():
        body += part
        if len(body) > MOST_BYTES:
            raise HTTPException(413, f"A body has {MOST_BYTES} bytes at the most.")
    return body


def _key(raw: Request) -> str:
    """Whoever changes something says which request it is, so that it can be sent again; the edge makes up no key."""
    if raw.method in READS:
        return ""
    key = raw.headers.get("idempotency-key", "")
    if not KEY.fullmatch(key):
        raise HTTPException(422, "Give an Idempotency-Key of 1 to 128 visible characters, the same when you try again.")
    return key


def _told(error: Exception) -> HTTPException:
    status, detail = next((status, detail) for kind, status, detail in ANSWERS if isinstance(error, kind))
    if status >= 500:
        log.error("answered with an error", extra={"status": status}, exc_info=error)
    return HTTPException(status, detail or str(error), {"Retry-After": "1"} if status == 503 else None)


async def _as_problem(_: Request, error: Any) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(error.status_code).phrase, "status": error.status_code,
            "detail": str(error.detail)}
    return JSONResponse(body, error.status_code, error.headers, "application/problem+json")


def _described(method: str, path: str, model: type[BaseModel]) -> dict[str, Any]:
    """Returns what OpenAPI says of a request."""
    schema = model.model_json_schema()
    places = re.findall(r"{(\w+)}", path)
    names = [name for name in schema.get("properties", {}) if name in places or method in IN_QUERY]
    said: list[dict[str, Any]] = [
        {"name": name, "in": "path" if name in places else "query", "schema": schema["properties"].pop(name),
         "required": name in places or name in schema.get("required", ())} for name in names]
    schema["required"] = [name for name in schema.get("required", ()) if name not in names]
    if method not in READS:
        said.append({"name": "Idempotency-Key", "in": "header", "required": True,
                     "schema": {"type": "string", "pattern": f"^{KEY.pattern}$"}})
    body = {} if method in IN_QUERY else {"requestBody": {
        "required": True, "content": {"application/json": {"schema": schema}}}}
    return {"parameters": said, **body}
