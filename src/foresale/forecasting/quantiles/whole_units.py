"""Quantiles in whole numbers, for series that sell whole units.

What is sold by the piece has its quantiles at whole numbers: the least number that demand stays within with
the chance of the level. Forecast quantiles are learned from many series at once and lie between two of them;
the nearest is the one with the least pinball loss (Koenker and Bassett, 1978), and what a reader reads. No
number of pieces is reached with a chance of exactly 90 %, so ranges hold what they promise or more: a part
that is wanted on two days of three has nothing narrower than "0 to 3".
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array, Bools, Floats
from foresale.forecasting.results import QUANTILES

DIGITS = 9
"""Decimals of a quantile that count."""
SERIES_AT_ONCE = 1_000  # so that what is worked on stays in the processor's cache


def whole_series(target: Floats) -> Bools:
    """Which of S series sell whole units alone; of one that sold nothing yet, whether all others do.

    Args:
        target: S × T, NaN where not known. What is forecast mustn't be here.

    Examples:
        >>> whole_series(np.array([[0.0, 3.0, np.nan], [0.5, 1.0, 2.0], [0.0, 0.0, np.nan]]))
        array([ True, False, False])
        >>> whole_series(np.array([[0.0, 3.0, np.nan], [0.0, 0.0, np.nan]]))
        array([ True,  True])
    """
    whole = ~((target != np.rint(target)) & ~np.isnan(target)).any(axis=1)
    sold = (np.nan_to_num(target) != 0).any(axis=1)
    return np.asarray(whole & (sold | (bool(sold.any()) and bool(whole.all()))))


def to_whole(quantiles: Array, whole: Bools) -> Array:
    """The same S × … × Q quantiles, those of whole series as whole numbers; they still don't cross.

    Examples:
        >>> to_whole(np.array([[[0.2, 1.5, 2.6]], [[0.2, 1.5, 2.6]]]), np.array([True, False])).tolist()
        [[[0.0, 2.0, 3.0]], [[0.2, 1.5, 2.6]]]
    """
    out = quantiles.copy()
    for start in range(0, len(out), SERIES_AT_ONCE):
        rows = start + np.flatnonzero(whole[start : start + SERIES_AT_ONCE])
        out[rows] = nearest_whole(out[rows])
    return out


def nearest_whole(values: Array) -> Array:
    """The nearest whole numbers, the upper one of two that are as near.

    The last digits of a number depend on how many series were worked out together, so they don't count: half
    is half.

    Examples:
        >>> nearest_whole(np.array([-0.2, 0.5, 1.5, 2.4])).tolist()
        [0.0, 1.0, 2.0, 2.0]
        >>> nearest_whole(np.array([0.5 - 1e-13, 0.5 + 1e-13])).tolist()
        [1.0, 1.0]
    """
    return np.asarray(np.floor(np.round(values, DIGITS) + 0.5) + 0.0)  # + 0.0, so that no -0.0 is left


def range_chance(quantiles: Array, ends: tuple[float, float]) -> Array:
    """The chance that outcomes lie in ranges as they are written, … of … × Q quantiles.

    Ranges of whole numbers hold all that their ends hold: "0 to 3" of a part that is seldom wanted more than
    its 80 %. What lies between two written numbers is shared by them evenly.

    Args:
        quantiles: At `QUANTILES`, as they are given out.
        ends: Levels of the ranges' ends.

    Examples:
        >>> seldom = np.array([[0.0] * 10 + [1.0] * 4 + [2.0]])  # seven days of ten without a sale
        >>> range_chance(np.concatenate([seldom, seldom + 0.2]), (0.1, 0.9)).round(3).tolist()
        [0.985, 0.8]
    """
    levels, last = np.array(QUANTILES), len(QUANTILES) - 1
    low, high = (quantiles[..., QUANTILES.index(end)] for end in ends)
    below_high, from_low = (quantiles <= high[..., None]).sum(-1) - 1, (quantiles < low[..., None]).sum(-1)

    def at(places: NDArray[np.intp]) -> Array:
        return np.asarray(np.take_along_axis(quantiles, places[..., None], -1)[..., 0])

    gap_above = np.where(below_high < last, at(np.minimum(below_high + 1, last)) - high, 1.0)
    gap_below = np.where(from_low > 0, low - at(np.maximum(from_low - 1, 0)), 1.0)
    above, before = np.append(levels, 1.0)[below_high + 1], np.insert(levels, 0, 0.0)[from_low]
    reached = levels[below_high] + (above - levels[below_high]) * 0.5 / np.maximum(gap_above, 1.0)
    missed = levels[from_low] - (levels[from_low] - before) * 0.5 / np.maximum(gap_below, 1.0)
    missed = np.where((from_low == 0) & (low == 0), 0.0, missed)
    whole = (quantiles == nearest_whole(quantiles)).all(axis=-1)
    return np.asarray(np.where(whole, reached - missed, ends[1] - ends[0]))
