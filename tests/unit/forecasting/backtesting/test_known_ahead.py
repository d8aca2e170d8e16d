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
    """Daily sales that double under a promotion known ahead, beside a column that says nothing, or misled.

    The misleading column doubled sales at first; from the first cutoff on it lies.
    """
    random = np.random.default_rng(3)
    promotion = (random.random((SERIES, T + AHEAD)) < 0.3).astype(float)
    level = random.uniform(20, 60, (SERIES, 1))
    target = random.poisson(level * (1 + promotion[:, :T] * (kind == "telling"))).astype(float)
    known = {} if kind == "none" else {"promo": promotion}
    if kind == "misleading":
        lies = (random.random((SERIES, T + AHEAD)) < 0.3).astype(float)
        told = np.arange(T) < T - 5 * HORIZON
        target = random.poisson(level * (1 + lies[:, :T] * told)).astype(float)
        known = {"promo": promotion, "weather": lies}
    return Panel(
        series=pl.DataFrame({"product": [f"P{n}" for n in range(SERIES)]}),
        keys=("product",),
        dates=np.datetime64("2024-01-01") + np.arange(T).astype("timedelta64[D]"),
        freq=Frequency.DAY,
        target=target,
        closed=np.zeros((SERIES, T), dtype=bool),
        censored=np.zeros((SERIES, T), dtype=bool),
        known_ahead=known,
    )


def told_by(kind, **options):
    models = ("seasonal_naive", "lightgbm")
    return run_backtest(history(kind), HORIZON, BacktestOptions(models=models, folds=3, **options))


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


def test_a_further_column_that_made_forecasts_worse_is_left_out_of_what_is_trained_and_scored():
    found = told_by("misleading", may_be_left_out=("weather",))
    note = next(note for note in found.notes if note.rule == KNOWN_AHEAD)
    assert "weather" in note.text
    assert "left out" in note.text
    assert set(found.panel.known_ahead) == {"promo"}
    kept = told_by("misleading")
    assert set(kept.panel.known_ahead) == {"promo", "weather"}
    errors = [run.leaderboard.filter(pl.col("model") == "lightgbm")["wape"].item() for run in (found, kept)]
    assert errors[0] < errors[1]


@pytest.mark.parametrize("kind", ["telling", "silent"])
def test_what_does_no_harm_or_is_planned_to_be_acted_on_stays(kind):
    assert set(told_by(kind, may_be_left_out=("promo",)).panel.known_ahead) == {"promo"}
