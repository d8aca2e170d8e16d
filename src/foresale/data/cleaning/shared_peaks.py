"""Peaks that the stores of a product, or the products of a store, share: promotions and festivals."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Bools, Floats
from foresale.frequency import Frequency
from foresale.panel import Panel

_FEWEST_OTHERS = 2  # series of the same product or store that must be known in the period
_LOOKED_AT = 500  # series of a group, evenly spread, that say whether most of it sells much
_UNUSUAL = 0.9  # what a series sells in one of ten of its periods is more than usual
_LIFT = 1.25  # times the median of the periods about it: more than its weekday and season bring
_NEAR = 4  # such periods on either side: of the same weekday, of days
_MOST = 0.5


def name_groups(panel: Panel, row: int, period: int) -> list[str]:
    """The groups that a series is part of, one for each of its keys, in a period."""
    names = panel.series.select(panel.keys).row(row)
    return [f"{key}\t{name}\t{period}" for key, name in zip(panel.keys, names, strict=True)]


def find_shared_peaks(panel: Panel, found: Bools) -> list[str]:
    """Groups and periods of the peaks in which most other series of the group sell unusually much too.

    A product's peak in most of its stores is a promotion, a store's in most of its products a festival,
    though no column tells of either.

    Args:
        panel: All series.
        found: S × T, true where one of them peaks.
    """
    peaks = np.argwhere(found).tolist()
    judged: dict[str, bool] = {}
    groups = [panel.series[key].rank("dense").to_numpy() for key in panel.keys] if peaks else []
    usual = np.full(panel.n_series, np.nan)
    for row, period in peaks:
        for group, name in zip(groups, name_groups(panel, row, period), strict=True):
            if name not in judged:
                others = np.flatnonzero(group == group[row])
                others = others[:: -(-len(others) // _LOOKED_AT) or 1]
                others = others[(others != row) & ~np.isnan(panel.target[others, period])]
                judged[name] = _sell_unusually_much(panel, others, period, usual)
    return [name for name, shared in judged.items() if shared]


def _sell_unusually_much(panel: Panel, rows: NDArray[np.intp], period: int, usual: Floats) -> bool:
    """Whether most of some series sell more in a period than is usual of them and of its time of the year.

    `usual` holds what is usual of each series, worked out where it is needed.
    """
    rows = rows[(panel.target[rows] > 0).any(axis=1)]
    values = panel.target[rows, period]
    if len(rows) < _FEWEST_OTHERS or (values > 0).mean() <= _MOST:
        return False
    missing = rows[np.isnan(usual[rows])]
    usual[missing] = _find_usual(panel.target[missing])
    high = values > usual[rows]
    if high.mean() <= _MOST:
        return False
    high[high] = values[high] > _LIFT * _sell_about(panel, rows[high], period)
    return bool(high.mean() > _MOST)


def _find_usual(target: Floats) -> Floats:
    """What each series sells no more than in nine of ten periods with sales; each must have one."""
    sold = np.sort(np.where(target > 0, target, np.nan), axis=1)
    place = _UNUSUAL * ((~np.isnan(sold)).sum(axis=1) - 1)
    below = np.floor(place).astype(int)
    rows = np.arange(len(sold))
    low, high = sold[rows, below], sold[rows, np.ceil(place).astype(int)]
    return np.asarray(low + (place - below) * (high - low))


def _sell_about(panel: Panel, rows: NDArray[np.intp], period: int) -> Floats:
    """The median of what each series sells about a period; 0 where nothing is known."""
    step = 7 if panel.freq is Frequency.DAY else 1
    about = period + step * np.array([*range(-_NEAR, 0), *range(1, _NEAR + 1)])
    values = panel.target[np.ix_(rows, about[(about >= 0) & (about < panel.n_periods)])]
    known = ~np.isnan(values).all(axis=1)
    found = np.zeros(len(rows))
    if known.any():
        found[known] = np.nanmedian(values[known], axis=1)
    return found
