"""Smoothing with shared seasons: a level of its own for each series, seasons learned together."""

from __future__ import annotations

from typing import ClassVar, Self

import numpy as np

from foresale.arrays import Floats
from foresale.forecasting.features.groups import Group, make_groups
from foresale.forecasting.features.level_smoothing import smooth_level
from foresale.forecasting.features.seasonal_index import weekday_index, year_index
from foresale.forecasting.models.base import Mean, Model, check_horizon
from foresale.frequency import Frequency
from foresale.panel import Panel

NEWEST_DAYS = 730  # older days tell nothing of today's level or week
DAMPINGS = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
DAMPING_TRIALS = 2
SHARPNESS = 20.0
UNTRIED_DAMPING = 0.5


class ProfileSmoothing(Model):
    """A smoothed level times a weekday index times a damped index of the time of year.

    Indices are shared between series of a group as far as their sales are too few to tell
    their own, and how far the time of year is believed is tried on the newest two horizons of
    the history itself: promotions that moved since last year look like seasons and aren't.
    """

    name: ClassVar[str] = "profile_smoothing"
    family: ClassVar[str] = "classical"
    label: ClassVar[str] = "Smoothing with shared seasons"
    always_tried: ClassVar[bool] = True
    seconds_per_series: ClassVar[float] = 1e-3

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Nothing to learn beforehand: everything is read off the history it forecasts from."""
        check_horizon(horizon)
        return self

    def predict(self, panel: Panel, horizon: int) -> Mean:
        """Level × weekday × time of year."""
        check_horizon(horizon)
        demand = panel.target.astype(np.float64)
        groups = make_groups(panel)
        mean = _without_year(demand, groups, panel.freq, horizon)
        year = year_index(demand, groups, panel.freq, horizon)
        if year is not None:
            mean = mean * year ** _damping(demand, groups, panel.freq, horizon)
        return np.asarray(np.maximum(mean, 0.0) if panel.non_negative else mean, dtype=np.float64)


def _without_year(demand: Floats, groups: tuple[Group, ...], freq: Frequency, horizon: int) -> Floats:
    if freq is not Frequency.DAY:
        return np.repeat(smooth_level(demand)[:, None], horizon, axis=1)
    recent = demand[:, -NEWEST_DAYS:]
    n = recent.shape[1]
    profile = weekday_index(recent, groups)
    level = smooth_level(recent / profile[:, np.arange(n) % 7])
    return np.asarray(level[:, None] * profile[:, (n + np.arange(horizon)) % 7])


def _damping(demand: Floats, groups: tuple[Group, ...], freq: Frequency, horizon: int) -> float:
    """The power of the year's index that would have been best lately."""
    errors = np.zeros(len(DAMPINGS))
    for trial in range(1, DAMPING_TRIALS + 1):
        cut = demand.shape[1] - trial * horizon
        past, actual = demand[:, :cut], demand[:, cut : cut + horizon]
        year = year_index(past, groups, freq, horizon) if cut > 0 else None
        known = ~np.isnan(actual)
        if year is None or not known.any():
            continue
        mean = _without_year(past, groups, freq, horizon)
        usual = np.sqrt(np.maximum(np.abs(mean).mean(axis=1, keepdims=True), 1e-9))
        squares = [
            float((np.where(known, (actual - mean * year**power) / usual, 0.0) ** 2).sum())
            for power in DAMPINGS
        ]
        if squares[0] > 0:
            errors += np.array(squares) / squares[0]
    if not errors.any():
        return UNTRIED_DAMPING
    weight = np.exp(-SHARPNESS * (errors - errors.min()))
    return float((weight * DAMPINGS).sum() / weight.sum())
