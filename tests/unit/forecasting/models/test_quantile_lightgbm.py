"""Quantiles learned over all series."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.results import QUANTILES
from foresale.metrics.quantile import coverage
from foresale.panel import Panel

MakePanel = Callable[..., Panel]
HORIZON = 7


@pytest.fixture(scope="module")
def sold() -> np.ndarray:
    random = np.random.default_rng(0)
    calm = random.poisson(20, (20, 217))
    wild = random.negative_binomial(2, 2 / 22, (20, 217))
    return np.vstack([calm, wild]).astype(float)


def test_series_that_scatter_more_get_wider_ranges_that_hold(make_panel: MakePanel, sold: np.ndarray) -> None:
    panel = make_panel(sold[:, :210])
    found = QuantileLightGBM().fit(panel, HORIZON).quantiles(panel, HORIZON)
    assert found.shape == (40, HORIZON, len(QUANTILES))
    assert (np.diff(found, axis=-1) >= 0).all()
    assert (found >= 0).all()
    low, high = found[..., QUANTILES.index(0.1)], found[..., QUANTILES.index(0.9)]
    width = high - low
    assert width[20:].mean() > 1.5 * width[:20].mean()
    assert 0.65 < coverage(sold[:, 210:], low, high) < 0.95


def test_saved_and_loaded_it_answers_the_same(
    make_panel: MakePanel, sold: np.ndarray, tmp_path: Path
) -> None:
    panel = make_panel(sold[:, :210])
    model = QuantileLightGBM(seed=3).fit(panel, HORIZON)
    model.save(tmp_path / "quantiles")
    loaded = QuantileLightGBM.load(tmp_path / "quantiles")
    np.testing.assert_array_equal(loaded.quantiles(panel, HORIZON), model.quantiles(panel, HORIZON))


def test_without_any_known_period_it_answers_nothing(make_panel: MakePanel) -> None:
    panel = make_panel(np.full((2, 30), np.nan))
    assert not QuantileLightGBM().fit(panel, HORIZON).quantiles(panel, HORIZON).any()


def test_no_period_is_learned_from_more_than_twice(make_panel: MakePanel, sold: np.ndarray) -> None:
    panel = make_panel(sold[:, :210])
    sample = QuantileLightGBM().sample(panel, HORIZON, seed=0)
    _, often = np.unique(np.stack([sample.series, sample.target]), axis=1, return_counts=True)
    assert often.max() == 2
