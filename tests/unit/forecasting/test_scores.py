"""Scores by class count the series they judge."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.results import QUANTILES, Fold
from foresale.forecasting.scores import history_scale, score_by_class
from foresale.frequency import Frequency
from foresale.panel import Panel


def panel_of(target: np.ndarray) -> Panel:
    dates = np.datetime64("2024-01-01", "D") + np.arange(target.shape[1]).astype("timedelta64[D]")
    return Panel(
        series=pl.DataFrame({"product": [f"p{i}" for i in range(len(target))]}),
        keys=("product",),
        dates=dates,
        freq=Frequency.DAY,
        target=target,
        closed=np.zeros(target.shape, dtype=bool),
        censored=np.zeros(target.shape, dtype=bool),
    )


def fold_at(panel: Panel, cutoff: int, horizon: int) -> Fold:
    actual = panel.target[:, cutoff : cutoff + horizon]
    mean = np.full(actual.shape, 5.0)
    quantiles = np.repeat(mean[:, :, None], len(QUANTILES), axis=2)
    return Fold(
        cutoff,
        panel.dates[cutoff : cutoff + horizon],
        actual,
        {"naive": mean},
        {"naive": quantiles},
        is_test=False,
    )


@pytest.fixture
def growing() -> Panel:
    """Two series of old, and one that begins on day 40: new at the first cutoff, not at the last."""
    target = np.tile(np.array([4.0, 5.0, 6.0, 5.0]), (3, 20))
    target[2, :40] = np.nan
    return panel_of(target)


def by_class(panel: Panel, cutoffs: tuple[int, ...]) -> dict[str, dict[str, float]]:
    folds = [fold_at(panel, cutoff, 7) for cutoff in cutoffs]
    histories = [panel.as_of(cutoff, 7) for cutoff in cutoffs]
    scales = [history_scale(history) for history in histories]
    table = score_by_class(["naive"], folds, scales, histories)
    return {row["class"]: row for row in table.iter_rows(named=True)}


def test_a_class_that_only_an_early_cutoff_had_counts_its_series(growing: Panel) -> None:
    found = by_class(growing, (45, 60, 70))
    assert found["new"]["n_series"] == 1
    assert np.isfinite(found["new"]["wape"])
    assert found["smooth"]["n_series"] == 3  # the new one grew old


def test_a_series_without_anything_to_judge_by_counts_nowhere(growing: Panel) -> None:
    growing.target[0, 45:52] = np.nan
    found = by_class(growing, (45,))
    assert {name: row["n_series"] for name, row in found.items()} == {"smooth": 1, "new": 1}


def test_a_class_without_a_judged_series_has_no_row(growing: Panel) -> None:
    assert set(by_class(growing, (10,))) == {"new"}
    growing.target[:2, 10:17] = np.nan
    assert by_class(growing, (10,)) == {}
