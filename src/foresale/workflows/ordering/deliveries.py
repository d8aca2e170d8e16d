"""When each series can be ordered, when that arrives by its supplier's calendar, and how late it may come."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Array, Index
from foresale.frequency import Dates
from foresale.planning.delivery_days import EVERY_DAY, DeliveryDays
from foresale.planning.order_calendar import OrderCalendar
from foresale.workflows.ordering.moment import DAY, MAX_PERIODS, OrderMoment

MAX_DAYS_LATE = 90
SPREADS_LATE = 3
"""How many standard deviations late a delivery may come at most."""
MAX_SKIPPED_ORDERS = 60
BY = ("lead_time", "review", "order_days", "delivery_days", "closed_days")


@dataclass(frozen=True)
class Deliveries:
    """When each series can be ordered and when that arrives.

    Attributes:
        order_on: S days of the next order.
        arrives_on: S days on which it arrives.
        arrival: S periods from the moment on at whose beginning it can be sold.
        next_arrival: S periods for the order after it.
        known: S: whether there is a lead time.
        late: S × A chances that it comes 0, 1, … periods late; None where all come on time.
    """

    order_on: Dates
    arrives_on: Dates
    arrival: Index
    next_arrival: Index
    known: np.ndarray
    late: Array | None = None

    def take(self, rows: Index) -> Deliveries:
        """The same of some series."""
        late = None if self.late is None else self.late[rows]
        return Deliveries(
            self.order_on[rows],
            self.arrives_on[rows],
            self.arrival[rows],
            self.next_arrival[rows],
            self.known[rows],
            late,
        )

    @property
    def reach(self) -> int:
        """Periods ahead in which the last of the next orders may arrive."""
        late = 0 if self.late is None else self.late.shape[1] - 1
        return int(self.next_arrival[self.known].max(initial=1)) + late

    @property
    def calendar(self) -> OrderCalendar:
        """The arrivals as planning takes them."""
        return OrderCalendar(self.arrival, self.next_arrival, self.late)


def pick_deliveries(suppliers: Sequence[Deliveries], choice: Index) -> Deliveries:
    """Each series' deliveries by the supplier chosen for it.

    Args:
        suppliers: One for each supplier.
        choice: S positions among them.
    """
    if not any(each.late is not None for each in suppliers):
        late = None
    else:
        on_time = np.ones((len(choice), 1))
        tables = [on_time if each.late is None else each.late for each in suppliers]
        width = max(table.shape[1] for table in tables)
        whole = np.stack([np.pad(table, ((0, 0), (0, width - table.shape[1]))) for table in tables])
        late = whole[choice, np.arange(len(choice))]
    rows = np.arange(len(choice))
    return Deliveries(
        np.stack([each.order_on for each in suppliers])[choice, rows],
        np.stack([each.arrives_on for each in suppliers])[choice, rows],
        np.stack([each.arrival for each in suppliers])[choice, rows],
        np.stack([each.next_arrival for each in suppliers])[choice, rows],
        np.stack([each.known for each in suppliers])[choice, rows],
        late,
    )


def plan_deliveries(moment: OrderMoment, terms: pl.DataFrame) -> Deliveries:
    """Order days and arrivals of every series.

    Args:
        moment: When it is ordered.
        terms: One row a series: `BY`, lengths of time in days, weekdays such as "0,3", dates; null where
            not said. Where it has them, `lead_time_spread`, `late_share` and `late_by` too.
    """
    columns = [terms[name] if name in terms.columns else pl.lit(None).alias(name) for name in BY]
    rows = terms.select(columns).with_row_index("row")
    known = rows["lead_time"].is_not_null().to_numpy()
    order_on, arrives_on = (np.full(len(known), moment.date.astype("datetime64[D]")) for _ in range(2))
    arrival, after = np.zeros(len(known), dtype=np.intp), np.ones(len(known), dtype=np.intp)
    for _, group in rows.group_by(BY, maintain_order=True):
        at = group["row"].to_numpy()
        dates = _dates(moment, group.row(0, named=True))
        order_on[at], arrives_on[at] = dates[0], dates[1]
        first = min(moment.first_start_after(dates[1]), MAX_PERIODS)
        following = first + 1 if dates[2] is None else moment.first_start_after(dates[2])
        arrival[at], after[at] = first, max(following, first + 1)
    found = Deliveries(order_on, arrives_on, arrival, after, known)
    return Deliveries(order_on, arrives_on, arrival, after, known, late_chances(moment, terms, found))


def _dates(
    moment: OrderMoment, row: Mapping[str, Any]
) -> tuple[np.datetime64, np.datetime64, np.datetime64 | None]:
    """The next order's day, its arrival, and that of the order after it; None for the next period."""
    closed = (datetime.date.fromisoformat(day) for day in (row["closed_days"] or "").split(",") if day)
    supplier = DeliveryDays(
        int(np.ceil(row["lead_time"] or 0)),
        order_days=_weekdays(row["order_days"]),
        delivery_days=_weekdays(row["delivery_days"]),
        closed=frozenset(closed),
    )
    today = moment.date.astype("datetime64[D]").item()
    ordered = supplier.next_order(_morning(today))
    arrives = supplier.delivery(ordered)
    on_days = row["order_days"] or row["delivery_days"] or row["closed_days"]
    if row["review"] is None and not on_days:
        return _day(ordered), _day(arrives), None
    review = row["review"] if row["review"] is not None else (1 if row["order_days"] else moment.period_days)
    step, following = datetime.timedelta(days=max(int(np.ceil(review)), 1)), ordered
    for _ in range(MAX_SKIPPED_ORDERS):
        following = supplier.next_order(_morning(following + step))
        later = supplier.delivery(following)
        if later > arrives:  # an order that would come with the one before adds nothing
            break
    return _day(ordered), _day(arrives), _day(later)


