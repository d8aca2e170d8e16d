"""Training, registering and forecasting for the service, on a small simulated chain."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.errors import HistoryError, OptionError, SavedModelError
from foresale.forecasting.explanation.causes import SeriesReason
from foresale.forecasting.explanation.reason_words import write_reason
from foresale.workflows.forecasts.refresh import Refresh, refresh_forecast
from foresale.workflows.ports import Scope
from foresale.workflows.promotion.gate import judge
from foresale.workflows.training.daily import train_daily
from foresale.workflows.training.options import DailyTraining, daily_training
from foresale.workflows.training.test_window import FILE, compare_with_champion

QUICK = DailyTraining(horizon=14, models=("moving_average",), folds=2)
CUTOFF = date(2023, 2, 24)


def trained(book, registry, shelf, progress, **changes):
    return train_daily(book, registry, shelf, Scope(), replace(QUICK, **changes), progress)


def test_a_training_leaves_a_version_with_metrics_of_the_window_kept_back(book, registry, shelf, progress):
    version = trained(book, registry, shelf, progress)
    assert version.name == "daily.all.1"
    assert version.cutoff == CUTOFF
    assert {"wape", "rmsse", "bias", "wql", "coverage_80", "coverage_95", "naive_wape", "score"} <= set(
        version.metrics
    )
    assert np.isfinite(list(version.metrics.values())).all()
    window = pl.read_parquet(registry.page(version, FILE))
    actual = book.sales.join(window, on=["product", "store", "date"])
    assert (actual["units"] - actual["actual"]).abs().max() == 0
    assert window["date"].min() == CUTOFF - timedelta(days=13)
    for page in ("report.html", "leaderboard.csv", "notes.json"):
        assert registry.page(version, page).stat().st_size > 0
    picture = registry.page(version, "judged_window.svg").read_text(encoding="utf-8")
    said = set(re.findall(r">([^<]+)</text>", picture))
    assert {"Sold", "Moving average", "A season before", str(CUTOFF)} <= said
    assert "Testing models on the past" in progress.stages


def test_its_forecast_is_kept_by_day_whole_week_and_whole_month(book, registry, shelf, progress):
    version = trained(book, registry, shelf, progress)
    (run,) = shelf.runs
    assert (run.model_version, run.cutoff, run.horizon) == (version.name, CUTOFF, 14)
    rows = run.rows
    series = rows.select("product", "store").n_unique()
    assert rows.group_by("grain").len().sort("grain").rows() == [
        ("day", series * 14),
        ("month", series),
        ("week", series * 2),
    ]
    quantiles = np.array(rows["quantiles"].to_list())
    assert quantiles.shape[1] == len(run.levels)
    assert (np.diff(quantiles, axis=1) >= 0).all()
    assert (quantiles >= 0).all()
    assert run.reasons.height == series
    told = [write_reason(SeriesReason.from_json(json.loads(one))) for one in run.reasons["explanation"]]
    assert min(map(len, told)) > 20


def test_a_week_that_has_begun_counts_with_what_it_sold_so_far(book, registry, shelf, progress):
    trained(book, registry, shelf, progress)
    rows, keys = shelf.runs[0].rows, ["product", "store"]
    monday = CUTOFF - timedelta(days=CUTOFF.weekday())
    sold = book.sales.filter(pl.col("date") >= monday).group_by(keys).agg(pl.col("units").sum())
    ahead = rows.filter(pl.col("grain") == "day", pl.col("target_date") <= monday + timedelta(days=6))
    week = rows.filter(pl.col("grain") == "week", pl.col("target_date") == monday).join(
        ahead.group_by(keys).agg(pl.col("mean").sum().alias("to come")), on=keys
    )
    week = week.join(sold, on=keys, how="left").with_columns(pl.col("units").fill_null(0))
    assert week.height
    assert (week["mean"] - week["units"] - week["to come"]).abs().max() < 0.01


def test_the_champion_forecasts_the_same_again_and_follows_newer_sales(book, registry, shelf, progress):
    early = CUTOFF - timedelta(days=7)
    version = trained(book, registry, shelf, progress, until=early)
    registry.point(Scope(), "champion", version.number)
    refresh_forecast(book, registry, shelf, Scope(), Refresh(until=early), progress)
    refresh_forecast(book, registry, shelf, Scope(), Refresh(job_id="job"), progress)
    first, again, newer = shelf.runs
    assert first.rows.equals(again.rows)
    assert (newer.cutoff, newer.job_id, newer.model_version) == (CUTOFF, "job", version.name)
    assert newer.rows.filter(pl.col("grain") == "day")["target_date"].min() == CUTOFF + timedelta(days=1)


def test_an_old_champion_is_compared_by_its_own_forecast_of_the_new_window(book, registry, shelf, progress):
    before = CUTOFF - timedelta(days=14)
    old = trained(book, registry, shelf, progress, until=before)
    new = trained(book, registry, shelf, progress)
    losses = compare_with_champion(registry, old, new, book)
    assert losses.how == f"both from what was known on {before}"
    # That window is the one which the old version forecast when it was new.
    then = shelf.runs[0].rows.filter(pl.col("grain") == "day").rename({"target_date": "date"})
    window = pl.read_parquet(registry.page(new, FILE))
    told = window.join(then, on=["product", "store", "date"], how="left", maintain_order="left")
    expected = ((told["actual"] - told["mean"]) ** 2 / told["scale"]).to_numpy()
    found = losses.champion[np.isfinite(losses.champion)]
    np.testing.assert_allclose(np.sort(found), np.sort(expected), rtol=0.01, atol=0.01)


def test_a_champion_that_saw_the_window_is_compared_by_its_kind_refitted(book, registry, shelf, progress):
    recent = trained(book, registry, shelf, progress, until=CUTOFF - timedelta(days=7))
    new = trained(book, registry, shelf, progress)
    assert "refitted" in compare_with_champion(registry, recent, new, book).how
    other = replace(recent, about={"parameter.model": "lightgbm"})
    assert compare_with_champion(registry, other, new, book) is None
    assert not judge(other, new, None).promote


@pytest.mark.slow
def test_planned_promotions_and_events_reach_the_forecast(book, registry, shelf, progress):
    first = book.sales["product"][0]
    planned = book.plan(
        name="Spring offer", kind="promotion", starts_on=CUTOFF, ends_on=CUTOFF + timedelta(days=5),
        discount=0.3, product=first,
    ).plan(
        name="Fair", kind="event", starts_on=CUTOFF - timedelta(days=60), ends_on=CUTOFF - timedelta(days=60)
    )  # fmt: skip
    options = {"models": ("linear",), "horizon": 7}
    version = trained(planned, registry, shelf, progress, **options)
    registry.point(Scope(), "champion", version.number)
    refresh_forecast(planned, registry, shelf, Scope(), Refresh(), progress)
    refresh_forecast(book, registry, shelf, Scope(), Refresh(), progress)
    trained_run, again, without = (run.rows.filter(pl.col("grain") == "day") for run in shelf.runs)
    assert trained_run.equals(again)
    moved = again.with_columns((again["mean"] - without["mean"]).alias("more"))
    on = (pl.col("product") == first) & (pl.col("target_date") <= CUTOFF + timedelta(days=5))
    assert moved.filter(on)["more"].abs().max() > 0.05
    assert moved.filter(on)["more"].abs().mean() > 3 * moved.filter(~on)["more"].abs().mean()


def test_what_can_not_be_done_is_said_beforehand(book, registry, shelf, progress):
    with pytest.raises(OptionError, match="has no champion"):
        refresh_forecast(book, registry, shelf, Scope(), Refresh(), progress)
    with pytest.raises(HistoryError, match="There are no sales"):
        trained(book, registry, shelf, progress, until=date(2000, 1, 1))
    with pytest.raises(OptionError, match="too long a name"):
        train_daily(book, registry, shelf, Scope("daily", "category=" + "x" * 90), QUICK, progress)
    version = trained(book, registry, shelf, progress)
    registry.point(Scope(), "champion", version.number)
    (registry.fetch(version) / "series_sums.json").write_text("{}")
    with pytest.raises(SavedModelError, match="series_sums"):
        refresh_forecast(book, registry, shelf, Scope(), Refresh(), progress)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"horizont": 14}, "knows no 'horizont'"),
        ({"horizon": "14"}, "'horizon' can't be '14'"),
        ({"folds": True}, "'folds' can't be True"),
        ({"until": "31.05.2024"}, "is no day"),
    ],
)
def test_arguments_of_a_job_that_mean_nothing_are_refused(arguments, said):
    with pytest.raises(OptionError, match=said):
        daily_training(arguments)


def test_arguments_of_a_job_become_options():
    asked = {"scope": "daily.all", "models": ["linear"], "until": "2024-05-31", "budget_seconds": 5}
    assert daily_training(asked, "job") == DailyTraining(
        models=("linear",), until=date(2024, 5, 31), budget_seconds=5, job_id="job"
    )
