"""Which days ahead the shop will be closed: by weekday, by holiday, as every year, or as a plan says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from foresale.arrays import Bools, Floats
from foresale.data.reading.columns.roles.opening_columns import value_of_closed
from foresale.forecasting.lifecycle.shop_closures import shop_closures
from foresale.frequency import Dates, Frequency, weekdays
from foresale.panel import Panel

WEEKS_CLOSED = 8
MIN_YEARS = 2
"""A closure that nothing explains counts as yearly once it was seen in so many years, and never missed."""
MAX_YEARS = 5
MAX_HOLIDAY_RUN = 4
"""Days on end; a longer closure is a holiday of the shop's own, which keeps to dates."""
_ALWAYS_SHUT = ((12, 25), (12, 26), (1, 1))
"""Days that shops keep where they keep them at all: a closure there is believed when it was seen once."""
_WEEKLY_SHARE = 0.8
_EASTER_DAYS = 60
_CHURCH_DAYS = (-2, 0, 1, 39, 49, 50, 60)
"""Days from Easter Sunday: Good Friday to Corpus Christi."""
_SAME = 0.99


@dataclass(frozen=True)
class _Past:
    """When groups of series that share their closed days were closed, G × T, and since when they traded.

    `weekly` marks weekdays that were nearly always closed, `longer` closures of many days on end.
    """

    closed: Bools
    begun: Bools
    weekly: Bools
    longer: Bools
    first: np.datetime64


def predict_closures(panel: Panel, horizon: int) -> Bools:
    """S × horizon: days on which each series' shop is expected to be closed.

    Closed is a weekday on which it was closed each of the last eight weeks; a day that a known column, true
    to the past, says is closed; a holiday on which it was closed whenever it came; and a date, a weekday of
    a month or a distance from Easter on which it was closed in each of at least two years. Weeks and months
    are never closed. Where every day looked at would be, the model is left to say, unless a column says so.

    Args:
        panel: The history; its calendar may hold `holiday_id`.
        horizon: Days ahead.
    """
    if panel.freq is not Frequency.DAY:
        return np.zeros((panel.n_series, horizon), dtype=bool)
    said = _read_column(panel, horizon)
    if not panel.pooled("closures any", lambda: np.array(panel.closed.any())):
        return np.zeros((panel.n_series, horizon), dtype=bool) if said is None else said == 1
    past, group = _pasts(panel)
    steps = max(horizon, 7)
    found = _weekly(past.closed, steps) | _yearly(panel, past, steps)
    found &= ~found.all(axis=1, keepdims=True)  # closed on all days looked at: for how long, nobody knows
    closed = found[group, :horizon]
    return closed if said is None else np.where(np.isnan(said), closed, said == 1)


def find_closed_once(panel: Panel, horizon: int) -> Bools:
    """S × horizon: days taken for open that were closed the only time they came before.

    The same date a year ago, or the same day around Easter; whether it was a yearly closure
    or a chance one, a single year can't tell.

    Args:
        panel: The history; its calendar may hold `holiday_id`.
        horizon: Days ahead.
    """
    found = np.zeros((panel.n_series, horizon), dtype=bool)
    if panel.freq is not Frequency.DAY or not panel.closed.any():
        return found
    past, group = _pasts(panel)
    for step, day in enumerate(panel.future_dates(horizon).astype("datetime64[D]")):
        once = _always_closed(past, _same_date(day), 1)
        since_easter = day - easter_sunday(_year(day))
        if int(since_easter.astype(np.int64)) in _CHURCH_DAYS:
            easters = np.array([easter_sunday(_year(day) - back) for back in range(1, MAX_YEARS + 1)])
            once |= _always_closed(past, easters + since_easter, 1)
        found[:, step] = once[group]
    said = _read_column(panel, horizon)
    unsaid = True if said is None else np.isnan(said)
    return np.asarray(found & ~predict_closures(panel, horizon) & unsaid)


def _pasts(panel: Panel) -> tuple[_Past, NDArray[np.intp]]:
    """The pasts of groups of series that share their closed days, and each series' group."""
    closed, first = shop_closures(panel)
    told = np.concatenate([np.packbits(closed, axis=1), first[:, None].view(np.uint8)], axis=1)
    _, member, group = np.unique(told, axis=0, return_index=True, return_inverse=True)
    return _past_of(panel, closed[member], first[member]), group.reshape(-1)


