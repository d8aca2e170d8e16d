"""What the model makes of price and promotion, against what a simulated chain really does."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.explanation.effects import NOT_CAUSAL


def true_uplift(chain) -> float:
    """How much more than without was sold on promotion days, by the simulator's own truth."""
    promoted = chain.sales.filter(pl.col("promotion") == 1)
    days = chain.truth.join(promoted, on=["date", "store", "product"], how="semi")
    return days["expected"].sum() / days["baseline"].sum() - 1


def test_a_promotion_has_the_right_sign_and_roughly_the_right_size(chain, result):
    row = result.effects().table.filter(pl.col("driver") == "promotion").row(0, named=True)
    truth = true_uplift(chain)
    assert 0.6 * truth < row["effect"] < 1.4 * truth
    assert row["low"] <= row["effect"] <= row["high"]
    assert row["low"] < truth < row["high"]
    assert 0.6 < row["price"] < 0.9


def test_the_curve_of_the_price_falls_from_cuts_to_the_usual_price(result):
    curve = result.effects().table.filter(pl.col("driver") == "price").sort("price")
    usual = curve.filter(pl.col("price") == 1).row(0, named=True)
    assert usual["effect"] == usual["low"] == usual["high"] == 0
    cuts = curve.filter(pl.col("price") < 0.95)
    assert cuts.height >= 2
    assert (cuts["effect"] > 0.1).all()
    assert cuts["effect"][0] > cuts["effect"][-1]
    assert (curve["observed"] >= 1).all()


def test_it_is_never_called_a_cause(result):
    assert result.effects().sentences[-1] == NOT_CAUSAL


def test_a_blend_moves_less_than_its_part_that_looks_at_prices(result, blended):
    alone = result.effects().table["effect"][0]
    half = blended.effects().table["effect"][0]
    assert 0.3 * alone < half < 0.8 * alone


def test_a_model_of_past_sales_alone_has_no_effects(averaged):
    effects = averaged.effects()
    assert effects.table.is_empty()
    assert "from its own past sales alone" in effects.sentences[0]


def test_without_columns_there_is_nothing_to_show(without_roles):
    effects = without_roles("price", "promotion").effects()
    assert effects.table.is_empty()
    assert effects.sentences == (
        "There is no column of prices or promotions in numbers, so no effect can be shown.",
    )


def test_a_promotion_alone_is_shown_without_a_price(without_roles):
    effects = without_roles("price").effects()
    assert effects.table["driver"].to_list() == ["promotion"]
    assert effects.table["price"].to_list() == [None]
    assert "price cut" not in effects.sentences[0]


def test_columns_known_only_afterwards_ask_for_planned_values(result):
    panel = result.forecaster.panel
    past = {name: values[:, : panel.n_periods] for name, values in panel.known_ahead.items()}
    panel = replace(panel, known_ahead={}, past_only=past)
    effects = replace(result, forecaster=replace(result.forecaster, panel=panel)).effects()
    assert effects.table.is_empty()
    assert "price and promotion" in effects.sentences[0]
    assert "planned values" in effects.sentences[0]


def test_a_price_that_never_changed_has_no_curve(result):
    panel = result.forecaster.panel
    known = {**panel.known_ahead, "price": np.ones_like(panel.known_ahead["price"])}
    forecaster = replace(result.forecaster, panel=replace(panel, known_ahead=known))
    effects = replace(result, forecaster=forecaster).effects()
    assert effects.table["driver"].to_list() == ["promotion"]
    assert "price hardly ever changed, so its effect can't be known." in effects.sentences


def test_few_series_give_no_range(result):
    rows = np.array([0, 1, 2])
    panel = result.forecaster.panel.select(rows)
    folds = tuple(
        replace(fold, actual=fold.actual[rows], means={k: v[rows] for k, v in fold.means.items()})
        for fold in result.backtest.folds
    )
    few = replace(
        result,
        forecaster=replace(result.forecaster, panel=panel),
        forecast=replace(
            result.forecast,
            prediction=replace(result.forecast.prediction, mean=result.forecast.mean[rows]),
            backtest=replace(result.backtest, folds=folds),
        ),
    )
    table = few.effects().table
    assert table["low"].is_null().all()
    assert "80" not in few.effects().sentences[0]


@pytest.mark.slow
def test_the_report_of_a_result_tells_what_drives_it(result, drivers, tmp_path):
    page = result.report(tmp_path / "report.html").read_text(encoding="utf-8")
    assert drivers.sentence.replace("\u00a0", " ") in page.replace("\u00a0", " ")
    assert NOT_CAUSAL in page
    assert "Two forecasts, and why" in page
