"""A part of the assortment is worth a model of its own where the kept window says so beyond chance."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.backtesting.backtest import run_backtest
from foresale.forecasting.backtesting.options import BacktestOptions
from foresale.forecasting.results import Backtest
from foresale.frequency import Frequency
from foresale.panel import Panel
from foresale.workflows.training.segment_gains import parts_of, segment_gains

DAYS = 364


@pytest.fixture(scope="module")
def backtest() -> Backtest:
    """Twelve series by weekday, as `a`, and eight that only have a level that moves, as `b`."""
    rng = np.random.default_rng(5)
    weekday = 40 + 30 * (np.arange(DAYS) % 7 >= 5)
    weekly = weekday + rng.normal(0, 2, (12, DAYS))
    moving = 50 + np.cumsum(rng.normal(0, 0.4, (8, DAYS)), axis=1) + rng.normal(0, 12, (8, DAYS))
    target = np.vstack([weekly, np.maximum(moving, 0)])
    nowhere = np.zeros(target.shape, dtype=bool)
    names = {
        "product": [f"p{i}" for i in range(20)], "store": ["S"] * 20, "category": ["a"] * 12 + ["b"] * 8,
    }  # fmt: skip
    panel = Panel(
        series=pl.DataFrame(names), freq=Frequency.DAY, target=target,
        dates=np.datetime64("2025-01-06") + np.arange(DAYS).astype("timedelta64[D]"),
        closed=nowhere, censored=nowhere, keys=("product", "store"),
    )  # fmt: skip
    models = ("seasonal_naive", "moving_average")
    return run_backtest(panel, 28, BacktestOptions(models, folds=3))


NOTHING = pl.DataFrame(schema={"segment": pl.String, "product": pl.String})


def test_a_part_that_another_model_suits_better_is_worth_one(backtest):
    found = segment_gains(backtest, parts_of(backtest, NOTHING))
    rows = {row["segment"]: row for row in found.iter_rows(named=True)}
    assert set(rows) == {"category=a", "category=b", "store=S"}
    other = {"seasonal_naive": "b", "moving_average": "a"}[backtest.champion.model]
    mine = {"a": "b", "b": "a"}[other]
    assert rows[f"category={other}"]["worth_it"]
    assert rows[f"category={other}"]["reason"].startswith("A model of its own is worth a training: ")
    assert rows[f"category={other}"]["gain"] > rows[f"category={other}"]["chance"] > 0
    assert not rows[f"category={mine}"]["worth_it"]
    assert "is the best here too" in rows[f"category={mine}"]["reason"]
    assert found["segment"][0] == f"category={other}"


def test_lists_are_judged_by_their_own_products_and_small_ones_not_at_all(backtest):
    kept = pl.DataFrame(
        {
            "segment": ["segment=Big"] * 8 + ["segment=Two"] * 2,
            "product": [f"p{i}" for i in (*range(12, 20), 0, 1)],
        }
    )
    found = segment_gains(backtest, parts_of(backtest, kept))
    rows = {row["segment"]: row for row in found.iter_rows(named=True)}
    assert "segment=Two" not in rows
    alike = ("series", "best", "gain", "chance", "worth_it", "reason")
    assert [rows["segment=Big"][name] for name in alike] == [rows["category=b"][name] for name in alike]


def test_without_parts_nothing_is_told(backtest):
    parts = NOTHING.with_columns(store=pl.lit(None, pl.String))
    assert segment_gains(backtest, parts).height == 0
