"""The feature table with a series' newest periods one by one, for models that read them in order."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Index
from foresale.forecasting.features.rows_ahead import Columns, RowsAhead
from foresale.forecasting.features.table import FeatureTable

PREFIX = "sold_"


class RecentSales(FeatureTable):
    """Adds what was sold in each of the newest periods before the origin, over the level there.

    Closed periods and such that ran out of stock are unknown, and so is what lies before a series began.

    Attributes:
        n_recent: Periods looked back on.
    """

    n_recent = 28

    def rows(self, series: Index, origin: Index, step: Index) -> Columns:
        """The feature table's columns, then `sold_28` … `sold_1`, oldest first."""
        columns = super().rows(series, origin, step)
        return columns | self._recent_columns(series, origin)

    def rows_after(self, series: Index, horizon: int) -> RowsAhead:
        """The same for all steps after the history."""
        ahead = super().rows_after(series, horizon)
        end = np.full(len(series), self.panel.n_periods)
        return RowsAhead(
            ahead.horizon,
            ahead.level,
            ahead.of_series | self._recent_columns(series, end),
            ahead.of_step,
            ahead.of_row,
        )

    def _recent_columns(self, series: Index, origin: Index) -> Columns:
        hidden = self.panel.closed | self.panel.censored
        known = np.where(hidden, np.nan, self.panel.target)
        back = np.arange(self.n_recent, 0, -1)
        at = origin[:, None] - back
        sold = known[series[:, None], np.maximum(at, 0)]
        sold = np.where(at >= 0, sold, np.nan) / self.level(series, origin)[:, None]
        return {
            f"{PREFIX}{lag}": np.asarray(sold[:, place], dtype=np.float32)
            for place, lag in enumerate(back.tolist())
        }
