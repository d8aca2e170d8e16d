"""Forecasts of series in several units: a total each, and a page of one of them."""

from __future__ import annotations

import dataclasses

import numpy as np
import polars as pl
import pytest

from foresale.cli.output.machine_answers import about_total
from foresale.cli.output.summary import describe_answer
from foresale.forecasting.sums.hierarchy import hierarchy_of
from foresale.forecasting.sums.totals import GRAINS, PartForecast, levels, sum_forecast, sum_key
from foresale.reports.forecast import forecast_report
from foresale.reports.unit_parts import forecast_of_unit, one_unit


def in_units(panel, labels=("EUR", "USD", "EUR")):
    """The panel, its series in these units in turn."""
    units = [labels[i % len(labels)] for i in range(panel.n_series)]
    return dataclasses.replace(
        panel, series=panel.series.with_columns(pl.Series("currency", units)), unit_column="currency"
    )


@pytest.fixture
def mixed(made):
    """A forecast of twelve series in two currencies, with totals as forecasting makes them."""
    forecast = made.make_forecast(in_units(made.make_panel()))
    parts = PartForecast(forecast.dates, forecast.mean, 0.1 * np.ones_like(forecast.mean))
    rho = {
        sum_key(level, grain): 0.0
        for level in levels(forecast.panel)
        for grain in GRAINS[forecast.panel.freq]
    }
    totals = sum_forecast(forecast.panel, parts, rho)
    backtest = dataclasses.replace(forecast.backtest, panel=forecast.panel)
    prediction = dataclasses.replace(forecast.prediction, totals=totals)
    return dataclasses.replace(forecast, prediction=prediction, backtest=backtest)


def own_sums(forecast):
    labels = forecast.panel.unit_labels().to_numpy()
    return {unit: float(forecast.mean[labels == unit].sum()) for unit in forecast.panel.units}


def test_no_sum_of_a_forecast_holds_two_units(mixed):
    units = mixed.panel.unit_labels().to_list()
    for level in levels(mixed.panel):
        for place in range(len(level.members)):
            assert len({units[i] for i in np.flatnonzero(level.of_series == place)}) == 1
    assert levels(mixed.panel)[0].members == ("EUR", "USD")


def test_one_series_a_unit_has_no_sums_above(made):
    panel = in_units(made.make_panel(n_series=4), ("EUR", "USD", "GBP", "SEK"))
    assert hierarchy_of(panel) is None


def test_machines_get_a_total_for_each_unit_and_no_sum_of_all(mixed):
    answer = about_total(mixed)
    own = own_sums(mixed)
    assert answer["total"]["mean"] == pytest.approx(own[answer["total"]["unit"]])
    assert answer["total"]["mean"] != pytest.approx(sum(own.values()))
    assert {unit: part["mean"] for unit, part in answer["totals"].items()} == pytest.approx(own_sums(mixed))


def test_people_read_a_total_for_each_unit(mixed):
    text = describe_answer(mixed, mixed.panel).plain
    assert "EUR" in text
    assert "USD" in text


def test_the_part_of_one_unit_adds_up_by_itself(mixed):
    part = forecast_of_unit(mixed, "USD")
    whole = part.totals.filter((pl.col("level") == "total") & (pl.col("grain") == "day"))
    assert float(whole["mean"].sum()) == pytest.approx(own_sums(mixed)["USD"])
    assert part.panel.n_series == part.mean.shape[0] == part.backtest.folds[0].actual.shape[0] == 4
    assert not part.totals["name"].str.contains("EUR").any()


def test_a_page_is_of_the_commonest_unit_and_names_the_others(mixed, read):
    shown, said = one_unit(mixed)
    assert float(shown.mean.sum()) == pytest.approx(own_sums(mixed)["EUR"])
    page = read(forecast_report(mixed)).spaced
    assert said[0].split(";")[0] in page
    assert "USD" in page


def test_a_forecast_in_one_unit_stays_whole(made):
    forecast = made.make_forecast()
    assert one_unit(forecast) == (forecast, [])
