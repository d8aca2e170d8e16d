"""What the calendar says about a period before it comes: weekdays, seasons, pay days and holidays."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Bools, Matrix
from foresale.data.calendar.public_holidays import holiday_names, holiday_table, plain_name, weekend_days
from foresale.errors import OptionError
from foresale.frequency import Dates, Frequency
from foresale.panel import Panel

__all__ = ["CalendarOptions", "calendar_columns", "holiday_table"]


@dataclass(frozen=True)
class CalendarOptions:
    """Whose calendar it is.

    Attributes:
        country: Two-letter code, or the country's name, whose holidays count; none without it.
        subdivision: State or region of the country, for its own holidays.
        paydays: Days of the month on which wages are paid; past a month's end, its last day.
        last_working_day_pays: Whether each month's last working day is a pay day too.
        holiday_reach: Days before and after a holiday beyond which its distance no longer grows.
    """

    country: str | None = None
    subdivision: str | None = None
    paydays: tuple[int, ...] = (1, 15)
    last_working_day_pays: bool = True
    holiday_reach: int = 14

    def __post_init__(self) -> None:
        """Refuse pay days that no month has."""
        wrong = [day for day in self.paydays if not 1 <= day <= 31]
        if wrong:
            raise OptionError(
                f"Pay day {wrong[0]} is no day of a month.", fix="Give pay days between 1 and 31."
            )


def calendar_columns(dates: Dates, freq: Frequency, options: CalendarOptions) -> dict[str, Matrix]:
    """Columns that are known for any date, past or to come, one value per period.

    A day gets its place in week, month and year, its distance to pay days and holidays, and
    which holiday it is; a week or a longer period gets the place of its middle and counts of its days
    of each sort. A column means the same whatever dates are asked for, so a model can learn
    on some and forecast on others.

    Args:
        dates: N period starts.
        freq: Length of a period.
        options: Country and pay days; without a country there are no holiday columns.

    Raises:
        OptionError: The country or subdivision isn't known.

    Examples:
        >>> week = np.arange("2024-12-23", "2024-12-27", dtype="datetime64[D]")
        >>> columns = calendar_columns(week, Frequency.DAY, CalendarOptions(country="GB"))
        >>> columns["days_to_holiday"].tolist()
        [2.0, 1.0, 0.0, 0.0]
    """
    if len(dates) == 0:
        raise OptionError("There are no dates to look up in the calendar.", fix="Give at least one date.")
    starts = dates.astype("datetime64[D]")
    days = _Days.around(starts, freq, options)
    if freq is Frequency.DAY:
        columns, at = _day_columns(days, options), (starts - days.dates[0]).astype(np.int64)
        return {name: values[at].astype(np.float32) for name, values in columns.items()}
    edges = [_shift(starts, freq, periods) - days.dates[0] for periods in (-1, 0, 1, 2)]
    columns = _period_columns(days, np.stack(edges).astype(np.int64), freq, options)
    return {name: values.astype(np.float32) for name, values in columns.items()}


def _day_columns(days: _Days, options: CalendarOptions) -> dict[str, NDArray[np.generic]]:
    """One value per day of `days`."""
    month_end = _month_start(days.dates, 1) - np.timedelta64(1, "D")
    columns: dict[str, NDArray[np.generic]] = {
        "weekday": days.weekday,
        "day_of_month": _day_of_month(days.dates),
        "days_to_month_end": (month_end - days.dates).astype(np.int64),
        **_place_in_year(days.dates),
    }
    if days.payday.any():
        columns["days_to_payday"] = _steps_to_next(days.payday)
        columns["days_since_payday"] = _steps_to_next(days.payday[::-1])[::-1]
    if options.country is None:
        return columns
    holiday = days.holiday_id > 0
    off = holiday | days.weekend
    bridge = ~off
    bridge[1:-1] &= off[:-2] & off[2:]
    bridge[[0, -1]] = False
    reach = options.holiday_reach
    return columns | {
        "holiday": holiday,
        "days_to_holiday": np.minimum(_steps_to_next(holiday), reach),
        "days_since_holiday": np.minimum(_steps_to_next(holiday[::-1])[::-1], reach),
        "bridge_day": bridge,
        "holiday_id": days.holiday_id,
    }


def _period_columns(
    days: _Days, edges: NDArray[np.int64], freq: Frequency, options: CalendarOptions
) -> dict[str, NDArray[np.generic]]:
    """One value per week or month, whose neighbours and itself begin at days `edges` of `days`."""

    def count(flags: Bools, neighbour: int = 0) -> NDArray[np.int64]:
        """Flagged days in each period, or in the one `neighbour` periods on."""
        total = np.concatenate([[0], np.cumsum(flags)])
        return np.asarray(total[edges[2 + neighbour]] - total[edges[1 + neighbour]])

    first, last = edges[1], edges[2]
    middle = days.dates[(first + last) // 2]
    columns: dict[str, NDArray[np.generic]] = _place_in_year(middle)
    if freq.months:
        columns |= {"days": last - first, "weekend_days": count(days.weekend)}
    else:
        columns |= {"week_of_month": (_day_of_month(middle) - 1) // 7}
    if days.payday.any():
        columns["paydays"] = count(days.payday)
    if options.country is None:
        return columns
    holiday = days.holiday_id > 0
    held = count(holiday)
    columns |= {
        "holidays": held,
        "holiday_share": held / (last - first),
        "holidays_next": count(holiday, 1),
        "holidays_before": count(holiday, -1),
        "trading_days": last - first - held,
        "working_days": count(~holiday & ~days.weekend),
    }
    if freq is Frequency.WEEK:
        next_one = np.minimum(first + _steps_to_next(holiday)[first], len(holiday) - 1)
        columns["holiday_id"] = np.where(held > 0, days.holiday_id[next_one], 0)
    return columns


def _place_in_year(dates: Dates) -> dict[str, NDArray[np.generic]]:
    """Week (ISO 8601), month, quarter, and the year's round as two pairs of waves."""
    month = dates.astype("datetime64[M]").astype(np.int64) % 12 + 1
    thursday = dates + (3 - _weekday(dates)).astype("timedelta64[D]")
    angle = 2 * np.pi * _day_of_year(dates) / 365.25
    return {
        "week_of_year": _day_of_year(thursday) // 7 + 1,
        "month": month,
        "quarter": (month - 1) // 3 + 1,
        "year_sin_1": np.sin(angle),
        "year_cos_1": np.cos(angle),
        "year_sin_2": np.sin(2 * angle),
        "year_cos_2": np.cos(2 * angle),
    }


