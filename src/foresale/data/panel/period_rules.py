"""How long a period is, where periods begin, and which are covered only in part."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.data.panel.grid import Positions
from foresale.data.panel.options import PanelOptions
from foresale.errors import OptionError
from foresale.frequency import Dates, Frequency, next_periods, weekdays
from foresale.notes import Note, counted, percent

_DAY = np.timedelta64(1, "D")
_DENSE_ENOUGH = 0.25  # a sale every fourth period: below it a period is mostly noise
_FEWEST_PERIODS = {Frequency.WEEK: 52, Frequency.MONTH: 24}


@dataclass(frozen=True)
class Spacing:
    """How a file's days follow each other: the distinct `days`, oldest first, and the gaps between them."""

    days: Dates

    @property
    def gaps(self) -> NDArray[np.int64]:
        """Days from each distinct day to the next."""
        return np.asarray(np.diff(self.days.astype("datetime64[D]").astype(np.int64)), dtype=np.int64)

    @property
    def is_monthly(self) -> bool:
        """Whether there is about one day a month."""
        return len(self.gaps) > 0 and float(np.median(self.gaps)) >= 27

    @property
    def is_weekly(self) -> bool:
        """Whether nearly all days fall on one weekday."""
        return len(self.gaps) > 0 and float(np.mean(self.gaps % 7 == 0)) >= 0.95

    @property
    def usual_gap(self) -> int:
        """A gap that only one in twenty exceeds, in days."""
        return int(np.quantile(self.gaps, 0.95, method="lower")) if len(self.gaps) else 1


def local_times(dates: pl.Series, options: PanelOptions) -> tuple[pl.Series, list[Note]]:
    """Each row's own date or time where it was sold, and a note where a time zone was at stake."""
    zone = getattr(dates.dtype, "time_zone", None)
    if zone is None:
        return dates, []
    if options.time_zone is not None:
        try:
            dates = dates.dt.convert_time_zone(options.time_zone)
        except pl.exceptions.PolarsError as error:
            raise OptionError(
                f"There is no time zone {options.time_zone!r}.",
                fix="Give a name from the IANA list, such as Europe/London.",
            ) from error
    used = options.time_zone or zone
    text = f"{len(dates):,} timestamps carry the time zone {zone}: days are counted in {used}."
    if options.time_zone is None:
        text += " If the shop is elsewhere, give its time_zone."
    return dates.dt.replace_time_zone(None), [Note("time_zone", len(dates), text)]


def infer_frequency(series: Positions, days: Dates, *, sparse: bool) -> tuple[Frequency, Note]:
    """Day, week or month, from the file's own spacing.

    Files with about one date a month or a week keep that. Daily rows stay daily unless a period without
    a row means nothing sold (`sparse`) and series sell so rarely that a longer period says more.
    """
    spacing = Spacing(np.unique(days))
    n_days = len(spacing.days)
    if spacing.is_monthly:
        return Frequency.MONTH, Note(
            "frequency", n_days, f"Dates are about a month apart ({n_days:,} of them): by month."
        )
    if spacing.is_weekly:
        return Frequency.WEEK, Note(
            "frequency", n_days, f"Dates are whole weeks apart ({n_days:,} of them): by week."
        )
    if not sparse:
        return Frequency.DAY, Note("frequency", n_days, f"The file holds {n_days:,} different days: by day.")
    filled = share_filled(series, days.astype(np.int64), spacing)
    by_day = f"a series sells on {percent(filled[Frequency.DAY])} of the days"
    for freq in (Frequency.WEEK, Frequency.MONTH):
        span = (spacing.days[-1] - spacing.days[0]).astype(int) + 1
        too_short = span / (7 if freq is Frequency.WEEK else 30.4) < _FEWEST_PERIODS[freq]
        finer = Frequency.DAY if freq is Frequency.WEEK else Frequency.WEEK
        if filled[finer] >= _DENSE_ENOUGH or too_short:
            reason = (
                "often enough"
                if filled[finer] >= _DENSE_ENOUGH
                else f"too few {freq.noun}s for longer periods"
            )
            return finer, Note("frequency", n_days, f"On average {by_day}: by {finer.noun} ({reason}).")
    return Frequency.MONTH, Note(
        "frequency", n_days, f"On average {by_day}: too rarely for days or weeks, so by month."
    )


def share_filled(series: Positions, days: NDArray[np.int64], spacing: Spacing) -> dict[Frequency, float]:
    """Share of the periods from a series' first row on that hold one, averaged over rows."""
    n_series = int(series.max()) + 1
    share = {}
    for freq in (Frequency.DAY, Frequency.WEEK):
        period = np.searchsorted(spacing.days.astype(np.int64), days) if freq is Frequency.DAY else days // 7
        periods, period = np.unique(period, return_inverse=True)
        used = np.unique(series * len(periods) + period)
        first = np.full(n_series, len(periods))
        np.minimum.at(first, series, period)
        per_series = np.bincount(used // len(periods), minlength=n_series) / np.maximum(
            len(periods) - first, 1
        )
        share[freq] = float(np.average(per_series, weights=np.bincount(series, minlength=n_series)))
    return share


