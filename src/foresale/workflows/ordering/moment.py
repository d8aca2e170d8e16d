"""The moment of an order: how it lies to the sales' end, to order days and to arrivals."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Index
from foresale.frequency import Dates, next_periods
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted
from foresale.panel import Panel

MAX_PERIODS = 420
DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class OrderMoment:
    """When it is ordered.

    Attributes:
        date: The day of the order.
        sales_end: The last day that the sales cover.
        gap: Forecast periods that are over before.
        starts: Starts of the periods from then on; the first holds the day of the order.
        period_days: Days in a period.
    """

    date: np.datetime64
    sales_end: np.datetime64
    gap: int
    starts: Dates
    period_days: int

    def first_start_from(self, days: Dates) -> Index:
        """For each day, the first period that begins on it or later."""
        return np.asarray(np.searchsorted(self.starts, days, side="left"), dtype=np.intp)

    def first_start_after(self, day: np.datetime64) -> int:
        """The first period that begins on a day or later."""
        return int(self.first_start_from(np.array([day], dtype="datetime64[D]"))[0])

    def nearest_start(self, days: Dates) -> Index:
        """For each day, the period that it falls into, or the next one where most of that is over."""
        within = np.searchsorted(self.starts, days, side="right") - 1
        held = np.clip(within, 0, len(self.starts) - 1)
        late = (days - self.starts[held]) / DAY >= self.period_days / 2
        return np.maximum(held + (late & (self.period_days > 1)), 0).astype(np.intp)


def find_moment(
    panel: Panel, counted_on: Sequence[datetime.date | None], given: datetime.date | None, notes: list[Note]
) -> OrderMoment:
    """The day of the order: the day after the sales end, or that of the stock where it is newer.

    Args:
        panel: The sales.
        counted_on: When each stock was counted; None where the file doesn't say.
        given: When it was counted, as the caller says.
        notes: What is decided is added here.
    """
    starts = np.concatenate(
        [panel.future_dates(1), next_periods(panel.future_dates(1)[0], panel.freq, MAX_PERIODS)]
    )
    starts = starts.astype("datetime64[D]")
    sales_end = starts[0] - DAY
    days = sorted(day for day in counted_on if day is not None)
    newest = days[-1] if days else given
    noun = panel.freq.noun
    if newest is None:
        text = (
            f"The stock is taken as of {sales_end}, the end of the sales ({option('stock_date')} gives its "
            "day)."
        )
        readings = (Reading(f"counted at the end of {sales_end}"), Reading("counted on another day"))
        notes.append(
            Note(
                "stock_day_assumed",
                len(counted_on),
                text,
                Evidence("the stock file says no day", readings, "likely"),
            )
        )
        return OrderMoment(starts[0], sales_end, 0, starts, panel.freq.days)
    today = np.datetime64(newest, "D")
    if today <= starts[0]:
        return OrderMoment(starts[0], sales_end, 0, starts, panel.freq.days)
    gap = int(np.searchsorted(starts, today, side="right")) - 1
    if gap:
        text = (
            f"The stock was counted on {newest}, and the sales end on {sales_end}: the order is for "
            f"{newest}, with the stock of its beginning, and the {counted(gap, noun)} between "
            f"{'is' if gap == 1 else 'are'} left out of the forecast."
        )
        evidence = Evidence(f"the newest stock is of {newest}, the sales end on {sales_end}")
        notes.append(Note("stock_newer", gap, text, evidence))
    return OrderMoment(today, sales_end, gap, starts[gap:], panel.freq.days)
