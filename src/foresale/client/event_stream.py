"""Server-sent events, as they come."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from foresale.client.connection import Connection
from foresale.client.http_errors import ServerError, unreachable
from foresale.client.query import format_query
from foresale.errors import MissingExtraError

try:
    import httpx
    from httpx_sse import EventSource, SSEError
except ModuleNotFoundError as error:
    raise MissingExtraError(str(error.name), "client") from error

_HEADERS = {"Accept": "text/event-stream", "Cache-Control": "no-store"}


@contextmanager
def open_events(connection: Connection, path: str, **parameters: Any) -> Iterator[Iterator[tuple[str, str]]]:
    """Ids and data of events, as they come; data is empty for a sign of life.

    Args:
        connection: With the server.
        path: What is listened to.
        parameters: What is chosen.

    Raises:
        ServerError: The server refused, or can't be reached any more.
    """
    server = connection.login.server
    answer = connection.begin("GET", path, {"params": format_query(parameters), "headers": _HEADERS})
    try:
        yield ((event.id, event.data) for event in EventSource(answer).iter_sse())
    except httpx.HTTPError as error:
        raise unreachable(server, str(error) or type(error).__name__) from None
    except SSEError:
        raise ServerError(
            f"What answers at {server} isn't Foresale's live feed.", fix="Check the address, and its proxy."
        ) from None
    finally:
        answer.close()
