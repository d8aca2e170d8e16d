"""When each series' shop was closed, also before the series began."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Bools
from foresale.data.panel.closed_days import stores_of
from foresale.panel import Panel


def shop_closures(panel: Panel) -> tuple[Bools, NDArray[np.intp]]:
    """Closed days of each series' shop (S × T), and the period in which the shop began (S).

    Closed days belong to the shop: a product that is new since spring is closed at Christmas as
    its neighbours were. Before a series began, its shop was closed where all that had begun were.

    Args:
        panel: The history.
    """
    n_periods = panel.n_periods
    traded = ~np.isnan(panel.target) | panel.closed
    began = np.where(traded.any(axis=1), traded.argmax(axis=1), n_periods)
    begun = np.arange(n_periods) >= began[:, None]
    store = panel.pooled("closures store", lambda: _stores(panel), 0)
    n_stores = int(store.max()) + 1 if len(store) else 0

    def work_out_shut() -> Bools:
        open_there, there = np.zeros((2, n_stores, n_periods))
        np.add.at(there, store, begun)
        np.add.at(open_there, store, begun & ~panel.closed)
        return np.asarray((there > 0) & (open_there == 0))

    def work_out_first() -> NDArray[np.intp]:
        first = np.full(n_stores, n_periods)
        np.minimum.at(first, store, began)
        return first

    shut = panel.pooled("closures shut", work_out_shut)
    first = panel.pooled("closures first", work_out_first)
    return panel.closed | (~begun & shut[store]), first[store]


def _stores(panel: Panel) -> NDArray[np.int64]:
    """Each series' shop by number; one shop where no column names any."""
    return next(iter(stores_of(panel.series).values()), np.zeros(panel.n_series, dtype=np.int64))
