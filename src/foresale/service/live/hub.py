"""Everybody who listens to one API process, and the one thread that reads the log for them all."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from itertools import islice

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from foresale.service.live.live_event import LiveEvent
from foresale.service.live.metrics import LiveMetrics
from foresale.service.live.selection import Selection
from foresale.service.live.subscriber import Subscriber
from foresale.storage.database.event_log.read import LoggedEvent, LogReach, events_after, log_reach
from foresale.storage.database.event_log.watch import LogWatch

RECENT_EVENTS = 5000
"""Kept in memory, so that many who come back at once don't ask the database."""
NOWHERE = -1
"""The place of whoever can't go on: it is told to reload."""
_TICK_SECONDS = 0.02
"""At least between two deliveries: what came in between goes out in one write a subscriber."""
_WAIT_SECONDS = 0.5
_REST_SECONDS = 1.0
_EPOCH_SECONDS = 5.0
"""How often it is looked whether this is still the same log."""
_MAX_EVENTS = 2000

_log = logging.getLogger(__name__)


class Hub:
    """Who listens here; what it holds is touched on the event loop alone.

    The log is read from the first subscriber on until the last has gone.

    Args:
        engine: The system of record.
        metrics: Counts what goes out.
    """

    def __init__(self, engine: Engine, metrics: LiveMetrics) -> None:
        self._engine = engine.execution_options(writes=False)
        self.metrics = metrics
        self.epoch, self.seq = "", 0
        self.subscribers: set[Subscriber] = set()
        self._recent: deque[LiveEvent] = deque(maxlen=RECENT_EVENTS)
        self._reader: _Reader | None = None
        self._is_ready = asyncio.Event()
        self._joining = 0

    async def join(
        self, selection: Selection, user_id: int, place: tuple[str | None, int] | None
    ) -> Subscriber:
        """Add a subscriber, once it is known how far the log reaches.

        Args:
            selection: What it hears of.
            user_id: Who it is.
            place: Epoch and place to go on from; None for from now on.
        """
        if self._reader is None:
            self._reader = _Reader(self._engine, self, asyncio.get_running_loop())
            self._reader.start()
        self._joining += 1
        try:
            await self._is_ready.wait()
            after = self.seq if place is None else await self._find_place(*place)
        finally:
            self._joining -= 1
        subscriber = Subscriber(selection, user_id, after)
        self.subscribers.add(subscriber)
        self.metrics.subscribers.inc()
        return subscriber

    def leave(self, subscriber: Subscriber, reason: str) -> None:
        """Forget a subscriber; without any, the log isn't read."""
        if subscriber not in self.subscribers:
            return
        self.subscribers.discard(subscriber)
        self.metrics.subscribers.dec()
        self.metrics.count_end(reason)
        if not self.subscribers and not self._joining and self._reader is not None:
            self._reader.stop()
            self._reader = None
            self._is_ready.clear()
            self._recent.clear()

    async def _find_place(self, epoch: str | None, seq: int) -> int:
        """A place to go on from; before all others where it isn't one of this log."""
        if epoch not in (None, self.epoch):
            return NOWHERE
        if seq > self.seq:  # told by another process, which has read further
            reach, _ = await run_in_threadpool(self.read_after, seq, seq)
            return seq if seq <= reach.last_seq else NOWHERE
        return seq

    def close(self) -> None:
        """Let all go: the process ends, and they go on at another."""
        for subscriber in list(self.subscribers):
            subscriber.end("restart")

    def begin(self, reach: LogReach) -> None:
        """Know how far the log reaches; after a gap in reading, everybody reads on from the log."""
        if self.epoch and (reach.epoch, True) != (self.epoch, reach.last_seq >= self.seq):
            for subscriber in self.subscribers:
                subscriber.cursor, subscriber.is_behind = NOWHERE, True
        self.epoch, self.seq = reach.epoch, reach.last_seq
        self._recent.clear()
        for subscriber in self.subscribers:
            subscriber.is_behind = True
            subscriber.offer((), self.seq)
        self._is_ready.set()

    def deliver(self, logged: Sequence[LoggedEvent]) -> None:
        """Give everybody what is for them, each kind of choice looked at once."""
        events = [LiveEvent(self.epoch, event) for event in logged]
        self.seq = logged[-1].seq
        self._recent.extend(events)
        chosen: dict[Selection, list[LiveEvent]] = {}
        for subscriber in self.subscribers:
            selection = subscriber.selection
            seen = chosen.get(selection)
            if seen is None:
                views = (selection.view(event) for event in events)
                seen = chosen[selection] = [view for view in views if view is not None]
            subscriber.offer(seen, self.seq)
        self.metrics.see_latency(time.time() - event.logged.at.timestamp() for event in events)

    def recent_after(self, seq: int) -> list[LiveEvent] | None:
        """The events after a place, from memory; None where that doesn't reach back so far."""
        if not self._recent or self._recent[0].logged.seq > seq + 1:
            return None
        return list(islice(self._recent, max(seq + 1 - self._recent[0].logged.seq, 0), None))

    def read_after(self, seq: int, until: int) -> tuple[LogReach, list[LoggedEvent]]:
        """The events after a place, from the database, and how far that reaches; in a thread."""
        with self._engine.connect() as connection:
            reach = log_reach(connection)
            return reach, events_after(connection, seq, limit=_MAX_EVENTS, until=until)


