"""Daily sales as whole months, and the months that a model can learn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.errors import HistoryError
from foresale.frequency import Dates

LAGS = (1, 2, 3)
YEAR = 12
LEAST_MONTHS = 6
LEAST_ROWS = 24
MOST_MONTHS = 48
SLACK = 3  # last days of a month that may be without sales: a holiday, a closed Sunday
KEYS = ("product", "store")


@dataclass(frozen=True)
class MonthlyHistory:
    """Units by month.

    Attributes:
        series: S rows of `product` and `store`.
        months: T whole months, oldest first, as datetime64[M].
        units: S × T; NaN up to a series' first month with sales, which it may have begun in the middle.
    """

    series: pl.DataFrame
    months: Dates
    units: Array

    @property
    def last_day(self) -> date:
        """The last day of the last month."""
        after = self.months[-1] + np.timedelta64(1, "M")
        found: date = (after.astype("datetime64[D]") - np.timedelta64(1, "D")).astype(object)
        return found


@dataclass(frozen=True)
class Examples:
    """Months whose outcome is known, N rows.

    Attributes:
        units: What was sold (N).
        lags: N × 4, units one, two, three and twelve months before; the last is NaN where unknown.
        month: Positions among the history's months (N).
        series: Positions among its series (N).
    """

    units: Array
    lags: Array
    month: NDArray[np.intp]
    series: NDArray[np.intp]

    def where(self, kept: NDArray[np.bool_]) -> Examples:
        """Some of them."""
        return Examples(self.units[kept], self.lags[kept], self.month[kept], self.series[kept])


def monthly_history(daily: pl.DataFrame) -> MonthlyHistory:
    """Sum daily sales to whole months; a part month at either end is left out.

    Args:
        daily: `product`, `store`, `date` and `units`; a month without a row sold nothing.

    Raises:
        HistoryError: There are fewer than six whole months.
    """
    first, last = daily["date"].min(), daily["date"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        raise HistoryError("There are no sales to learn months from.", fix="Import sales first.")
    begins = first if first.day <= SLACK else first + timedelta(days=31)
    ends = last + timedelta(days=SLACK)
    months = np.arange(np.datetime64(begins, "M"), np.datetime64(ends, "M"))[-MOST_MONTHS:]
    if len(months) < LEAST_MONTHS:
        raise HistoryError(
            f"The sales hold {len(months)} whole months.", fix=f"Give at least {LEAST_MONTHS} whole months."
        )
    by_month = daily.group_by(*KEYS, pl.col("date").dt.truncate("1mo").alias("month")).agg(
        pl.col("units").sum()
    )
    series = by_month.select(KEYS).unique().sort(KEYS)
    placed = by_month.join(series.with_row_index("row"), on=KEYS, how="left")
    column = (placed["month"].to_numpy().astype("datetime64[M]") - months[0]).astype(np.int64)
    began = np.full(series.height, np.iinfo(np.int64).max)
    np.minimum.at(began, placed["row"].to_numpy(), column)
    inside = (column >= 0) & (column < len(months))
    units = np.zeros((series.height, len(months)))
    row = placed["row"].to_numpy()[inside]
    units[row, column[inside]] = np.maximum(placed["units"].cast(pl.Float64).to_numpy()[inside], 0.0)
    # A series of the whole file's first month may be old; any other began within its first month.
    earliest = (np.datetime64(first, "M") - months[0]).astype(np.int64)
    unknown = np.where(began == earliest, began - 1, began)
    units[np.arange(len(months))[None, :] <= unknown[:, None]] = np.nan
    return MonthlyHistory(series, months, units)


def examples(history: MonthlyHistory) -> Examples:
    """Every month of every series whose three months before are known.

    Raises:
        HistoryError: There are too few to learn from.
    """
    units = history.units
    count = units.shape[1]
    lagged = np.full((*units.shape, len(LAGS) + 1), np.nan)
    for place, lag in enumerate((*LAGS, YEAR)):
        if lag < count:
            lagged[:, lag:, place] = units[:, :-lag]
    usable = np.isfinite(units) & np.isfinite(lagged[..., : len(LAGS)]).all(axis=-1)
    series, month = np.nonzero(usable)
    if len(series) < LEAST_ROWS:
        raise HistoryError(
            f"Only {len(series)} months of products have three known months before them.",
            fix="Import a longer history, or more products.",
        )
    return Examples(units[series, month], lagged[series, month], month, series)
