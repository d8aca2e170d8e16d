"""The live feed of a server: what changes, as it happens, without a gap over lost connections."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from foresale.client.connection import Connection
from foresale.client.event_stream import open_events
from foresale.client.http_errors import ServerError

_SHORTEST_REST, _LONGEST_REST = 0.2, 30.0
"""Seconds before coming back, after a connection that was lost; doubles with each further one."""
_AWAY = (0, 502, 503, 504)
"""Statuses of a server that can't be reached, or whose proxy can't reach it; 0 where nobody answered."""


@dataclass(frozen=True)
class LiveEvent:
    """Something that happened.

    Attributes:
        id: To go on from: `watch(after=…)`.
        kind: sale, sale_corrected, sale_removed, import, forecast, outlook, alert, job, promotion, calendar,
            stock or order. Or gap, where you were too slow and `data` says between which events some were
            left out; or reload, where the server doesn't know what came after the event you named: read anew
            what you show.
        data: What is told of it, in the API's own words.
        at: When it happened, UTC; None for gap and reload.
        schema: What `data` holds, with its version, such as sale/1.
        store_id: The store that it is about; None for none.
        product_id: The product that it is about; None for none.
        key: Of several events with one key the newest says it all; empty for the only one.
    """

    id: str
    kind: str
    data: Mapping[str, Any]
    at: datetime | None = None
    schema: str = ""
    store_id: int | None = None
    product_id: int | None = None
    key: str = ""


class Live:
    """The live feed of a server."""

    def __init__(self, connection: Connection, rest: Callable[[float], None] = time.sleep) -> None:
        self._connection, self._rest = connection, rest

    def watch(
        self,
        kinds: Sequence[str] = (),
        stores: Sequence[str] = (),
        products: Sequence[str] = (),
        after: str | None = None,
        *,
        follow: bool = True,
    ) -> Iterator[LiveEvent]:
        """What happens, each event once and in order; a lost connection is opened again where it ended.

        Args:
            kinds: Only these; by default all that you may see.
            stores: Codes of stores; by default all that you may see.
            products: Skus of products; by default all.
            after: The id of the last event that you know; by default from now on.
            follow: Whether to wait for what comes; else it ends with the newest event.

        Raises:
            ServerError: The server refuses. One that can't be reached is tried again, but for the first time.
        """
        chosen = {"kind": list(kinds), "store": list(stores), "product": list(products), "follow": follow}
        last, lost, is_known = after, 0, False
        while True:
            try:
                for event in self._receive(chosen, last):
                    is_known, lost, last = True, 0, event.id or last
                    if event.kind == "end" and event.data.get("reason") != "restart":
                        raise _end_error()
                    if event.kind not in ("hello", "ping", "end"):
                        yield event
                if not follow:
                    return
            except ServerError as error:
                if error.status not in _AWAY or not is_known:
                    raise
            lost += 1
            longest = min(_SHORTEST_REST * 2 ** min(lost, 10), _LONGEST_REST)
            self._rest(random.uniform(longest / 2, longest))  # noqa: S311 - so that not all come back at once

    def _receive(self, chosen: Mapping[str, Any], after: str | None) -> Iterator[LiveEvent]:
        with open_events(self._connection, "/live", after=after, **chosen) as heard:
            for number, text in heard:
                yield _read(text) if text else LiveEvent(number, "ping", {})


def _read(text: str) -> LiveEvent:
    told = json.loads(text)
    at = told.get("at")
    return LiveEvent(
        id=told.get("id", ""),
        kind=told["kind"],
        data=told.get("data", {}),
        at=None if at is None else datetime.fromisoformat(at),
        schema=told.get("schema", ""),
        store_id=told.get("store_id"),
        product_id=told.get("product_id"),
        key=told.get("key", ""),
    )


def _end_error() -> ServerError:
    return ServerError(
        "The server ended the feed: you may not hear it any more.", fix="Log in again, or ask an admin."
    )
