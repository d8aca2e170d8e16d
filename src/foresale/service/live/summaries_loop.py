"""The loop that keeps the list of all products in all stores, and their usual prices, up to date."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa

from foresale.service.jobs.handlers.kept_forecast import last_whole_day
from foresale.service.live.loop_report import SUMMARIES
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.forecasts.served_runs import daily_bases
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.series_summaries.refresh import refresh_summaries, tell_forecasts
from foresale.storage.database.supply.usual_prices import refresh_usual_prices
from foresale.storage.database.tables.base import utc_now


class SummariesLoop:
    """Works the summaries of series out anew: at once after a forecast, else every few minutes.

    Usual prices are worked out once a forecast and day alone: sums of forecasts are kept by price.

    Args:
        engine: The system of record.
        time_zone: Says which day is over.
        clock: Says what time it is, UTC.
    """

    name = SUMMARIES
    pace = PollInterval(2.0, 10.0)

    def __init__(self, engine: sa.Engine, time_zone: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine, self._time_zone, self._clock = engine, time_zone, clock
        self._priced: str | None = None

    def run_once(self, lease: Lease) -> bool:
        """Look whether they are old.

        Args:
            lease: Of two that work them out one keeps them: it needn't be looked at.
        """
        del lease
        yesterday = last_whole_day(self._time_zone, self._clock())
        is_priced = self._refresh_prices(yesterday)
        return refresh_summaries(self._engine, yesterday) or is_priced

    def _refresh_prices(self, yesterday: date) -> bool:
        with self._engine.connect().execution_options(writes=False) as connection:
            seen = tell_forecasts(connection, daily_bases(connection), yesterday)
        if seen == self._priced:
            return False
        changed = refresh_usual_prices(self._engine, yesterday)
        self._priced = seen
        return changed

    def close(self) -> None:
        """It holds nothing."""
