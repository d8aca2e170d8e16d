"""What the API answers when something is wrong (RFC 9457): what we saw, what to do, never a trace."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError, WebSocketRequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import DataError, IntegrityError
from starlette.exceptions import HTTPException
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketState

from foresale.error_reasons import Argument, Reason, ReasonCode
from foresale.errors import ConflictError, DiskFullError, ForesaleError, NotReadyError, OptionError
from foresale.service.api.kit.http_errors import TooManyRequestsError
from foresale.service.api.kit.spelling import address_of, speller_of
from foresale.service.api.kit.wrong_fields import WrongField, wrong_field
from foresale.service.jobs.job import JobUnderWayError
from foresale.storage.outages import UNREACHABLE, is_disk_full

MEDIA_TYPE = "application/problem+json"
REQUEST_ID = "foresale.request_id"
MAX_SHOWN = 100
"""Wrong fields that an answer names."""

STATUSES: Mapping[str, int] = MappingProxyType(
    {
        "unauthenticated": 401,
        "forbidden": 403,
        "not_found": 404,
        "conflict": 409,
        "changed": 412,
        "too_large": 413,
        "unreadable_file": 422,
        "columns": 422,
        "bad_rows": 422,
        "history": 422,
        "option": 422,
        "too_many_requests": 429,
        "missing_extra": 501,
        "saved_model": 503,
        "registry": 503,
        "engine": 503,
        "not_ready": 503,
        "disk_full": 507,
    }
)
"""Which status a `ForesaleError`'s code is answered with; 400 where it isn't named here."""

_DOCS = "See /api/docs for all addresses."
_PLAIN: Mapping[int, tuple[str, str, str]] = MappingProxyType(
    {
        400: ("bad_request", "The request can't be read.", "Check that the body is what its header says."),
        404: ("not_found", "There is nothing at this address.", _DOCS),
        405: ("method_not_allowed", "This address doesn't know this method.", _DOCS),
        413: ("too_large", "The body is larger than allowed.", "Send less at once, or import a file."),
        415: ("media_type", "This kind of body isn't read here.", "Send JSON, and say so in Content-Type."),
        500: (
            "unexpected",
            "Sorry, this is a fault in Foresale.",
            "Tell your admin the request id; the log has the rest.",
        ),
    }
)

_REASONS: Mapping[int, Reason] = MappingProxyType({404: Reason("no_such_address"), 500: Reason("fault")})
_WRONG = Reason("wrong_fields")


class Problem(BaseModel):
    """What went wrong, and what to do (RFC 9457)."""

    type: str = Field(default="about:blank", description="Always about:blank; `code` tells kinds apart.")
    title: str = Field(description="The status in words.", examples=["Not Found"])
    status: int = Field(description="The HTTP status.", examples=[404])
    code: str = Field(description="The kind of problem, stable for machines.", examples=["not_found"])
    detail: str = Field(description="What we saw.", examples=["There is no product 17."])
    fix: str = Field(description="What to do.", examples=["List the products at /api/products."])
    reason: ReasonCode | None = Field(
        default=None,
        description="Which sentence `detail` is, stable for machines that word it in other languages; null "
        "where only the sentence is there.",
        examples=["no_such_product"],
    )
    arguments: dict[str, Argument] = Field(
        default={}, description="What stands in the sentence of `reason`, by name.", examples=[{"name": 17}]
    )
    request_id: str | None = Field(
        default=None, description="Also in the header X-Request-ID and in the log."
    )
    errors: list[WrongField] = Field(
        default=[], description="Each part that can't be used, where there are such."
    )


def problem_answer(scope: Scope, error: ForesaleError) -> Response:
    """The answer to a request that failed for a reason we know.

    Args:
        scope: The request's.
        error: The reason.
    """
    status = STATUSES.get(error.code, 400)
    headers: dict[str, str] = {}
    if status == 401:
        headers["www-authenticate"] = "Bearer"
    if isinstance(error, TooManyRequestsError):
        headers["retry-after"] = str(error.retry_after)
    elif status == 503:
        headers["retry-after"] = "5"
    elif isinstance(error, JobUnderWayError):
        headers["location"] = address_of(scope["app"], "show_job", job_id=error.job_id)[1]
    words = (status, error.code, *error.spell(speller_of(scope["app"])))
    return _answer(scope, words, headers, reason=error.reason)


def refuse(scope: Scope, error: ForesaleError) -> ASGIApp:
    """The answer to a request or to a WebSocket that isn't let in.

    Args:
        scope: The request's.
        error: The reason.
    """
    answer = problem_answer(scope, error)
    if scope["type"] == "http":
        return answer

    async def deny(scope: Scope, receive: Receive, send: Send) -> None:
        await _deny(WebSocket(scope, receive, send), answer)

    return deny


async def _deny(socket: WebSocket, answer: Response) -> None:
    """Answer instead of opening a WebSocket; one that is open is closed."""
    if socket.application_state is not WebSocketState.CONNECTING:
        await socket.close(1008)
    elif "websocket.http.response" in socket.scope.get("extensions", {}):
        await socket.send_denial_response(answer)
    else:
        await socket.close(1008)


def database_is_away() -> NotReadyError:
    """What to tell where the database can't be asked: an error of `UNREACHABLE`."""
    return NotReadyError(
        "The database can't be reached, or is busy.",
        fix="Try again in a few seconds.",
        reason=Reason("database_away"),
    )


