"""A supplier's calendar: on which days one can order until when, and on which days it delivers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from foresale.errors import OptionError

MAX_DAYS_AHEAD = 400
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True)
class DeliveryDays:
    """When a supplier takes orders and delivers them.

    Attributes:
        lead_days: Days from an order to its delivery.
        order_days: Weekdays on which orders are placed, Monday 0; the review days.
        delivery_days: Weekdays on which deliveries come.
        cutoff: The time of an order day after which an order counts for the next one.
        closed: Days on which nothing is ordered or delivered.
        working_days_only: Whether lead days are counted on days that aren't closed and are delivery days.
    """

    lead_days: int
    order_days: frozenset[int] = EVERY_DAY
    delivery_days: frozenset[int] = EVERY_DAY
    cutoff: time = time(23, 59, 59)
    closed: frozenset[date] = field(default_factory=frozenset)
    working_days_only: bool = False

    def __post_init__(self) -> None:
        """Refuse a supplier that never takes orders or never delivers."""
        for name, days in (("order", self.order_days), ("delivery", self.delivery_days)):
            if not days or not days <= EVERY_DAY:
                raise OptionError(
                    f"The {name} days {sorted(days)} name no weekday.",
                    fix="Name at least one weekday, Monday 0 to Sunday 6.",
                )
        if self.lead_days < 0:
            raise OptionError("A lead time is below zero days.", fix="Give it as 0 or more days.")

    def next_order(self, now: datetime) -> date:
        """The first day on which an order can still be placed.

        Examples:
            >>> tuesdays = DeliveryDays(2, order_days=frozenset({1}), cutoff=time(10))
            >>> tuesdays.next_order(datetime(2024, 5, 14, 9)).isoformat()
            '2024-05-14'
            >>> tuesdays.next_order(datetime(2024, 5, 14, 11)).isoformat()
            '2024-05-21'
        """
        first = now.date() if now.time() <= self.cutoff else now.date() + timedelta(days=1)
        return _first(self._days(first), self.order_days)

    def delivery(self, ordered: date) -> date:
        """The day on which what is ordered on a day is delivered.

        Examples:
            >>> DeliveryDays(2, delivery_days=frozenset({0, 3})).delivery(date(2024, 5, 14)).isoformat()
            '2024-05-16'
        """
        if not self.working_days_only:
            return _first(self._days(ordered + timedelta(days=self.lead_days)), self.delivery_days)
        days = self._days(ordered if self.lead_days == 0 else ordered + timedelta(days=1))
        working = (day for day in days if day.weekday() in self.delivery_days)
        for _ in range(self.lead_days - 1):
            next(working, None)
        return next(working, ordered + timedelta(days=MAX_DAYS_AHEAD))

    def arrivals(self, now: datetime) -> tuple[date, date, date]:
        """The next order's day, its delivery, and the delivery of the order after it.

        An order day whose delivery would come with the one before is skipped: it adds nothing.
        """
        ordered = self.next_order(now)
        first = self.delivery(ordered)
        following = ordered
        for _ in range(MAX_DAYS_AHEAD):
            following = _first(self._days(following + timedelta(days=1)), self.order_days)
            second = self.delivery(following)
            if second > first:
                return ordered, first, second
        raise OptionError(
            "The supplier's calendar has no second delivery.", fix="Check its order and closed days."
        )

    def _days(self, first: date) -> Iterable[date]:
        """Open days from one on."""
        every = (first + timedelta(days=ahead) for ahead in range(MAX_DAYS_AHEAD))
        return (day for day in every if day not in self.closed)


def periods_until(first_day: date, delivered: date, period_days: int) -> int:
    """The first period ahead in which a delivery can be sold from its first day on.

    Args:
        first_day: The first day of the next period.
        delivered: The day of the delivery, in the morning.
        period_days: Days of a period: 1 or 7.

    Examples:
        >>> periods_until(date(2024, 5, 13), date(2024, 5, 13), 7)
        0
        >>> periods_until(date(2024, 5, 13), date(2024, 5, 15), 7)
        1
    """
    days = (delivered - first_day).days
    return max(0, -(-days // period_days))


def _first(days: Iterable[date], weekdays: frozenset[int]) -> date:
    for day in days:
        if day.weekday() in weekdays:
            return day
    raise OptionError(
        f"No day of the next {MAX_DAYS_AHEAD} is open.", fix="Check the supplier's closed days."
    )
