"""What happens to the others of a group at the target: their promotions and price cuts take sales away."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from foresale.arrays import Floats, Index
from foresale.forecasting.features.groups import Group


class Neighbours:
    """Means of columns known ahead over the other series of each group.

    Args:
        moves: Columns known ahead by name, each S × (T + F): a flag, or a quantity over its usual value.
        groups: Who belongs together; a group of all and of single series says nothing.
    """

    def __init__(self, moves: Mapping[str, Floats], groups: tuple[Group, ...]) -> None:
        self._sums: dict[str, tuple[str, Group, Floats, Floats]] = {}
        self._moves = {}
        for name, values in moves.items():
            if len(values) > 1 and values.strides[0] == 0:
                continue  # the same for all, so the others say nothing new
            self._moves[name] = values
            for group in groups:
                if 1 < len(group.labels) < len(values):
                    total, count = _sums(values, group)
                    self._sums[f"{name}_of_{group.name}"] = name, group, total, count

    def columns(self, series: Index, target: Index) -> dict[str, Floats]:
        """The others' mean at the target; NaN where none of them is known."""
        out = {}
        for column, (name, group, total, count) in self._sums.items():
            values = self._moves[name]
            at = np.minimum(target, values.shape[1] - 1)
            own = values[series, at]
            known = ~np.isnan(own)
            n = count[group.of_series[series], at] - known
            rest = total[group.of_series[series], at] - np.where(known, own, 0.0)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.where((n > 0) & (target < values.shape[1]), rest / n, np.nan)
            out[column] = mean.astype(np.float32)
        return out


def _sums(values: Floats, group: Group) -> tuple[Floats, Floats]:
    order = np.argsort(group.of_series, kind="stable")
    starts = np.searchsorted(group.of_series[order], np.arange(len(group.labels)))
    known = ~np.isnan(values)
    total = np.add.reduceat(np.where(known, values, 0.0)[order], starts, axis=0)
    count = np.add.reduceat(known[order].astype(np.float32), starts, axis=0)
    return total, count
