"""Linear regression on lags."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

import numpy as np

from foresale.arrays import Array, Matrix
from foresale.forecasting.models.on_features import OnFeatures

RIDGE = 1e-2  # of the rows: enough for columns that repeat each other, too little to bias the rest
WIDEST = 6.0  # standard deviations; beyond it a column's value is taken back to it
WEEKDAYS = 7
ROWS_AT_ONCE = 20_000
SMALLEST_SPREAD = 1e-7  # of a mean; below it a column is constant but for rounding


class LinearOnLags(OnFeatures):
    """Weighted least squares on standardised lags, with weekdays and months as columns of their own.

    Unknown values count as the column's mean; means, deviations and coefficients come from the
    training rows alone.
    """

    name: ClassVar[str] = "linear"
    label: ClassVar[str] = "Linear regression on lags"
    row_budget: ClassVar[int] = 200_000
    seconds_per_row: ClassVar[float] = 1e-5

    def __init__(self, *, seed: int = 0) -> None:
        super().__init__(seed=seed)
        self._centre: Array = np.empty(0)
        self._spread: Array = np.empty(0)
        self._coefficients: Array = np.empty(0)

    def learn(self, rows: Matrix, ratio: Array, weight: Array) -> None:
        """Solve the normal equations."""
        parts = [slice(start, start + ROWS_AT_ONCE) for start in range(0, len(rows), ROWS_AT_ONCE)]
        count = total = squares = np.zeros(1)
        for part in parts:
            wide = self._widen(rows[part])
            known = np.isfinite(wide)
            values = np.where(known, wide, 0.0)
            count = count + known.sum(axis=0)
            total = total + values.sum(axis=0)
            squares = squares + (values**2).sum(axis=0)
        count = np.maximum(count, 1)
        self._centre = np.asarray(total / count, dtype=np.float64)
        spread: Array = np.sqrt(np.maximum(squares / count - self._centre**2, 0.0))
        varied = spread > SMALLEST_SPREAD * np.abs(self._centre) + 1e-9
        self._spread = np.asarray(np.where(varied, spread, np.inf), dtype=np.float64)
        size = len(self._centre) + 1
        gram, moments = np.zeros((size, size)), np.zeros(size)
        for part in parts:
            design = self._design(self._widen(rows[part]))
            gram += design.T @ (design * weight[part, None])
            moments += design.T @ (ratio[part] * weight[part])
        penalty = np.full(size, RIDGE * weight.sum())
        penalty[0] = 0.0
        self._coefficients = np.asarray(np.linalg.solve(gram + np.diag(penalty), moments), dtype=np.float64)

    def estimate(self, rows: Matrix) -> Array:
        """Demand over level; zero before anything was learned."""
        out = np.zeros(len(rows))
        if len(self._coefficients):
            for start in range(0, len(rows), ROWS_AT_ONCE):
                part = slice(start, start + ROWS_AT_ONCE)
                out[part] = self._design(self._widen(rows[part])) @ self._coefficients
        return out

    def _design(self, wide: Array) -> Array:
        standard = (wide - self._centre) / self._spread
        standard = np.clip(np.where(np.isfinite(standard), standard, 0.0), -WIDEST, WIDEST)
        return np.concatenate([np.ones((len(wide), 1)), standard], axis=1)

    def _widen(self, rows: Matrix) -> Array:
        """The rows as float64, codes left out, and one column for each weekday and month."""
        coded = {f"is_{name}" for name in self.categories}
        plain = [i for i, name in enumerate(self.columns) if name not in coded]
        parts = [rows[:, plain].astype(np.float64)]
        for name, values in (("weekday", range(WEEKDAYS)), ("month", range(1, 13))):
            if name in self.columns:
                column = rows[:, self.columns.index(name)]
                parts.append(np.stack([column == value for value in values], axis=1).astype(np.float64))
        return np.concatenate(parts, axis=1)

    def save_learner(self, folder: Path) -> None:
        """Write centre, spread and coefficients."""
        if len(self._coefficients):
            np.savez(
                folder / "linear.npz",
                centre=self._centre,
                spread=self._spread,
                coefficients=self._coefficients,
            )

    def load_learner(self, folder: Path) -> None:
        """Read them; refuses pickled content."""
        if (folder / "linear.npz").exists():
            with np.load(folder / "linear.npz", allow_pickle=False) as stored:
                self._centre, self._spread = stored["centre"], stored["spread"]
                self._coefficients = stored["coefficients"]
