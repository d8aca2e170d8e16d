"""`WS /api/live`: the live feed for those that choose anew while they listen."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Query, WebSocket
from pydantic import ValidationError
from starlette.websockets import WebSocketDisconnect

from foresale.errors import ForesaleError, OptionError
from foresale.service.api.kit.access import Caller, needs
from foresale.service.api.kit.permissions import Permission
from foresale.service.api.kit.socket_messages import receive_message
from foresale.service.api.live.listening import Listen, Listening
from foresale.service.api.live.schemas import Choose, LiveQuery
from foresale.service.live.feed import Item
from foresale.service.live.subscriber import Subscriber

router = APIRouter(tags=["live"])
Listener = Annotated[Caller, needs(Permission.READ_CATALOG)]

SEND_SECONDS = 20.0
"""How long a listener may leave a message lying."""
MAX_LETTERS = 250_000
"""Of a message, unless one event alone has more: many libraries end a connection at a mebibyte."""
TOO_SLOW, NOT_ALLOWED, GOING_AWAY = 4008, 4003, 1012
"""Why a stream was closed."""
_CODES = {"not_allowed": NOT_ALLOWED, "restart": GOING_AWAY, "slow": TOO_SLOW}


@router.websocket("/live")
async def listen_by_socket(
    socket: WebSocket, caller: Listener, listening: Listen, query: Annotated[LiveQuery, Query()]
) -> None:
    """Each message is a JSON array of what `GET /api/live` sends one by one.

    The other side may send `{"type": "choose", "kind": […], "store": […], …}` to hear of something else from
    then on, and `{"type": "ping"}`.
    """
    listening.refuse_too_many(caller)
    selection = await listening.selection(caller, query)
    await socket.accept()
    async with listening.feed(caller, selection, query) as (own, feed):
        hearing = asyncio.create_task(_hear(socket, caller, listening, own))
        try:
            async for items in feed.items():
                await _send(socket, own, items)
                if own.is_over in ("left", "slow"):
                    break
        finally:
            hearing.cancel()
            await asyncio.wait([hearing])
    if own.is_over != "left":
        await _close(socket, own)


async def _send(socket: WebSocket, own: Subscriber, items: Sequence[Item]) -> None:
    try:
        for message in _messages(items):
            async with asyncio.timeout(SEND_SECONDS):
                await socket.send_text(message)
    except TimeoutError:
        own.end("slow")
    except (WebSocketDisconnect, RuntimeError):
        own.end("left")


def _messages(items: Sequence[Item]) -> Iterator[str]:
    """The items as JSON arrays of a size that every listener takes."""
    texts: list[str] = []
    letters = 0
    for item in items:
        if texts and letters + len(item.text) > MAX_LETTERS:
            yield f"[{','.join(texts)}]"
            texts, letters = [], 0
        texts.append(item.text)
        letters += len(item.text)
    if texts:
        yield f"[{','.join(texts)}]"


async def _close(socket: WebSocket, own: Subscriber) -> None:
    try:
        async with asyncio.timeout(1):
            await socket.close(_CODES.get(own.is_over or "", 1000), own.is_over)
    except (TimeoutError, WebSocketDisconnect, RuntimeError):
        return


async def _hear(socket: WebSocket, caller: Caller, listening: Listening, own: Subscriber) -> None:
    """Take what the other side wants, until it has left."""
    try:
        while True:
            await _answer(socket, caller, listening, own, await receive_message(socket))
    except (WebSocketDisconnect, RuntimeError):
        own.end("left")


async def _answer(
    socket: WebSocket, caller: Caller, listening: Listening, own: Subscriber, message: str | bytes
) -> None:
    try:
        wish: Any = orjson.loads(message)
        kind = wish.pop("type", None) if isinstance(wish, dict) else None
        if kind == "ping":
            answer: dict[str, Any] = {"kind": "pong"}
        elif kind == "choose":
            own.choose(await listening.selection(caller, Choose.model_validate(wish)))
            answer = {"kind": "chosen", "data": {"kinds": sorted(own.selection.kinds)}}
        else:
            raise OptionError("A message has `type`: choose or ping.", fix="Send one of these.")
    except (orjson.JSONDecodeError, ValidationError, OptionError):
        fix = 'Send {"type": "choose", "kind": ["sale"], "store": ["S1"]} or {"type": "ping"}.'
        answer = {"kind": "problem", "data": {"code": "invalid", "detail": "That can't be read.", "fix": fix}}
    except ForesaleError as refused:
        problem = {"code": refused.code, "detail": refused.problem, "fix": refused.fix}
        answer = {"kind": "problem", "data": problem}
    await socket.send_text(f"[{orjson.dumps(answer).decode()}]")
