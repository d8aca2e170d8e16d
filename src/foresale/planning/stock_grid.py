"""Levels of stock as cells of a grid: one unit a cell for slow sellers, several for fast ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from foresale.arrays import Array, Index

CELLS = (16, 32, 64, 128, 256)
VALUES_AT_ONCE = 1 << 18
"""Cells of one chunk of series, so that what is worked on stays in the processor's cache."""


@dataclass(frozen=True)
class StockGrid:
    """The levels of stock of N series.

    Attributes:
        rows: N positions among all series.
        step: N units from one cell to the next.
        cells: C levels.
        zero: The cell of an empty stock; those before it are units that customers wait for.
    """

    rows: Index
    step: Array
    cells: int
    zero: int

    @property
    def levels(self) -> Array:
        """C levels, in steps."""
        return np.arange(self.cells, dtype=np.float64) - self.zero

    def place(self, units: Array) -> tuple[Array, Array]:
        """Chances of the cells next to N amounts, their mean the amount, and the units beyond the last."""
        at = units / self.step + self.zero
        inside = np.clip(at, 0, self.cells - 1)
        low = np.minimum(np.floor(inside), self.cells - 2).astype(np.intp)
        chances = np.zeros((len(units), self.cells))
        row = np.arange(len(units))
        chances[row, low] = 1 - (inside - low)
        chances[row, low + 1] = inside - low
        return chances, np.maximum(at - (self.cells - 1), 0) * self.step


def grids(highest: Array, backorders: bool) -> Iterator[StockGrid]:
    """Grids for all series, chunk by chunk, those that need as many cells together.

    Args:
        highest: S units that demand stays below: more stock than that never runs out.
        backorders: Whether stock may fall below zero.
    """
    half = 2 if backorders else 1
    limit = CELLS[-1] // half
    step = np.maximum(highest / (limit - 2), 1.0)
    needed = np.minimum(highest, limit - 2) + 2
    group = np.searchsorted(np.array(CELLS) // half, needed)
    for place, cells in enumerate(CELLS):
        rows = np.flatnonzero(group == place)
        count = max(1, VALUES_AT_ONCE // cells)
        for start in range(0, len(rows), count):
            chosen = rows[start : start + count]
            yield StockGrid(chosen, step[chosen], cells, cells // 2 if backorders else 0)
