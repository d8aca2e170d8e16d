"""Temperature and rain, by day and region."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from foresale.arrays import Array
from foresale.frequency import Dates
from foresale.simulation.options import ChainOptions

_SOUTHERN = frozenset(
    {"AR", "AU", "BO", "BR", "BW", "CL", "FJ", "MG", "MZ", "NA", "NZ", "PE", "PY", "UY", "ZA", "ZW"}
)
_MEAN, _SWING = 11.0, 7.5
_WARMEST_DAY = 203
_PERSISTENCE = 0.8
_WET_AFTER_DRY, _WET_AFTER_WET = 0.25, 0.6


@dataclass(frozen=True)
class Weather:
    """What the sky did.

    Attributes:
        temperature: T × R mean of the day, in °C.
        anomaly: T × R °C above what is usual for the day.
        rain: T × R mm of the day; 0 when dry.
    """

    temperature: Array
    anomaly: Array
    rain: Array


def draw_weather(options: ChainOptions, n_regions: int) -> Weather:
    """Weather that lasts some days, shared in part by all regions, around the season's usual."""
    rng = options.stream("weather")
    days = len(options.dates)
    usual = _MEAN + _SWING * np.cos(season_angle(options, _WARMEST_DAY))
    shocks = 0.8 * rng.normal(size=(days, 1)) + 0.6 * rng.normal(size=(days, n_regions))
    rolls = 0.6 * rng.random((days, 1)) + 0.4 * rng.random((days, n_regions))
    anomaly = np.zeros((days, n_regions))
    wet = np.zeros((days, n_regions), dtype=np.bool_)
    before, wet_before = 3 * shocks[0], rolls[0] < _WET_AFTER_DRY
    for day in range(days):
        before = _PERSISTENCE * before + 3 * np.sqrt(1 - _PERSISTENCE**2) * shocks[day]
        wet_before = rolls[day] < np.where(wet_before, _WET_AFTER_WET, _WET_AFTER_DRY)
        anomaly[day], wet[day] = before, wet_before
    rain = np.where(wet, rng.gamma(0.9, 5.0, (days, n_regions)) + 0.2, 0.0)
    anomaly -= np.where(wet, 0.8, -0.4)
    return Weather((usual[:, None] + anomaly).round(1), anomaly, rain.round(1))


def season_angle(options: ChainOptions, peak: float | Array) -> Array:
    """Where each day is in the round of a year that peaks on day `peak`, half a year later in the south."""
    shift = 182.6 if options.country in _SOUTHERN else 0.0
    day = _day_of_year(options.dates).astype(np.float64)
    return np.asarray(2 * np.pi * np.subtract.outer(day, np.asarray(peak) + shift) / 365.25)


def _day_of_year(dates: Dates) -> NDArray[np.int64]:
    """0 on the 1st of January."""
    return np.asarray((dates - dates.astype("datetime64[Y]").astype("datetime64[D]")).astype(np.int64))
