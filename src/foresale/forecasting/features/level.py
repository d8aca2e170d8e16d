"""The level of a series at an origin: how much it sells a period, whatever its size."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from foresale.forecasting.features.groups import Group
from foresale.forecasting.features.windows import Index, Windows
from foresale.frequency import Frequency
from foresale.panel import Floats, Panel

WINDOW = {Frequency.DAY: 56, Frequency.WEEK: 12, Frequency.MONTH: 12}
FLOOR = 1e-3  # of the overall level, so that a series without sales divides by something


def series_level(
    panel: Panel, history: Windows, groups: tuple[Group, ...]
) -> Callable[[Index, Index], Floats]:
    """A function that gives the level of series at origins; always positive.

    The mean of the recent window, pulled towards the mean of the whole history by the
    weight of one period, and towards the group's mean where the series has no history yet.

    Args:
        panel: The history.
        history: Windows of its target.
        groups: Its groups; the smallest one that a series is in stands for it before its first sale.
    """
    window = WINDOW[panel.freq]
    closest = max(groups, key=lambda group: len(group.labels))
    like = Windows(closest.sales)
    everything = Windows(groups[0].sales)

    def level(series: Index, origin: Index) -> Floats:
        start = np.zeros_like(origin)
        row = closest.of_series[series]
        overall = everything.mean(np.zeros_like(series), start, origin)
        overall = np.where(overall > 0, overall, 1.0)
        alike = like.mean(row, origin - window, origin)
        alike = np.where(np.isfinite(alike) & (alike > 0), alike, overall)
        own = history.mean(series, start, origin)
        own = np.where(np.isfinite(own), own, alike)
        total = np.maximum(history.total(series, origin - window, origin), 0.0)
        count = history.count(series, origin - window, origin)
        return np.asarray(np.maximum((total + own) / (count + 1), FLOOR * overall))

    return level
