"""The loop that has a store's series forecast anew when its day is over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from foresale.service.jobs.job import JobOptions
from foresale.service.jobs.repository import JobRepository
from foresale.service.live.loop_report import DAY_END
from foresale.service.live.poll_interval import PollInterval
from foresale.service.serving.today import TodayForecasts
from foresale.storage.database.forecasts.known_days import read_known_days
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.trade import SaleRow
from foresale.workflows.renewal import Renewal

if TYPE_CHECKING:
    from foresale.container import Container
    from foresale.storage.database.live_leases import Lease

SERIES_SCOPE = "daily.series"
GRACE = timedelta(minutes=5)
"""After midnight, for sales that were rung up before it and are still on their way."""


class DayEndLoop:
    """Asks for new forecasts of stores whose day is over, by the clock of each.

    Only of stores that sold on that day: of the others nothing new is known, or their sales come later by
    file, and the schedule takes them. A forecast that knows the day already isn't made again.

    Args:
        container: The service's parts.
        clock: Says what time it is, UTC.
    """

    name = DAY_END
    pace = PollInterval(10.0, 30.0)

    def __init__(self, container: Container, clock: Callable[[], datetime] = utc_now) -> None:
        self._container, self._clock = container, clock
        self._board = TodayForecasts(container.settings.time_zone)

    def run_once(self, lease: Lease) -> bool:
        """Ask for the forecasts that are due.

        Args:
            lease: Two that ask for the same get the same job: it needn't be looked at.
        """
        del lease
        engine, now = self._container.engine, self._clock() - GRACE
        with engine.connect().execution_options(writes=False) as connection:
            over = {
                store: today - timedelta(days=1)
                for store, today in self._board.days(connection, None, now).items()
            }
            due = _due(connection, over)
        if not due:
            return False
        for day in sorted(set(due.values())):
            self._submit(day, sorted(store for store, its in due.items() if its == day))
        return True

    def _submit(self, day: date, stores: list[int]) -> None:
        digest = hashlib.sha256(",".join(map(str, stores)).encode()).hexdigest()[:16]
        arguments: dict[str, Any] = {
            "store_ids": stores,
            "until": day.isoformat(),
            "renewal": Renewal("end_of_day", day=day).as_json(),
            "scope": SERIES_SCOPE,
        }
        key = JobOptions(idempotency_key=f"day-end:{day}:{digest}", exclusive=False)
        JobRepository(self._container.engine).submit("forecast_series", SERIES_SCOPE, arguments, options=key)

    def close(self) -> None:
        """It holds nothing."""


def _due(connection: sa.Connection, over: Mapping[int, date]) -> dict[int, date]:
    """Stores that sold on their last day, of which a served forecast doesn't know that day."""
    sold: dict[int, date] = {}
    for day in set(over.values()):
        stores = [store for store, its in over.items() if its == day]
        query = (
            sa.select(SaleRow.store_id).where(SaleRow.sold_on == day, SaleRow.store_id.in_(stores)).distinct()
        )
        sold |= dict.fromkeys(connection.scalars(query), day)
    known = read_known_days(connection, sold)
    return {store: day for store, day in sold.items() if store in known and known[store] < day}
