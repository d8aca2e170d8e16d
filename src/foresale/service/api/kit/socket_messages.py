"""What the other side of a WebSocket sends, in whichever kind of frame."""

from __future__ import annotations

from fastapi import WebSocket
from starlette.websockets import WebSocketDisconnect


async def receive_message(socket: WebSocket) -> str | bytes:
    """The next message: a text frame's letters, or a binary frame's bytes, as which many libraries send JSON.

    Args:
        socket: Was accepted.

    Raises:
        WebSocketDisconnect: The other side has left.
    """
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message["code"], message.get("reason"))
    text: str | None = message.get("text")
    binary: bytes = message.get("bytes") or b""
    return binary if text is None else text
