"""Sums over windows of history, in one pass, blind to unknown periods."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Floats, Index


class Windows:
    """Window statistics of G rows over T periods, read at any (row, period) in constant time.

    A window is [start, stop) in positions; positions outside the history count as unknown.

    Args:
        values: G × T; NaN where unknown.
        sold: Whether shares of periods with a sale will be asked for.
        squares: Whether deviations will be asked for.
    """

    def __init__(self, values: Floats, *, sold: bool = False, squares: bool = False) -> None:
        # Rows that are one row shown many times need summing once.
        self._is_one_row = len(values) > 1 and values.strides[0] == 0
        values = values[:1] if self._is_one_row else values
        known = ~np.isnan(values)
        filled = np.where(known, values, 0.0)
        self.n_periods = values.shape[1]
        self._sum = _running(filled)
        self._known = _running(known, np.int32)
        self._sold = _running(filled > 0, np.int32) if sold else None
        self._squares = _running(filled**2) if squares else None

    def total(self, row: Index, start: Index, stop: Index) -> Floats:
        """Sum of the known values in each window."""
        return self._between(self._sum, row, start, stop)

    def count(self, row: Index, start: Index, stop: Index) -> Floats:
        """Number of known values in each window."""
        return self._between(self._known, row, start, stop)

    def mean(self, row: Index, start: Index, stop: Index) -> Floats:
        """Mean of the known values; NaN where there are none."""
        count = self.count(row, start, stop)
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.asarray(np.where(count > 0, self.total(row, start, stop) / count, np.nan))

    def share_sold(self, row: Index, start: Index, stop: Index) -> Floats:
        """Share of the known periods with a sale; NaN where none is known."""
        if self._sold is None:
            raise ValueError("these windows were made without sold periods")
        count = self.count(row, start, stop)
        with np.errstate(invalid="ignore", divide="ignore"):
            sold = self._between(self._sold, row, start, stop)
            return np.asarray(np.where(count > 0, sold / count, np.nan))

    def deviation(self, row: Index, start: Index, stop: Index) -> Floats:
        """Standard deviation of the known values; NaN where fewer than two are known."""
        if self._squares is None:
            raise ValueError("these windows were made without squares")
        count = self.count(row, start, stop)
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = self.total(row, start, stop) / count
            variance = self._between(self._squares, row, start, stop) / count - mean**2
            return np.asarray(np.where(count > 1, np.sqrt(np.maximum(variance, 0.0)), np.nan))

    def _between(self, running: NDArray[Any], row: Index, start: Index, stop: Index) -> Floats:
        low = np.clip(start, 0, self.n_periods)
        high = np.clip(stop, low, self.n_periods)
        row = np.zeros_like(row) if self._is_one_row else row
        return np.asarray(running[row, high] - running[row, low])


def _running(values: NDArray[Any], dtype: type[np.generic] = np.float64) -> NDArray[Any]:
    out = np.zeros((values.shape[0], values.shape[1] + 1), dtype=dtype)
    np.cumsum(values, axis=1, out=out[:, 1:])
    return out


def periods_since(happened: NDArray[np.bool_]) -> Floats:
    """Periods since something last happened, as known at each origin 0 … T; NaN before the first time.

    Args:
        happened: G × T.

    Returns:
        G × (T + 1): at column `o`, periods since the last true value before position `o`.
    """
    n, t = happened.shape
    position = np.where(happened, np.arange(t), -1)
    last = np.full((n, t + 1), -1)
    np.maximum.accumulate(position, axis=1, out=last[:, 1:])
    return np.where(last >= 0, np.arange(t + 1) - last, np.nan)
