"""A simulated chain's months."""

from __future__ import annotations

import polars as pl
import pytest

import foresale as fs
from foresale.forecasting.monthly.history import MonthlyHistory, monthly_history


@pytest.fixture(scope="session")
def daily_units() -> pl.DataFrame:
    """Three years of a small chain, a row a day with sales."""
    chain = fs.simulate(stores=3, products=12, days=1096, seed=4)
    return chain.sales.filter(pl.col("units") > 0).select("product", "store", "date", "units")


@pytest.fixture(scope="session")
def months(daily_units: pl.DataFrame) -> MonthlyHistory:
    """Its months."""
    return monthly_history(daily_units)
