"""What must be said before a forecast is used."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.notes import Evidence, Note, Reading
from foresale.reports.forecast import forecast_report
from foresale.reports.report_warnings import forecast_warnings
from foresale.sales import REJECT_SCHEMA


def rules(forecast):
    return [warning.rule for warning in forecast_warnings(forecast)]


def times(made, forecast, factor):
    """The same forecast, `factor` times as much of it."""
    mean = factor * forecast.mean
    return made.predicting(forecast, mean=mean, totals=made.make_totals(forecast.panel, forecast.dates, mean))


def test_two_quiet_years_need_no_warning(made):
    assert rules(made.make_forecast()) == []


@pytest.mark.parametrize(
    ("periods", "headline"),
    [
        (300, "There is less than a year of history."),
        (373, "There is only one year of history."),
        (600, "Each season was seen only once."),
    ],
)
def test_a_short_history_is_warned_of_with_what_to_do(made, periods, headline):
    found = forecast_warnings(made.make_forecast(made.make_panel(n_periods=periods)))
    warning = next(warning for warning in found if warning.rule == "short_history")
    assert warning.headline == headline
    assert f"{periods}\u00a0days" in warning.text
    assert "if there are any" in warning.action


@pytest.mark.parametrize("periods", [373, 730])
@pytest.mark.parametrize("factor", [0.3, 2.5])
def test_a_forecast_far_from_last_year_is_warned_of_even_with_373_days(made, periods, factor):
    forecast = made.make_forecast(made.make_panel(n_periods=periods))
    assert "far_from_last_year" not in rules(forecast)
    assert "far_from_last_year" in rules(times(made, forecast, factor))


def test_large_growth_that_the_newest_sales_show_too_is_told_with_both_numbers(made):
    panel = made.make_panel(n_series=2, keys=("product",))
    target = np.ones(panel.target.shape)
    target[:, -60:] = 2.0
    forecast = made.make_forecast(replace(panel, target=target, closed=np.zeros_like(panel.closed)))
    doubled = times(made, forecast, 2.0 / forecast.mean.mean())
    warning = next(w for w in forecast_warnings(doubled) if w.rule == "far_from_last_year")
    assert warning.headline == "The forecast is far from last year’s sales."
    assert warning.text.replace("\u00a0", " ") == (
        "It is 100 % more than in the same 28 days last year (56 then, 112 now; "
        "the latest sales were 100 % more than in the year before)."
    )


def test_a_newest_window_that_moved_is_warned_of(made):
    forecast = made.make_forecast()
    note = Note("demand_moved", 1, "Demand moved.", Evidence("The newest 28 days sold 40 % less."))
    moved = replace(forecast, backtest=replace(forecast.backtest, notes=(note,)))
    warning = next(w for w in forecast_warnings(moved) if w.rule == "demand_moved")
    assert warning.text == "The newest 28 days sold 40 % less."


def test_days_that_were_closed_once_are_warned_of_with_what_is_at_stake(made):
    readings = (Reading("open", 25.0), Reading("closed again", 0.0))
    evidence = Evidence("closed once, a year before 2023-08-08 to 2023-08-12", readings, "likely")
    noted = replace(made.make_forecast(), notes=(Note("closed_once", 5, "Forecast as open …", evidence),))
    warning = next(w for w in forecast_warnings(noted) if w.rule == "closed_once")
    assert warning.text == (
        "Closed once, a year before 8 Aug 2023 to 12 Aug 2023; 25 are forecast for these days."
    )


def test_a_list_of_customers_comes_first(made):
    forecast = made.make_forecast(made.make_panel(n_periods=300))
    noted = replace(forecast, notes=(*forecast.notes, Note("list_of_customers", 500, "Every row …")))
    assert rules(noted)[0] == "list_of_customers"


def test_a_code_taken_for_an_amount_is_named(made):
    panel = made.make_panel()
    coded = replace(panel, past_only={"Supplier ID": np.ones(panel.target.shape)})
    warning = next(w for w in forecast_warnings(made.make_forecast(coded)) if w.rule == "names_as_numbers")
    assert "“Supplier ID”" in warning.headline
    as_text = replace(coded, categories={"Supplier ID": ("a", "b")})
    assert "names_as_numbers" not in rules(made.make_forecast(as_text))
    target = made.make_forecast(made.make_panel(target_name="order_number"))
    assert "“order number”" in forecast_warnings(target)[0].headline


def test_rows_that_could_not_be_used_are_a_warning_where_they_are_many(made):
    panel = made.make_panel(n_series=1, n_periods=400, keys=("product",))
    rows = [["sales.csv", i, "day", "x", "not a date"] for i in range(40)]
    few = pl.DataFrame(rows[:2], schema=REJECT_SCHEMA, orient="row")
    many = pl.DataFrame(rows, schema=REJECT_SCHEMA, orient="row")
    assert "rows_set_aside" not in rules(made.make_forecast(panel, rejects=few))
    assert "rows_set_aside" in rules(made.make_forecast(panel, rejects=many))


def test_every_warning_stands_above_the_first_section_with_its_action(made, read):
    forecast = made.make_forecast(made.make_panel(n_periods=300), beats_naive=False)
    found = forecast_warnings(forecast)
    html = read(forecast_report(forecast)).html
    first_screen = html[: html.index('<section id="answer">')]
    assert len(found) >= 2
    for warning in found:
        assert warning.headline in first_screen
        assert warning.action in first_screen
