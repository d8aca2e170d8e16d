"""On which day something can be ordered, when that is delivered, and when the order after it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from foresale.arrays import Array
from foresale.planning.delivery_days import EVERY_DAY, DeliveryDays

MAX_LATE_DAYS = 28
"""Days that an order is late at most."""
_WIDE = 3.0
"""Standard deviations beyond which nothing is looked at."""


@dataclass(frozen=True)
class SupplyCalendar:
    """When a supplier takes orders and delivers them.

    Attributes:
        lead_time_days: Days from an order to its delivery.
        order_days: Weekdays for orders, Monday is 1; None for any day, every `review_days`.
        delivery_days: Weekdays of deliveries, Monday is 1; None for any.
        cutoff: Until when on an order day, as 14:30; None for all day.
        review_days: Days from one order to the next where any day will do.
    """

    lead_time_days: int
    order_days: tuple[int, ...] | None = None
    delivery_days: tuple[int, ...] | None = None
    cutoff: str | None = None
    review_days: int = 7

    def arrivals(self, now: datetime) -> tuple[date, date, date]:
        """The next order's day, its delivery, and the delivery of the order after it.

        Args:
            now: By the clock that the cut-off is meant by.

        Examples:
            >>> monday = datetime(2026, 3, 2, 15, 0)
            >>> tell = lambda **terms: [str(day) for day in SupplyCalendar(**terms).arrivals(monday)]
            >>> tell(lead_time_days=2, order_days=(1, 4), cutoff="14:30")
            ['2026-03-05', '2026-03-07', '2026-03-11']
            >>> tell(lead_time_days=2, delivery_days=(4,))
            ['2026-03-02', '2026-03-05', '2026-03-12']
        """
        days = self._days()
        if self.order_days is not None:
            return days.arrivals(now)
        order_on = days.next_order(now)
        arrives, following = days.delivery(order_on), order_on + timedelta(days=self.review_days)
        while days.delivery(following) <= arrives:
            following += timedelta(days=self.review_days)
        return order_on, arrives, days.delivery(following)

    def delivery(self, ordered: date) -> date:
        """When it is delivered what is ordered on a day, whether or not that is an order day.

        Examples:
            >>> SupplyCalendar(lead_time_days=3, delivery_days=(2, 5)).delivery(date(2026, 3, 5)).isoformat()
            '2026-03-10'
        """
        return self._days().delivery(ordered)

    def _days(self) -> DeliveryDays:
        until = time.max if self.cutoff is None else time.fromisoformat(f"{self.cutoff}:59")
        return DeliveryDays(
            self.lead_time_days, _weekdays(self.order_days), _weekdays(self.delivery_days), until
        )


def late_chances(spread_days: float) -> Array:
    """Chances that an order comes 0, 1, … days late; one that comes early is taken to come on time.

    Args:
        spread_days: Standard deviation of the days that an order takes, around its lead time.

    Examples:
        >>> late_chances(1.0).round(3).tolist()
        [0.691, 0.242, 0.061, 0.006]
        >>> late_chances(0.0).tolist()
        [1.0]
    """
    from scipy.special import ndtr

    if spread_days <= 0:
        return np.ones(1)
    most = min(int(np.ceil(_WIDE * spread_days)), MAX_LATE_DAYS)
    until = ndtr((np.arange(most + 1) + 0.5) / spread_days)
    until[-1] = 1.0
    return np.asarray(np.diff(until, prepend=0.0))


def _weekdays(days: tuple[int, ...] | None) -> frozenset[int]:
    return EVERY_DAY if days is None else frozenset(day - 1 for day in days)
