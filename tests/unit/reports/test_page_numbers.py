"""The numbers that the forecast's page carries and shows: all series, plain accuracy, every model's."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.notes import Evidence, Note, Reading
from foresale.reports import wording
from foresale.reports.comparison import comparison
from foresale.reports.forecast import forecast_report
from foresale.reports.groups import level_of


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def numbers_of(page):
    return json.loads(re.search(r'id="numbers">(.*?)</script>', page.html, re.DOTALL).group(1))


@pytest.fixture(scope="module")
def usual(made):
    return made.make_forecast()


@pytest.fixture(scope="module")
def usual_page(usual, read):
    return read(forecast_report(usual))


def test_two_thousand_series_are_all_in_the_page_and_it_stays_small(made, read):
    panel = made.make_panel(
        n_series=2000, n_periods=120, keys=("product",), names=[f"P{i}" for i in range(2000)]
    )
    html = forecast_report(made.make_forecast(panel, n_folds=2))
    numbers = re.search(r'id="numbers">(.*?)</script>', html, re.DOTALL).group(1)
    data = json.loads(numbers)
    assert len(data["ahead"]) == len(data["numbers"]) == 2000
    assert sorted(data["dims"][0]["labels"]) == sorted(f"P{i}" for i in range(2000))
    assert len(html) < 4_000_000
    assert "have a chart of their own" not in read(html).text


def test_the_numbers_in_the_page_are_those_of_the_forecast(usual, usual_page):
    data = json.loads(re.search(r'id="numbers">(.*?)</script>', usual_page.html, re.DOTALL).group(1))
    order = np.argsort(-usual.mean.sum(axis=1), kind="stable")
    assert data["ahead"] == pytest.approx(usual.mean.sum(axis=1)[order], rel=0.006)
    sold, mean, low, *_ = (
        [float(v or "nan") for v in row.split(",")] for row in data["numbers"][0].split(";")
    )
    past = np.where(usual.panel.closed, 0.0, usual.panel.target)[order[0], -84:]
    assert sold == pytest.approx(past, rel=0.006, nan_ok=True)
    assert mean == pytest.approx(usual.mean[order[0]], rel=0.006)
    assert low == pytest.approx(usual.quantiles[order[0], :, 3], rel=0.006)


def test_what_a_person_asks_of_the_past_is_answered_in_units_and_in_tens(usual, usual_page):
    fold = usual.backtest.folds[-1]
    known = np.isfinite(fold.actual)
    low, high = fold.quantiles["global_lightgbm"][..., 3], fold.quantiles["global_lightgbm"][..., 11]
    held = ((low <= fold.actual) & (fold.actual <= high))[known].mean()
    missed = np.abs(fold.means["global_lightgbm"] - fold.actual)[known].mean()
    assert f"Of ten single days {round(10 * held)} in the range 8 should be" in usual_page.spaced
    assert f"one series, one day {plain(wording.number(float(missed)))} of" in usual_page.spaced


def test_every_model_has_its_r2_its_mae_and_its_best_and_worst_rows(usual, usual_page):
    for row in usual.backtest.leaderboard.iter_rows(named=True):
        assert plain(wording.number(row["mae"])) in usual_page.text
        assert f"{row['r2']:.2f}".replace("-", "−") in usual_page.text
        assert f"<summary>{row['label']}</summary>" in usual_page.html
    assert usual_page.text.count("furthest off") >= 3 * usual.backtest.leaderboard.height


def test_the_evidence_of_a_note_is_shown_whole(made, read):
    readings = (Reading("a comma is decimal", 12.5), Reading("a comma parts thousands", 12500.0))
    note = Note("decimal_mark", 3, "Commas are decimal.", Evidence("1,25 in 3 rows.", readings, "likely"))
    forecast = made.make_forecast()
    text = read(forecast_report(replace(forecast, notes=(*forecast.notes, note)))).text
    assert "1,25 in 3 rows." in text
    assert "a comma is decimal: 12.5 in all taken" in text
    assert "a comma parts thousands: 12.5 k in all" in text
    assert "Likely, not proven" in text


def test_sums_of_the_list_are_those_of_the_pages_tables(made, read):
    panel = made.make_panel(n_series=400, keys=("product",), names=[f"P{i}" for i in range(400)])
    forecast = made.make_forecast(panel)
    data = numbers_of(read(forecast_report(forecast)))
    assert sum(data["ahead"]) == pytest.approx(forecast.mean.sum(), rel=2e-6)
    fold = forecast.backtest.folds[-1]
    said = fold.means["global_lightgbm"][np.isfinite(fold.actual)].sum()
    assert sum(data["judged"]["forecast"]) == pytest.approx(said, rel=2e-6)


def test_what_a_note_says_already_is_not_said_again_as_its_evidence(made, read):
    twice = Note(
        "date_order", 1, "Month first: '1/27' has no other reading.", Evidence("'1/27' has no other")
    )
    new = Note("missing", 1, "Zeros.", Evidence("an invoice file lists what was sold", (), "likely"))
    forecast = made.make_forecast()
    text = read(forecast_report(replace(forecast, notes=(*forecast.notes, twice, new)))).text
    assert text.count("has no other") == 1
    assert "An invoice file lists what was sold." in text


def test_closed_days_are_drawn_as_nothing_sold_in_the_past_as_they_are_ahead(made, read):
    panel = made.make_panel(n_series=3, n_periods=700)
    closed = panel.closed.copy()
    closed[:, -10] = True
    panel = replace(panel, closed=closed, target=np.where(closed, np.nan, panel.target))
    page = read(forecast_report(made.make_forecast(panel)))
    sold = numbers_of(page)["whole"].split(";")[0].split(",")
    assert (sold[-10], "" in sold) == ("0", False)


def test_a_groups_change_within_its_range_is_grey_and_one_outside_is_not(made, read):
    forecast = made.make_forecast()
    whole = forecast.totals.filter((pl.col("level") == "category") & (pl.col("grain") == "month"))
    whole = whole.group_by("level", "name").agg(pl.first("grain", "date"), pl.exclude("grain", "date").sum())
    whole = whole.with_columns(grain=pl.lit("horizon")).select(forecast.totals.columns)
    forecast = made.predicting(forecast, totals=pl.concat([forecast.totals, whole]))
    groups = level_of(forecast, "category", comparison(forecast.panel, len(forecast.dates))).groups
    ends = {row["name"]: (row["q0.1"], row["q0.9"]) for row in whole.iter_rows(named=True)}
    known = [group for group in groups if np.isfinite(group.change)]
    assert {group.sure for group in known} == {True, False}
    for group in known:
        low, high = (end * (group.before + group.gained) / group.ahead for end in ends[group.name])
        assert group.sure == (not low <= group.before <= high)