@dataclass(frozen=True)
class _Days:
    """Every day around the dates asked for, wide enough that distances don't depend on them."""

    dates: Dates
    weekday: NDArray[np.int64]
    weekend: Bools
    payday: Bools
    holiday_id: NDArray[np.int64]

    @classmethod
    def around(cls, starts: Dates, freq: Frequency, options: CalendarOptions) -> _Days:
        """Whole months from well before the first date to well after the last period."""
        margin = max(options.holiday_reach // 28 + 1, 2 * max(freq.months, 1))
        first, last = (
            _month_start(starts.min(), -margin),
            _month_start(starts.max(), margin + max(freq.months, 1) + 1),
        )
        dates = first + np.arange(int((last - first).astype(np.int64))).astype("timedelta64[D]")
        weekday = _weekday(dates)
        holiday_id = np.zeros(len(dates), dtype=np.int64)
        weekend = np.isin(weekday, (5, 6))
        if options.country is not None:
            weekend = np.isin(weekday, weekend_days(options.country))
            table = holiday_table(dates[0].item(), dates[-1].item(), options.country, options.subdivision)
            names = {
                name: i + 1 for i, name in enumerate(holiday_names(options.country, options.subdivision))
            }
            ids = [names.get(plain_name(name), len(names) + 1) for name in table["name"]]
            holiday_id[(table["date"].to_numpy() - dates[0]).astype(np.int64)] = ids
        working = ~weekend & (holiday_id == 0)
        return cls(dates, weekday, weekend, _paydays(dates, working, options), holiday_id)


def _paydays(dates: Dates, working: Bools, options: CalendarOptions) -> Bools:
    """Which of the days, in whole months, are pay days."""
    payday = np.zeros(len(dates), dtype=np.bool_)
    day = _day_of_month(dates)
    length = (_month_start(dates, 1) - _month_start(dates, 0)).astype(np.int64)
    for wanted in options.paydays:
        payday |= day == np.minimum(wanted, length)
    if options.last_working_day_pays:
        at = np.flatnonzero(working)
        month = dates[at].astype("datetime64[M]")
        payday[at[np.append(month[1:] != month[:-1], True)]] = True
    return payday


def _steps_to_next(flags: Bools) -> NDArray[np.int64]:
    """Steps from each position to the next flagged one, 0 on it; past the last, to the end."""
    at = np.append(np.flatnonzero(flags), len(flags))
    here = np.arange(len(flags))
    return np.asarray(at[np.searchsorted(at, here)] - here)


def _shift(starts: Dates, freq: Frequency, periods: int) -> Dates:
    """Where the period `periods` on from each of `starts` begins."""
    if freq.months:
        return _month_start(starts, freq.months * periods)
    return starts + np.timedelta64(freq.days * periods, "D")


def _weekday(dates: Dates) -> NDArray[np.int64]:
    """0 is Monday; 1970-01-01 was a Thursday."""
    return np.asarray((dates.astype(np.int64) + 3) % 7)


def _day_of_month(dates: Dates) -> NDArray[np.int64]:
    """1 on the first."""
    return np.asarray((dates - _month_start(dates, 0)).astype(np.int64) + 1)


def _day_of_year(dates: Dates) -> NDArray[np.int64]:
    """0 on the 1st of January."""
    return np.asarray((dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64))


def _month_start(dates: Dates, ahead: int) -> Dates:
    """The first day of each date's month, or of the month `ahead` months on."""
    return np.asarray((dates.astype("datetime64[M]") + np.timedelta64(ahead, "M")).astype("datetime64[D]"))


def add_calendar(panel: Panel, horizon: int, options: CalendarOptions) -> Panel:
    """The panel with calendar columns for its history and `horizon` periods beyond."""
    dates = np.concatenate([panel.dates, panel.future_dates(horizon)])
    columns = calendar_columns(dates, panel.freq, options)
    return replace(panel, calendar={**panel.calendar, **columns})
