"""How each series' own sales spread lately."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.forecasting.quantiles.calibration import PastForecast
from foresale.forecasting.quantiles.recent_spread import RECENT, recent_spread
from foresale.forecasting.quantiles.sharpening import OtherSources, PastQuantiles, sharpen
from foresale.forecasting.results import QUANTILES
from foresale.frequency import Frequency
from foresale.metrics.quantile import wql

DAYS = RECENT[Frequency.DAY]


@pytest.fixture
def sales() -> np.ndarray:
    return np.random.default_rng(3).poisson(4.0, (5, 3 * DAYS)).astype(float)


def test_it_is_the_quantiles_of_the_last_weeks_over_their_mean(make_panel, sales) -> None:
    last = sales[:, -DAYS:]
    expected = np.quantile(last, QUANTILES, axis=1).T / last.mean(axis=1, keepdims=True)
    np.testing.assert_allclose(recent_spread(make_panel(sales)), expected)


def test_what_was_sold_before_says_nothing(make_panel, sales) -> None:
    before = sales.copy()
    before[:, :-DAYS] *= 50
    np.testing.assert_array_equal(recent_spread(make_panel(before)), recent_spread(make_panel(sales)))


def test_closed_days_and_stock_outs_do_not_count(make_panel, sales) -> None:
    panel = make_panel(sales)
    hidden = np.zeros(sales.shape, dtype=bool)
    hidden[0, -7:], hidden[1, -20:-10] = True, True
    expected = recent_spread(make_panel(np.where(hidden, np.nan, sales)))
    np.testing.assert_array_equal(recent_spread(replace(panel, censored=hidden)), expected)
    closed = replace(panel, closed=hidden, target=np.where(hidden, np.nan, sales))
    np.testing.assert_array_equal(recent_spread(closed), expected)
    assert not np.array_equal(expected, recent_spread(panel))


def test_a_series_that_hardly_sold_says_nothing(make_panel) -> None:
    sales = np.zeros((4, DAYS))
    sales[1, -2:], sales[2, -3:], sales[3] = 5.0, 5.0, np.nan
    assert np.isnan(recent_spread(make_panel(sales))).all(axis=1).tolist() == [True, True, False, True]


def test_returns_that_cancel_sales_say_nothing(make_panel) -> None:
    """Over a mean near nothing any spread would be endless; a few returns do no harm."""
    sales = np.tile([10.0, -9.0], (2, DAYS))
    sales[1, ::14] = 10.0
    sales[1, 1::2] = 8.0
    sales[1, -3] = -2.0
    spread = recent_spread(make_panel(sales, non_negative=False))
    assert np.isnan(spread[0]).all()
    assert -1 < spread[1].min() < 0


@pytest.mark.parametrize(
    "freq", [freq for freq in Frequency if RECENT[freq] > 4]
)  # of four, one less is too few
def test_as_many_periods_count_as_make_up_the_recent_past_and_half_of_them_must_be_known(
    make_panel, freq: Frequency
) -> None:
    recent = RECENT[freq]
    rising = np.tile(np.arange(1.0, recent + 1), (3, 1))
    rising[1, : recent // 2], rising[2, : recent // 2 + 1] = np.nan, np.nan
    found = recent_spread(make_panel(np.concatenate([rising * 90, rising], axis=1), freq))
    expected = np.quantile(rising[0], QUANTILES) / rising[0].mean()
    np.testing.assert_allclose(found[0], expected)
    assert np.isnan(found).all(axis=1).tolist() == [False, False, True]
    shorter = recent_spread(make_panel(rising[:, 1:], freq))
    assert np.isnan(shorter).all(axis=1).tolist() == [False, False, True]


def test_ranges_learn_that_some_series_are_steady_and_others_are_not() -> None:
    """Half sell the same every day, the others nothing or twice as much; past errors tell that too."""
    random, shape = np.random.default_rng(1), (200, 7)
    mean, wild = np.full(shape, 10.0), np.arange(200) % 2 == 0

    def drawn() -> np.ndarray:
        return np.where(wild[:, None], 20.0 * random.integers(0, 2, shape), 10.0)

    said = mean[..., None] * np.linspace(0.2, 1.8, len(QUANTILES))
    spread = np.quantile(np.where(wild[:, None], [0.0, 2.0], 1.0), QUANTILES, axis=1).T
    unknown = np.full_like(spread, np.nan)

    def loss(recent: np.ndarray) -> float:
        others = OtherSources(said, recent)
        past = [PastQuantiles(PastForecast(mean, drawn()), others) for _ in range(3)]
        joined = sharpen(past, non_negative=True).quantiles(mean, others, non_negative=True)
        return wql(drawn(), joined, QUANTILES)

    assert loss(spread) < 0.95 * loss(unknown)
