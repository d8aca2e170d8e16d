"""Forecasts of a small history, made once for all tests of the library's answers."""

from __future__ import annotations

import pytest

import foresale as fs
from foresale.library.results import ForecastResult
from library_sales import small_sales


@pytest.fixture(scope="session")
def by_linear() -> ForecastResult:
    """A forecast whose champion looks at columns without telling what each did."""
    made = fs.forecast(small_sales().drop("price"), 7, models=["linear", "moving_average"], folds=2)
    assert made.backtest.champion.model in ("linear", "blend")
    return made


@pytest.fixture(scope="session")
def by_itself() -> ForecastResult:
    """A forecast whose champion looks at each series alone."""
    return fs.forecast(small_sales().drop("price"), 7, models=["profile_smoothing"], folds=2)
