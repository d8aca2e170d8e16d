"""The loop that has order proposals worked out anew when sales, stock, orders or forecasts are others."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.jobs.job import JobOptions, JobUnderWayError
from foresale.service.jobs.repository import JobRepository
from foresale.service.live.loop_report import PROPOSALS, LoopReport
from foresale.service.live.poll_interval import PollInterval
from foresale.service.live.touched import SALE_KINDS, find_touched
from foresale.storage.database.event_log.read import LoggedEvent, events_after, log_reach
from foresale.storage.database.inbox.offsets import begin_offset, move_offset, read_offsets
from foresale.storage.database.supply.proposals import mark_stale, read_stale_places
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.supply import PurchaseOrderRow

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.storage.database.live_leases import Lease

_EVENTS = 20_000
_KINDS = (*SALE_KINDS, "stock", "order", "override", "forecast")
_UNITS_MOVE = ("changed", "cancelled", "closed")
"""States of orders by which other units are on their way than a proposal knows."""
SCOPE = "orders.changed"


@dataclass
class TouchedPlaces:
    """The places whose proposals know something else than what is so now.

    Attributes:
        by_sales: Stores in which something was sold: they sell all day, so this can wait a little.
        at_once: Stores in which somebody did something.
        everywhere: Whether all places are touched at once, such as by stock of no store.
    """

    by_sales: set[int] = field(default_factory=set)
    at_once: set[int] = field(default_factory=set)
    everywhere: bool = False

    def __bool__(self) -> bool:
        """Whether any place is."""
        return bool(self.by_sales or self.at_once or self.everywhere)


def find_touched_places(events: Iterable[LoggedEvent]) -> TouchedPlaces:
    """The places that these events touch.

    Args:
        events: Of the log, in order.
    """
    found, sales = TouchedPlaces(), []
    for event in events:
        if event.kind in SALE_KINDS:
            sales.append(event)
        elif event.kind == "order" and json.loads(event.payload).get("state") not in _UNITS_MOVE:
            continue
        elif event.store_id is None:
            found.everywhere = True
        else:
            found.at_once.add(event.store_id)
    touched = find_touched(sales)
    found.by_sales = {store for _, store in touched.days} | set(touched.stores)
    found.everywhere = found.everywhere or touched.everywhere is not None
    return found


class ProposalsLoop:
    """Marks the proposals of touched places as stale at once, and asks for new ones soon.

    Args:
        container: The service's parts.
        clock: Says what time it is, UTC.
    """

    name = PROPOSALS
    pace = PollInterval(5.0, 15.0)

    def __init__(self, container: Container, clock: Callable[[], datetime] = utc_now) -> None:
        self._container, self._clock = container, clock
        self._waiting: dict[int | None, datetime] = {}
        self._asked_at: datetime | None = None
        self._lag = 0

    def run_once(self, lease: Lease) -> bool:
        """Read what happened since the last turn, and ask for what is due.

        Args:
            lease: Only its holder asks.
        """
        minutes = self._container.settings.proposals_refresh_minutes
        if not minutes:
            return False
        engine = self._container.engine
        with engine.connect().execution_options(writes=False) as connection:
            reach = log_reach(connection)
            stream = f"event log {reach.epoch}: {self.name}"
            after = read_offsets(connection, [stream]).get(stream)
            events = [] if after is None or after == reach.last_seq else events_after(
                connection, after, limit=_EVENTS, kinds=_KINDS, until=reach.last_seq
            )  # fmt: skip
            is_used = connection.scalar(sa.select(sa.exists().where(PurchaseOrderRow.origin.is_not(None))))
            stale = read_stale_places(connection)
        read = events[-1].seq if len(events) == _EVENTS else reach.last_seq
        self._lag = reach.last_seq - read
        touched = find_touched_places(events) if is_used else TouchedPlaces()
        self._remember(touched, stale, timedelta(minutes=minutes))
        if after == read and not self._is_due():
            return False
        with Session(engine) as session, session.begin():
            lease.check(session.connection())
            if after is None:  # what was there before is known to the proposals
                begin_offset(session.connection(), stream, read)
                return False
            move_offset(session.connection(), stream, after, read)
            if touched:
                stores = touched.by_sales | touched.at_once
                mark_stale(session, None if touched.everywhere else stores)
            return self._submit(session)

    def _remember(
        self, touched: TouchedPlaces, stale: Mapping[int | None, datetime], rest: timedelta
    ) -> None:
        now = self._clock()
        # What is marked as stale may wait for longer than this process is there, or be so by changed terms.
        for place, since in stale.items():
            self._waiting.setdefault(place, max(since, self._asked_at or since) + rest)
        for store in touched.by_sales:
            self._waiting.setdefault(store, now + rest)
        self._waiting |= dict.fromkeys(touched.at_once, now)
        if touched.everywhere:
            self._waiting[None] = now

    def _is_due(self) -> bool:
        """Whether it is a place's turn: all that wait go with it."""
        now = self._clock()
        return any(moment <= now for moment in self._waiting.values())

    def _submit(self, session: Session) -> bool:
        if not self._is_due():
            return False
        stores = [place for place in self._waiting if place is not None]
        arguments: dict[str, Any] = {
            "scope": SCOPE, "stores": None if None in self._waiting else sorted(stores)
        }  # fmt: skip
        jobs = JobRepository(self._container.engine)
        try:
            jobs.submit(
                "propose_orders", SCOPE, arguments, options=JobOptions(exclusive=True), session=session
            )
        except JobUnderWayError:
            return False  # what it didn't see is asked for once it is done
        self._waiting.clear()
        self._asked_at = self._clock()
        return True

    def report(self) -> LoopReport:
        """How many events of the log weren't read."""
        return LoopReport(self._lag)

    def close(self) -> None:
        """It holds nothing."""
