"""Forecasts of parts as sums take them, and what a table of sums says."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import polars as pl
import pytest

from foresale.arrays import Array
from foresale.forecasting.sums.totals import GRAINS, PartForecast, levels, sum_key
from foresale.panel import Panel


@pytest.fixture(scope="session")
def all_rho() -> Callable[[Panel, float], dict[str, float]]:
    """A function that gives the same rho to every level and grain of a panel."""
    return lambda panel, rho: {
        sum_key(level, grain): rho for level in levels(panel) for grain in GRAINS[panel.freq]
    }


@pytest.fixture(scope="session")
def ahead() -> Callable[[Panel, Array, Array], PartForecast]:
    """A function that makes a forecast of a panel's next periods of means and deviations."""
    return lambda panel, mean, deviation: PartForecast(
        panel.future_dates(mean.shape[1]), np.asarray(mean), np.asarray(deviation)
    )


@pytest.fixture(scope="session")
def of() -> Callable[..., pl.DataFrame]:
    """A function that finds the rows of a level and grain, and perhaps of one name."""

    def find(table: pl.DataFrame, level: str, grain: str, name: str | None = None) -> pl.DataFrame:
        rows = table.filter((pl.col("level") == level) & (pl.col("grain") == grain))
        return rows if name is None else rows.filter(pl.col("name") == name)

    return find


@pytest.fixture(scope="session")
def range80() -> Callable[[pl.DataFrame], Array]:
    """A function that gives the width of the 80 % range of each row."""
    return lambda rows: (rows["q0.9"] - rows["q0.1"]).to_numpy()
