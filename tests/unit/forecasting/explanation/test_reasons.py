"""Why one forecast is what it is."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace

import numpy as np
import pytest

from foresale.errors import OptionError
from foresale.forecasting.explanation.explainable import decompose_forecast
from foresale.forecasting.explanation.reasons import find_reasons
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM


@pytest.mark.parametrize("whose", ["result", "blended"])
def test_the_usual_level_times_all_factors_is_the_forecast(whose, request):
    found = request.getfixturevalue(whose)
    for series, step in ((0, 1), (3, 6), (9, 14)):
        reasons = found.reasons(series, found.forecast.dates[step - 1].item())
        forecast = found.forecast.mean[series, step - 1]
        assert reasons.forecast == forecast
        assert reasons.usual * math.prod(reasons.table["factor"]) == pytest.approx(forecast, rel=1e-6)
        np.testing.assert_allclose(reasons.table["effect"], reasons.table["factor"] - 1)


def test_a_day_on_promotion_says_so_with_its_price(result, scene):
    ahead = scene.panel.known_ahead["promotion"][:, scene.panel.n_periods :]
    series, day = np.argwhere(ahead == 1)[0]
    reasons = result.reasons(int(series), result.forecast.dates[day].item())
    by_concept = {row["concept"]: row for row in reasons.table.iter_rows(named=True)}
    assert by_concept["Promotion"]["reason"] == "promotion"
    assert by_concept["Price"]["reason"].endswith("lower")
    assert (1 + by_concept["Promotion"]["effect"]) * (1 + by_concept["Price"]["effect"]) > 1.3
    assert "lower +" in reasons.sentence
    offers = {"Promotion", "Price"}
    assert set(reasons.table["concept"][: len(offers & set(by_concept))]) == offers
    assert reasons.sentence.partition(": ")[2].startswith(("promotion", "price"))


def test_saturday_is_told_against_the_same_series_own_days(scene, result):
    week = np.where((scene.panel.dates.astype(np.int64) + 3) % 7 == 5, 20.0, 8.0)
    target = np.broadcast_to(week, scene.panel.target.shape).copy()
    panel = replace(result.forecaster.panel, target=target, known_ahead={}, closed=target < 0)
    model = GlobalLightGBM(rounds=60).fit(panel, 14)
    scene = decompose_forecast(replace(result.forecaster, panel=panel, model=model, about={}))
    mean = model.predict(panel, 14)
    weekdays = [date.item().weekday() for date in panel.future_dates(14)]
    reasons = find_reasons(scene, mean, 0, weekdays.index(5) + 1)
    usual = (20 + 6 * 8) / 7
    assert reasons.usual == pytest.approx(usual, rel=0.05)
    assert reasons.table["reason"][0] == "Saturday"
    assert reasons.table["factor"][0] == pytest.approx(20 / usual, rel=0.15)
    assert str(reasons).startswith(f"Forecast {reasons.forecast:.1f} against a usual")


def test_a_closed_or_ended_series_says_zero(result, scene):
    ended = replace(scene, panel=replace(scene.panel, target=scene.panel.target * 0))
    reasons = find_reasons(ended, np.zeros_like(result.forecast.mean), 0, 1)
    assert reasons.sentence.startswith("Forecast 0")
    assert reasons.table.is_empty()


def test_a_model_of_past_sales_alone_gives_no_reasons(averaged):
    reasons = averaged.reasons(0, averaged.forecast.dates[0].item())
    assert "from its own past sales alone" in reasons.sentence
    assert reasons.table.is_empty()


def test_sales_that_can_be_negative_have_no_factors(result):
    panel = result.forecaster.panel
    panel = replace(panel, target=panel.target - np.nanmean(panel.target), non_negative=False)
    model = GlobalLightGBM(rounds=5).fit(panel, 14)
    found = replace(result, forecaster=replace(result.forecaster, panel=panel, model=model))
    reasons = found.reasons(0, found.forecast.dates[0].item())
    assert reasons.sentence == "Sales can fall below zero here, so no factors can be given."


def test_a_series_is_found_by_its_keys_in_any_form(result):
    keys = result.forecast.panel.series.select(result.forecast.panel.keys).row(5, named=True)
    day = str(result.forecast.dates[2])
    answers = [result.reasons(asked, day).sentence for asked in (5, keys, tuple(keys.values()))]
    assert len(set(answers)) == 1


@pytest.mark.parametrize(
    "series", [99, "nothing", {"shop": 1}, ("Store 01", "Gold bars"), {"store": "Store 01"}]
)
def test_a_series_that_is_not_there_is_told_with_an_example(result, series):
    with pytest.raises(OptionError, match="→ Give"):
        result.reasons(series, result.forecast.dates[0].item())


@pytest.mark.parametrize("date", ["soon", "1999-01-01", datetime.date(2100, 1, 1)])
def test_a_date_that_is_not_forecast_is_told_with_those_that_are(result, date):
    first, last = result.forecast.dates[[0, -1]]
    with pytest.raises(OptionError, match=f"from {first} to {last}"):
        result.reasons(0, date)


def test_a_blend_names_its_silent_member_last_and_the_part_that_speaks(blended, scene):
    ahead = scene.panel.known_ahead["promotion"][:, scene.panel.n_periods :]
    series, day = np.argwhere(ahead == 1)[0]
    reasons = blended.reasons(int(series), blended.forecast.dates[day].item())
    told = reasons.sentence.split(" These are")[0]
    assert told.rpartition(", ")[2].startswith("Moving average in the blend −")
    assert "These are the reasons of LightGBM over all series" in reasons.sentence
    assert 0.3 < reasons.explained < 1


def test_a_product_that_never_sold_is_told_to_come_from_its_like(result, scene):
    unknown = np.full(scene.panel.n_periods, np.nan)
    target = scene.panel.target.copy()
    target[2] = unknown
    panel = replace(scene.panel, target=target)
    reasons = find_reasons(replace(scene, panel=panel), result.forecast.mean, 2, 1)
    assert reasons.sentence.startswith("Never sold yet, so forecast from products like it")
    price = panel.known_ahead["price"].copy()
    price[2, : panel.n_periods + 3] = np.nan
    price[2, panel.n_periods + 3 :] = 2.5
    planned = replace(panel, known_ahead={"price": price})
    reasons = find_reasons(replace(scene, panel=planned), result.forecast.mean, 2, 1)
    assert reasons.sentence == "Forecast 0: by the plan it isn’t on sale yet."
