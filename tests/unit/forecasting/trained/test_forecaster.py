"""A trained forecaster: what it forecasts, of the history it knows and of others."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.data.calendar.calendars import CalendarOptions, add_calendar
from foresale.data.cleaning.clean import CleaningOptions
from foresale.errors import OptionError, SavedModelError
from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.quantiles.calibration import PastForecast, calibrate
from foresale.forecasting.results import QUANTILES, Backtest, QuantileRecipe
from foresale.forecasting.sums.totals import PartForecast, sum_forecast
from foresale.forecasting.trained.forecaster import Forecaster
from foresale.forecasting.trained.train_champion import TrainingOptions, train_champion
from foresale.panel import Panel

OPTIONS = TrainingOptions(CleaningOptions(), CalendarOptions(), seed=0, about={"file": "sales.csv"})
HORIZON = 7


def test_it_forecasts_the_periods_after_its_history(plain: Forecaster, moody: Panel) -> None:
    found = plain.predict()
    np.testing.assert_array_equal(found.dates, moody.future_dates(HORIZON))
    expected = moody.target[:, -28:].mean(axis=1)
    np.testing.assert_allclose(found.mean, np.repeat(expected[:, None], HORIZON, axis=1))


def test_it_is_calibrated_on_every_fold_the_test_fold_too(
    plain: Forecaster, plain_backtest: Backtest
) -> None:
    past = [PastForecast(fold.means["moving_average"], fold.actual) for fold in plain_backtest.folds]
    expected = calibrate(past)
    np.testing.assert_array_equal(plain.calibration.by_series, expected.by_series)
    np.testing.assert_array_equal(plain.calibration.standard, expected.standard)
    found = plain.predict()
    np.testing.assert_array_equal(found.quantiles, expected.quantiles(found.mean, non_negative=True))


def test_totals_add_up_to_the_means(sharp: Forecaster) -> None:
    found = sharp.predict()
    whole = found.totals.filter(pl.col("grain") == "horizon")
    assert whole["mean"].item() == pytest.approx(found.mean.sum())


def test_a_shorter_horizon_is_the_beginning_of_the_longer_one(sharp: Forecaster) -> None:
    whole, short = sharp.predict(), sharp.predict(horizon=3)
    np.testing.assert_array_equal(short.dates, whole.dates[:3])
    np.testing.assert_array_equal(short.mean, whole.mean[:, :3])
    assert short.quantiles.shape == (8, 3, len(QUANTILES))


@pytest.mark.parametrize("horizon", [0, HORIZON + 1])
def test_a_horizon_it_was_not_trained_for_is_refused(plain: Forecaster, horizon: int) -> None:
    with pytest.raises(OptionError, match=f"horizon of {horizon} was asked for.*trained for 1 to 7"):
        plain.predict(horizon=horizon)


def test_learned_quantiles_narrow_the_ranges_of_weekdays_that_are_certain(
    plain: Forecaster, sharp: Forecaster, moody: Panel
) -> None:
    low, high = QUANTILES.index(0.1), QUANTILES.index(0.9)
    usual, sharper = (each.predict() for each in (plain, sharp))
    np.testing.assert_array_equal(usual.mean, sharper.mean)
    width, narrow = ((q[..., high] - q[..., low]).mean(axis=0) for q in (usual.quantiles, sharper.quantiles))
    certain = np.isin((moody.n_periods + np.arange(HORIZON)) % 7, [0, 2, 4, 6])
    assert narrow[certain].mean() < 0.8 * width[certain].mean()
    assert narrow[certain].max() < 0.8 * narrow[~certain].min()
    assert (np.diff(sharper.quantiles, axis=-1) >= 0).all()


def test_a_newer_history_is_forecast_from_its_own_end(plain: Forecaster, moody: Panel, make_panel) -> None:
    longer = make_panel(np.concatenate([moody.target, np.full((8, 28), 50.0)], axis=1))
    found = plain.predict(longer)
    np.testing.assert_array_equal(found.dates, longer.future_dates(HORIZON))
    np.testing.assert_allclose(found.mean, 50)


def test_what_was_learned_of_a_series_follows_it_to_another_row(plain: Forecaster, moody: Panel) -> None:
    factors = np.arange(1.0, 9.0)
    told_apart = replace(plain, calibration=replace(plain.calibration, by_series=factors))
    turned = told_apart.predict(moody.select(np.array([7, 2, 5])))
    np.testing.assert_array_equal(turned.quantiles, told_apart.predict().quantiles[[7, 2, 5]])


def test_what_a_series_sold_lately_follows_it_and_is_that_of_the_history_given(
    sharp: Forecaster, moody: Panel, make_panel
) -> None:
    """By recent spread alone: four weeks of the same every day make a range of nothing, wild ones don't."""
    shares = np.tile([0.0, 0.0, 1.0], (len(QUANTILES), 1))
    own = replace(sharp, recipe=QuantileRecipe(shares, np.zeros(len(QUANTILES))))
    lately = np.full((8, 28), 10.0)
    lately[::2, ::2], lately[::2, 1::2] = 0.0, 20.0
    longer = make_panel(np.concatenate([moody.target, lately], axis=1))
    low, high = QUANTILES.index(0.1), QUANTILES.index(0.9)
    found = own.predict(longer)
    width = (found.quantiles[..., high] - found.quantiles[..., low]).mean(axis=1)
    assert (width[::2] > 15).all()
    assert (width[1::2] < 1).all()
    turned = own.predict(longer.select(np.array([7, 2, 5])))
    np.testing.assert_allclose(turned.quantiles, found.quantiles[[7, 2, 5]])


