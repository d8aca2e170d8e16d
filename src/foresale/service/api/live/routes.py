"""`GET /api/live`: what changes, as server-sent events; and tickets for whoever can't send headers."""

from __future__ import annotations

import asyncio
import contextlib
import time
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, status
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from foresale.errors import OptionError
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.dependencies import Writing
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.live.listening import Listen, Listening
from foresale.service.api.live.schemas import LiveQuery, Ticket
from foresale.service.api.middleware.request_log import STREAMED
from foresale.service.live.live_event import place_of
from foresale.service.live.selection import Selection
from foresale.storage.database.live_tickets import TICKET_SECONDS, Identity, add_ticket

router = APIRouter(prefix="/live", tags=["live"])
Listener = Annotated[Caller, needs(Permission.READ_CATALOG)]
_MEDIA_TYPE = "text/event-stream"
_EVENT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
}
_STREAM: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "Events until either side ends it. The field `event` is the kind, `id` goes into "
        "`Last-Event-ID`, `data` is JSON.",
        "content": {_MEDIA_TYPE: {"schema": _EVENT}},
    }
}


SLOW_SECONDS = 20.0
"""How long a listener may leave what is sent lying."""


class EventStream(Response):
    """An answer that goes on for as long as the caller listens.

    Args:
        listening: Lets the caller listen.
        caller: Who listens.
        selection: What it hears of.
        asked: From where on, and whether it stays.
    """

    media_type = _MEDIA_TYPE

    def __init__(self, listening: Listening, caller: Caller, selection: Selection, asked: LiveQuery) -> None:
        super().__init__(headers={"cache-control": "no-store", "x-accel-buffering": "no"})
        del self.headers["content-length"]
        self._listening, self._caller, self._selection, self._asked = listening, caller, selection, asked

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send what comes."""
        scope[STREAMED] = True
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        listening = self._listening.feed(self._caller, self._selection, self._asked)
        async with listening as (own, feed):
            leaving = asyncio.create_task(_wait_until_left(receive))
            leaving.add_done_callback(lambda _: own.end("left"))
            try:
                async for items in feed.items():
                    body, began = b"".join([item.frame for item in items]), time.monotonic()
                    await send({"type": "http.response.body", "body": body, "more_body": True})
                    if time.monotonic() - began > SLOW_SECONDS:
                        own.end("slow")  # the connection itself was ended by then, or soon is
            finally:
                leaving.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await leaving
        await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _wait_until_left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@router.get(
    "",
    status_code=200,
    response_class=EventStream,
    responses=_STREAM,
    summary="Hear of changes as they happen",
)
async def listen(
    caller: Listener,
    listening: Listen,
    query: Annotated[LiveQuery, Query()],
    last_event_id: Annotated[
        str | None, Header(max_length=40, description="Sent by browsers that come back; as `after`.")
    ] = None,
) -> EventStream:
    """Sales, forecasts, alerts, jobs and more, each once and in order, of what the caller may see.

    Whoever comes back with the last id goes on with the next event, at whichever process. `hello` comes
    first; `gap` says what a slow listener was spared, `reload` that the log doesn't reach back so far, `end`
    why the stream ends.
    """
    if last_event_id is not None:
        if place_of(last_event_id) is None:
            raise OptionError("Last-Event-ID isn't the id of an event.", fix="Leave it out.")
        query = query.model_copy(update={"after": last_event_id})
    listening.refuse_too_many(caller)
    return EventStream(listening, caller, await listening.selection(caller, query), query)


@router.post("/tickets", status_code=status.HTTP_201_CREATED, summary="A ticket to the live feed")
def make_ticket(caller: Listener, session: Writing) -> Ticket:
    """For browsers, which can't send headers with an EventSource or a WebSocket; lets in once."""
    identity = Identity(caller.user_id, caller.api_key_id, caller.session_id)
    return Ticket(ticket=add_ticket(session.connection(), identity), expires_in=TICKET_SECONDS)
