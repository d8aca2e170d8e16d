"""The total of all series, split into trend, season and remainder."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from foresale.arrays import Floats
from foresale.data.cleaning.decomposition import decompose
from foresale.data.profile.distributions import total_by_period
from foresale.frequency import Frequency
from foresale.panel import Panel


@dataclass(frozen=True)
class TotalDecomposition:
    """The total of all series, split into trend, season and remainder; None where closed or unknown.

    Strengths run from 0 (nothing) to 1 (everything). `yearly_strength` is that of the year in weekly
    totals of daily data, where there are two years.
    """

    dates: tuple[str, ...]
    observed: tuple[float | None, ...]
    trend: tuple[float | None, ...]
    seasonal: tuple[float | None, ...]
    remainder: tuple[float | None, ...]
    season_length: int
    trend_strength: float
    seasonal_strength: float
    yearly_strength: float | None


def decompose_total(panel: Panel) -> TotalDecomposition:
    """Split the total at the panel's own season, and weekly totals of long daily data at the year."""
    total = total_by_period(panel)[None, :]
    parts = decompose(total, panel.freq.season_length)
    yearly = None
    if panel.freq is Frequency.DAY and panel.n_periods >= 2 * 52 * 7:
        n_weeks = panel.n_periods // 7
        weeks = np.nan_to_num(total[:, panel.n_periods - 7 * n_weeks :]).reshape(1, n_weeks, 7).sum(axis=2)
        yearly = float(decompose(weeks, 52).seasonal_strength()[0])
    return TotalDecomposition(
        dates=tuple(str(day) for day in panel.dates.astype("datetime64[D]")),
        observed=_optional(total[0]),
        trend=_optional(parts.trend[0]),
        seasonal=_optional(parts.seasonal[0]),
        remainder=_optional(parts.remainder[0]),
        season_length=parts.season_length,
        trend_strength=float(parts.trend_strength()[0]),
        seasonal_strength=float(parts.seasonal_strength()[0]),
        yearly_strength=yearly,
    )


def _optional(values: Floats) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(value) else float(value) for value in values)
