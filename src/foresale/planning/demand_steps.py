"""One period's demand taken from a stock, for all its levels at once, by convolution."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index
from foresale.planning.demand import Demand
from foresale.planning.stock_grid import StockGrid


@dataclass(frozen=True)
class DemandStep:
    """One period's demand of N series on their grid.

    Attributes:
        chances: N × C.
        mean: N units, as the grid holds them.
    """

    chances: Array
    mean: Array
    transform: np.ndarray[tuple[int, ...], np.dtype[np.complex128]]
    beyond: Array

    @classmethod
    def of(cls, demand: Demand, grid: StockGrid, period: int) -> DemandStep:
        """Demand of one period ahead."""
        chances = demand.of_period(period, grid.rows, grid.step, grid.cells)
        mean = (chances @ np.arange(grid.cells, dtype=np.float64)) * grid.step
        beyond = np.maximum(1 - np.cumsum(chances, axis=1), 0)
        return cls(chances, mean, np.fft.rfft(chances, 2 * grid.cells, axis=1), beyond)

    @classmethod
    def ahead(cls, demand: Demand, grid: StockGrid, count: int) -> list[DemandStep]:
        """Demand of the first `count` periods ahead; those that repeat are one object."""
        forecast = demand.periods(count)
        known = {int(at): cls.of(demand, grid, int(at)) for at in np.unique(forecast)}
        return [known[int(at)] for at in forecast]

    def take(self, rows: Index) -> DemandStep:
        """The same of some series."""
        return DemandStep(self.chances[rows], self.mean[rows], self.transform[rows], self.beyond[rows])

    def forward(self, stock: Array) -> Array:
        """Chances of the stock after demand: what isn't there isn't sold.

        Args:
            stock: N × C chances before demand.
        """
        cells = stock.shape[1]
        turned = np.fft.rfft(stock[:, ::-1], 2 * cells, axis=1)
        after = np.fft.irfft(turned * self.transform, 2 * cells, axis=1)[:, :cells]
        after = np.maximum(after, 0)
        after[:, -1] = np.maximum(stock.sum(axis=1) - after[:, :-1].sum(axis=1), 0)
        return np.asarray(after[:, ::-1])

    def backward(self, values: Array, *, pooled: bool = True) -> Array:
        """What is expected before demand, for every level, of values by the level after it.

        Args:
            values: N × C.
            pooled: Whether demand beyond the stock leaves the lowest level; else it counts as 0.
        """
        cells = values.shape[1]
        mixed = np.fft.irfft(np.fft.rfft(values, 2 * cells, axis=1) * self.transform, 2 * cells, axis=1)
        result = mixed[:, :cells]
        if pooled:
            result = result + self.beyond * values[:, :1]
        return np.asarray(result)
