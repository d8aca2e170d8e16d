"""The week before a holiday: what it always was, and whether the forecast has it.

Models are chosen on the newest periods. Where none of these lies before the holiday that is ahead, one that
knows nothing of it may be the best of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Floats, Index
from foresale.data.calendar.calendars import CalendarOptions, calendar_columns
from foresale.data.calendar.public_holidays import holiday_names
from foresale.frequency import Frequency
from foresale.notes import Evidence, Note, Reading
from foresale.panel import Panel

WEEK_BEFORE_HOLIDAY = "week_before_holiday"
WEEK = 7
_WEEKS_BESIDE = 3
_CLEAR = 1.25  # times the weeks before, or less than one by as much, in every year
_FEWEST_YEARS = 2
_USUAL = 0.9  # of all other weeks differ less from those before them
_HALF_HAD = 0.5  # of the effect, as a ratio's logarithm: with so much the forecast knows of it
_MOST = 3


@dataclass(frozen=True)
class _Missed:
    """A holiday ahead, with the ratios of the weeks before it to those before them."""

    first: int
    name: str
    past: Array
    forecast: float
    units: float

    @property
    def usual(self) -> float:
        return float(np.exp(np.log(self.past).mean()))


def week_before_holiday_notes(panel: Panel, mean: Floats, options: CalendarOptions) -> tuple[Note, ...]:
    """Name holidays ahead before which much more, or less, was sold every year than is forecast.

    All series are added up. A week before a holiday is compared with the three weeks before it, and with
    how much other weeks differ from those before them.

    Args:
        panel: The history.
        mean: The forecast, S × H.
        options: The country whose holidays count; without one nothing is said.
    """
    if options.country is None or panel.freq is not Frequency.DAY:
        return ()
    missed = list(_find_missed(panel, mean, options))
    if not missed:
        return ()
    dates = panel.future_dates(mean.shape[1] + WEEK).astype("datetime64[D]")
    parts = [
        f"before {one.name} ({dates[one.first - panel.n_periods]}) it sold {one.past.min():.2g} to "
        f"{one.past.max():.2g} times the weeks before in each of {len(one.past)} years, and is forecast to "
        f"sell {one.forecast:.2g} times as much"
        for one in missed[:_MOST]
    ]
    text = f"The forecast lacks what the week before a holiday always was: {'; '.join(parts)}."
    ahead = sum(one.units for one in missed)
    usual = sum(one.units * one.usual / one.forecast for one in missed if one.forecast > 0)
    readings = (Reading("as it is forecast", ahead), Reading("as in earlier years", usual))
    evidence = Evidence("sales of all series in these weeks, year by year", readings, "likely")
    return (Note(WEEK_BEFORE_HOLIDAY, len(missed), text, evidence),)


def _find_missed(panel: Panel, mean: Floats, options: CalendarOptions) -> Iterator[_Missed]:
    known, ahead = panel.n_periods, mean.shape[1]
    dates = np.concatenate([panel.dates, panel.future_dates(ahead + WEEK)])
    holiday = np.asarray(calendar_columns(dates, panel.freq, options)["holiday_id"])
    sold = np.concatenate([np.nansum(panel.target, axis=0), np.nansum(mean, axis=0)])
    ratio, weekly = _ratios(sold)
    begins = [at for at in np.flatnonzero(holiday) if not holiday[max(at - WEEK, 0) : at].any()]
    past = [at for at in begins if at <= known and at - 1 < len(ratio) and np.isfinite(ratio[at - 1])]
    usual = _usual_difference(ratio[:known], np.array(past, dtype=np.intp))
    names = holiday_names(options.country or "", options.subdivision)
    for at in begins:
        if not known + WEEK // 2 < at <= known + ahead:
            continue
        before = np.array([ratio[other - 1] for other in past if holiday[other] == holiday[at]])
        forecast = float(ratio[at - 1])
        if len(before) < _FEWEST_YEARS or not (before > 0).all() or not forecast > 0:
            continue
        effect = np.log(before)
        is_one_way = (np.sign(effect) == np.sign(effect[0])).all()
        if not is_one_way or np.abs(effect).min() < max(np.log(_CLEAR), usual):
            continue
        if np.log(forecast) / effect.mean() < _HALF_HAD:
            number = int(holiday[at]) - 1
            name = names[number] if number < len(names) else "a holiday"
            yield _Missed(int(at), name, before, forecast, float(weekly[at - 1]))


def _ratios(sold: Array) -> tuple[Array, Array]:
    """Sales of the week that ends with each day over those of the weeks before it; and the former."""
    sums = np.concatenate([[0.0], np.cumsum(sold)])
    weekly = np.full(len(sold), np.nan)
    weekly[WEEK - 1 :] = sums[WEEK:] - sums[:-WEEK]
    beside = np.full(len(sold), np.nan)
    first = (_WEEKS_BESIDE + 1) * WEEK - 1
    if len(sold) > first:
        back = [week * WEEK for week in range(1, _WEEKS_BESIDE + 1)]
        beside[first:] = np.mean([weekly[first - days : len(sold) - days] for days in back], axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(beside > 0, weekly / beside, np.nan), weekly


def _usual_difference(ratio: Array, holidays: Index) -> float:
    """How far most weeks beside no holiday are from those before them, as a logarithm."""
    apart = np.ones(len(ratio), dtype=bool)
    for at in holidays:
        apart[max(at - WEEK, 0) : at + (_WEEKS_BESIDE + 1) * WEEK] = False
    seen = ratio[apart & np.isfinite(ratio) & (ratio > 0)]
    return float(np.quantile(np.abs(np.log(seen)), _USUAL)) if len(seen) else np.inf
