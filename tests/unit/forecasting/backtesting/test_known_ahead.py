"""What columns known ahead were worth is said, by the same model without them."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.backtesting.backtest import BacktestOptions, run_backtest
from foresale.forecasting.backtesting.known_ahead import KNOWN_AHEAD
from foresale.frequency import Frequency
from foresale.panel import Panel

T, AHEAD, HORIZON, SERIES = 210, 7, 7, 6


def history(kind):
    """Daily sales that double under a promotion known ahead, or beside a column that says nothing."""
    random = np.random.default_rng(3)
    promotion = (random.random((SERIES, T + AHEAD)) < 0.3).astype(float)
    level = random.uniform(20, 60, (SERIES, 1))
    target = random.poisson(level * (1 + promotion[:, :T] * (kind == "telling"))).astype(float)
    known = {} if kind == "none" else {"promo": promotion}
    return Panel(
        series=pl.DataFrame({"product": [f"P{n}" for n in range(SERIES)]}),
        keys=("product",),
        dates=np.arange(np.datetime64("2024-01-01"), np.datetime64("2024-01-01") + T),
        freq=Frequency.DAY,
        target=target,
        closed=np.zeros((SERIES, T), dtype=bool),
        censored=np.zeros((SERIES, T), dtype=bool),
        known_future=known,
    )


def note_of(kind, *models):
    options = BacktestOptions(models=models or ("seasonal_naive", "lightgbm"), folds=2)
    notes = run_backtest(history(kind), HORIZON, options).notes
    return next((note for note in notes if note.rule == KNOWN_AHEAD), None)


def test_a_promotion_that_doubles_sales_is_said_to_be_worth_much():
    note = note_of("telling")
    share = float(note.text.rpartition("worth ")[2].split("%")[0].strip())
    assert "promo" in note.text
    assert share > 20
    assert [reading.meaning.rpartition("%")[2].strip() for reading in note.evidence.readings] == [
        "with what is known ahead", "without it",
    ]  # fmt: skip


def test_a_column_that_says_nothing_is_not_said_to_be_worth_anything():
    assert "worth as good as nothing" in note_of("silent").text or "past_only" in note_of("silent").text


@pytest.mark.parametrize(
    ("kind", "models"), [("none", ()), ("telling", ("seasonal_naive", "moving_average"))]
)
def test_nothing_is_said_without_such_columns_or_models_that_read_them(kind, models):
    assert note_of(kind, *models) is None
