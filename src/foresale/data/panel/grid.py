"""How several rows of one series and period become one value, by the column's role."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Array, Ints


@dataclass(frozen=True)
class Grid:
    """Where each row lands among S series × T periods, and how rows that share a place combine.

    Attributes:
        series: Position of each row's series.
        period: Position of each row's period.
        shape: S and T.

    Examples:
        >>> grid = Grid(np.array([0, 0, 1]), np.array([0, 0, 1]), (2, 2))
        >>> grid.sum(np.array([1.0, 2.0, 5.0])).tolist()
        [[3.0, nan], [nan, 5.0]]
    """

    series: Ints
    period: Ints
    shape: tuple[int, int]

    @cached_property
    def cell(self) -> Ints:
        """Each row's place in the flattened array."""
        return self.series * self.shape[1] + self.period

    @cached_property
    def rows(self) -> NDArray[np.int64]:
        """S × T number of rows."""
        return np.bincount(self.cell, minlength=self._size).reshape(self.shape)

    @cached_property
    def is_unique(self) -> bool:
        """Whether no two rows share a place."""
        return bool(self.rows.max(initial=0) <= 1)

    def count(self, mask: NDArray[np.bool_]) -> NDArray[np.int64]:
        """S × T number of rows that `mask` marks."""
        return np.bincount(self.cell[mask], minlength=self._size).reshape(self.shape)

    def sum(self, values: Array) -> Array:
        """Added up; NaN where no row has a value."""
        if self.is_unique:
            return self._place(values)
        total, known = self._totals(values)
        return np.where(known > 0, total, np.nan).reshape(self.shape)

    def mean(self, values: Array) -> Array:
        """Plain average of the rows that have a value."""
        if self.is_unique:
            return self._place(values)
        total, known = self._totals(values)
        return _ratio(total, known).reshape(self.shape)

    def weighted_mean(self, values: Array, weights: Array) -> Array:
        """Average weighted by what was sold, so that a price is the one most units went at.

        Where nothing was sold, the plain average.
        """
        if self.is_unique:
            return self._place(values)
        weights = np.where(np.isnan(values) | ~(weights > 0), 0.0, weights)
        total = np.bincount(self.cell, weights=weights * np.nan_to_num(values), minlength=self._size)
        weight = np.bincount(self.cell, weights=weights, minlength=self._size)
        return np.where(
            weight.reshape(self.shape) > 0, _ratio(total, weight).reshape(self.shape), self.mean(values)
        )

    def largest(self, values: Array) -> Array:
        """The largest value: a flag counts when any row raises it."""
        if self.is_unique:
            return self._place(values)
        known = ~np.isnan(values)
        out = np.full(self._size, -np.inf)
        np.maximum.at(out, self.cell[known], values[known])
        return np.where(np.isinf(out), np.nan, out).reshape(self.shape)

    @property
    def _size(self) -> int:
        return self.shape[0] * self.shape[1]

    def _place(self, values: Array) -> Array:
        out = np.full(self._size, np.nan)
        out[self.cell] = values
        return out.reshape(self.shape)

    def _totals(self, values: Array) -> tuple[NDArray[Any], NDArray[Any]]:
        known = ~np.isnan(values)
        cell = self.cell[known]
        return (
            np.bincount(cell, weights=values[known], minlength=self._size),
            np.bincount(cell, minlength=self._size),
        )


def aggregate_covariate(grid: Grid, values: Array, *, text: bool) -> Array:
    """One value a period: the largest for flags and text labels, the average for other numbers."""
    return grid.largest(values) if text or is_flag(values) else grid.mean(values)


def is_flag(values: Array) -> bool:
    """Whether every known value is 0 or 1."""
    return bool(np.all((values == 0) | (values == 1) | np.isnan(values)))


def numbers(column: pl.Series) -> Array:
    """A column as float64, NaN where it is empty or infinite."""
    values = column.cast(pl.Float64).fill_null(float("nan")).to_numpy()
    finite = np.isfinite(values)
    return np.asarray(values if finite.all() else np.where(finite, values, np.nan))


def label_positions(column: pl.Series, labels: tuple[str, ...]) -> Array:
    """Each text's position among `labels`, NaN where it is empty."""
    return numbers(column.cast(pl.String).cast(pl.Enum(labels)).to_physical())


def is_text(column: pl.Series) -> bool:
    """Whether a column holds labels rather than numbers."""
    return not (column.dtype.is_numeric() or column.dtype == pl.Boolean)


def _ratio(total: NDArray[Any], weight: NDArray[Any]) -> Array:
    return np.asarray(np.divide(total, weight, out=np.full(total.shape, np.nan), where=weight > 0))
