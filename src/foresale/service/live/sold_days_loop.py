"""The loop that sums what stores and products sold a day anew, where their sales changed."""

from __future__ import annotations

import time

import sqlalchemy as sa

from foresale.service.live.loop_report import SOLD_DAYS
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.sales.sold_days import MOST_DAYS, sum_changed_days
from foresale.storage.database.sales.sold_product_days import (
    MOST_PRODUCT_DAYS,
    note_summed_days,
    sum_changed_product_days,
)

TURN_SECONDS = 5.0
"""After this a turn ends, though days may be left: its lease has to be renewed."""


class SoldDaysLoop:
    """Keeps the sums of days that changed; until then they are read from the sales, as right and slower.

    Args:
        engine: The system of record.
    """

    name = SOLD_DAYS
    pace = PollInterval(10.0, 20.0)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine, self._has_noted = engine, False

    def run_once(self, lease: Lease) -> bool:
        """Sum days until none is left, or the turn is over.

        Args:
            lease: Of two that sum the same days one gives up: it needn't be looked at.
        """
        del lease
        if not self._has_noted:
            note_summed_days(self._engine)
            self._has_noted = True
        began, summed = time.monotonic(), 0
        for work, most in ((sum_changed_days, MOST_DAYS), (sum_changed_product_days, MOST_PRODUCT_DAYS)):
            while time.monotonic() - began < TURN_SECONDS:
                found = work(self._engine)
                summed += found
                if found < most:
                    break
        return summed > 0

    def close(self) -> None:
        """It holds nothing."""
