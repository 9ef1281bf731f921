"""The one mapping from errors to answers: RFC 9457 problem documents, for everything that is not a success.

`{type, title, status, code, detail, retryable}`; `detail` is a sentence for people, `code` a stable name for programs.
Validation errors add `errors: [{field, message}]`. What an unexpected error was is logged, never told.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sonix.accounts.passwords import PasswordsBusyError
from sonix.core.errors import SonixError
from sonix.core.rate_limits import RateLimitedError
from sonix.db.outages import RETRY_AFTER_S, DatabaseUnavailableError, is_lost_race

PROBLEM_TYPE = "application/problem+json"
_TEXT, _YES_OR_NO = {"type": "string"}, {"type": "boolean"}
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem document (RFC 9457).",
        "content": {
            PROBLEM_TYPE: {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "code", "detail", "retryable"],
                    "properties": {
                        **dict.fromkeys(("type", "title", "code", "detail"), _TEXT),
                        "status": {"type": "integer"},
                        "retryable": _YES_OR_NO,
                    },
                }
            }
        },
    }
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """For `responses=` of an endpoint: the refusals it may answer with, each a problem document."""
    return {status: {**PROBLEM_RESPONSES["default"], "description": HTTPStatus(status).phrase} for status in statuses}


log = structlog.get_logger("sonix.web")

HTTP_CODES = {404: "not_found", 405: "method_not_allowed", 408: "too_slow", 413: "too_large"}
HTTP_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that kind of request.",
    408: "What was sent stopped coming. Try again on a better connection.",
    413: "That is too large.",
}


def problem(
    status: int, code: str, detail: str, *, retryable: bool = False, headers: dict[str, str] | None = None, **more: Any
) -> JSONResponse:
    """One problem document."""
    title = HTTPStatus(status).phrase
    body = {"type": f"urn:sonix:problem:{code}", "title": title, "status": status, "code": code, "detail": detail}
    return JSONResponse(
        {**body, "retryable": retryable, **more},
        status_code=status,
        headers={"Cache-Control": "no-store", **(headers or {})},
        media_type=PROBLEM_TYPE,
    )


def install_error_mapping(app: FastAPI) -> None:
    """Register the mapping; nothing else in the program makes error answers."""
    app.add_middleware(UnexpectedErrors)
    app.add_exception_handler(SonixError, _sonix_error)
    app.add_exception_handler(DBAPIError, _database_error)
    app.add_exception_handler(RequestValidationError, _validation_error)
    app.add_exception_handler(HTTPException, _http_exception)
    app.add_exception_handler(ClientDisconnect, _client_gone)


async def _sonix_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, SonixError):
        raise error
    headers: dict[str, str] = {}
    more: dict[str, Any] = dict(getattr(error, "extra", {}))
    if isinstance(error, RateLimitedError):
        headers["Retry-After"] = str(error.retry_after_s)
        more["retry_after_s"] = error.retry_after_s
    elif isinstance(error, DatabaseUnavailableError | PasswordsBusyError):
        headers["Retry-After"] = str(error.retry_after_s)
    if error.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, DatabaseUnavailableError):
        log.warning("database_unavailable", reason=repr(error.__cause__)[:300])
    elif error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("request_failed", code=error.code, exc_info=error)
    return problem(error.status, error.code, error.message, retryable=error.retryable, headers=headers, **more)


async def _database_error(_request: Request, error: Exception) -> JSONResponse:
    """Of two requests that wait for each other the database gives one up, and undoes it: it may simply come again."""
    if not isinstance(error, DBAPIError) or not is_lost_race(error):
        raise error
    log.warning("lost_race", reason=repr(error.orig)[:300])
    sentence = "Somebody else changed the same thing just now. Try again."
    return problem(503, "busy", sentence, retryable=True, headers={"Retry-After": str(RETRY_AFTER_S)})


async def _validation_error(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    fields = [{"field": ".".join(str(p) for p in e["loc"][1:]), "message": str(e["msg"])} for e in error.errors()[:20]]
    first = f"{fields[0]['field']}: {fields[0]['message']}" if fields else "it could not be read"
    return problem(422, "invalid_request", f"This request can't be used: {first}.", errors=fields)


async def _http_exception(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if error.status_code == HTTPStatus.BAD_REQUEST:  # a body that is no JSON: too deep, a number too long, no UTF-8
        return problem(422, "invalid_request", "This request can't be used: its body could not be read.", errors=[])
    code = HTTP_CODES.get(error.status_code, "http_error")
    detail = HTTP_DETAILS.get(error.status_code, str(error.detail))
    return problem(error.status_code, code, detail, headers=dict(error.headers or {}))


async def _client_gone(_request: Request, _error: Exception) -> JSONResponse:
    """Nobody hears this answer; it only keeps a cut-off upload out of the error log."""
    return problem(400, "client_gone", "The connection was cut.", retryable=True)


class UnexpectedErrors:
    """ASGI middleware for what nobody foresaw. It stands inside of the security headers, unlike Starlette's own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 500 when nothing has been answered yet; otherwise only cutting the connection tells the client."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def noted_send(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noted_send)
        except Exception:
            if started:
                raise
            log.exception("unexpected_error")
            sentence = "Something went wrong on our side. Please try again."
            await problem(500, "internal", sentence, retryable=True)(scope, receive, send)
