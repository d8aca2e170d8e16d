"""Series and what they add up to: products, stores, categories and the total, as sums of the same parts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Array
from foresale.forecasting.models.profile_smoothing import ProfileSmoothing
from foresale.forecasting.sums.totals import Level, levels
from foresale.frequency import Frequency
from foresale.panel import Panel

MOST_NODES = 2_000
LEAST_KNOWN = 0.5  # of a sum's usual sales; with less the sum isn't known
SERIES_AT_ONCE = 4_096
NEWEST = {
    Frequency.DAY: 3 * 364 + 56,
    Frequency.WEEK: 3 * 52 + 8,
    Frequency.MONTH: 48,
    Frequency.FORTNIGHT: 3 * 26 + 4,
    Frequency.FOUR_WEEKS: 3 * 13 + 3,
    Frequency.QUARTER: 20,
}


@dataclass(frozen=True)
class Hierarchy:
    """The sums above the series.

    Attributes:
        levels: Distinct ways to part the series, the total first; together at most `MOST_NODES` sums.
        summing: N × S sparse zeros and ones: which series each sum holds, level after level.
    """

    levels: tuple[Level, ...]
    summing: Any

    @property
    def n_nodes(self) -> int:
        """Number of sums (N)."""
        return int(self.summing.shape[0])

    def rows(self) -> Iterator[tuple[Level, slice]]:
        """Each level and where its sums stand among the N."""
        start = 0
        for level in self.levels:
            yield level, slice(start, start + len(level.members))
            start += len(level.members)

    def sums(self, values: Array) -> Array:
        """N × H sums of S × H values."""
        return np.asarray(self.summing @ values, dtype=np.float64)

    @property
    def nodes(self) -> tuple[str, ...]:
        """A name for each of the N sums."""
        return tuple(f"{level.name}|{member}" for level in self.levels for member in level.members)


def hierarchy_of(panel: Panel) -> Hierarchy | None:
    """The sums above the panel's series; None for a single one, or one a unit."""
    if panel.n_series < 2:
        return None
    from scipy import sparse

    chosen: list[Level] = []
    for level in sorted(levels(panel), key=lambda level: len(level.members)):
        room = MOST_NODES - sum(len(other.members) for other in chosen)
        alike = any(_same_parts(level, other) for other in chosen)
        if not alike and len(level.members) <= room and len(level.members) < panel.n_series:
            chosen.append(level)
    if not chosen:
        return None
    s = np.arange(panel.n_series)
    blocks = [
        sparse.csr_array((np.ones(len(s)), (level.of_series, s)), shape=(len(level.members), len(s)))
        for level in chosen
    ]
    return Hierarchy(tuple(chosen), sparse.vstack(blocks, format="csr"))


def _same_parts(one: Level, other: Level) -> bool:
    if len(one.members) != len(other.members):
        return False
    pairs = np.unique(one.of_series * len(other.members) + other.of_series)
    return len(pairs) == len(one.members)


def sum_history(history: Panel, hierarchy: Hierarchy) -> Panel:
    """A panel whose series are the sums' demand.

    What closed shops and products not yet begun add is nothing. Where a few parts are unknown,
    such as those out of stock, the others stand for them; where most are, so is the sum.

    Args:
        history: The cleaned history of a cutoff, or of today.
        hierarchy: Its sums.
    """
    first = max(0, history.n_periods - NEWEST[history.freq])
    shape = (hierarchy.n_nodes, history.n_periods - first)
    sold, seen, usual = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    begins = history.first_period()
    when = np.arange(first, history.n_periods)
    for start in range(0, history.n_series, SERIES_AT_ONCE):
        rows = slice(start, start + SERIES_AT_ONCE)
        target, closed = history.target[rows, first:], history.closed[rows, first:]
        parts = hierarchy.summing[:, rows]
        known = ~np.isnan(target)
        count = known.sum(axis=1)
        demand = np.where(known, target, 0.0)
        size = (np.abs(demand).sum(axis=1) / np.maximum(count, 1) + 1e-9)[:, None]
        open_ = ~closed & (when >= begins[rows, None])
        sold += parts @ demand
        seen += parts @ (size * (known & open_))
        usual += parts @ (size * open_)
    share = np.divide(seen, usual, out=np.zeros(shape), where=usual > 0)
    target = np.where(share >= LEAST_KNOWN, sold / np.maximum(share, LEAST_KNOWN), np.nan)
    nowhere = np.zeros(shape, dtype=bool)
    names = [level.name for level, rows in hierarchy.rows() for _ in level.members]
    return Panel(
        series=pl.DataFrame({"sum": hierarchy.nodes, "level": names}),
        keys=("sum",),
        dates=history.dates[first:],
        freq=history.freq,
        target=target,
        closed=nowhere,
        censored=nowhere,
        non_negative=history.non_negative,
    )


def smooth_sums(sums: Panel, horizon: int) -> Array:
    """N × horizon forecasts of the sums from their own histories, by smoothing with shared seasons.

    Args:
        sums: From `sum_history`.
        horizon: Periods ahead.
    """
    return np.asarray(ProfileSmoothing().fit(sums, horizon).predict(sums, horizon), dtype=np.float64)
