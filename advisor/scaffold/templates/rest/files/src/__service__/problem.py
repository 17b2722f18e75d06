"""Errors as problem+json (RFC 9457): enough for the caller to act on, nothing of what is inside."""

import logging
import sqlite3
from functools import partial
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException
from starlette.routing import Match

from __service__.deadline import DeadlineExceeded
from __service__.domain import Rejected
from __service__.store import KeyReused

MEDIA_TYPE = "application/problem+json"
SOON = {"Retry-After": "1"}  # seconds, not a date: it means the same by every clock
# What an error of the code becomes; where no text stands, the error's own is meant for the caller.
ANSWERS: tuple[tuple[type[Exception], int, str], ...] = (
    (Rejected, 409, ""),
    (KeyReused, 422, ""),
    (DeadlineExceeded, 504, ""),
    (sqlite3.OperationalError, 503, "The data store does not answer."),  # locked, full or gone: it may pass
    (Exception, 500, "An unexpected error. It has been logged."),
)
log = logging.getLogger(__name__)


class Problem(BaseModel):
    """The body of every answer that is an error."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None


def problem(status: int, detail: str, headers: Any = None, errors: Any = None) -> JSONResponse:
    """Returns an error as an answer."""
    body = Problem(title=HTTPStatus(status).phrase, status=status, detail=detail, errors=errors)
    return JSONResponse(body.model_dump(exclude_none=True), status, headers, MEDIA_TYPE)


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Returns the errors of an operation as OpenAPI describes them; those that any operation may have are added."""
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {status: {"description": "An error, with what to know of it.", "content": content}
            for status in sorted({*statuses, 400, 422, 500, 503, 504})}


def install(app: FastAPI) -> None:
    """Makes every error of an app a problem."""
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)
    for kind, status, detail in ANSWERS:
        app.add_exception_handler(kind, partial(_known, status, detail))


async def _http(request: Request, error: Any) -> JSONResponse:
    headers = dict(error.headers or {})
    if error.status_code == 405:  # Starlette names the methods of the first route with this path alone
        routes = (route for route in request.app.routes if route.matches(request.scope)[0] is not Match.NONE)
        headers["Allow"] = ", ".join(sorted({method for route in routes for method in route.methods}))
    return problem(error.status_code, str(error.detail), headers)


async def _invalid(request: Request, error: Any) -> JSONResponse:
    kinds = {one["type"] for one in error.errors() if one["loc"][0] == "body"}
    if "json_invalid" in kinds:
        return problem(400, "The body is not JSON.")
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if "model_attributes_type" in kinds and media_type != "application/json":
        return problem(415, "The body must be application/json.")
    errors = [{"at": "/" + "/".join(map(str, one["loc"])), "detail": one["msg"]} for one in error.errors()]
    return problem(422, "The request does not fit the contract.", errors=errors)


async def _known(status: int, detail: str, _: Request, error: Exception) -> JSONResponse:
    if detail:
        log.error("answered with an error", extra={"status": status}, exc_info=error)
    return problem(status, detail or str(error), SOON if status == 503 else None)
