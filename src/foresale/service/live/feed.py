"""What one subscriber is sent, in order: events, and notices where something else has to be said."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.exc import SQLAlchemyError

from foresale.service.live.hub import NOWHERE, Hub
from foresale.service.live.live_event import LiveEvent
from foresale.service.live.selection import Selection
from foresale.service.live.subscriber import Subscriber
from foresale.storage.database.event_log.read import event_id

PING_SECONDS = 15.0
CHECK_SECONDS = 15.0
"""How often it is looked anew who listens: what was taken away ends or narrows the stream."""
MAX_BEHIND = 20_000
"""Events; who falls back further, though it had caught up, is told of a gap and goes on from now."""


@dataclass(frozen=True)
class Notice:
    """Something to be said that isn't an event.

    Attributes:
        kind: hello, gap, reload, ping or end.
        id: To go on from.
        data: What is to be told.
    """

    kind: str
    id: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """As JSON."""
        return json.dumps({"id": self.id, "kind": self.kind, "data": self.data}, separators=(",", ":"))

    @property
    def frame(self) -> bytes:
        """As a server-sent event; a ping is only an id, which browsers keep without telling anybody."""
        if self.kind == "ping":
            return f"id: {self.id}\n\n".encode()
        return f"id: {self.id}\nevent: {self.kind}\ndata: {self.text}\n\n".encode()


Item = LiveEvent | Notice
Check = Callable[[], Awaitable[Selection | None]]


class Feed:
    """What one subscriber is sent.

    Args:
        hub: Where it listens.
        subscriber: Who listens.
        check: Tells what it may see by now; None where that is nothing any more.
        follow: Whether to go on once everything was sent.
    """

    def __init__(self, hub: Hub, subscriber: Subscriber, check: Check, *, follow: bool = True) -> None:
        self._hub, self._subscriber, self._check, self._follow = hub, subscriber, check, follow
        self._has_caught_up = False
        self._checked_at = time.monotonic()

    async def items(self) -> AsyncIterator[Sequence[Item]]:
        """What is to be sent, a write at a time, for as long as the subscriber listens."""
        own = self._subscriber
        yield [self._notice("hello", {"ping_seconds": PING_SECONDS, "kinds": sorted(own.selection.kinds)})]
        while True:
            if time.monotonic() - self._checked_at >= CHECK_SECONDS:
                await self._check_again()
            if own.is_over is not None:
                yield [self._notice("end", {"reason": own.is_over})]
                return
            if own.is_behind:
                sent = await self._catch_up()
            else:
                sent = list[Item](own.take())
                if not sent and not self._follow:
                    return
                if not sent and not await own.wait(PING_SECONDS):
                    sent = [self._notice("ping")]
            if sent:
                self._hub.metrics.delivered.inc(len(sent))
                yield sent
            if own.coalesced:
                self._hub.metrics.coalesced.inc(own.coalesced)
                own.coalesced = 0

    async def _check_again(self) -> None:
        self._checked_at = time.monotonic()
        selection = await self._check()
        if selection is None:
            self._subscriber.end("not_allowed")
        elif selection != self._subscriber.selection:
            self._subscriber.choose(selection)

    async def _catch_up(self) -> list[Item]:
        own, hub = self._subscriber, self._hub
        if own.is_up_to(hub.seq):
            self._has_caught_up = True
            return []
        if self._has_caught_up and own.cursor > NOWHERE and hub.seq - own.cursor > MAX_BEHIND:
            hub.metrics.gaps.inc()
            left_out = {"after": event_id(hub.epoch, own.cursor), "until": event_id(hub.epoch, hub.seq)}
            own.cursor = hub.seq
            return [self._notice("gap", left_out)]
        events = hub.recent_after(own.cursor)
        if events is None:
            until, epoch = hub.seq, hub.epoch
            try:
                reach, logged = await run_in_threadpool(hub.read_after, own.cursor, until)
            except SQLAlchemyError:
                await asyncio.sleep(1.0)
                return []
            if own.cursor < reach.pruned_seq or reach.epoch != epoch:
                own.cursor = hub.seq
                return [self._notice("reload", {"reason": "not_in_log"})]
            events = [LiveEvent(epoch, event) for event in logged]
            own.cursor = events[-1].logged.seq if events else until
        else:
            own.cursor = hub.seq
        views = (own.selection.view(event) for event in events)
        return list(own.newest([view for view in views if view is not None]))

    def _notice(self, kind: str, data: dict[str, Any] | None = None) -> Notice:
        return Notice(kind, event_id(self._hub.epoch, max(self._subscriber.cursor, 0)), data or {})
