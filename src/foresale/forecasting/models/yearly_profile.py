"""The yearly season of one series of days or weeks, as a few smooth waves."""

from __future__ import annotations

import numpy as np

from foresale.arrays import Array

WAVES = 3
LEAST_YEARS = 1.9


def yearly_profile(history: Array, horizon: int, year: float, *, evidence: float) -> tuple[Array, Array]:
    """How far the yearly season lifts each past and coming period, in units; zeros where it can't be told.

    The classical methods know one season, and the week takes it for days, while 52 weeks are too
    many for ETS and ARIMA. So the year is taken out before them and put back after: three sine
    waves fitted by least squares beside a trend that bends once a year, shrunk by their F
    statistic (1 - 1/F), and left out where history is shorter than `LEAST_YEARS` or F is
    below `evidence`.

    Args:
        history: Units of one series, oldest first, without NaN.
        horizon: Coming periods.
        year: Periods in a year, with its fraction.
        evidence: The F statistic from which the season is believed.

    Examples:
        >>> weeks = np.arange(209)
        >>> past, ahead = yearly_profile(100 + 50 * np.sin(2 * np.pi * weeks / 52.18), 4, 52.18, evidence=3)
        >>> ahead.round().tolist()
        [2.0, 8.0, 14.0, 19.0]
    """
    n = len(history)
    nothing = np.zeros(n), np.zeros(horizon)
    if n < LEAST_YEARS * year:
        return nothing
    years = np.arange(n + horizon) / year
    bends = np.arange(int(n / year))
    trend = np.column_stack([np.ones(n + horizon), np.maximum(years[:, None] - bends, 0.0)])
    angles = 2 * np.pi * years[:, None] * np.arange(1, WAVES + 1)
    waves = np.column_stack([np.sin(angles), np.cos(angles)])
    design = np.column_stack([trend, waves])
    without = _squares_left(trend[:n], history)
    weights, _, _, _ = np.linalg.lstsq(design[:n], history, rcond=None)
    left = float(np.square(history - design[:n] @ weights).sum())
    noise = max(left / (n - design.shape[1]), np.finfo(float).tiny)
    f = (without - left) / waves.shape[1] / noise
    if f < evidence:
        return nothing
    season = (1 - 1 / f) * (waves @ weights[trend.shape[1] :])
    return season[:n], season[n:]


def _squares_left(design: Array, history: Array) -> float:
    """Squared distances from the least-squares fit, summed."""
    weights, _, _, _ = np.linalg.lstsq(design, history, rcond=None)
    return float(np.square(history - design @ weights).sum())
