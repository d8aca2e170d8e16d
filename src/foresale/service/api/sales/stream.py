"""`WS /api/sales/stream`: sales in a steady stream, each message answered once it is stored for good."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args

import orjson
from fastapi import APIRouter, WebSocket
from fastapi.concurrency import run_in_threadpool
from starlette.websockets import WebSocketDisconnect

from foresale.container import Container
from foresale.service.api.auth.dependencies import Auth, AuthContext
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Services
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.socket_messages import receive_message
from foresale.service.api.sales.gatherer import RowsOfMessage, SalesGatherer
from foresale.service.api.sales.routes import AnyAge
from foresale.service.api.sales.schemas import RowResult
from foresale.storage.database.inbox.letters import NewLetter, keep_letters
from foresale.storage.database.inbox.messages import MessageStatus
from foresale.storage.outages import UNREACHABLE

router = APIRouter(tags=["sales"])
Seller = Annotated[Caller, needs(Permission.ADD_SALES)]

CREDIT_ROWS = 2_000
"""Rows that may be on their way, sent and not answered."""
MAX_ROWS_A_MESSAGE = 500
MAX_FAULTS = 100
"""Messages that can't be read before the stream is ended."""
RECHECK_SECONDS = 5.0
SEND_SECONDS = 20.0
"""How long an answer may lie unread."""
NOT_ALLOWED, UNREADABLE, TOO_SLOW, OVER_CREDIT, TRY_AGAIN = 4003, 4400, 4008, 4029, 1013
"""Why a stream was ended."""


class StreamOverError(Exception):
    """The stream has to end.

    Args:
        code: Which of the close codes.
        reason: In words.
    """

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code, self.reason = code, reason


@dataclass
class PendingMessage:
    """A message that is being stored.

    Attributes:
        n: The sender's number for it.
        parcel: Its rows; None where it couldn't be read.
        reason: Why it couldn't.
    """

    n: int | None
    parcel: RowsOfMessage | None
    reason: str = ""


