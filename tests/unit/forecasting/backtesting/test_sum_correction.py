"""Sums of forecasts of slow parts, brought back where the past windows agree."""

from __future__ import annotations

from typing import Self

import numpy as np
import pytest

from foresale.arrays import Array
from foresale.data.calendar.calendars import CalendarOptions
from foresale.data.cleaning.clean import CleaningOptions
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.backtesting.sum_correction import sum_correction
from foresale.forecasting.model_choice import ModelChoice
from foresale.forecasting.models.moving_average import MovingAverage
from foresale.forecasting.results import Backtest
from foresale.forecasting.trained.forecaster import load_forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.metrics.point import bias
from foresale.panel import Panel

SHORT = 0.75


def windows(*shares: float, often: float = 0.2) -> tuple[list[Array], list[Array]]:
    """Forecasts that were so many times what was sold, and what was sold, mostly nothing."""
    random = np.random.default_rng(2)
    actuals = [random.binomial(1, often, (200, 10)) * 2.0 for _ in shares]
    means = [np.full((200, 10), share * a.mean()) for share, a in zip(shares, actuals, strict=True)]
    return means, actuals


@pytest.mark.parametrize("share", [0.75, 0.9, 1.2])
def test_a_sum_that_was_off_alike_in_every_window_is_brought_back(share: float) -> None:
    assert sum_correction(*windows(share, share * 0.98, share * 1.02)) == pytest.approx(1 / share, rel=0.03)


@pytest.mark.parametrize(
    "shares",
    [(0.7, 1.1, 1.0), (0.9, 0.98, 1.06), (1.0, 0.99, 0.98), (0.75, 0.75)],
    ids=["once", "about nothing", "hardly", "too few windows"],
)
def test_what_chance_explains_is_left_alone(shares: tuple[float, ...]) -> None:
    assert sum_correction(*windows(*shares)) == 1.0


def test_where_most_periods_sell_something_single_errors_tell_more_than_the_sum() -> None:
    assert sum_correction(*windows(0.75, 0.74, 0.76, often=0.8)) == 1.0


def test_windows_without_sales_or_forecasts_do_not_count() -> None:
    means, actuals = windows(0.8, 0.8)
    assert sum_correction([*means, means[0] * 0], [*actuals, actuals[0]]) == 1.0
    assert sum_correction([*means, means[0]], [*actuals, actuals[0] * np.nan]) == 1.0


class ShortAverage(MovingAverage):
    """An average that falls a quarter short."""

    def fit(self, panel: Panel, horizon: int) -> Self:
        """Nothing more to learn."""
        super().fit(panel, horizon)
        return self

    def predict(self, panel: Panel, horizon: int) -> Array:
        """Three quarters of the average."""
        return SHORT * super().predict(panel, horizon)


@pytest.fixture
def slow(make_panel) -> Panel:
    return make_panel(np.random.default_rng(5).binomial(1, 0.2, (150, 140)).astype(float))


def backtest_of(panel: Panel, kind: type[MovingAverage]) -> Backtest:
    short = ModelChoice("moving_average", kind, kind.label)
    return run_backtest(panel, 14, BacktestOptions(("seasonal_naive", short)))


def test_a_champion_that_fell_short_of_slow_parts_is_raised_in_the_past_and_in_the_future(
    slow: Panel, tmp_path
) -> None:
    found = backtest_of(slow, ShortAverage)
    assert found.champion.model == "moving_average"
    assert found.sum_correction == pytest.approx(1 / SHORT, rel=0.08)
    (note,) = [note for note in found.notes if note.rule == "sums_corrected"]
    assert "raised by" in note.text
    unseen = found.folds[-1]
    assert unseen.is_test
    assert abs(bias(unseen.actual, unseen.means["moving_average"])) < 0.1
    options = TrainingOptions(CleaningOptions(), CalendarOptions(), seed=0, about={})
    forecaster = train_champion(found, options)
    made = forecaster.predict()
    assert made.mean.mean() == pytest.approx(0.2, rel=0.12)
    forecaster.save(tmp_path / "model")
    assert load_forecaster(tmp_path / "model").sum_correction == found.sum_correction


def test_a_champion_whose_sums_are_right_stays_as_it_is(slow: Panel) -> None:
    found = backtest_of(slow, MovingAverage)
    assert found.sum_correction == 1.0
    assert not [note for note in found.notes if note.rule == "sums_corrected"]
