"""The earlier periods that a forecast is fairly set beside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array
from foresale.forecasting.lifecycle.expected_closures import predict_closures
from foresale.forecasting.lifecycle.shop_closures import shop_closures
from foresale.frequency import Dates, Frequency
from foresale.panel import Panel
from foresale.reports import wording

_WEEKS = 364  # days: 52 weeks
_WORTH_SAYING = 0.005  # of the forecast


@dataclass(frozen=True)
class Comparison:
    """What sold in the earlier periods, cell by cell, and what to call them.

    Attributes:
        sold: S × H units: 0 where the shop was closed, NaN where nobody knows.
        phrase: The periods, in a sentence: “the same 28 days last year”.
        label: The same, short, for legends and table heads.
        is_last_year: Whether they are a year back; else they are the periods just before.
    """

    sold: Array
    phrase: str
    label: str
    is_last_year: bool


@dataclass(frozen=True)
class Change:
    """A forecast beside earlier sales.

    Attributes:
        ahead: Units forecast.
        before: Units sold in the earlier periods.
        like_for_like: Relative change over the cells whose earlier sales are known; NaN if nothing sold.
        gained: Units gained or lost over the same cells.
        fresh: Units forecast where earlier sales are unknown: new series, mostly.
    """

    ahead: float
    before: float
    like_for_like: float
    gained: float
    fresh: float

    @property
    def is_part(self) -> bool:
        """Whether what is new makes enough of the forecast for its total not to be like for like."""
        return self.fresh > _WORTH_SAYING * self.ahead


def comparison(panel: Panel, horizon: int) -> Comparison | None:
    """The same periods last year, or the last ones before the forecast; None if the history is too short.

    Days are set beside the same weekday 52 weeks earlier, so that Saturdays meet Saturdays, but
    closed days that keep to dates (Christmas) beside their own last year.
    A year's comparison needs at least half of the series' periods known then.
    """
    freq = panel.freq
    year = _WEEKS if freq is Frequency.DAY else freq.periods_a_year
    years = -(-horizon // year)
    found = _earlier(panel, horizon, years * year)
    if found is not None and freq is Frequency.DAY and years == 1:
        found = _match_closed_days(panel, found)
    lately = ~np.isnan(panel.target[:, -min(year, panel.n_periods) :]).all(axis=1)
    if (
        found is not None
        and lately.any()
        and np.isfinite(found[lately]).mean() >= 0.5
        and np.nansum(found) > 0
    ):
        when = "last year" if years == 1 else f"{years} years before"
        return Comparison(found, f"the same {wording.counted(horizon, freq.noun)} {when}", when, True)
    step = 7 if freq is Frequency.DAY else 1
    found = _earlier(panel, horizon, -(-horizon // step) * step)
    if found is None or not np.isfinite(found).any():
        return None
    return Comparison(
        found, f"the {wording.counted(horizon, freq.noun)} before", f"previous {horizon} {freq.noun}s", False
    )


def total_units(panel: Panel, first: int) -> Array:
    """Units sold in all by period, from a period on: 0 where everything was closed, NaN where unknown.

    Args:
        panel: The history.
        first: Position of the first period.
    """
    sold, closed = panel.target[:, first:], panel.closed[:, first:].any(axis=0)
    known = np.isfinite(sold).any(axis=0)
    return np.where(known, np.nansum(sold, axis=0), np.where(closed, 0.0, np.nan))


def _earlier(panel: Panel, horizon: int, shift: int) -> Array | None:
    """Sales `shift` periods before each period of the horizon, or None where the history begins later."""
    start = panel.n_periods - shift
    if start < 0 or shift < horizon:
        return None
    window = slice(start, start + horizon)
    return np.where(panel.closed[:, window], 0.0, panel.target[:, window])


def _match_closed_days(panel: Panel, found: Array) -> Array:
    """Sales of a year ago, by date where a yearly closed day would stand beside an open one.

    Christmas is on another weekday each year: its day then is set beside its day ahead.

    Args:
        panel: The history.
        found: S × H sales 364 days before each day ahead.
    """
    horizon = found.shape[1]
    start = panel.n_periods - _WEEKS
    window = slice(start, start + horizon)
    then, expected = shop_closures(panel)[0][:, window], predict_closures(panel, horizon + 2)
    ahead = expected[:, :horizon]
    dates = panel.future_dates(horizon + 2).astype("datetime64[D]")
    by_date = _a_year_before(dates) - panel.dates[0].astype("datetime64[D]")
    position = np.clip(by_date.astype(np.int64), 0, panel.n_periods - 1)
    # Each day of last year comes again one or two weekdays later.
    again = np.searchsorted(position, np.arange(start, start + horizon)).clip(max=horizon + 1)
    sold_then = np.isfinite(panel.target[:, window])
    moved = (then & ~ahead & expected[:, again]) | (ahead & ~then & sold_then)
    # One shop's closed day moves the whole column, or sums would mix two kinds of days.
    columns = np.flatnonzero(moved.any(axis=0))
    at = position[columns]
    out = found.copy()
    out[:, columns] = np.where(panel.closed[:, at], 0.0, panel.target[:, at])
    return out


def _a_year_before(dates: Dates) -> Dates:
    """The same dates a year earlier; 29 February becomes 1 March."""
    months = dates.astype("datetime64[M]")
    into_month = dates - months.astype("datetime64[D]")
    return np.asarray((months - np.timedelta64(12, "M")).astype("datetime64[D]") + into_month)


def recent_growth(panel: Panel, horizon: int) -> float:
    """How the last `horizon` periods stand against those a year before, like for like; NaN if unknown."""
    year = _WEEKS if panel.freq is Frequency.DAY else panel.freq.periods_a_year
    if panel.n_periods < year + horizon:
        return float("nan")
    now, then = (
        panel.target[:, start : start + horizon]
        for start in (panel.n_periods - horizon, panel.n_periods - horizon - year)
    )
    known = np.isfinite(now) & np.isfinite(then)
    before = float(then[known].sum())
    return float(now[known].sum()) / before - 1 if before > 0 else float("nan")


def change_of(mean: Array, sold: Array) -> Change:
    """Set forecast cells beside earlier ones, like for like.

    Args:
        mean: Units forecast, of any shape.
        sold: Units sold in the earlier periods, of the same shape; NaN where unknown.

    Examples:
        >>> change_of(np.array([12.0, 5.0]), np.array([10.0, np.nan])).like_for_like.round(2)
        np.float64(0.2)
    """
    known = np.isfinite(sold)
    before, beside = float(sold[known].sum()), float(mean[known].sum())
    return Change(
        ahead=float(mean.sum()),
        before=before,
        like_for_like=np.float64(beside / before - 1) if before > 0 else np.float64(np.nan),
        gained=beside - before,
        fresh=float(mean[~known].sum()),
    )