def fault_answer(scope: Scope) -> Response:
    """The answer to a request that failed by our own fault; the log says why."""
    return _answer(scope, (500, *_PLAIN[500]), reason=_REASONS[500])


def answer_problems(app: FastAPI) -> None:
    """Let an app answer every problem in this form."""
    app.exception_handler(ForesaleError)(_for_sockets_too(_answer_known))
    app.exception_handler(RequestValidationError)(_invalid)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(IntegrityError)(_conflicting)
    app.exception_handler(DataError)(_unfit)
    app.exception_handler(WebSocketRequestValidationError)(_invalid_socket)
    for kind in UNREACHABLE:
        app.exception_handler(kind)(_for_sockets_too(_unreachable))


def _for_sockets_too(handle: Callable[[Any, Any], Awaitable[Response]]) -> Any:
    async def handler(connection: HTTPConnection, error: Exception) -> Response | None:
        answer = await handle(connection, error)
        if not isinstance(connection, WebSocket):
            return answer
        await _deny(connection, answer)
        return None

    return handler


async def _answer_known(request: HTTPConnection, error: ForesaleError) -> Response:
    return problem_answer(request.scope, error)


async def _conflicting(request: Request, _error: IntegrityError) -> Response:
    """The database's own words may hold values: they aren't told."""
    return problem_answer(
        request.scope,
        ConflictError(
            "This clashes with what is stored: a name must be unique, or something still refers to it.",
            fix="Change the name, or first remove what refers to it.",
            reason=Reason("clashes"),
        ),
    )


async def _unfit(request: Request, _error: DataError) -> Response:
    return problem_answer(
        request.scope,
        OptionError(
            "A value is more than the database can keep.",
            fix="Send a smaller number or less text.",
            reason=Reason("value_too_large"),
        ),
    )


async def _unreachable(request: Request, error: Exception) -> Response:
    return problem_answer(request.scope, DiskFullError() if is_disk_full(error) else database_is_away())


async def _invalid_socket(socket: WebSocket, error: WebSocketRequestValidationError) -> None:
    wrong = [wrong_field(item) for item in error.errors()[:MAX_SHOWN]]
    seen = f"{wrong[0].where}: {wrong[0].problem}"
    await _deny(
        socket, _answer(socket.scope, (422, "invalid", seen, wrong[0].fix), errors=wrong, reason=_WRONG)
    )


async def _http(request: Request, error: HTTPException) -> Response:
    status = error.status_code
    words = _PLAIN.get(status) or ("http", HTTPStatus(status).phrase + ".", "See /api/docs.")
    return _answer(request.scope, (status, *words), dict(error.headers or {}), reason=_REASONS.get(status))


async def _invalid(request: Request, error: RequestValidationError) -> Response:
    """Where, what and what to do, without the value: it may be a password."""
    # Whoever may not do this isn't told what its body should look like.
    for guard in request.app.state.guards.get(request.scope.get("endpoint"), ()):
        try:
            await guard(request)
        except ForesaleError as refused:
            return problem_answer(request.scope, refused)
    found = error.errors()
    wrong, count = [wrong_field(item) for item in found[:MAX_SHOWN]], len(found)
    first = wrong[0]
    seen = f"{first.where}: {first.problem}" + (f" And {count - 1} more." if count > 1 else "")
    return _answer(request.scope, (422, "invalid", seen, first.fix), errors=wrong, reason=_WRONG)


def _answer(
    scope: Scope,
    words: tuple[int, str, str, str],
    headers: Mapping[str, str] | None = None,
    errors: Sequence[WrongField] = (),
    reason: Reason | None = None,
) -> Response:
    status, code, detail, fix = words
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
        "fix": fix,
        "reason": None if reason is None else reason.code,
        "arguments": {} if reason is None else reason.arguments,
        "request_id": scope.get(REQUEST_ID),
        "errors": [item.model_dump() for item in errors],
    }
    return Response(orjson.dumps(body), status, dict(headers or {}), MEDIA_TYPE)
