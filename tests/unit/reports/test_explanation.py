"""What drives the forecast, as the report shows it."""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl
import pytest

from foresale.forecasting.explanation.drivers import COLUMN_COLUMNS, CONCEPT_COLUMNS, Drivers
from foresale.forecasting.explanation.effects import EFFECT_COLUMNS, Effects
from foresale.forecasting.explanation.explain import Example, Explanation
from foresale.forecasting.explanation.reasons import Reasons
from foresale.reports.explanation import explanation_of
from foresale.reports.forecast import forecast_report

CONCEPTS = [
    ("Recent sales", 0.6, 0.3, 0.5),
    ("Promotion", 0.395, 0.15, 0.49),
    ("Holidays", 0.005, 0.001, 0.01),
]
POINTS = [
    ("promo", 0.8, True, 1.0, 0.8, 1.2, 300, None),
    ("price", 0.8, True, 0.9, 0.7, 1.1, 200, None),
    ("price", 0.9, False, 0.3, 0.2, 0.4, 100, None),
    ("price", 1.0, False, 0.0, 0.0, 0.0, 9000, None),
]


@pytest.fixture(scope="module")
def forecast(made):
    return made.make_forecast()


@pytest.fixture(scope="module")
def explanation():
    nothing = pl.DataFrame()
    reasons = Reasons("Forecast 12 against a usual 9 a day: <b>Saturday</b> +33 %.", nothing, 9.0, 12.0, 1.0)
    return Explanation(
        drivers=Drivers(
            "What moves the forecasts most: recent sales.",
            pl.DataFrame(CONCEPTS, schema=CONCEPT_COLUMNS, orient="row"),
            pl.DataFrame(schema=COLUMN_COLUMNS),
            1.0,
        ),
        effects=Effects(
            ("With a promotion the model forecasts 100 % more.", "Not proof of cause."),
            pl.DataFrame(POINTS, schema=EFFECT_COLUMNS, orient="row"),
        ),
        examples=(Example(0, 6, reasons),),
    )


def test_the_section_shows_drivers_a_day_in_words_and_effects(forecast, explanation, read):
    page = read(forecast_report(forecast, explanation))
    assert "What drives the forecast" in page.text
    assert "What moves the forecasts most: recent sales." in page.text
    assert "Recent sales60 %30 %" in page.text  # cells of a row
    assert "With promotion, at 80 % of the usual price+100 %+80 % to +120 %300" in page.text
    assert "Not proof of cause." in page.text
    assert ("a", {"href": "#drivers"}) in page.tags


def test_a_day_in_words_names_its_series_and_its_date(forecast, explanation):
    title, sentence = explanation_of(explanation, forecast).examples[0]
    assert title == "Wholemeal bread · Leeds, Tue 6 Feb 2024"
    assert sentence == explanation.examples[0].reasons.sentence


def test_names_in_a_sentence_are_text_and_never_html(forecast, explanation):
    html = forecast_report(forecast, explanation)
    assert "<b>Saturday" not in html
    assert "&lt;b&gt;Saturday" in html


def test_the_longest_bar_is_full_and_tiny_ones_are_left_out(forecast, explanation):
    bars = explanation_of(explanation, forecast).bars
    assert [(bar.name, bar.width) for bar in bars] == [("Recent sales", 100.0), ("Promotion", 65.8)]


def test_the_curve_runs_along_the_price_and_leaves_the_promotion_out(forecast, explanation):
    curve = explanation_of(explanation, forecast).curve
    assert re.sub(r"\s", " ", curve.summary) == (
        "Forecast as the price changes: 190 at 80 % of the usual price, with promotion, "
        "130 at 90 % of the usual price, 100 at 100 % of the usual price"
    )
    assert [text.replace("\u00a0", " ") for _, text in curve.x_ticks] == ["80 %", "90 %", "100 %"]


def test_two_prices_are_no_curve(forecast, explanation):
    effects = replace(explanation.effects, table=explanation.effects.table.tail(2))
    assert explanation_of(replace(explanation, effects=effects), forecast).curve is None


def test_a_champion_without_drivers_says_so_once(forecast, explanation, read):
    why = "Moving average forecasts each series from its own past sales alone."
    silent = Explanation(
        drivers=replace(explanation.drivers, sentence=why, table=explanation.drivers.table.clear()),
        effects=Effects((why,), explanation.effects.table.clear()),
        examples=(),
    )
    text = read(forecast_report(forecast, silent)).text
    assert text.count(why) == 1
    assert "Price and promotion" not in text
    assert "Typically" not in text


def test_without_an_explanation_there_is_no_section(forecast, read):
    assert "What drives the forecast" not in read(forecast_report(forecast)).text
