"""A newest or first period that holds far less than is usual in nearly all series alike: it was cut."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.data.panel.grid import Grid
from foresale.data.panel.missing_rows import SoldRows
from foresale.data.panel.options import PanelOptions
from foresale.data.panel.period_axis import PeriodAxis
from foresale.frequency import Dates, Frequency, next_periods, period_index
from foresale.messages import option
from foresale.notes import Evidence, Note, Reading, counted, percent

_RECENT = 3  # periods whose median is a series' level
_FEWEST_PAST = 8  # periods that show what is ordinary
_HIGHEST, _HIGHEST_FIRST_YEAR = 0.65, 0.4  # of the usual: above it a weak season is as likely
_UNSEEN, _RARELY = 0.75, 0.05  # of the share that one period in twenty before fell short of
_ALIKE = 0.9  # of the usual sales must lie in series that are low
_FEWEST_SERIES = 3
_SPREAD_TIMES, _SPREAD_MORE = 1.5, 0.2  # how much more than usual series may differ in how low they are


def rows_of_whole_periods(
    rows: SoldRows, periods: PeriodAxis, options: PanelOptions
) -> tuple[Bools, list[Note]]:
    """True for each row outside a newest or first period that was cut off, of files with one row a period.

    Days are left alone: holidays are as low. So are files whose rows fall within longer periods; their dates
    say how far those are covered.

    Args:
        rows: Rows with a known target.
        periods: Where their days fall.
        options: Whether such periods count.
    """
    keep = np.ones(len(rows.days), dtype=bool)
    own = periods.is_own and periods.freq is not Frequency.DAY
    if options.incomplete_last == "keep" or not (own or options.incomplete_last == "newest"):
        return keep, []
    first, freq = periods.start_of(rows.days.min()), periods.freq
    place = period_index(rows.days, first, freq)
    last = int(place.max())
    if options.incomplete_last == "newest":
        n_rows = int((place == last).sum())
        text = f"The newest {freq.noun} was left out ({counted(n_rows, 'row')}), as asked."
        return place < last, [Note("incomplete_last_period", n_rows, text)]
    target = Grid(rows.series, place, (rows.n_series, last + 1)).sum(rows.units)
    dates = np.concatenate([[first], next_periods(first, freq, last)])
    notes = []
    for newest in (True, False):
        cut = find_cut(target if newest else target[:, ::-1], freq)
        if cut is None or not (newest or cut.is_alike):
            continue
        notes.append(describe_cut(cut, dates, freq, newest=newest))
        if cut.is_alike:
            keep &= place != (last if newest else 0)
    return keep, notes


@dataclass(frozen=True)
class Cut:
    """What an edge period holds, against the usual.

    Attributes:
        held: Its total.
        usual: The total that was to be expected.
        is_alike: Whether nearly all series are low, and as much as each other.
        n_series: Series that say so.
    """

    held: float
    usual: float
    is_alike: bool
    n_series: int


def find_cut(target: Floats, freq: Frequency) -> Cut | None:
    """What the last period holds, where it is far lower against the usual than nearly all periods before it.

    The usual is a series' median of three periods before, times what the same period a year ago was in all
    series against the three before it.

    Args:
        target: S × T units, NaN where unknown, oldest first. Turned round, it tells of the first period.
        freq: Length of a period.
    """
    n_periods = target.shape[1]
    if n_periods < _RECENT + _FEWEST_PAST + 1 or np.nanmin(target, initial=0.0) < 0:
        return None
    total = np.nansum(target, axis=0)
    usual = np.stack([_level(target[:, t - _RECENT : t]) for t in range(_RECENT, n_periods)], axis=1)
    season = _season(total, freq.periods_a_year)
    usual = np.nan_to_num(usual) * season[None, :]
    expected = usual.sum(axis=0)
    share = np.divide(total[_RECENT:], expected, out=np.ones(len(expected)), where=expected > 0)
    last, low_before = float(share[-1]), float(np.quantile(share[:-1], _RARELY))
    knows_season = n_periods > freq.periods_a_year + _RECENT
    highest = _HIGHEST if knows_season else _HIGHEST_FIRST_YEAR
    if not 0 < last <= min(highest, _UNSEEN * low_before):
        return None
    told = usual[:, -1] > 0
    ratio = np.log((np.nan_to_num(target[:, _RECENT:]) + 0.5) / (usual + 0.5))
    spreads = np.array([np.std(ratio[usual[:, t] > 0, t]) for t in range(len(expected)) if expected[t] > 0])
    low = np.nan_to_num(target[:, -1]) < 0.8 * usual[:, -1]
    is_alike = (
        int(told.sum()) >= _FEWEST_SERIES
        and float(usual[told & low, -1].sum()) >= _ALIKE * float(expected[-1])
        and bool(spreads[-1] <= _SPREAD_TIMES * np.median(spreads[:-1]) + _SPREAD_MORE)
    )
    return Cut(float(total[-1]), float(expected[-1]), is_alike, int(told.sum()))


def _level(values: Floats) -> Floats:
    """Each row's median of its known values; NaN without one."""
    ordered = np.sort(values, axis=1)  # NaN last
    known = (~np.isnan(ordered)).sum(axis=1)
    rows, middle = np.arange(len(values)), np.maximum(known - 1, 0)
    return np.asarray((ordered[rows, middle // 2] + ordered[rows, -(-middle // 2)]) / 2)


def _season(total: Floats, year: int) -> Floats:
    """What each period from the fourth on was in all series a year before, against the three before that."""
    out = np.ones(len(total) - _RECENT)
    for t in range(year + _RECENT, len(total)):
        before = float(np.median(total[t - year - _RECENT : t - year]))
        if before > 0:
            out[t - _RECENT] = total[t - year] / before
    return out


def describe_cut(cut: Cut, dates: Dates, freq: Frequency, *, newest: bool) -> Note:
    """Say what an edge period holds and what became of it: left out where all series say so, else kept.

    Args:
        cut: From `find_cut`.
        dates: Starts of all periods.
        freq: Length of a period.
        newest: Whether it is the newest period, else the first.
    """
    left_out = cut.is_alike
    start = dates[-1 if newest else 0].astype("datetime64[M]" if freq.months else "datetime64[D]")
    which = "newest" if newest else "first"
    amount = f"{cut.held:,.0f}, {percent(cut.held / cut.usual)} of the usual {cut.usual:,.0f}"
    held = f"The {which} {freq.noun} ({start}) holds {amount}"
    if left_out:
        text = (
            f"{held}, low in nearly all of {cut.n_series:,} series alike: cut off, so left out "
            f"({option('incomplete_last', 'keep')} counts it)."
        )
    else:
        text = (
            f"{held}, less than in nearly all before: it may be incomplete, or sales fell. It counts; "
            f"{option('incomplete_last', 'newest')} leaves it out."
        )
    readings = (
        Reading("the period was cut off, its full amount", cut.usual),
        Reading("sales fell", cut.held),
    )
    evidence = Evidence(
        f"{cut.n_series:,} series, {amount}",
        readings if left_out else readings[::-1],
        "likely",
    )
    rule = f"incomplete_{'last' if newest else 'first'}_period"
    return Note(rule if left_out else "low_newest_period", 1, text, evidence)
