"""The loop that learns each day how days go."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from foresale.service.live.loop_report import HOURS
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.intraday.learn import learn_from_sales
from foresale.storage.database.intraday.repository import DatabaseIntraday
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.tables.base import utc_now
from foresale.storage.database.tables.trade import SaleRow


class HoursLoop:
    """Learns hours of sales anew when a day with sales is over, and when the first sales are there.

    Args:
        engine: The system of record.
        time_zone: Of stores that have none of their own.
        clock: Says what time it is, UTC.
    """

    name = HOURS
    pace = PollInterval(10.0, 60.0)

    def __init__(self, engine: sa.Engine, time_zone: str, clock: Callable[[], datetime] = utc_now) -> None:
        self._engine, self._time_zone, self._clock = engine, time_zone, clock

    def run_once(self, lease: Lease) -> bool:
        """Learn, unless it was learned of the last whole day with sales already.

        Args:
            lease: Whoever learns learns the same: it needn't be looked at.
        """
        del lease
        yesterday = self._clock().astimezone(ZoneInfo(self._time_zone)).date() - timedelta(days=1)
        with self._engine.connect().execution_options(writes=False) as connection:
            last = connection.scalar(
                sa.select(sa.func.max(SaleRow.sold_on)).where(SaleRow.sold_on <= yesterday)
            )
        known = DatabaseIntraday(self._engine).read_learned_until()
        if last is None or (known is not None and known >= last):
            return False
        learn_from_sales(self._engine, yesterday, self._time_zone)
        return True

    def close(self) -> None:
        """It holds nothing."""