def first_weekday(days: Dates, options: PanelOptions) -> int:
    """The weekday weeks begin on, 0 for Monday: the file's own when it is weekly."""
    if options.week_start is not None:
        return options.week_start - 1
    distinct = np.unique(days)
    if Spacing(distinct).is_weekly:
        return int(np.bincount(weekdays(distinct)).argmax())
    return 0


def period_start(day: np.datetime64, freq: Frequency, weekday: int) -> np.datetime64:
    """The first day of the period that holds `day`."""
    if freq is Frequency.MONTH:
        return np.datetime64(day.astype("datetime64[M]"), "D")
    if freq is Frequency.WEEK:
        return np.datetime64(day - np.timedelta64((int(day.astype(np.int64)) + 3 - weekday) % 7, "D"))
    return day


def covered_span(
    days: Dates, timestamps: pl.Series, freq: Frequency, options: PanelOptions
) -> tuple[np.datetime64, np.datetime64, list[Note]]:
    """First and last day of the periods that the file covers whole.

    A day is partial when its rows stop (or begin) well before (after) any ordinary day's; a week or month
    when more days are missing at its edge than usually pass between two days with rows.
    """
    distinct = np.unique(days)
    first, last = distinct[0], distinct[-1]
    if options.incomplete_last == "keep" or len(distinct) < 3:
        return first, last, []
    notes: list[Note] = []
    early, late = _partial_days(timestamps)
    if late and freq is Frequency.DAY:
        rows = int((days == last).sum())
        notes.append(
            Note(
                "incomplete_last_period",
                rows,
                f"{last} ends at {late}, earlier than any ordinary day: dropped ({counted(rows, 'row')}).",
            )
        )
    if early and freq is Frequency.DAY:
        rows = int((days == first).sum())
        notes.append(
            Note(
                "incomplete_first_period",
                rows,
                f"{first} begins at {early}, later than any ordinary day: dropped ({counted(rows, 'row')}).",
            )
        )
    whole = distinct[(1 if early else 0) : (len(distinct) - 1 if late else len(distinct))]
    if freq is Frequency.DAY:
        return whole[0], whole[-1], notes
    return _whole_periods(whole, days, freq, first_weekday(days, options))


def _whole_periods(
    whole: Dates, days: Dates, freq: Frequency, weekday: int
) -> tuple[np.datetime64, np.datetime64, list[Note]]:
    spacing = Spacing(whole)
    length = 7 if freq is Frequency.WEEK else 27
    if np.median(spacing.gaps) >= length:  # the file is by week or month already
        return whole[0], days.max(), []
    notes: list[Note] = []
    allowed = spacing.usual_gap - 1
    begin, end = period_start(whole[0], freq, weekday), period_start(whole[-1], freq, weekday)
    after_end = _next_start(end, freq)
    first, last = whole[0], after_end - _DAY
    if int((after_end - _DAY - whole[-1]).astype(int)) > allowed and end > begin:
        rows, last = int((days >= end).sum()), end - _DAY
        text = f"The {freq.noun} from {end} is covered only to {whole[-1]}: dropped ({counted(rows, 'row')})."
        notes.append(Note("incomplete_last_period", rows, text))
    if int((whole[0] - begin).astype(int)) > allowed and _next_start(begin, freq) < last:
        first = _next_start(begin, freq)
        rows = int((days < first).sum())
        text = f"The {freq.noun} from {begin} is begins with {whole[0]}: dropped ({counted(rows, 'row')})."
        notes.append(Note("incomplete_first_period", rows, text))
    return first, last, notes


def _next_start(start: np.datetime64, freq: Frequency) -> np.datetime64:
    following: np.datetime64 = next_periods(start, freq, 1)[0]
    return following


def _partial_days(timestamps: pl.Series) -> tuple[str | None, str | None]:
    """When the first day begins too late, its first time; when the last one ends too early, its last time."""
    if timestamps.dtype == pl.Date:
        return None, None
    daily = (
        timestamps.to_frame("at")
        .group_by(pl.col("at").dt.date().alias("day"))
        .agg(pl.col("at").min().dt.time().alias("begins"), pl.col("at").max().dt.time().alias("ends"))
        .sort("day")
    )
    if daily.height < 15:
        return None, None
    midnight = pl.Series([0], dtype=pl.Time)[0]
    begins = daily["begins"].cast(pl.Int64).to_numpy() / 3.6e12
    ends = daily["ends"].cast(pl.Int64).to_numpy() / 3.6e12
    if (daily["ends"] == midnight).sum() > 0.5 * daily.height:
        return None, None
    late_start = begins[0] > np.quantile(begins[1:], 0.99) + 1
    early_end = ends[-1] < np.quantile(ends[:-1], 0.01) - 1
    return (
        f"{daily['begins'][0]:%H:%M}" if late_start else None,
        f"{daily['ends'][-1]:%H:%M}" if early_end else None,
    )
