"""Feature rows of the steps after a history, each column held once for all rows that share it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Floats

Columns = dict[str, Floats]


@dataclass(frozen=True)
class RowsAhead:
    """The n × H rows of n series and H steps, a series' steps together; all columns are float32.

    Attributes:
        horizon: Steps ahead (H).
        level: n levels that the series' demand is measured in.
        of_series: Columns that the steps of a series share, n values each.
        of_step: Columns that all series share, H values each.
        of_row: The others, n × H values each.
    """

    horizon: int
    level: Floats
    of_series: Columns
    of_step: Columns
    of_row: Columns

    @property
    def n_series(self) -> int:
        """Number of series (n)."""
        return len(self.level)

    def matrix(self, columns: Sequence[str]) -> NDArray[np.float32]:
        """The rows as a model takes them, n × H by columns; NaN in a column that there isn't."""
        out = np.full((self.n_series, self.horizon, len(columns)), np.nan, dtype=np.float32)
        for i, name in enumerate(columns):
            if name in self.of_series:
                out[:, :, i] = self.of_series[name][:, None]
            elif name in self.of_step:
                out[:, :, i] = self.of_step[name]
            elif name in self.of_row:
                out[:, :, i] = self.of_row[name].reshape(self.n_series, self.horizon)
        return out.reshape(-1, len(columns))