def _read_column(panel: Panel, horizon: int) -> Floats | None:
    """S × horizon, 1 closed, 0 open, NaN unknown, by a known column that told the closed days of the past.

    A column that only a plan holds has its name for a witness.
    """
    known = ~np.isnan(panel.target) | panel.closed
    for name, values in panel.known_ahead.items():
        if name in panel.categories:
            continue
        past = values[:, : panel.n_periods]
        given = values[:, panel.n_periods : panel.n_periods + horizon]
        both = known & ~np.isnan(past)
        if np.isnan(past).all():
            closed_is = value_of_closed(name)
            if closed_is is not None and np.isin(given[~np.isnan(given)], (0, 1)).all():
                return _read_ahead(given, closed_is, horizon)
        if not both.any() or not np.isin(past[both], (0, 1)).all():
            continue
        for closed_is in (0, 1):
            says = past[both] == closed_is
            if says.any() and not says.all() and (says == panel.closed[both]).mean() >= _SAME:
                return _read_ahead(given, closed_is, horizon)
    return None


def _read_ahead(given: Floats, closed_is: int, horizon: int) -> Floats:
    """What a column says of the days ahead: 1 closed, 0 open, NaN where it says nothing."""
    ahead = np.full((len(given), horizon), np.nan)
    ahead[:, : given.shape[1]] = np.where(np.isnan(given), np.nan, given == closed_is)
    return ahead


def _past_of(panel: Panel, shut: Bools, first: NDArray[np.intp]) -> _Past:
    begun = np.arange(panel.n_periods) >= first[:, None]
    slot = weekdays(panel.dates)
    weekly = np.zeros_like(shut)
    for day in range(7):
        here = slot == day
        lived = begun[:, here].sum(axis=1)
        share = (shut[:, here] & begun[:, here]).sum(axis=1) / np.maximum(lived, 1)
        weekly[:, here] = (share >= _WEEKLY_SHARE)[:, None]
    weekly &= ~_amid_closure(shut, weekly)
    return _Past(shut, begun, weekly, _in_long_runs(shut), panel.dates[0].astype("datetime64[D]"))


def _amid_closure(shut: Bools, weekly: Bools) -> Bools:
    """Closed days whose next days before and after that aren't weekly closing days were closed too.

    A Christmas Day on a Saturday, amid days that would have been open, was no mere Saturday.
    """
    place = np.arange(shut.shape[1])
    counts = ~weekly
    before = np.maximum.accumulate(np.where(counts, place, -1), axis=1)
    after = np.minimum.accumulate(np.where(counts, place, len(place))[:, ::-1], axis=1)[:, ::-1]
    inside = (before >= 0) & (after < len(place)) & (after - before <= MAX_HOLIDAY_RUN)
    both = np.take_along_axis(shut, np.maximum(before, 0), axis=1) & np.take_along_axis(
        shut, np.minimum(after, len(place) - 1), axis=1
    )
    return np.asarray(shut & inside & both)


def _in_long_runs(shut: Bools) -> Bools:
    """Days of closures that are longer than those around a holiday."""
    whole = sliding_window_view(
        np.pad(shut, ((0, 0), (MAX_HOLIDAY_RUN, MAX_HOLIDAY_RUN))), MAX_HOLIDAY_RUN + 1, axis=1
    ).all(axis=2)
    return np.asarray(sliding_window_view(whole, MAX_HOLIDAY_RUN + 1, axis=1).any(axis=2))


def _weekly(shut: Bools, horizon: int) -> Bools:
    """Weekdays closed each of the last eight weeks."""
    if shut.shape[1] < 7 * WEEKS_CLOSED:
        return np.zeros((len(shut), horizon), dtype=bool)
    recent = shut[:, -7 * WEEKS_CLOSED :].reshape(len(shut), WEEKS_CLOSED, 7)
    always: Bools = np.asarray(recent.all(axis=1))
    return np.asarray(always[:, np.arange(horizon) % 7])


