"""What drives the champion, by concept and by column."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from foresale.forecasting.explanation.drivers import find_drivers
from foresale.forecasting.explanation.explainable import decompose_forecast
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM


def test_contributions_add_up_to_what_the_model_predicts(scene, result):
    part = scene.parts[0]
    series, step = (cells.ravel() for cells in np.indices(result.forecast.mean.shape))
    origin = np.full(len(series), scene.panel.n_periods)
    made = part.mean(part.contributions(series, origin, step + 1), series, origin)
    predicted = result.forecaster.model.predict(scene.panel, result.forecaster.horizon)
    np.testing.assert_allclose(made, predicted.ravel(), rtol=1e-6)


def test_shares_sum_to_one_and_the_strongest_comes_first(drivers):
    for table in (drivers.table, drivers.columns):
        assert table["share"].sum() == pytest.approx(1)
        assert table["gain"].sum() == pytest.approx(1)
        assert table["share"].is_sorted(descending=True)
    assert drivers.explained == 1
    assert drivers.table["concept"][0].lower() in drivers.sentence


def test_a_promotion_that_triples_sales_of_flat_series_drives_the_forecast(result, scene):
    random = np.random.default_rng(0)
    shape = scene.panel.target.shape
    on = random.random((shape[0], shape[1] + 14)) < 0.3
    panel = replace(
        result.forecaster.panel,
        target=np.where(on[:, : shape[1]], 30.0, 10.0),
        known_ahead={"promotion": on.astype(np.float64)},
    )
    model = GlobalLightGBM(rounds=40).fit(panel, 14)
    forecaster = replace(result.forecaster, panel=panel, model=model)
    drivers = find_drivers(decompose_forecast(forecaster), model.predict(panel, 14))
    assert drivers.table["concept"][0] == "Promotion"
    assert drivers.table["share"][0] > 0.6
    assert drivers.columns["concept"][0] == "Promotion"


def test_a_model_of_past_sales_alone_says_that_no_column_moves_it(averaged):
    drivers = averaged.drivers()
    assert "no price, promotion, holiday or other column moves it" in drivers.sentence
    assert drivers.table["concept"].to_list() == ["Product and store"]
    assert drivers.columns.is_empty()
    assert drivers.explained == 0


def test_a_blend_says_which_part_of_it_is_explained(blended, drivers):
    of_blend = blended.drivers()
    assert 0.3 < of_blend.explained < 0.7
    assert "This explains LightGBM over all series" in of_blend.sentence
    alone = dict(drivers.table.select("concept", "share").rows())
    for concept, share in of_blend.table.select("concept", "share").rows():
        assert share == pytest.approx(alone[concept], abs=0.05)


def test_a_notebook_shows_the_sentence_over_the_table(drivers):
    html = drivers._repr_html_()
    assert html.startswith("<p>What moves the forecasts most")
    assert "<table" in html
