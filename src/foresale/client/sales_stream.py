"""A steady stream of sales to a server: answered as they are stored, sent again where the line broke."""

from __future__ import annotations

import json
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from foresale.client.answers import read
from foresale.client.connection import Connection
from foresale.client.http_errors import ServerError
from foresale.client.sale_rows import RowResult, SaleFields
from foresale.errors import MissingExtraError
from foresale.json_values import to_json

if TYPE_CHECKING:
    from websockets.sync.client import ClientConnection

try:
    import websockets  # noqa: F401
except ModuleNotFoundError as error:
    raise MissingExtraError("websockets", "client") from error

MAX_ROWS = 500
"""Of one message."""
MAX_FAULTS = 1000
"""Rows that the summary names."""
_ANSWER_SECONDS = 30.0
_FIRST_REST_SECONDS, _LONGEST_REST_SECONDS = 0.2, 5.0
_FINAL_CODES = {4003: "You may not add sales (any more).", 4029: "More rows were sent than granted."}
_PASSING_STATUSES = frozenset({0, 429, 502, 503, 504})
_REFUSED_STATUSES = frozenset({401, 403, 404, 422})


@dataclass
class StreamSummary:
    """What became of a stream's sales.

    Attributes:
        added: Rows stored.
        known: Rows that were stored before.
        conflicting: Rows whose number is stored with other values.
        rejected: Rows that can't be used.
        corrected: Sales that are stored as a correction says.
        cancelled: Sales that were taken back.
        waiting: Corrections and cancellations whose sale isn't there yet.
        reconnected: How often the line broke and was made again.
        faults: Rows that weren't stored, the first thousand; `row` counts from the stream's beginning.
    """

    added: int = 0
    known: int = 0
    conflicting: int = 0
    rejected: int = 0
    corrected: int = 0
    cancelled: int = 0
    waiting: int = 0
    reconnected: int = 0
    faults: list[RowResult] = field(default_factory=list, repr=False)

    @property
    def answered(self) -> int:
        """Rows that were answered."""
        done = self.added + self.known + self.corrected + self.cancelled
        return done + self.conflicting + self.rejected + self.waiting


class _Sent(NamedTuple):
    first: int
    rows: Sequence[Any]


