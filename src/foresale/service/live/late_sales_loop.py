"""The loop that has series forecast anew whose past was changed: by late, corrected and removed sales."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from foresale.service.jobs.job import JobOptions
from foresale.service.jobs.repository import JobRepository
from foresale.service.live.day_end_loop import SERIES_SCOPE
from foresale.service.live.loop_report import LATE_SALES, LoopReport
from foresale.service.live.poll_interval import PollInterval
from foresale.service.live.touched import SALE_KINDS, TouchedSales, find_touched
from foresale.service.serving.today import TodayForecasts
from foresale.storage.database.event_log.read import events_after, log_reach
from foresale.storage.database.forecasts.known_days import read_known_days
from foresale.storage.database.forecasts.served_runs import newest_bases
from foresale.storage.database.inbox.offsets import begin_offset, move_offset, read_offsets
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.outlook import ForecastReasonRow
from foresale.workflows.renewal import Renewal

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.storage.database.live_leases import Lease

_EVENTS = 20_000


class LateSalesLoop:
    """Asks for new forecasts of the series whose known past became another.

    Sales of days that no served forecast knows yet are left to the forecast that will know them. What comes
    within one turn is asked for together; how far the log was read is kept with the job that is asked for.

    Args:
        container: The service's parts.
        clock: Says what time it is, UTC.
    """

    name = LATE_SALES
    pace = PollInterval(15.0, 15.0)

    def __init__(self, container: Container, clock: Callable[[], datetime] = utc_now) -> None:
        self._container, self._clock = container, clock
        self._board = TodayForecasts(container.settings.time_zone)
        self._lag = 0

    def run_once(self, lease: Lease) -> bool:
        """Ask for the forecasts of what was touched since the last turn.

        Args:
            lease: Only its holder asks.
        """
        engine = self._container.engine
        with engine.connect().execution_options(writes=False) as connection:
            reach = log_reach(connection)
            stream = f"event log {reach.epoch}: {self.name}"
            after = read_offsets(connection, [stream]).get(stream)
            if after == reach.last_seq:
                return False
            events = [] if after is None else events_after(
                connection, after, limit=_EVENTS, kinds=SALE_KINDS, until=reach.last_seq
            )  # fmt: skip
            days = self._board.days(connection, None, self._clock())
            pairs = _find_reopened(connection, find_touched(events), days)
        read = events[-1].seq if len(events) == _EVENTS else reach.last_seq
        self._lag = reach.last_seq - read
        with Session(engine) as session, session.begin():
            lease.check(session.connection())
            if after is None:  # what was there before is known to the forecasts
                begin_offset(session.connection(), stream, read)
                return False
            move_offset(session.connection(), stream, after, read)
            for until in sorted(set(pairs.values())):
                self._submit(session, until, [pair for pair, its in pairs.items() if its == until])
        return bool(pairs)

    def _submit(self, session: Session, until: date, pairs: list[tuple[int, int]]) -> None:
        arguments: dict[str, Any] = {
            "series": sorted(pairs), "scope": SERIES_SCOPE, "until": until.isoformat(),
            "renewal": Renewal("late_sales", series=len(pairs)).as_json(),
        }  # fmt: skip
        JobRepository(self._container.engine).submit(
            "forecast_series", SERIES_SCOPE, arguments,
            options=JobOptions(exclusive=False), session=session,
        )  # fmt: skip

    def report(self) -> LoopReport:
        """How many events of the log weren't read."""
        return LoopReport(self._lag)

    def close(self) -> None:
        """It holds nothing."""


def _find_reopened(
    connection: sa.Connection, touched: TouchedSales, days: Mapping[int, date]
) -> dict[tuple[int, int], date]:
    """The series with a served forecast that knew one of the touched days as it was before; its last day."""
    files = touched.of_files(days)
    known = read_known_days(connection, {*files, *(store for _, store in touched.days)} & days.keys())
    found = {
        (product, store)
        for (product, store), dates in touched.days.items()
        if store in known and any(day <= known[store] for day in dates)
    }
    stores = [store for store, (first, _) in files.items() if store in known and first <= known[store]]
    if stores:
        held, bases = ForecastReasonRow, list(newest_bases(connection).values())
        columns: list[Any] = [held.product_id, held.store_id]
        query = sa.select(*columns).where(held.run_id.in_(bases), held.store_id.in_(stores)).distinct()
        found |= {(product, store) for product, store in connection.execute(query)}
    return {pair: known[pair[1]] for pair in found}
