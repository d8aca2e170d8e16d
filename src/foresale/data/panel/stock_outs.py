"""Where stock ran out, so that sales hide demand."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from foresale.arrays import Bools
from foresale.data.panel.grid import Grid, is_text, numbers
from foresale.frequency import Frequency
from foresale.notes import Note, percent
from foresale.sales import ColumnRoles

_TRUTHY = ("1", "1.0", "true", "t", "yes", "y")


def find_censored_periods(
    frame: pl.DataFrame, roles: ColumnRoles, grid: Grid, freq: Frequency, known: Bools
) -> tuple[Bools, list[Note]]:
    """Periods in which stock ran out, by the stock-out or the in-stock column.

    Args:
        frame: Rows with a known target.
        roles: The part of each column.
        grid: Where each row lands.
        freq: Length of a period.
        known: S × T, where demand is known but for stock: the note counts nothing before a first sale.
    """
    censored = np.zeros(grid.shape, dtype=bool)
    if roles.stockout is not None and roles.stockout in frame.columns:
        censored |= grid.count(_truthy(frame[roles.stockout])) > 0
    if roles.in_stock is not None and roles.in_stock in frame.columns:
        stock = frame[roles.in_stock]
        censored |= grid.count(~_truthy(stock) & stock.is_not_null().to_numpy()) > 0
    count = int((censored & known).sum())
    if not count:
        return censored, []
    share = percent(float(count / known.sum()), digits=1)
    text = f"Stock ran out in {count:,} series-{freq.noun}s ({share}): what was sold there hides demand."
    return censored, [Note("stock_outs", count, text)]


def _truthy(column: pl.Series) -> NDArray[np.bool_]:
    if is_text(column):
        return column.cast(pl.String).str.to_lowercase().is_in(_TRUTHY).fill_null(value=False).to_numpy()
    return np.nan_to_num(numbers(column)) > 0
