"""How long a period is, where periods begin, and which are covered only in part."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Ints
from foresale.data.panel.missing_rows import MissingPolicy, SoldRows, open_periods, read_holes
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.period_axis import PeriodAxis, check_spacing, make_axis
from foresale.data.panel.spacing import MIN_GAPS, Spacing, find_shared_spacing, read_spacing
from foresale.errors import OptionError
from foresale.frequency import Dates, Frequency
from foresale.notes import Certainty, Evidence, Note, counted, percent
from foresale.sales import ColumnRoles

_DAY = np.timedelta64(1, "D")
_DENSE_ENOUGH = 0.25  # a sale every fourth period: below it a period is mostly noise
_FEWEST_PERIODS = {Frequency.WEEK: 52, Frequency.MONTH: 24}


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


def read_periods(
    rows: SoldRows, roles: ColumnRoles, options: PanelOptions
) -> tuple[PeriodAxis, MissingPolicy, list[Note]]:
    """How long a period is, where periods begin, and what one without a row means, from the rows themselves.

    Raises:
        ColumnsError: No regular period holds the file's dates, or the one asked for is shorter than theirs.
    """
    spacing = read_spacing(rows.days)
    check_spacing(rows.series, rows.days, spacing, options, sold=roles.transaction is not None)
    holes = read_holes(rows, roles, spacing, options)
    freq, notes = options.freq, []
    if freq is None:
        sparse = holes.sold_only >= 0.5
        freq, note = infer_frequency(rows.series, rows.days, spacing, sparse=sparse)
        notes = [note]
    periods, axis_notes = make_axis(spacing, freq, options)
    return periods, holes, [*notes, *axis_notes]


def infer_frequency(series: Ints, days: Dates, spacing: Spacing, *, sparse: bool) -> tuple[Frequency, Note]:
    """The length of a period, from the file's own spacing.

    Files with one date a week, fortnight, four weeks, month or quarter keep that. Daily rows stay daily
    unless a period without a row means nothing sold (`sparse`) and series sell so rarely that a longer
    period says more.
    """
    n_days = len(spacing.days)
    if spacing.freq is not None:
        text = f"Dates are {spacing.words} ({n_days:,} of them): by {spacing.freq.noun}."
        seen = f"{n_days:,} different dates from {spacing.days[0]} to {spacing.days[-1]}, {spacing.words}"
        certainty: Certainty = "proven" if n_days > MIN_GAPS else "likely"
        return spacing.freq, Note("frequency", n_days, text, Evidence(seen, certainty=certainty))
    shared = find_shared_spacing(series, days)
    if shared is not None:
        text = f"{shared.text}, not all on the same days: by {shared.freq.noun}."
        return shared.freq, Note("frequency", n_days, text, Evidence(text))
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


def share_filled(series: Ints, days: NDArray[np.int64], spacing: Spacing) -> dict[Frequency, float]:
    """Share of the periods from a series' first row on that hold one, averaged over rows."""
    n_series = int(series.max()) + 1
    share = {}
    weeks = np.arange(days.min() // 7, days.max() // 7 + 1)
    for freq, periods in ((Frequency.DAY, open_periods(days, spacing)), (Frequency.WEEK, weeks)):
        period = np.searchsorted(periods, days if freq is Frequency.DAY else days // 7)
        used = np.unique(series * len(periods) + period)
        first = np.full(n_series, len(periods))
        np.minimum.at(first, series, period)
        per_series = np.bincount(used // len(periods), minlength=n_series) / np.maximum(
            len(periods) - first, 1
        )
        share[freq] = float(np.average(per_series, weights=np.bincount(series, minlength=n_series)))
    return share


def find_covered_span(
    days: Dates, timestamps: pl.Series, axis: PeriodAxis, options: PanelOptions
) -> tuple[np.datetime64, np.datetime64, list[Note]]:
    """First and last day of the periods that the file covers whole.

    A day is partial when its rows stop (or begin) well before (after) any ordinary day's; a week or month
    when more days are missing at its edge than usually pass between two days with rows.
    """
    distinct, freq = np.unique(days), axis.freq
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
    return _whole_periods(whole, days, axis)


def _whole_periods(
    whole: Dates, days: Dates, axis: PeriodAxis
) -> tuple[np.datetime64, np.datetime64, list[Note]]:
    if axis.is_own:
        return whole[0], days.max(), []
    notes: list[Note] = []
    noun = axis.freq.noun
    allowed = Spacing(whole).usual_gap - 1
    begin, end = axis.start_of(whole[0]), axis.start_of(whole[-1])
    after_end = axis.next_start(end)
    first, last = whole[0], after_end - _DAY
    if int((after_end - _DAY - whole[-1]).astype(int)) > allowed and end > begin:
        rows, last = int((days >= end).sum()), end - _DAY
        text = f"The {noun} from {end} is covered only to {whole[-1]}: dropped ({counted(rows, 'row')})."
        notes.append(Note("incomplete_last_period", rows, text))
    if int((whole[0] - begin).astype(int)) > allowed and axis.next_start(begin) < last:
        first = axis.next_start(begin)
        rows = int((days < first).sum())
        text = f"The {noun} from {begin} begins only with {whole[0]}: dropped ({counted(rows, 'row')})."
        notes.append(Note("incomplete_first_period", rows, text))
    return first, last, notes


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
