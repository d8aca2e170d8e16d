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

    def limit(self, units: Array) -> Array:
        """N amounts in steps, at most the last level."""
        return np.minimum(units / self.step, self.cells - 1.0 - self.zero)

    def receive(self, stock: Array, units: Array) -> tuple[Array, Array]:
        """Chances of N × C levels after N units came in, and the units beyond the last level."""
        steps = units / self.step
        whole = np.minimum(np.floor(steps), self.cells).astype(np.intp)
        part = (steps - np.floor(steps))[:, None]
        to_top = self.cells - 1 - np.arange(self.cells)
        over = (stock * np.maximum(steps[:, None] - to_top, 0)).sum(axis=1) * self.step
        padded = np.concatenate([np.zeros((len(stock), 1)), stock], axis=1)
        origin = np.maximum(np.arange(1, self.cells + 1) - whole[:, None], 0)
        shifted = np.take_along_axis(padded, origin, axis=1)
        moved = shifted * (1 - part)
        moved[:, 1:] += shifted[:, :-1] * part
        moved[:, -1] = np.maximum(stock.sum(axis=1) - moved[:, :-1].sum(axis=1), 0)
        return moved, over

    def keep_at_most(self, stock: Array, units: Array) -> tuple[Array, Array]:
        """Chances of N × C levels when no more than N units stay, and the units expected to go."""
        limit = self.limit(units)
        over = (stock * np.maximum(self.levels - limit[:, None], 0)).sum(axis=1) * self.step
        place = limit + self.zero
        low = np.minimum(np.floor(place), self.cells - 2).astype(np.intp)
        kept = np.where(np.arange(self.cells) <= low[:, None], stock, 0)
        rest = stock.sum(axis=1) - kept.sum(axis=1)
        row = np.arange(len(stock))
        kept[row, low] += rest * (1 - (place - low))
        kept[row, low + 1] += rest * (place - low)
        return kept, over


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
