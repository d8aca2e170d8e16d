"""Where periods begin: the file's own calendar laid on regular periods, or refused where it doesn't fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Ints
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.spacing import Spacing, SpacingChange, find_change, find_mixture
from foresale.errors import ColumnsError
from foresale.frequency import Dates, Frequency, next_periods, weekdays
from foresale.messages import option
from foresale.notes import Evidence, Note

_EPOCH_MONDAY = np.datetime64("1970-01-05", "D")
_MAX_SHIFT = 15  # days
_FINE = (Frequency.DAY, Frequency.WEEK)


@dataclass(frozen=True)
class PeriodAxis:
    """Regular periods, and where among them a file's dates fall.

    Attributes:
        freq: Length of a period.
        anchor: A day on which one of the periods begins.
        shift: Days by which dates are moved back before they are placed, for calendars whose periods
            don't begin where these do.
        is_own: Whether the file holds one date a period already.
        is_stepped: Whether dates go to the nearest step from the anchor (four weeks with a leap week).
    """

    freq: Frequency
    anchor: np.datetime64
    shift: int = 0
    is_own: bool = False
    is_stepped: bool = False

    def place(self, days: Dates) -> Dates:
        """Each date moved to where its period is, on this axis."""
        if self.is_stepped:
            since = (days - self.anchor).astype(np.int64)
            steps = (since + self.freq.days // 2) // self.freq.days
            return np.asarray(self.anchor + (self.freq.days * steps).astype("timedelta64[D]"))
        if self.shift:
            return np.asarray(days - np.timedelta64(self.shift, "D"))
        return days

    def start_of(self, day: np.datetime64) -> np.datetime64:
        """The first day of the period that holds `day`."""
        if self.freq.months:
            month, anchor = (date.astype("datetime64[M]") for date in (day, self.anchor))
            since = int((month - anchor).astype(np.int64)) % self.freq.months
            month_start: np.datetime64 = (month - np.timedelta64(since, "M")).astype("datetime64[D]")
            return month_start
        since = int((day - self.anchor).astype(np.int64)) % self.freq.days
        start: np.datetime64 = day.astype("datetime64[D]") - np.timedelta64(since, "D")
        return start

    def next_start(self, start: np.datetime64) -> np.datetime64:
        """The first day of the period after the one that begins at `start`."""
        following: np.datetime64 = next_periods(start, self.freq, 1)[0]
        return following


def check_spacing(series: Ints, days: Dates, spacing: Spacing, options: PanelOptions, *, sold: bool) -> None:
    """Refuse what no regular period holds without zeros or doubles between, and say the way out.

    Args:
        series: Position of each row's series.
        days: Day of each row.
        spacing: How far apart the file's dates are.
        options: The length of a period wanted, and what a missing row means.
        sold: Whether the rows are an invoice file's, whose days without a row are days without a sale.

    Raises:
        ColumnsError: Series or parts of the file are spaced differently, the dates follow a calendar that
            has no regular periods, or the period asked for is shorter than the file's own.
    """
    asked = options.freq
    if sold or (asked in _FINE and options.missing != "auto"):
        return
    change = None if spacing.is_regular else find_change(spacing.days)
    change = change or find_mixture(series, days)
    if change is not None:
        _check_change(change, options)
        return
    if not spacing.is_regular:
        return
    if asked is None and spacing.freq is None:
        raise ColumnsError(_describe_dates(spacing), fix=_way_out(spacing))
    if asked is None or (spacing.is_retail_calendar and asked.months):
        return
    if asked.days + 0.5 < min(spacing.step, 92):
        fix = f"Leave {option('freq')} out" if spacing.freq else _way_out(spacing).rstrip(".")
        raise ColumnsError(
            f"{_describe_dates(spacing)} They don't say what each {asked.noun} sold.",
            fix=f"{fix}; only where they are counts of single days, give {option('missing', 'unknown')} or "
            f"{option('missing', 'zero')} beside "
            f"{option('freq', asked.value if asked in _FINE else 'D')} for the days between.",
        )
    if spacing.freq is Frequency.FOUR_WEEKS and asked.months:
        raise ColumnsError(
            f"{_describe_dates(spacing)} Thirteen of them make a year, so one {asked.noun} in a while would "
            "hold one more than the others.",
            fix=f"Leave {option('freq')} out, or give {option('freq', '4W')}.",
        )


def _check_change(change: SpacingChange, options: PanelOptions) -> None:
    if options.freq is None or options.freq.days < change.freq.days:
        raise ColumnsError(
            f"{change.text} A {change.freq.noun} of one would stand beside shorter periods of the other.",
            fix=f"Give {option('freq', change.freq.value)}, which adds the shorter ones up, or files of "
            "one spacing.",
        )


def _describe_dates(spacing: Spacing) -> str:
    first, last = spacing.days[0], spacing.days[-1]
    return f"Dates are {spacing.words} ({len(spacing.days):,} of them, {first} to {last})."


def _way_out(spacing: Spacing) -> str:
    if spacing.is_retail_calendar:
        return (
            f"Give the sales by week or day and {option('freq', 'W')}; or {option('freq', 'M')}, which "
            "counts each of these periods, "
            "one for one, as the calendar month that it mostly covers."
        )
    if spacing.step <= 2:
        return (
            f"Give {option('freq', '2W')}, which adds seven of them up; or {option('freq', 'D')} "
            f"{option('missing', 'unknown')} where the days between weren't counted, "
            f"{option('missing', 'zero')} where they sold nothing."
        )
    if spacing.step < 31:
        return (
            f"Give {option('freq', 'M')}, which adds up what lies in a month, or sales by day, week or month."
        )
    if spacing.step < 92:
        return (
            f"Give {option('freq', 'Q')}, which adds up what lies in a quarter, or sales by day, "
            "week or month."
        )
    return "Give sales by quarter or a shorter period: these are too far apart to forecast from."


def make_axis(spacing: Spacing, freq: Frequency, options: PanelOptions) -> tuple[PeriodAxis, list[Note]]:
    """Lay periods of length `freq` on a file's dates.

    Args:
        spacing: How far apart they are.
        freq: Length of a period.
        options: The first day of a week.

    Raises:
        ColumnsError: A retail calendar's periods can't be counted as months one for one.
    """
    is_own = spacing.freq is not None and spacing.freq.days >= freq.days
    if freq.months:
        return _month_axis(spacing, freq, is_own=is_own)
    if options.week_start is not None:
        weekday = options.week_start - 1
    elif spacing.is_regular and spacing.step % 7 == 0:
        weekday = int(np.bincount(weekdays(spacing.days)).argmax())
    else:
        weekday = 0
    anchor = _EPOCH_MONDAY + np.timedelta64(weekday, "D")
    if freq.days > 7:  # whole from the first row on, or from the first week that begins after it
        late = int((anchor - spacing.days[0]).astype(np.int64)) % 7
        anchor = spacing.days[0] + np.timedelta64(0 if spacing.is_regular else late, "D")
    if is_own and freq in (Frequency.FORTNIGHT, Frequency.FOUR_WEEKS):
        return PeriodAxis(freq, spacing.days[-1], is_own=True, is_stepped=freq is Frequency.FOUR_WEEKS), []
    if spacing.freq is Frequency.FORTNIGHT and freq is Frequency.FOUR_WEEKS:
        anchor = spacing.days[-1] - np.timedelta64(14, "D")
    return PeriodAxis(freq, anchor, is_own=is_own), []


def _month_axis(spacing: Spacing, freq: Frequency, *, is_own: bool) -> tuple[PeriodAxis, list[Note]]:
    january = np.datetime64("1970-01-01", "D")
    if not spacing.is_retail_calendar and spacing.freq is not Frequency.QUARTER:
        shift = 0
        if freq is Frequency.QUARTER and spacing.freq is Frequency.MONTH:
            # Dates at a month's end stand for the month that begins with it.
            day = spacing.days - spacing.days.astype("datetime64[M]").astype("datetime64[D]")
            shift = 27 if bool((day.astype(int) >= 27).mean() > 0.9) else 0
        return PeriodAxis(freq, january, shift=shift, is_own=is_own), []
    length = 3 if spacing.freq is Frequency.QUARTER else 1
    weekday = int(np.bincount(weekdays(spacing.days)).argmax())
    day_of_month = (spacing.days - spacing.days.astype("datetime64[M]").astype("datetime64[D]")).astype(int)
    at_end = weekday in (5, 6) if length == 1 else bool(np.median(day_of_month) >= 15)
    usual = (14 if at_end else -14) if length == 1 else 0
    for step in sorted(range(-_MAX_SHIFT, _MAX_SHIFT + 1), key=abs):
        shift = usual + step
        months = (spacing.days - np.timedelta64(shift, "D")).astype("datetime64[M]").astype(np.int64)
        if len(np.unique(months // length)) == len(months) and len(np.unique(months % length)) == 1:
            break
    else:
        raise ColumnsError(
            f"{_describe_dates(spacing)} They can't be counted as {freq.noun}s one for one.",
            fix="Give the sales by day or week.",
        )
    if length == 3:
        first = months[:1] - (2 if at_end else 0)
        anchor = first.astype("datetime64[M]").astype("datetime64[D]")[0]
        return PeriodAxis(freq, anchor, shift=shift, is_own=True), []
    text = (
        f"Dates are {spacing.words}: each period counts as the month that it mostly covers, one for one "
        f"({spacing.days[-1]} as {np.datetime64(int(months[-1]), 'M')}), as asked."
    )
    note = Note(
        "retail_calendar", len(spacing.days), text, Evidence(_describe_dates(spacing), certainty="told")
    )
    return PeriodAxis(freq, january, shift=shift, is_own=freq is Frequency.MONTH), [note]
