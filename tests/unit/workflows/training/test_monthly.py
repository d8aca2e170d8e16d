"""Training of the what-if model, judged on the last months and compared with an older one."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.forecasting.monthly.estimate import MonthEstimator
from foresale.workflows.ports import Scope
from foresale.workflows.promotion.gate import judge
from foresale.workflows.training.monthly import train_monthly
from foresale.workflows.training.options import DailyTraining
from foresale.workflows.training.test_window import compare_with_champion

SCOPE = Scope("monthly", "all")


@pytest.fixture(scope="module")
def three_years() -> pl.DataFrame:
    """Sales long enough to know every month thrice."""
    chain = fs.simulate(stores=2, products=8, days=1096, seed=4)
    return chain.sales.filter(pl.col("units") > 0).with_columns(pl.lit(None).alias("revenue"))


def test_a_model_of_months_is_registered_with_what_it_did_on_months_it_had_not_seen(
    book, registry, progress, three_years
):
    book.sales = three_years
    version = train_monthly(book, registry, SCOPE, DailyTraining(), progress)
    assert (version.name, version.cutoff) == ("monthly.all.1", date(2024, 12, 31))
    metrics = version.metrics
    assert metrics["wape"] < metrics["naive_wape"]
    assert metrics["score"] < 1
    assert {"coverage_80", "coverage_80_chance", "last_wape", "rmsse", "wql", "bias"} <= set(metrics)
    assert np.isfinite(list(metrics.values())).all()
    window = pl.read_parquet(registry.page(version, "judged_window.parquet"))
    assert window["date"].unique().sort().to_list() == [date(2024, month, 1) for month in (10, 11, 12)]
    december = three_years.filter(pl.col("date") >= date(2024, 12, 1))["units"].sum()
    assert window.filter(pl.col("date") == date(2024, 12, 1))["actual"].sum() == december
    assert MonthEstimator.load(registry.fetch(version)).estimate(2025, 1, [80, 90, 100]).mean > 0


def test_a_last_month_without_its_last_days_is_known_only_until_then(book, registry, progress, three_years):
    book.sales = three_years.filter(pl.col("date") < date(2024, 12, 30))
    assert train_monthly(book, registry, SCOPE, DailyTraining(), progress).cutoff == date(2024, 12, 29)


def test_the_months_kept_for_judging_teach_the_judged_model_nothing(book, registry, progress, three_years):
    book.sales = three_years
    honest = train_monthly(book, registry, SCOPE, DailyTraining(), progress)
    late = pl.col("date") >= date(2024, 10, 1)
    scrambled = pl.when(late).then(1 + pl.col("units") * 0).otherwise(pl.col("units")).alias("units")
    book.sales = three_years.with_columns(scrambled)
    other = train_monthly(book, registry, SCOPE, DailyTraining(), progress)
    first, second = (
        pl.read_parquet(registry.page(version, "judged_window.parquet"))
        .filter(pl.col("date") == date(2024, 10, 1))
        .select("said_by_months_on_lags")
        for version in (honest, other)
    )
    assert first.equals(second)


def test_an_old_model_of_months_is_compared_by_its_own_estimates(book, registry, progress, three_years):
    book.sales = three_years
    old = train_monthly(book, registry, SCOPE, DailyTraining(until=date(2024, 6, 30)), progress)
    new = train_monthly(book, registry, SCOPE, DailyTraining(), progress)
    losses = compare_with_champion(registry, old, new, book)
    assert losses.how == "both from what was known on 2024-09-30"
    assert np.isfinite(losses.champion).sum() == np.isfinite(losses.challenger).sum() > 0
    calibrated = replace(new, metrics={**new.metrics, "coverage_80": 0.8})
    assert "over 3 months" in judge(old, calibrated, losses).reason
