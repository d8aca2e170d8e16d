"""Lays people's changes over a forecast: first made, first laid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl

from foresale.arrays import Array

CELL = ("product_id", "store_id", "target_date")
CELLS: dict[str, Any] = {"product_id": pl.Int64, "store_id": pl.Int64, "target_date": pl.Date}
CHANGES: dict[str, Any] = {
    **CELLS, "override_id": pl.Int64, "kind": pl.String, "amount": pl.Float64, "before": pl.Float64,
    "after": pl.Float64,
}  # fmt: skip


def lay_over(cells: pl.DataFrame, changes: pl.DataFrame) -> pl.DataFrame:
    """The forecast with changes, of the cells that any of them is about.

    A later forecast is changed as the one that people saw: `percent` by so much, `set` to the units that the
    cell got then, `add` by the units that it got then; nothing below zero.

    Args:
        cells: `CELLS` and `mean`.
        changes: As `CHANGES`; entries of one cell are laid in the order of their numbers.

    Returns:
        `CELLS`, `mean`, `adjusted` and `overrides`, the numbers of the entries.
    """
    every = changes.join(cells.select(*CELL, "mean"), on=list(CELL)).sort(*CELL, "override_id")
    means: dict[tuple[object, ...], tuple[float, float]] = {}
    numbers: dict[tuple[object, ...], list[int]] = {}
    wanted = every.select(*CELL, "mean", "override_id", "kind", "amount", "before", "after")
    for *cell, mean, number, kind, amount, before, after in wanted.iter_rows():
        key = tuple(cell)
        _, current = means.get(key, (mean, mean))
        means[key] = mean, change_one(current, kind, (amount, before, after))
        numbers.setdefault(key, []).append(number)
    rows = [(*key, *both, numbers[key]) for key, both in means.items()]
    schema = {**CELLS, "mean": pl.Float64, "adjusted": pl.Float64, "overrides": pl.List(pl.Int64)}
    return pl.DataFrame(rows, schema=schema, orient="row")


def change_one(mean: float, kind: str, said: tuple[float, float, float]) -> float:
    """What one change makes of a cell.

    Args:
        mean: Units before.
        kind: set, percent or add.
        said: The entry's amount, and what the cell was before and after it when it was made.

    Examples:
        >>> change_one(5.0, "percent", (20.0, 10.0, 12.0)), change_one(5.0, "set", (12.0, 10.0, 12.0))
        (6.0, 12.0)
        >>> change_one(1.0, "add", (-2.0, 10.0, 8.0))
        0.0
    """
    amount, before, after = said
    if kind == "percent":
        return max(mean * (1 + amount / 100), 0.0)
    return max(after if kind == "set" else mean + after - before, 0.0)


def scale_quantiles(quantiles: Array, mean: Array, adjusted: Array, levels: Sequence[float]) -> Array:
    """The forecast's distribution around people's mean: as wide as before, as a share of the mean.

    Where nothing was forecast there is no width: it is as wide as counts of so many units are (Poisson).

    Args:
        quantiles: N × Q.
        mean: N, of the forecast.
        adjusted: N, of people.
        levels: Q.

    Examples:
        >>> scale_quantiles(np.array([[8.0, 12.0]]), np.array([10.0]), np.array([20.0]), (0.1, 0.9)).tolist()
        [[16.0, 24.0]]
    """
    scaled: Array = quantiles * np.divide(adjusted, mean, out=np.ones(len(mean)), where=mean > 0)[:, None]
    none = mean <= 0
    if none.any():
        scaled[none] = _poisson_quantiles(np.maximum(adjusted[none], 1e-9)[:, None], np.asarray(levels))
    return scaled


def _poisson_quantiles(mean: Array, levels: Array) -> Array:
    """The lowest counts whose chance reaches each level, at least none."""
    from scipy.special import pdtr, pdtrik

    count = np.ceil(pdtrik(levels, mean))
    less = np.maximum(count - 1, 0)
    return np.asarray(np.where(pdtr(less, mean) >= levels, less, count))
