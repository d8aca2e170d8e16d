"""Dirt as real sales files have it."""

from __future__ import annotations

import numpy as np
import polars as pl

from foresale.simulation.options import ChainOptions

_UNREADABLE = {
    "units": ("n/a", "?", "#REF!", "twelve"),
    "price": ("n/a", "free", "#VALUE!"),
    "date": ("0000-00-00", "yesterday", "2023-02-30"),
}


def soil(sales: pl.DataFrame, options: ChainOptions) -> tuple[pl.DataFrame, dict[str, int]]:
    """Add repeated rows and returned units, and spoil cells, a third of the `mess` share each.

    Args:
        sales: Clean rows with `date`, `units` and `price`.
        options: The chain, whose `mess` is above 0.

    Returns:
        The rows, with those three columns as text for the unreadable cells, and how many rows
        are `repeated`, `returned` and `unreadable`.
    """
    rng = options.stream("mess")
    each = int(options.mess * sales.height / 3)
    sold = np.flatnonzero(sales["units"].to_numpy() > 0)
    chosen = rng.permutation(sold)[: 3 * each]
    repeated, returned, spoiled = np.array_split(np.sort(chosen[: len(chosen) // 3 * 3].reshape(3, -1)), 3)
    rows = sales.with_row_index("place")
    back = rows[returned.ravel().tolist()]
    back = back.with_columns(
        units=-pl.Series(np.ceil(rng.random(back.height) * back["units"].to_numpy() / 2).astype(np.int64))
    )
    texts = rows.with_columns(pl.col(column).cast(pl.String) for column in _UNREADABLE)
    columns = rng.choice(list(_UNREADABLE), size=spoiled.size, p=[0.6, 0.25, 0.15])
    for column, readings in _UNREADABLE.items():
        at = spoiled.ravel()[columns == column]
        if len(at):
            texts[at.tolist(), column] = rng.choice(readings, size=len(at))
    dirty = pl.concat(
        [
            texts,
            texts[repeated.ravel().tolist()],
            back.with_columns(pl.col(column).cast(pl.String) for column in _UNREADABLE),
        ]
    ).sort("place", maintain_order=True)
    counts = {"repeated": repeated.size, "returned": returned.size, "unreadable": spoiled.size}
    return dirty.drop("place"), counts
