"""One that listens: what waits for it, and how far it has got."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from foresale.service.live.live_event import LiveEvent, newest_of_each_key
from foresale.service.live.selection import Selection

MAX_QUEUE = 1000
"""Events that may wait for one subscriber; with more, it reads on from the log at its own pace."""


class Subscriber:
    """What waits for one that listens. All of it happens on the event loop.

    Args:
        selection: What it hears of.
        user_id: Who it is.
        after: The place that it goes on from.
    """

    def __init__(self, selection: Selection, user_id: int, after: int) -> None:
        self.selection, self.user_id = selection, user_id
        self.cursor = after
        """Everything up to this place was sent, or wasn't for it."""
        self.is_behind = True
        """Whether it reads from the log, as what it needs isn't among what comes."""
        self.is_over: str | None = None
        """Why nothing more is sent."""
        self.coalesced = 0
        self._queue: list[LiveEvent] = []
        self._reach = after
        self._wake = asyncio.Event()

    def offer(self, events: Sequence[LiveEvent], reach: int) -> None:
        """Let events wait for it; with too many, it reads them from the log later.

        Args:
            events: What is for it of all up to `reach`, in order.
            reach: The newest place.
        """
        if events and events[0].logged.seq <= self.cursor:  # another process told it of these
            events = [event for event in events if event.logged.seq > self.cursor]
        if self.is_behind:
            self._wake.set()
        elif len(self._queue) + len(events) > MAX_QUEUE:
            self._queue, self.is_behind = [], True
            self._wake.set()
        else:
            self._queue += events
            self._reach = reach
            if events:
                self._wake.set()

    def take(self) -> list[LiveEvent]:
        """What waits, without what a newer event of the same key has overtaken."""
        waiting, self._queue = self._queue, []
        self.cursor = max(self.cursor, self._reach)
        self._wake.clear()
        return self.newest(waiting)

    def newest(self, events: Sequence[LiveEvent]) -> list[LiveEvent]:
        """Leave out what a newer event of the same key has overtaken, and count it."""
        newest = newest_of_each_key(events)
        self.coalesced += len(events) - len(newest)
        return newest

    def is_up_to(self, reach: int) -> bool:
        """Whether it has got as far as everybody, and may take what comes from now on."""
        if self.cursor < reach:
            return False
        self.is_behind, self._queue, self._reach = False, [], self.cursor
        self._wake.clear()
        return True

    def choose(self, selection: Selection) -> None:
        """Hear of something else from now on; what waits is looked through again."""
        self.selection = selection
        self._queue = [seen for event in self._queue if (seen := selection.view(event)) is not None]

    def end(self, reason: str) -> None:
        """Send nothing more."""
        self.is_over = self.is_over or reason
        self._wake.set()

    async def wait(self, seconds: float) -> bool:
        """Wait until something is there; False where nothing was in that time."""
        try:
            async with asyncio.timeout(seconds):
                await self._wake.wait()
        except TimeoutError:
            return False
        return True