def test_a_series_that_was_not_trained_on_has_the_usual_uncertainty(plain: Forecaster, moody: Panel) -> None:
    factors = np.full(8, 3.0)
    told_apart = replace(plain, calibration=replace(plain.calibration, by_series=factors))
    names = [*(f"p{i}" for i in range(7)), "new"]
    renamed = replace(moody, series=pl.DataFrame({"product": names}))
    found, known = told_apart.predict(renamed), told_apart.predict()
    np.testing.assert_array_equal(found.quantiles[:7], known.quantiles[:7])
    usual = plain.calibration
    usual = replace(usual, by_series=np.ones(8)).quantiles(found.mean, non_negative=True)
    np.testing.assert_array_equal(found.quantiles[7], usual[7])


def test_series_told_apart_by_other_columns_are_refused(plain: Forecaster, moody: Panel) -> None:
    other = replace(moody, series=moody.series.rename({"product": "shop"}), keys=("shop",))
    with pytest.raises(SavedModelError, match="told apart by product, the file's by shop"):
        plain.predict(other)


def test_closed_days_and_products_that_are_gone_are_certainly_zero(sharp: Forecaster, moody: Panel) -> None:
    closed = np.tile(np.arange(112) % 7 == 6, (8, 1))
    target = np.where(closed, np.nan, moody.target)
    target[3, 40:] = 0.0
    found = sharp.predict(replace(moody, target=target, closed=closed))
    assert (found.quantiles[:, 6] == 0).all()
    assert (found.quantiles[3] == 0).all()
    assert (found.quantiles[0, :6, -1] > 0).all()
    sunday = found.totals.filter(pl.col("grain") == "day").row(6, named=True)
    assert sunday["q0.005"] == sunday["mean"] == sunday["q0.995"] == 0


def test_a_product_that_is_gone_makes_no_total_less_certain(plain: Forecaster, moody: Panel) -> None:
    target = moody.target.copy()
    target[3, 40:] = 0.0
    newer = replace(moody, target=target)
    found = plain.predict(newer)
    deviation = plain.calibration.deviation(found.mean)
    assert (deviation[3] > 0).all()  # for all that the errors of the past say
    deviation[3] = 0.0
    parts = PartForecast(found.dates, found.mean, deviation)
    assert found.totals.equals(sum_forecast(newer, parts, plain.rho, plain.shapes))


def test_a_calendar_is_added_for_the_history_and_the_horizon(make_panel) -> None:
    panel = make_panel(np.ones(10), calendar={"fair": np.zeros(14)})
    found = add_calendar(panel, 4, CalendarOptions())
    assert found.calendar["weekday"].tolist() == [i % 7 for i in range(14)]
    assert "fair" in found.calendar
    assert set(panel.calendar) == {"fair"}


@pytest.fixture(scope="module")
def pieces(make_panel) -> Panel:
    """Four products that sell by the piece, two that are weighed."""
    random = np.random.default_rng(4)
    counts = random.poisson(np.array([[0.2], [1.0], [3.0], [0.6]]), (4, 112)).astype(float)
    weighed = random.uniform(0, 3, (2, 112))
    kinds = ["nuts", "nuts", "bolts", "bolts", "sand", "sand"]
    return make_panel(
        np.concatenate([counts, weighed]), series={"part": list("abcdef"), "kind": kinds}, keys=("part",)
    )


def trained_on(panel: Panel) -> Forecaster:
    backtest = run_backtest(panel, HORIZON, BacktestOptions(("seasonal_naive", "moving_average")))
    return train_champion(backtest, OPTIONS)


def test_ranges_of_pieces_and_of_their_sums_are_whole_those_of_what_is_weighed_are_not(pieces: Panel) -> None:
    found = trained_on(pieces).predict()
    quantile = [f"q{level:g}" for level in QUANTILES]

    def is_whole(values) -> bool:
        return bool((np.asarray(values) == np.rint(values)).all())

    assert is_whole(found.quantiles[:4])
    assert not is_whole(found.quantiles[4:])
    assert not is_whole(found.mean[:4])
    by_kind = found.totals.filter(pl.col("level") == "kind")
    for name, whole in (("nuts", True), ("bolts", True), ("sand", False)):
        assert is_whole(by_kind.filter(pl.col("name") == name).select(quantile).to_numpy()) == whole
    assert not is_whole(found.totals.filter(pl.col("level") == "total").select(quantile).to_numpy())


def test_the_total_of_a_single_series_has_the_ranges_of_that_series(pieces: Panel) -> None:
    found = trained_on(pieces.select(np.array([2]))).predict()
    by_day = found.totals.filter(pl.col("grain") == "day").select(f"q{level:g}" for level in QUANTILES)
    np.testing.assert_array_equal(by_day.to_numpy(), found.quantiles[0])
