"""Sales far outside what a series usually sells."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from foresale.arrays import Bools, Floats
from foresale.data.cleaning.decomposition import decompose
from foresale.data.cleaning.nan_statistics import row_means, row_quantiles
from foresale.panel import Panel

OutlierMethod = Literal["iqr", "seasonal"]
_FEWEST = 8  # quartiles of fewer values say little


@dataclass(frozen=True)
class Fences:
    """S × T (or S × 1) lowest and highest ordinary value; NaN where a series has too few to say."""

    low: Floats
    high: Floats

    def outside(self, target: Floats) -> Bools:
        """S × T, true where a known value lies beyond its fence."""
        return np.asarray((target < self.low) | (target > self.high))

    def draw_in(self, target: Floats) -> Floats:
        """Values beyond a fence set to the fence."""
        drawn = np.where(target > self.high, self.high, target)
        return np.asarray(np.where(target < self.low, self.low, drawn))


def outlier_fences(panel: Panel, method: OutlierMethod) -> Fences:
    """The range outside which a series' sales are outliers, from nothing but its own history.

    `iqr` fences are Q1 − 1.5·IQR and Q3 + 1.5·IQR of the series' non-zero values: with zeros in, every
    sale of a slow seller would be one. `seasonal` puts the same fences around the remainder of a
    decomposition, so that a usual December isn't one; series with a zero in more than every fourth period
    have no season to speak of and keep the first rule. Zeros are never outliers.
    """
    sold = np.where(panel.target == 0, np.nan, panel.target)
    expected = np.zeros_like(sold)
    if method == "seasonal":
        parts = decompose(panel.target, panel.freq.season_length)
        rare = row_means((panel.target == 0) / np.where(np.isnan(panel.target), np.nan, 1.0)) > 0.25
        expected = np.where(rare[:, None], 0.0, parts.trend + parts.seasonal)
    fences = iqr_fences(sold - expected)
    low, high = np.asarray(expected + fences.low), np.asarray(expected + fences.high)
    if panel.non_negative:
        low, high = np.maximum(low, 0.0), np.maximum(high, 0.0)
    is_zero = panel.target == 0
    return Fences(np.where(is_zero, -np.inf, low), np.where(is_zero, np.inf, high))


def iqr_fences(values: Floats) -> Fences:
    """Q1 − 1.5·IQR and Q3 + 1.5·IQR of each row (Tukey, 1977); NaN for rows with fewer than 8 known values.

    Examples:
        >>> fences = iqr_fences(np.arange(9.0)[None, :])
        >>> fences.low.item(), fences.high.item()
        (-4.0, 12.0)
    """
    first, third = row_quantiles(values, (0.25, 0.75)).T[:, :, None]
    reach = 1.5 * (third - first)
    enough = ((~np.isnan(values)).sum(axis=1) >= _FEWEST)[:, None]
    return Fences(np.where(enough, first - reach, np.nan), np.where(enough, third + reach, np.nan))