def _yearly(panel: Panel, past: _Past, horizon: int) -> Bools:
    """Days that were closed whenever what they are came before."""
    ahead = panel.future_dates(horizon).astype("datetime64[D]")
    found = np.zeros((len(past.closed), horizon), dtype=bool)
    short = replace(past, weekly=past.weekly | past.longer)
    for step, day in enumerate(ahead):
        found[:, step] |= _always_closed(past, _same_date(day), MIN_YEARS)
        for before in _movable(day):
            found[:, step] |= _always_closed(short, before, MIN_YEARS)
        if _month_day(day) in _ALWAYS_SHUT:
            found[:, step] |= _always_closed(past, _same_date(day), 1)
    holiday = panel.calendar.get("holiday_id")
    if holiday is None or len(holiday) < panel.n_periods + horizon:
        return found
    for step in range(horizon):
        which = holiday[panel.n_periods + step]
        if which > 0:
            found[:, step] |= _always_closed(past, panel.dates[holiday[: panel.n_periods] == which], 1)
    return found


def _always_closed(past: _Past, days: Dates, fewest: int) -> Bools:
    """Which groups were closed on each of `days` that they traded around, and saw at least `fewest`.

    A day that falls on a weekly closing day says nothing.
    """
    position = (days.astype("datetime64[D]") - past.first).astype(np.int64)
    position = position[(position >= 0) & (position < past.closed.shape[1])]
    if not len(position):
        return np.zeros(len(past.closed), dtype=bool)
    telling = past.begun[:, position] & ~past.weekly[:, position]
    shut = past.closed[:, position] & telling
    return np.asarray((shut.sum(axis=1) >= fewest) & (shut.sum(axis=1) == telling.sum(axis=1)))


def _movable(day: np.datetime64) -> Iterator[Dates]:
    """The days of earlier years that are what `day` is: by weekday of the month, by distance from Easter."""
    year, month = _year(day), int(day.astype("datetime64[M]").astype(np.int64)) % 12
    nth = (int((day - day.astype("datetime64[M]")).astype(np.int64))) // 7
    slot = int(weekdays(np.array([day]))[0])
    firsts = np.array(
        [f"{year - back:04d}-{month + 1:02d}-01" for back in range(1, MAX_YEARS + 1)], "datetime64[D]"
    )
    shift = (slot - weekdays(firsts)) % 7
    same_weekday = firsts + (shift + 7 * nth).astype("timedelta64[D]")
    yield same_weekday[same_weekday.astype("datetime64[M]") == firsts.astype("datetime64[M]")]
    offset = day - easter_sunday(year)
    if abs(int(offset.astype(np.int64))) <= _EASTER_DAYS:
        yield np.array([easter_sunday(year - back) + offset for back in range(1, MAX_YEARS + 1)])


def _same_date(day: np.datetime64) -> Dates:
    """The same date of earlier years; 29 February only has leap years."""
    month, number = _month_day(day)
    years = [_year(day) - back for back in range(1, MAX_YEARS + 1)]
    leap = [year % 4 == 0 and (year % 100 != 0 or year % 400 == 0) for year in years]
    kept = [year for year, long in zip(years, leap, strict=True) if (month, number) != (2, 29) or long]
    return np.array([f"{year:04d}-{month:02d}-{number:02d}" for year in kept], "datetime64[D]")


def _year(day: np.datetime64) -> int:
    return int(day.astype("datetime64[Y]").astype(np.int64)) + 1970


def _month_day(day: np.datetime64) -> tuple[int, int]:
    month = day.astype("datetime64[M]")
    return int(month.astype(np.int64)) % 12 + 1, int(
        (day - month.astype("datetime64[D]")).astype(np.int64)
    ) + 1


def easter_sunday(year: int) -> np.datetime64:
    """Easter Sunday of the Gregorian calendar.

    The algorithm of Oudin (1940), as the US Naval Observatory publishes it.

    Args:
        year: From 1583 on.

    Examples:
        >>> str(easter_sunday(2024)), str(easter_sunday(2025))
        ('2024-03-31', '2025-04-20')
    """
    century, golden = year // 100, year % 19
    k = (century - 17) // 25
    moon = (century - century // 4 - (century - k) // 3 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (moon // 28) * (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + century // 4) % 7
    step = moon - weekday
    month = 3 + (step + 40) // 44
    return np.datetime64(f"{year:04d}-{month:02d}-{step + 28 - 31 * (month // 4):02d}")
