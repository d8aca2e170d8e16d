"""The loop that sums what stores and products sold a day anew, where their sales changed."""

from __future__ import annotations

import time

import sqlalchemy as sa

from foresale.service.live.loop_report import SOLD_DAYS
from foresale.service.live.poll_interval import PollInterval
from foresale.storage.database.live_leases import Lease
from foresale.storage.database.sales.packed_days import MOST_PACKED, find_unpacked_days, pack_days
from foresale.storage.database.sales.sold_days import MOST_DAYS, sum_changed_days
from foresale.storage.database.sales.sold_product_days import (
    MOST_PRODUCT_DAYS,
    note_summed_days,
    sum_changed_product_days,
)

TURN_SECONDS = 5.0
"""After this a turn ends, though days may be left: its lease has to be renewed."""
PACK_SECONDS = 60.0
"""How often it is looked for days to pack: they are those of yesterday, and late ones."""
_MOST_FOUND = 100 * MOST_PACKED


class SoldDaysLoop:
    """Keeps the sums of days that changed; until then they are read from the sales, as right and slower.

    Args:
        engine: The system of record.
    """

    name = SOLD_DAYS
    pace = PollInterval(10.0, 20.0)

    def __init__(self, engine: sa.Engine) -> None:
        self._engine, self._has_noted = engine, False
        self._packs_at = time.monotonic()

    def run_once(self, lease: Lease) -> bool:
        """Sum days until none is left, or the turn is over; then pack those that tills don't change any more.

        Args:
            lease: Of two that sum the same days one gives up: it needn't be looked at.
        """
        del lease
        if not self._has_noted:
            note_summed_days(self._engine)
            self._has_noted = True
        until, summed = time.monotonic() + TURN_SECONDS, 0
        for work, most in ((sum_changed_days, MOST_DAYS), (sum_changed_product_days, MOST_PRODUCT_DAYS)):
            while time.monotonic() < until:
                found = work(self._engine)
                summed += found
                if found < most:
                    break
        return self._pack(until) > 0 or summed > 0

    def _pack(self, until: float) -> int:
        """Pack days until none is left, or the turn is over; answer how many."""
        packed = 0
        while self._packs_at <= time.monotonic() < until:
            found = find_unpacked_days(self._engine, _MOST_FOUND)
            for first in range(0, len(found), MOST_PACKED):
                if time.monotonic() >= until:
                    return packed
                packed += pack_days(self._engine, found[first : first + MOST_PACKED])
            if len(found) < _MOST_FOUND:
                self._packs_at = time.monotonic() + PACK_SECONDS
        return packed

    def close(self) -> None:
        """It holds nothing."""
