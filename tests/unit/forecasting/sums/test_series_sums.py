"""Weeks and months of single series: their quantiles hold what they say, and survive saving."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.errors import SavedModelError
from foresale.forecasting.results import QUANTILES, Fold
from foresale.forecasting.sums.series_sums import SeriesSums, deviation, learn_series_sums, sum_by_period
from foresale.forecasting.sums.totals import PartForecast
from foresale.frequency import Frequency
from foresale.panel import Panel

SERIES, DAYS = 300, 28
MEAN = 10.0


def days(start: str, count: int = DAYS):
    return np.datetime64(start, "D") + np.arange(count).astype("timedelta64[D]")


def demand(random, together: float):
    """Poisson-like sales whose weeks go up and down together to some degree."""
    weeks = np.repeat(np.exp(random.normal(0, together, (SERIES, DAYS // 7))), 7, axis=1)
    return random.poisson(MEAN * weeks / weeks.mean()).astype(float)


def quantiles_of(sample):
    """The same honest quantiles on every day."""
    return np.broadcast_to(np.quantile(sample, QUANTILES), (SERIES, DAYS, len(QUANTILES))).copy()


def panel():
    history = np.full((SERIES, 60), MEAN)
    return Panel(
        series=pl.DataFrame({"item": [f"i{n:03}" for n in range(SERIES)]}), keys=("item",),
        dates=days("2024-01-01", 60), freq=Frequency.DAY, target=history,
        closed=np.zeros(history.shape, bool), censored=np.zeros(history.shape, bool),
    )  # fmt: skip


def folds(random, together):
    mean = np.full((SERIES, DAYS), MEAN)
    found = []
    for number, start in enumerate(("2024-01-29", "2024-02-26", "2024-03-25")):
        actual = demand(random, together)
        quantiles = {"m": quantiles_of(demand(random, together))}
        found.append(Fold(60, days(start), actual, {"m": mean}, quantiles, number == 2))
    return found


@pytest.mark.parametrize("together", [0.0, 0.5])
def test_ranges_of_weeks_hold_what_they_say_whether_or_not_days_go_together(together):
    random = np.random.default_rng(3)
    learned = learn_series_sums(panel(), folds(random, together), "m")
    future = demand(random, together)
    forecast = PartForecast(
        days("2024-04-22"),
        np.full((SERIES, DAYS), MEAN),
        deviation(np.full((SERIES, DAYS), MEAN), quantiles_of(future)),
    )
    found = sum_by_period(learned, forecast, non_negative=True)["week"]
    weeks = future.reshape(SERIES, 4, 7).sum(axis=2)
    np.testing.assert_allclose(found.mean, 7 * MEAN)
    assert found.starts.astype(str).tolist() == ["2024-04-22", "2024-04-29", "2024-05-06", "2024-05-13"]
    for low, high, share in ((0.1, 0.9, 0.8), (0.025, 0.975, 0.95)):
        bottom, top = (found.quantiles[..., QUANTILES.index(level)] for level in (low, high))
        assert np.mean((weeks >= bottom) & (weeks <= top)) == pytest.approx(share, abs=0.05)


def test_days_that_go_together_make_wider_weeks():
    widths = []
    for together in (0.0, 0.5):
        learned = learn_series_sums(panel(), folds(np.random.default_rng(1), together), "m")
        forecast = PartForecast(days("2024-04-22"), np.full((1, DAYS), MEAN), np.full((1, DAYS), 4.0))
        week = sum_by_period(learned, forecast, non_negative=True)["week"].quantiles[0, 0]
        widths.append(week[QUANTILES.index(0.9)] - week[QUANTILES.index(0.1)])
    assert widths[1] > 1.3 * widths[0]


def test_a_deviation_comes_back_from_quantiles():
    from scipy import stats

    quantiles = stats.norm.ppf(QUANTILES, 20, 5)[None, None]
    assert deviation(np.full((1, 1), 20.0), quantiles)[0, 0] == pytest.approx(5, rel=0.03)


def test_what_was_learned_is_saved_as_text_and_damage_is_named(tmp_path):
    learned = learn_series_sums(panel(), folds(np.random.default_rng(1), 0.2), "m")
    learned.save(tmp_path)
    assert SeriesSums.load(tmp_path) == learned
    (tmp_path / "series_sums.json").write_text('{"rho": 3}')
    with pytest.raises(SavedModelError, match="can't be read"):
        SeriesSums.load(tmp_path)
