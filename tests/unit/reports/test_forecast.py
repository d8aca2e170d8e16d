"""The forecast's page, for every kind of forecast a retailer may bring."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from foresale.reports import wording
from foresale.reports.forecast import forecast_report
from foresale.sales import REJECT_SCHEMA


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


@pytest.fixture(scope="module")
def usual(made):
    return made.make_forecast()


@pytest.fixture(scope="module")
def usual_page(usual, read):
    return read(forecast_report(usual))


def test_the_page_opens_with_the_total_ahead_before_any_section(usual, usual_page):
    total = plain(wording.total(float(usual.mean.sum())))
    assert f"About {total} units over the next 28 days" in usual_page.text
    assert usual_page.text.index(total) < usual_page.text.index("The answer")


def test_the_range_of_the_total_is_that_of_the_totals_table(usual, usual_page):
    month = usual.totals.filter((pl.col("level") == "total") & (pl.col("grain") == "month"))
    low, high = wording.total(month["q0.1"][0]), wording.total(month["q0.9"][0])
    assert plain(f"Four chances in five that it ends between {low} and {high}.") in usual_page.text


def test_last_year_is_compared_like_for_like_on_the_same_weekdays(made, read):
    panel = made.make_panel(n_series=2, n_periods=800, keys=("product",))
    target = np.ones(panel.target.shape)
    target[1, :500] = np.nan  # the second product began later than last year's window
    forecast = made.make_forecast(replace(panel, target=target, closed=np.zeros_like(panel.closed)))
    mean = np.stack([np.full(28, 1.5), np.full(28, 4.0)])
    forecast = made.predicting(
        forecast, mean=mean, totals=made.make_totals(forecast.panel, forecast.dates, mean)
    )
    text = read(forecast_report(forecast)).text
    assert "Like for like, that is 50 % more than in the same 28 days last year (28)" in text
    assert "series that had no sales to compare add 112." in text
    assert "like for like: 42 now, 28 then" in text


def test_without_a_last_year_the_days_just_before_are_compared_and_said_to_be(made, read):
    text = read(forecast_report(made.make_forecast(made.make_panel(n_periods=200)))).text
    assert "the 28 days before" in text
    assert "There is no full last year to compare with." in text
    assert "last year (" not in text


def test_a_champion_that_does_not_beat_naive_is_announced_above_the_first_section(made, read, usual_page):
    html = read(forecast_report(made.make_forecast(beats_naive=False))).html
    said = "No model beat simply repeating the past"
    assert html.index(said) < html.index('<section id="answer">')
    assert said not in usual_page.html


def test_the_accuracy_in_words_is_that_of_the_test_fold(usual, usual_page):
    fold = usual.backtest.folds[-1]
    known = np.isfinite(fold.actual)
    mean, actual = fold.means["global_lightgbm"][known], fold.actual[known]
    finest = np.abs(mean - actual).sum() / actual.sum()
    whole = abs(mean.sum() - actual.sum()) / actual.sum()
    low, high = (fold.quantiles["global_lightgbm"][..., q][known] for q in (3, 11))
    held = ((low <= actual) & (actual <= high)).mean()
    assert "which no model had seen" in usual_page.text
    assert plain(f"off by {wording.percent(finest)} of sales for each series, each day") in usual_page.text
    assert plain(f"by {wording.percent(whole)} for all series, all 28 days together") in usual_page.text
    assert plain(f"The 80 % range held {wording.percent(held)} of the values") in usual_page.text


def test_without_a_test_fold_nothing_is_called_unseen_and_the_reader_is_told(made, read):
    text = read(forecast_report(made.make_forecast(has_test=False))).text
    assert "no model had seen" not in text
    assert "Error, unseen" not in text
    assert "too short to keep a window aside" in text


def test_without_any_fold_the_forecast_is_called_untested_and_no_error_is_shown(made, read):
    page = read(forecast_report(made.make_forecast(n_folds=0)))
    assert "This forecast is untested." in page.text
    assert "How far to trust it" not in page.text
    assert "Last time it was off by" not in page.text


def test_the_leaderboard_shows_every_model_and_marks_the_chosen_and_the_yardstick(usual, usual_page):
    board = re.search(r'<table class="board">.*?</table>', usual_page.html, re.DOTALL).group(0)
    rows = re.findall(r"<tr.*?</tr>", board, re.DOTALL)[1:]
    labels = usual.backtest.leaderboard["label"].to_list()
    assert [label for label, row in zip(labels, rows, strict=True) if label not in row] == []
    assert ["champion" in row for row in rows] == [True, False, False, False, False]
    assert ["yardstick" in row for row in rows] == [False, False, False, False, True]
    assert "14 s" in plain(rows[0])


def test_the_page_fetches_nothing_and_runs_one_script_only(usual_page):
    assert usual_page.count("link") == usual_page.count("img") == usual_page.count("iframe") == 0
    assert not [attributes for _, attributes in usual_page.tags if "src" in attributes]
    assert {attributes["href"][0] for tag, attributes in usual_page.tags if tag == "a"} == {"#"}
    assert "url(" not in usual_page.html
    assert "@import" not in usual_page.html
    kinds = [attributes.get("type") for tag, attributes in usual_page.tags if tag == "script"]
    assert kinds == ["application/json", None]


def test_names_that_are_code_stay_text(made, read):
    evil = [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(2)>',
        "</script><b>",
        "{{ 7 * 7 }}",
        "a & b",
    ]
    panel = made.make_panel(
        n_series=8, keys=("product",), names=[*evil, "x", "y", "z"], target_name="<i>units</i>"
    )
    rejects = pl.DataFrame([["<u>f.csv", 3, "day", "<s>", "not a date"]], schema=REJECT_SCHEMA, orient="row")
    page = read(forecast_report(made.make_forecast(panel, rejects=rejects)))
    assert "<script>alert" not in page.html
    assert page.count("script") == 2
    assert page.count("img") == page.count("u") == page.count("s") == 0
    assert "<script>alert(1)</script>" in page.text
    assert "{{ 7 * 7 }}" in page.text


def test_one_series_without_keys_is_all_sales_and_has_no_products(made, read):
    panel = made.make_panel(n_series=1, keys=("series",), names=["total"])
    text = read(forecast_report(made.make_forecast(panel))).text
    assert "All sales:" in text
    assert "one series, all sales together" in text
    assert "Biggest sellers" not in text
    assert "All series together" not in text


def test_fourteen_months_make_a_page_by_month(made, read):
    panel = made.make_panel(n_periods=14, freq="M", scale=40)
    text = read(forecast_report(made.make_forecast(panel, horizon=2, n_folds=2))).text
    assert "over the next 2 months" in text
    assert "Month by month" in text
    assert "less than two years" in text


def test_weeks_are_compared_with_the_same_weeks_last_year(made, read):
    text = read(forecast_report(made.make_forecast(made.make_panel(n_periods=160, freq="W")))).text
    assert "the same 13 weeks last year" in text


def test_a_shop_that_sold_nothing_gets_a_page_without_invented_shares(made, read):
    panel = made.make_panel(scale=0)
    forecast = made.make_forecast(panel)
    text = read(forecast_report(forecast)).text
    assert "Nothing sold lately, and nothing is forecast." in text
    assert "Nothing was sold on the last 28 days" in text
    assert "Nothing was ever sold in this history" in text
    assert "nan" not in text.lower().split()


def test_unknown_days_are_left_out_of_the_error_on_both_sides(made, read):
    forecast = made.make_forecast(made.make_panel(n_series=3, keys=("product",)))
    fold = forecast.backtest.folds[-1]
    actual = np.full(fold.actual.shape, 10.0)
    actual[:, ::2] = np.nan
    actual[2] = np.nan
    means = dict.fromkeys(fold.means, np.full(fold.actual.shape, 12.0))
    folds = (*forecast.backtest.folds[:-1], replace(fold, actual=actual, means=means))
    text = read(forecast_report(replace(forecast, backtest=replace(forecast.backtest, folds=folds)))).text
    assert "was off by 20 % of sales for each series, each day, and by 20 % for all series" in text
    assert "In all it came out 20 % too high." in text


def test_a_revenue_in_millions_is_written_in_millions(made, read):
    forecast = made.make_forecast(made.make_panel(target_name="total_amount", scale=2000))
    text = read(forecast_report(forecast)).text
    assert re.search(r"About \d+\.\d+ M over the next 28 days", text)
    assert "Forecast of total amount" in text


def test_huge_names_are_kept_whole(made, read):
    name = "Extraordinarily long product name " * 20
    panel = made.make_panel(n_series=8, keys=("product",), names=[name, *"abcdefg"])
    assert name.strip() in read(forecast_report(made.make_forecast(panel))).text


def test_of_many_rejected_rows_the_first_ten_are_shown(made, read):
    rows = [["sales.csv", i, "day", f"bad{i:02d}", "not a date"] for i in range(25)]
    rejects = pl.DataFrame(rows, schema=REJECT_SCHEMA, orient="row")
    text = read(forecast_report(made.make_forecast(rejects=rejects))).text
    assert "25 rows could not be used" in text
    assert "bad09" in text
    assert "bad10" not in text


def test_kinds_that_hold_more_series_than_there_are_say_why(usual, usual_page, read):
    classes = usual.backtest.by_class.with_columns(n_series=pl.col("n_series") + 1)
    changing = replace(usual, backtest=replace(usual.backtest, by_class=classes))
    said = "A series that was of one kind in one past window and of another in the next counts in both."
    assert said in read(forecast_report(changing)).text
    assert said not in usual_page.text


def test_notes_are_listed_with_their_counts(usual_page):
    assert "exact duplicates 5,268 Rows that were there twice were counted once." in re.sub(
        r"\s+", " ", re.sub(r"<[^>]+>", " ", usual_page.html)
    )


def test_a_forecast_far_from_the_yearly_pattern_is_pointed_out(made, read, usual_page):
    forecast = made.make_forecast()
    doubled = made.predicting(
        forecast,
        mean=2 * forecast.mean,
        totals=made.make_totals(forecast.panel, forecast.dates, 2 * forecast.mean),
    )
    assert "This departs from the yearly pattern." in read(forecast_report(doubled)).text
    assert "This departs from the yearly pattern." not in usual_page.text


def test_a_total_that_was_far_off_is_a_rough_guide_and_says_what_repeating_the_past_would_have_missed(
    made, read, usual_page
):
    forecast = made.make_forecast()
    fold = forecast.backtest.folds[-1]
    means = fold.means | {"global_lightgbm": 1.5 * np.nan_to_num(fold.actual), "seasonal_naive": fold.actual}
    backtest = replace(forecast.backtest, folds=(*forecast.backtest.folds[:-1], replace(fold, means=means)))
    text = read(forecast_report(replace(forecast, backtest=backtest))).text
    assert "Take these numbers as a rough guide." in text
    assert "the total was off by 50 %; repeating the past season would have missed it by 0 %." in text
    assert "rough guide" not in usual_page.text


def test_a_flat_forecast_has_no_strongest_week(made, read):
    forecast = made.make_forecast()
    flat = np.ones_like(forecast.mean)
    forecast = made.predicting(
        forecast, mean=flat, totals=made.make_totals(forecast.panel, forecast.dates, flat)
    )
    assert "The strongest week" not in read(forecast_report(forecast)).text


def test_the_same_forecast_makes_the_same_page(usual, usual_page):
    assert forecast_report(usual) == usual_page.html


def test_the_page_has_one_title_ordered_headings_and_labelled_pictures(usual_page):
    headings = [int(tag[1]) for tag, _ in usual_page.tags if re.fullmatch("h[1-6]", tag)]
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert max(np.diff(headings)) <= 1
    assert all(
        attributes.get("aria-label") for _, attributes in usual_page.tags if attributes.get("role") == "img"
    )
    ids = [attributes["id"] for _, attributes in usual_page.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
