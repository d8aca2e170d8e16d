"""The loop that works out the sums of served forecasts where none count."""

from __future__ import annotations

import time

import sqlalchemy as sa

from foresale.service.live.loop_report import FORECAST_SUMS
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.forecasts.forecast_days import sum_forecast_days
from foresale.storage.database.forecasts.served_runs import daily_bases
from foresale.storage.database.live_leases import Lease

REST_FACTOR = 20.0
"""After work it rests so many times as long as that took: prices may change all the time."""


class ForecastSumsLoop:
    """Keeps the sums by store and day of forecasts that were renewed, or whose products have other prices.

    Until then the forecasts' rows are read, as right and slower.

    Args:
        engine: The system of record.
    """

    name = FORECAST_SUMS
    pace = PollInterval(5.0, 10.0)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine, self._rests_until = engine, 0.0

    def run_once(self, lease: Lease) -> bool:
        """Sum what isn't.

        Args:
            lease: Of two that sum the same stores the later keeps its sums: it needn't be looked at.
        """
        del lease
        began = time.monotonic()
        if began < self._rests_until:
            return False
        with self._engine.connect().execution_options(writes=False) as connection:
            bases = daily_bases(connection)
        summed = sum(sum_forecast_days(self._engine, base) for base in bases)
        # Also where nothing could be kept, as prices changed while rows were read.
        now = time.monotonic()
        self._rests_until = now + REST_FACTOR * (now - began)
        return summed > 0

    def close(self) -> None:
        """It holds nothing."""
