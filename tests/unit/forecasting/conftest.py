"""Small panels from plain numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import polars as pl
import pytest
from numpy.typing import ArrayLike

from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.results import Backtest
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.frequency import Frequency, next_periods
from foresale.panel import Panel

MakePanel = Callable[..., Panel]
OPTIONS = TrainingOptions(CleaningOptions(), CalendarOptions(), seed=0, about={"file": "sales.csv"})


@pytest.fixture(scope="session")
def make_panel() -> MakePanel:
    """A function from S × T numbers (NaN where unknown) to a panel of that many series.

    It begins on a Monday. Columns of `series` besides the product are static ones; `roles` are
    further fields of `Panel`.
    """

    def make(
        target: ArrayLike,
        freq: str = "D",
        *,
        first: str = "2018-01-01",
        series: Mapping[str, list[str | None]] | None = None,
        closed: ArrayLike | None = None,
        censored: ArrayLike | None = None,
        **roles: object,
    ) -> Panel:
        values = np.atleast_2d(np.asarray(target, dtype=np.float64))
        period, start = Frequency(freq), np.datetime64(first)
        nowhere = np.zeros(values.shape, dtype=bool)
        fields = {"keys": ("product",), **roles}
        return Panel(
            series=pl.DataFrame({"product": [f"p{i}" for i in range(len(values))], **(series or {})}),
            dates=np.concatenate([[start], next_periods(start, period, values.shape[1] - 1)]),
            freq=period,
            target=values,
            closed=nowhere if closed is None else np.atleast_2d(closed),
            censored=nowhere if censored is None else np.atleast_2d(censored),
            **fields,
        )

    return make


@pytest.fixture(scope="session")
def moody(make_panel: MakePanel) -> Panel:
    """Eight series of the same mean every day, certain on one day and anything on the next, by weekday.

    The size of a forecast says nothing about how uncertain it is; the weekday says all.
    """
    random = np.random.default_rng(6)
    anything = np.isin(np.arange(112) % 7, [1, 3, 5])
    return make_panel(np.where(anything, random.uniform(0, 20, (8, 112)), 10.0))


@pytest.fixture(scope="session")
def sharpened(moody: Panel) -> Backtest:
    """A backtest of the moody series whose champion has learned quantiles."""
    options = BacktestOptions(("seasonal_naive", "moving_average"), learn_quantiles=True)
    return run_backtest(moody, 7, options)


@pytest.fixture(scope="session")
def plain_backtest(moody: Panel) -> Backtest:
    """A backtest of the moody series whose champion has conformal quantiles alone."""
    return run_backtest(moody, 7, BacktestOptions(("seasonal_naive", "moving_average")))


@pytest.fixture(scope="session")
def plain(plain_backtest: Backtest) -> Forecaster:
    """A moving average with conformal quantiles."""
    return train_champion(plain_backtest, OPTIONS)


@pytest.fixture(scope="session")
def sharp(sharpened: Backtest) -> Forecaster:
    """The same with learned quantiles."""
    return train_champion(sharpened, OPTIONS)
