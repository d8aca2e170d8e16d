"""Prophet with the panel's columns, kept as its own JSON."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.forecasting.models import prophet_model
from foresale.forecasting.models.prophet_model import ProphetModel
from foresale.panel import Panel
from optional_library import needs

pytestmark = needs("prophet")
HORIZON = 7


@pytest.fixture(scope="module")
def panel(make_panel) -> Panel:
    """Two shops whose promotions add twenty; holidays close nothing and add fifteen."""
    random = np.random.default_rng(3)
    days = 140
    promotion = (random.random((2, days + HORIZON)) < 0.3).astype(np.float64)
    holiday = (np.arange(days + HORIZON) % 20 == 3).astype(np.float64)
    target = 30 + 20 * promotion[:, :days] + 15 * holiday[:days] + random.normal(0, 1, (2, days))
    return make_panel(target, known_ahead={"promotion": promotion}, calendar={"holiday": holiday})


@pytest.fixture(scope="module")
def model(panel) -> ProphetModel:
    return ProphetModel().fit(panel, HORIZON)


def test_promotions_and_holidays_ahead_are_in_the_forecast(panel, model):
    truth = 30 + 20 * panel.known_ahead["promotion"][:, -HORIZON:] + 15 * panel.calendar["holiday"][-HORIZON:]
    np.testing.assert_allclose(model.predict(panel, HORIZON), truth, atol=3)
    assert model.fallbacks == 0


def test_a_saved_model_forecasts_without_fitting_again(panel, model, tmp_path, monkeypatch):
    model.save(tmp_path)
    loaded = ProphetModel.load(tmp_path)
    monkeypatch.setattr(prophet_model, "fit_batch", None)
    np.testing.assert_array_equal(loaded.predict(panel, HORIZON), model.predict(panel, HORIZON))


def test_a_series_that_has_sold_since_is_fitted_anew(panel, model):
    later = replace(panel, target=np.vstack([panel.target[0] + 50, panel.target[1]]))
    mean = model.predict(later, HORIZON)
    np.testing.assert_allclose(mean[0], model.predict(panel, HORIZON)[0] + 50, atol=2)
    np.testing.assert_array_equal(mean[1], model.predict(panel, HORIZON)[1])


def test_whoever_asks_for_it_for_very_many_series_is_warned(monkeypatch, tmp_path):
    monkeypatch.setattr(ProphetModel, "advised_series", 1)
    days = pl.date_range(pl.date(2024, 1, 1), pl.date(2024, 3, 31), eager=True)
    sold = np.random.default_rng(1).poisson(20 + 8 * (np.arange(2 * len(days)) % 7 == 5))
    sales = pl.DataFrame(
        {"date": [*days, *days], "product": ["a"] * len(days) + ["b"] * len(days), "units": sold}
    )
    result = fs.forecast(sales, 7, models=["prophet"], folds=1)
    assert "prophet" in result.backtest.leaderboard["model"].to_list()
    (note,) = [note for note in result.notes if note.rule == "slow_model"]
    assert "Prophet fits each of 2 series alone" in note.text


def test_it_says_nothing(panel, caplog, capfd):
    with caplog.at_level(logging.DEBUG):
        ProphetModel().fit(panel, HORIZON).predict(panel, HORIZON)
    assert [record for record in caplog.records if record.name.startswith(("prophet", "cmdstanpy"))] == []
    assert capfd.readouterr() == ("", "")


def test_a_series_that_prophet_fails_on_gets_its_recent_mean(panel, monkeypatch):
    monkeypatch.setattr(prophet_model, "_fit_one", lambda _: 1 / 0)
    model = ProphetModel().fit(panel, HORIZON)
    mean = model.predict(panel, HORIZON)
    np.testing.assert_allclose(mean[:, 0], panel.target[:, -28:].mean(axis=1))
    assert model.fallbacks == 2
    assert "division by zero" in model.fallback_reason
