"""Parameters are searched on the past windows that choose, and the newest window takes no part."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import polars as pl
import pytest

import foresale as fs
from foresale.forecasting.ensemble.blend import parameters_of
from library_sales import DAYS, small_sales

SALES = small_sales().drop("price").filter(pl.col("date") > DAYS[80])
HORIZON = 7
SEARCH: dict[str, Any] = {
    "horizon": HORIZON, "folds": 1, "tune": 5.0, "tune_trials": 2, "models": ["gradient_boosting"]
}  # fmt: skip


@pytest.fixture(scope="module")
def tuned() -> Any:
    return fs.forecast(SALES, **SEARCH)


def found_by(backtest: Any) -> dict[str, Any]:
    return {name: dict(choice.parameters) for name, choice in backtest.choices.items()}


def said_of_tuning(result: Any) -> list[str]:
    return [note.text for note in result.notes if note.rule == "tuned"]


def test_a_search_tells_what_it_tried_and_found(tuned: Any) -> None:
    (text,) = said_of_tuning(tuned)
    assert "2 settings tried on the 1 past window that choose" in text
    better = "gradient_boosting_tuned" in found_by(tuned.backtest)
    assert ("was tuned" in text) == better
    if better:
        board = dict(tuned.leaderboard().select("model", "score").iter_rows())
        assert board["gradient_boosting_tuned"] < board["gradient_boosting"]
        assert set(found_by(tuned.backtest)["gradient_boosting_tuned"]) == {
            *("rounds", "learning_rate", "max_depth")
        }  # fmt: skip


def test_scrambling_the_newest_window_changes_nothing_that_was_chosen(tuned: Any) -> None:
    random = np.random.default_rng(0)
    newest = pl.col("date") > DAYS[-1 - HORIZON]
    other = pl.Series(random.integers(1, 90, SALES.height))
    scrambled = SALES.with_columns(units=pl.when(newest).then(other).otherwise("units"))
    assert not scrambled.equals(SALES)
    again = fs.backtest(scrambled, **SEARCH)
    assert found_by(again) == found_by(tuned.backtest)
    assert said_of_tuning(again) == said_of_tuning(tuned)


def test_the_best_parameters_are_kept_with_the_model(tuned: Any, tmp_path: Any) -> None:
    tuned.save(tmp_path / "model")
    kept = parameters_of(fs.load(tmp_path / "model").forecaster.model)
    assert kept == parameters_of(tuned.forecaster.model)
    champion = tuned.backtest.champion.model
    if champion.endswith("_tuned"):
        assert found_by(tuned.backtest)[champion].items() <= kept.items()


def test_without_optuna_the_answer_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "optuna", None)
    with pytest.raises(fs.ForesaleError, match=r"foresale\[tune\]"):
        fs.backtest(SALES, **SEARCH)


def test_a_search_that_cannot_search_is_told() -> None:
    made = fs.forecast(SALES, HORIZON, models=["moving_average"], folds=1, tune=1)
    assert said_of_tuning(made)[0].startswith("Nothing was tuned: no model has parameters to search")
    with pytest.raises(fs.ForesaleError, match=r"tune_trials=2 .*\n.* tune=10"):
        fs.forecast(SALES, HORIZON, models=["moving_average"], tune_trials=2)


def test_models_are_chosen_by_the_measure_asked_for() -> None:
    by = {
        metric: fs.backtest(SALES, HORIZON, models=["moving_average"], folds=2, metric=metric).leaderboard
        for metric in ("wape", "rmse")
    }
    for metric, board in by.items():
        rows = {row["model"]: row for row in board.rows(named=True)}
        ours, naive = rows["moving_average"], rows["seasonal_naive"]
        assert ours["score"] == pytest.approx(ours[metric] / naive[metric])
    with pytest.raises(fs.ForesaleError, match="can't be chosen by 'mspe'"):
        fs.backtest(SALES, HORIZON, metric="mspe")
