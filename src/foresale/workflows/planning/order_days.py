"""On which day something can be ordered, and on which the next time."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta


def order_dates(
    now: datetime, order_days: Collection[int] | None, cutoff: str | None, review_days: int
) -> tuple[date, date]:
    """The next order's day, and that of the order after it.

    Args:
        now: By the clock that the cut-off is meant by.
        order_days: Weekdays, Monday is 1; None for any day, every `review_days`.
        cutoff: Until when on such a day, as 14:30; None for all day.
        review_days: Days from one order to the next where any day will do.

    Examples:
        >>> monday = datetime(2026, 3, 2, 15, 0)
        >>> [str(day) for day in order_dates(monday, (1, 4), "14:30", 7)]
        ['2026-03-05', '2026-03-09']
        >>> [str(day) for day in order_dates(monday, None, None, 7)]
        ['2026-03-02', '2026-03-09']
    """
    first = now.date()
    if cutoff is not None and now.strftime("%H:%M") > cutoff:
        first += timedelta(days=1)
    if order_days is None:
        return first, first + timedelta(days=review_days)
    days = [first + timedelta(days=step) for step in range(15)]
    allowed = [day for day in days if day.isoweekday() in order_days]
    return allowed[0], allowed[1]