def late_chances(moment: OrderMoment, terms: pl.DataFrame, deliveries: Deliveries) -> Array | None:
    """S × A chances that orders come 0, 1, … periods late; None where all come on time.

    What comes earlier than expected counts as on time.

    Args:
        moment: When it is ordered.
        terms: Their `late_share` with `late_by`, or `lead_time_spread`, in days.
        deliveries: When they arrive on time.
    """
    from scipy import special

    share, late_by, spread = (
        terms[name].to_numpy().astype(np.float64) if name in terms.columns else np.full(terms.height, np.nan)
        for name in ("late_share", "late_by", "lead_time_spread")
    )
    by_share = np.isfinite(share) & (share > 0)
    by_spread = ~by_share & np.isfinite(spread) & (spread > 0)
    if not (by_share | by_spread).any():
        return None
    days_late = np.where(np.isfinite(late_by), np.ceil(late_by), moment.period_days)
    most = np.where(by_share, days_late, np.where(by_spread, np.ceil(SPREADS_LATE * spread), 0))
    most = np.minimum(most, MAX_DAYS_LATE)
    chances = np.zeros((len(share), MAX_PERIODS))
    below = np.zeros(len(share))
    rows = np.arange(len(share))
    for day in range(int(np.nan_to_num(most).max()) + 1):
        reached = special.ndtr((day + 0.5) / np.where(by_spread, spread, 1))
        until = np.where(by_share, np.where(day >= most, 1, 1 - share), np.where(by_spread, reached, 1.0))
        until = np.where(day >= most, 1.0, until)
        arrives = moment.first_start_from(deliveries.arrives_on + day * DAY)
        place = np.clip(arrives - deliveries.arrival, 0, chances.shape[1] - 1)
        np.add.at(chances, (rows, place), np.maximum(until - below, 0))
        below = np.maximum(until, below)
    width = int(np.flatnonzero(chances.any(axis=0)).max()) + 1
    return chances[:, :width]


def _weekdays(text: str | None) -> frozenset[int]:
    return frozenset(map(int, text.split(","))) if text else EVERY_DAY


def _morning(day: datetime.date) -> datetime.datetime:
    return datetime.datetime.combine(day, datetime.time())


def _day(day: datetime.date) -> np.datetime64:
    return np.datetime64(day, "D")
