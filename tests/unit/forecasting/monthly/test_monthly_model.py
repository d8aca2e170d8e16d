"""The model of months: honest, better than repeating, and saved without pickle."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from foresale.errors import HistoryError, SavedModelError
from foresale.forecasting.monthly.history import examples, monthly_history
from foresale.forecasting.monthly.monthly_model import MonthlyModel, choose_calibration_months, past_forecasts
from foresale.forecasting.results import QUANTILES


def fitted_before(history, month):
    """A model that may look at months before `month` alone, and the examples from it on."""
    known = examples(history)
    before = known.where(known.month < month)
    past = past_forecasts(history, before, choose_calibration_months(before))
    return MonthlyModel.fit_with(history, before, past), known.where(known.month >= month)


def wape(actual, said):
    return np.abs(actual - said).sum() / actual.sum()


def test_a_chain_is_estimated_better_than_by_repeating_a_month(months):
    model, after = fitted_before(months, 28)
    mean = model.mean(months.months[after.month], after.lags)
    assert after.month.min() == 28
    assert wape(after.units, mean) < wape(after.units, after.lags[:, 0])
    aged = np.isfinite(after.lags[:, 3])
    assert wape(after.units[aged], mean[aged]) < 0.9 * wape(after.units[aged], after.lags[aged, 3])
    quantiles = model.quantiles(mean)
    low, high = (quantiles[:, QUANTILES.index(level)] for level in (0.1, 0.9))
    assert 0.7 <= np.mean((after.units >= low) & (after.units <= high)) <= 0.9


def test_what_is_sold_by_the_piece_has_whole_quantiles_and_what_is_weighed_has_not(months, tmp_path):
    means = np.linspace(0.2, 90.0, 50)
    pieces = MonthlyModel.fit(months)
    pieces.save(tmp_path)
    for model in (pieces, MonthlyModel.load(tmp_path)):
        found = model.quantiles(means)
        np.testing.assert_array_equal(found, np.rint(found))
        assert (np.diff(found, axis=1) >= 0).all()
    weighed = MonthlyModel.fit(replace(months, units=months.units * 0.37)).quantiles(means)
    assert (weighed != np.rint(weighed)).any()


def test_what_happened_after_a_month_changes_nothing_that_was_learned_before_it(months):
    scrambled = replace(months, units=months.units.copy())
    random = np.random.default_rng(0)
    scrambled.units[:, 28:] = random.permutation(months.units[:, 28:].ravel()).reshape(-1, 8) * 7
    model, _ = fitted_before(months, 28)
    same, _ = fitted_before(scrambled, 28)
    np.testing.assert_array_equal(model.weights, same.weights)
    np.testing.assert_array_equal(model.errors.standard, same.errors.standard)
    all_of_it = MonthlyModel.fit(scrambled)
    assert not np.array_equal(all_of_it.weights, MonthlyModel.fit(months).weights)


def test_errors_come_from_fits_that_end_before_the_month_they_forecast(months):
    known = examples(months)
    (past,) = past_forecasts(months, known, [30])
    model, _ = fitted_before(months, 30)
    now = known.where(known.month == 30)
    np.testing.assert_allclose(
        past.mean[now.series, 0], model.mean(months.months[now.month], now.lags), rtol=1e-12
    )


def test_a_saved_model_says_the_same_and_a_changed_one_is_refused(months, tmp_path):
    model = MonthlyModel.fit(months)
    model.save(tmp_path)
    known = examples(months)
    month, lags = months.months[known.month], known.lags
    loaded = MonthlyModel.load(tmp_path)
    np.testing.assert_array_equal(loaded.mean(month, lags), model.mean(month, lags))
    np.testing.assert_array_equal(loaded.quantiles(lags[:, 0]), model.quantiles(lags[:, 0]))
    assert (loaded.seen, loaded.last_month) == (model.seen, model.last_month)
    with np.load(tmp_path / "monthly.npz") as stored:
        np.savez(tmp_path / "monthly.npz", weights=stored["weights"] * 2, knots=stored["knots"])
    with pytest.raises(SavedModelError, match="was changed"):
        MonthlyModel.load(tmp_path)
    with pytest.raises(SavedModelError, match="no readable model"):
        MonthlyModel.load(tmp_path / "nowhere")


def test_a_month_that_the_sales_hold_in_part_is_left_out():
    days = pl.date_range(date(2023, 1, 10), date(2023, 9, 20), eager=True)
    daily = pl.DataFrame({"date": days, "units": 1.0}).with_columns(product=pl.lit("a"), store=pl.lit("s"))
    history = monthly_history(daily)
    assert history.months.astype(str).tolist() == [f"2023-0{month}" for month in range(2, 9)]
    assert history.units[0].tolist() == [28, 31, 30, 31, 30, 31, 31]
    assert history.last_day == date(2023, 8, 31)


def test_a_month_in_which_a_product_was_launched_is_not_learned_from():
    days = pl.date_range(date(2023, 1, 1), date(2023, 9, 30), eager=True)
    old = pl.DataFrame({"date": days, "units": 1.0, "product": "old", "store": "s"})
    new = old.filter(pl.col("date") >= date(2023, 3, 20)).with_columns(product=pl.lit("new"))
    units = monthly_history(pl.concat([old, new])).units
    assert np.isnan(units[0]).tolist() == [True] * 3 + [False] * 6  # "new" comes first
    assert np.isfinite(units[1]).all()


def test_too_short_a_history_is_named():
    days = pl.date_range(date(2023, 1, 1), date(2023, 4, 30), eager=True)
    daily = pl.DataFrame({"date": days, "units": 1.0, "product": "a", "store": "s"})
    with pytest.raises(HistoryError, match="4 whole months"):
        monthly_history(daily)