class _Reader(threading.Thread):
    """Reads the log for all subscribers of a process."""

    def __init__(self, engine: Engine, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="event log", daemon=True)
        self._engine, self._hub, self._loop = engine, hub, loop
        # The log is watched over a raw connection, whose errors SQLAlchemy doesn't wrap.
        self._driver_error: type[Exception] = engine.dialect.loaded_dbapi.Error
        self._stopping = threading.Event()

    def stop(self) -> None:
        """End soon."""
        self._stopping.set()

    def run(self) -> None:
        """Read until told to stop; a database that can't be reached is waited for."""
        while not self._stopping.is_set():
            try:
                with LogWatch(self._engine) as watch:
                    self._follow(watch)
            except (SQLAlchemyError, OSError, self._driver_error) as error:
                _log.warning("The event log can't be read; trying on: %s", type(error).__name__)
            except Exception:  # noqa: BLE001 - a fault of ours is told with its trace, and nobody is left deaf
                _log.exception("Reading the event log failed; it is tried again.")
            self._stopping.wait(_REST_SECONDS)

    def _follow(self, watch: LogWatch) -> None:
        watch.wait(0)  # from now on it knows what has changed
        with self._engine.connect() as connection:
            reach = log_reach(connection)
        seq, looked = reach.last_seq, time.monotonic()
        self._tell(lambda: self._hub.begin(reach))
        while not self._stopping.is_set():
            with self._engine.connect() as connection:
                found = events_after(connection, seq, limit=_MAX_EVENTS)
                if time.monotonic() - looked > _EPOCH_SECONDS:
                    looked = time.monotonic()
                    if log_reach(connection).epoch != reach.epoch:  # a backup was restored beneath us
                        return
            if found:
                seq = found[-1].seq
                self._tell(partial(self._hub.deliver, found))
                self._stopping.wait(_TICK_SECONDS)
                if len(found) == _MAX_EVENTS:
                    continue
            watch.wait(_WAIT_SECONDS)

    def _tell(self, what: Callable[[], None]) -> None:
        """Do something on the event loop, and wait until it is done: a busy one gets more at once, later."""
        done = threading.Event()

        def do() -> None:
            try:
                if not self._stopping.is_set():
                    what()
            finally:
                done.set()

        self._loop.call_soon_threadsafe(do)
        while not done.wait(_REST_SECONDS) and not self._stopping.is_set():
            pass