@dataclass
class SaleStream:
    """One connection.

    Attributes:
        socket: The connection.
        caller: Who sends; looked up again as the stream goes on.
        any_age: Whether old sales are meant.
        gatherer: Stores rows.
        container: The service's parts.
        auth: Tells callers anew.
    """

    socket: WebSocket
    caller: Caller
    any_age: bool
    gatherer: SalesGatherer
    container: Container
    auth: AuthContext
    name: str = field(default_factory=lambda: secrets.token_hex(6))
    credit: int = CREDIT_ROWS
    faults: int = 0
    last: int = 0
    unanswered: asyncio.Queue[PendingMessage] = field(default_factory=asyncio.Queue)

    async def run(self) -> None:
        """Take messages and answer them until either side ends it."""
        limits = {"credit": CREDIT_ROWS, "max_rows": MAX_ROWS_A_MESSAGE}
        await self._send({"type": "ready", **limits})
        parts = [asyncio.create_task(part) for part in (self._hear(), self._answer(), self._recheck())]
        done, running = await asyncio.wait(parts, return_when=asyncio.FIRST_COMPLETED)
        for part in running:
            part.cancel()
        await asyncio.wait(parts)
        over = next((one.exception() for one in done if one.exception() is not None), None)
        if isinstance(over, StreamOverError):
            await self._close(over)
        elif over is not None and not isinstance(over, WebSocketDisconnect | RuntimeError):
            raise over

    async def _hear(self) -> None:
        pace = self.container.settings.requests_per_minute / 60
        began, count = time.monotonic(), 0
        while True:
            await self.gatherer.has_room()
            message = await receive_message(self.socket)
            count += 1
            ahead = count / pace - (time.monotonic() - began)
            if ahead > 1.0:  # a second's worth may come at once; what is more is read later
                await asyncio.sleep(ahead - 1.0)
            elif ahead < 0:
                began, count = time.monotonic(), 0
            await self._take(message)

    async def _take(self, message: str | bytes) -> None:
        text = message if isinstance(message, str) else message.decode(errors="replace")
        try:
            told: Any = orjson.loads(message)
        except orjson.JSONDecodeError:
            await self._fault(text, None, "It isn't JSON.")
            return
        if isinstance(told, dict) and told.get("type") == "ping":
            await self._send({"type": "pong"})
            return
        n = told.get("n") if isinstance(told, dict) else None
        rows = _rows(told)
        if rows is None or not isinstance(n, int) or isinstance(n, bool) or not self.last < n < 2**53:
            fix = 'A message is {"n": 1, "sale": {…}} or {"n": 2, "sales": […]}; n rises.'
            await self._fault(text, n if isinstance(n, int) else None, fix)
            return
        if len(rows) > MAX_ROWS_A_MESSAGE:
            raise StreamOverError(UNREADABLE, f"more than {MAX_ROWS_A_MESSAGE} rows in a message")
        self.last, self.credit = n, self.credit - len(rows)
        if self.credit < 0:
            raise StreamOverError(OVER_CREDIT, "more rows than the credit allows")
        parcel = RowsOfMessage(self.caller, rows, f"{self.name}/{n}", self.any_age)
        self.gatherer.add(parcel)
        self.unanswered.put_nowait(PendingMessage(n, parcel))

    async def _fault(self, text: str, n: int | None, reason: str) -> None:
        """Keep a message that can't be read, and say so."""
        self.faults += 1
        if self.faults > MAX_FAULTS:
            raise StreamOverError(UNREADABLE, "too many messages that can't be read")
        place = f"{self.name}/{n or '?'}"
        letter = NewLetter("stream", place, text, reason, user_id=self.caller.user_id)

        def keep() -> None:
            with self.container.engine.begin() as connection:
                keep_letters(connection, [letter])

        try:
            await run_in_threadpool(keep)
        except UNREACHABLE:
            raise StreamOverError(TRY_AGAIN, "the database is away") from None
        self.unanswered.put_nowait(PendingMessage(n, None, reason))

    async def _answer(self) -> None:
        while True:
            one = await self.unanswered.get()
            if one.parcel is None:
                await self._send({"type": "problem", "n": one.n, "code": "invalid", "detail": one.reason})
                continue
            try:
                results = await one.parcel.answer
            except UNREACHABLE:
                raise StreamOverError(TRY_AGAIN, "the database is away") from None
            self.credit += len(results)
            await self._send(_answer_of(one.n, results))

    async def _recheck(self) -> None:
        while True:
            await asyncio.sleep(RECHECK_SECONDS)
            try:
                now = await run_in_threadpool(self.auth.authenticator.look_again, self.caller)
            except UNREACHABLE:
                continue
            if now is None or not now.may(Permission.ADD_SALES) or now.must_change_password:
                raise StreamOverError(NOT_ALLOWED, "not allowed any more")
            self.caller = now

    async def _send(self, message: dict[str, Any]) -> None:
        try:
            async with asyncio.timeout(SEND_SECONDS):
                await self.socket.send_text(orjson.dumps(message).decode())
        except TimeoutError:
            raise StreamOverError(TOO_SLOW, "answers aren't read") from None

    async def _close(self, over: StreamOverError) -> None:
        try:
            async with asyncio.timeout(1):
                await self.socket.close(over.code, over.reason)
        except (TimeoutError, WebSocketDisconnect, RuntimeError):
            return


@router.websocket("/sales/stream")
async def stream_sales(
    socket: WebSocket, caller: Seller, container: Services, auth: Auth, *, any_age: AnyAge = False
) -> None:
    """Send `{"n": 1, "sale": {…}}` or `{"n": 2, "sales": […]}`; each is answered once it is stored for good.

    A row with a `kind` of `correction` or `cancellation` is about a sale that is stored, by its number; one
    that comes before its sale waits for it.

    No more rows may be unanswered than `ready` grants as credit. After a broken connection, send again what
    wasn't answered: what was stored is `known`.
    """
    await socket.accept()
    gatherer: SalesGatherer = socket.app.state.gatherer
    await SaleStream(socket, caller, any_age, gatherer, container, auth).run()


def _rows(told: Any) -> Sequence[Any] | None:
    """The rows of a message; None where it isn't one."""
    if not isinstance(told, dict) or told.keys() - {"n", "sale", "sales"}:
        return None
    if "sale" in told:
        return None if "sales" in told else [told["sale"]]
    rows = told.get("sales")
    return rows if isinstance(rows, list) and rows else None


def _answer_of(n: int | None, results: Sequence[RowResult]) -> dict[str, Any]:
    counts = dict.fromkeys(get_args(MessageStatus), 0)
    for one in results:
        counts[one.status] += 1
    rows = [one.model_dump(exclude_none=True) for one in results]
    return {"type": "answer", "n": n, **counts, "credit": len(results), "rows": rows}
