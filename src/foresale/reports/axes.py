"""What is written along the bottom of a chart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from foresale.frequency import Dates, Frequency
from foresale.reports import wording


@dataclass(frozen=True)
class Axis:
    """What lies along the bottom: a name for every position, and the few that are written out."""

    names: Sequence[str]
    ticks: Sequence[tuple[int, str]]


def date_axis(dates: Dates, freq: Frequency) -> Axis:
    """Periods along the bottom, with at most six written: Mondays, months or years, whatever is round."""
    values = [date.item() for date in dates.astype("datetime64[D]")]
    if freq is Frequency.DAY and len(values) <= 70:
        at = [i for i, value in enumerate(values) if value.weekday() == 0] or list(range(len(values)))
        texts = {i: wording.day(dates[i], year=False) for i in at}
    elif len(values) <= 13 and freq is not Frequency.DAY:
        write = wording.month if freq.months else wording.day
        texts = {i: write(date, year=False) for i, date in enumerate(dates)}
    elif (values[-1] - values[0]).days > 3 * 365:
        at = [i for i in range(len(values)) if i and values[i].year != values[i - 1].year]
        texts = {i: str(values[i].year) for i in at}
    else:
        at = [i for i in range(len(values)) if i == 0 or values[i].month != values[i - 1].month]
        if not freq.months and values[0].day > 7 and len(at) > 1:
            at = at[1:]
        at = at[:: max(1, -(-len(at) // 5))]
        years = [values[i].year for i in at]
        texts = {
            i: wording.month(dates[i], year=False)
            + (f"\n{years[k]}" if k == 0 or years[k] != years[k - 1] else "")
            for k, i in enumerate(at)
        }
    thinned = list(texts.items())[:: max(1, -(-len(texts) // 6))]
    return Axis([wording.period(date, freq) for date in dates], thinned)