class SalesStream:
    """Sends sales over one lasting connection; use it in a `with` block, whose end waits for all answers.

    What wasn't answered when the line broke is sent again: what was stored by then is `known`.

    Args:
        connection: To the server.
        any_age: Whether sales are meant that lie years before all that are stored.
        patience: Seconds to try to get through without any answer.
        hear: Told what became of each row, in the order in which they were sent.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        any_age: bool = False,
        patience: float = 60.0,
        hear: Callable[[Sequence[RowResult]], object] = len,
    ) -> None:
        self._tell = hear
        self._connection, self._any_age, self._patience = connection, any_age, patience
        self._line = ExitStack()
        self._socket: ClientConnection | None = None
        self._unanswered: deque[_Sent] = deque()
        self._numbers: deque[int] = deque()
        self._n = self._credit = self._rows = 0
        self._opened = False
        self._heard_at = time.monotonic()
        self.summary = StreamSummary()

    def send(self, sales: Sequence[SaleFields | Mapping[str, Any]]) -> None:
        """Send sales; waits only where more are on their way than the server takes.

        Args:
            sales: Any number; an answer comes for 500 at a time.
        """
        for start in range(0, len(sales), MAX_ROWS):
            rows = to_json(list(sales[start : start + MAX_ROWS]))
            sent = _Sent(self._rows, rows)
            self._rows += len(rows)
            self._pass_on(sent)
        self._hear_what_is_there()

    def flush(self) -> StreamSummary:
        """Wait until every sale is answered; what became of them."""
        while self._unanswered:
            self._hear()
        return self.summary

    def close(self) -> None:
        """End the stream, without waiting."""
        if self._socket is not None:
            self._line.close()
            self._socket = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                self.flush()
        finally:
            self.close()

    def _pass_on(self, sent: _Sent) -> None:
        self._reach_server()
        while self._unanswered and self._credit < len(sent.rows):
            self._hear()
        self._unanswered.append(sent)
        if self._socket is not None:
            try:
                self._say(sent)
            except _connection_errors() as error:
                self._drop(error)
        self._reach_server()

    def _hear_what_is_there(self) -> None:
        while self._unanswered and self._hear(0):
            pass

    def _hear(self, seconds: float = _ANSWER_SECONDS) -> bool:
        """Take an answer, on another line where this one breaks; False where none comes within the time."""
        while True:
            self._reach_server()
            try:
                return self._take_answer(seconds)
            except _connection_errors() as error:
                self._drop(error)

    def _reach_server(self) -> None:
        """Have a line to the server; a new one brings again what wasn't answered."""
        rest = _FIRST_REST_SECONDS
        while self._socket is None:
            try:
                self._open()
            except _connection_errors() as error:
                self._drop(error)
                time.sleep(rest)
                rest = min(2 * rest, _LONGEST_REST_SECONDS)

    def _drop(self, error: Exception) -> None:
        """Give up a line that broke, and the whole stream where that is of no use any more."""
        if self._socket is not None:
            self._line.close()
            self._socket = None
        closed = getattr(error, "rcvd", None)
        if closed is not None and closed.code in _FINAL_CODES:
            raise ServerError(_FINAL_CODES[closed.code], fix="See your rights at /api/auth/me.") from None
        if time.monotonic() - self._heard_at > self._patience:
            raise ServerError(
                f"The stream to {self._connection.login.server} broke: {str(error) or type(error).__name__}.",
                fix="Send the same again: what was stored is known.",
            ) from None

    def _open(self) -> None:
        from websockets.exceptions import InvalidStatus
        from websockets.sync.client import connect

        address = f"ws{self._connection.login.server.removeprefix('http')}/api/sales/stream"
        asked = "?any_age=true" if self._any_age else ""
        headers = self._headers()
        try:
            line = connect(address + asked, additional_headers=headers, max_size=None, open_timeout=10)
            self._socket = self._line.enter_context(line)
        except InvalidStatus as error:
            if error.response.status_code in _REFUSED_STATUSES:
                raise _parse_refusal(bytes(error.response.body or b"")) from None
            raise OSError(f"HTTP {error.response.status_code}") from None
        ready = json.loads(self._socket.recv(_ANSWER_SECONDS))
        self.summary.reconnected += self._opened
        self._opened = True
        self._n, self._credit = 0, int(ready["credit"])
        self._numbers.clear()
        for sent in self._unanswered:
            self._say(sent)

    def _headers(self) -> Mapping[str, str]:
        """What says who asks; a token that can't be renewed as the server is away is renewed later."""
        try:
            return self._connection.headers()
        except ServerError as error:
            if error.status in _PASSING_STATUSES:
                raise OSError(error.problem) from None
            raise

    def _say(self, sent: _Sent) -> None:
        if self._socket is None:
            raise OSError("the line is down")
        self._n += 1
        self._credit -= len(sent.rows)
        self._numbers.append(self._n)
        self._socket.send(json.dumps({"n": self._n, "sales": sent.rows}))

    def _take_answer(self, seconds: float) -> bool:
        if self._socket is None:
            raise OSError("the line is down")
        try:
            told = json.loads(self._socket.recv(seconds))
        except TimeoutError:
            if seconds:
                raise
            return False
        self._heard_at = time.monotonic()
        if told.get("type") != "answer" or not self._numbers or told.get("n") != self._numbers[0]:
            raise ServerError(f"The server says: {told.get('detail', told)}.", fix="Update the client.")
        self._numbers.popleft()
        sent = self._unanswered.popleft()
        self._credit += len(sent.rows)
        self._count(sent, [read(RowResult, row) for row in told["rows"]])
        return True

    def _count(self, sent: _Sent, results: Sequence[RowResult]) -> None:
        self._tell(results)
        for one in results:
            setattr(self.summary, one.status, getattr(self.summary, one.status) + 1)
            if one.status in ("conflicting", "rejected") and len(self.summary.faults) < MAX_FAULTS:
                self.summary.faults.append(replace(one, row=sent.first + one.row))


def _connection_errors() -> tuple[type[Exception], ...]:
    """What is raised where a line breaks, or isn't made."""
    from websockets.exceptions import WebSocketException

    return (WebSocketException, OSError, TimeoutError)


def _parse_refusal(body: bytes) -> ServerError:
    try:
        told = json.loads(body)
        return ServerError(str(told["detail"]), fix=str(told["fix"]))
    except (ValueError, KeyError, TypeError):
        return ServerError("What answers isn't Foresale's stream of sales.", fix="Check the address.")
