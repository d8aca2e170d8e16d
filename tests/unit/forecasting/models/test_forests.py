"""Several forests, each from a sample of its own, averaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from foresale.forecasting.models.forests import Forests
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.panel import Panel

MakePanel = Callable[..., Panel]
HORIZON = 7
KINDS = [GlobalLightGBM, QuantileLightGBM]


@pytest.fixture(scope="module")
def sold() -> np.ndarray:
    random = np.random.default_rng(0)
    return random.poisson(random.gamma(2, 4, (30, 1)), (30, 200)).astype(float)


def test_the_mean_is_that_of_forests_grown_alone(make_panel: MakePanel, sold: np.ndarray) -> None:
    panel = make_panel(sold[:10, :120])
    alone = [GlobalLightGBM(seed=seed).fit(panel, HORIZON).predict(panel, HORIZON) for seed in (5, 6, 7)]
    together = GlobalLightGBM(seed=5, forests=3).fit(panel, HORIZON).predict(panel, HORIZON)
    assert np.abs(alone[0] / alone[1] - 1).mean() > 0.005
    np.testing.assert_allclose(together, np.exp(np.mean(np.log(alone), axis=0)), rtol=1e-9)


@pytest.mark.slow
def test_chance_counts_for_less_in_many_forests(make_panel: MakePanel, sold: np.ndarray) -> None:
    panel = make_panel(sold[:10, :120])

    def spread(forests: int, kind: type[Forests[Any]]) -> float:
        answers = [
            kind(seed=seed, forests=forests).fit(panel, HORIZON).predict(panel, HORIZON)
            for seed in (0, 10, 20)
        ]
        return float(np.std(answers, axis=0).mean())

    for kind in KINDS:
        assert spread(4, kind) < 0.7 * spread(1, kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_seed_gives_the_same_forests_saved_or_not(
    make_panel: MakePanel, sold: np.ndarray, tmp_path: Path, kind: type[Forests[Any]]
) -> None:
    panel = make_panel(sold[:10, :120])
    model = kind(seed=3, forests=2).fit(panel, HORIZON)
    again = kind(seed=3, forests=2).fit(panel, HORIZON)
    model.save(tmp_path)
    loaded = kind.load(tmp_path)
    expected = model.predict(panel, HORIZON)
    assert loaded.parameters() == model.parameters()
    assert len(list(tmp_path.glob("trees_2*.txt"))) == len(list(tmp_path.glob("trees_1*.txt"))) > 0
    np.testing.assert_array_equal(again.predict(panel, HORIZON), expected)
    np.testing.assert_array_equal(loaded.predict(panel, HORIZON), expected)


def test_what_columns_add_is_what_is_forecast(make_panel: MakePanel, sold: np.ndarray) -> None:
    panel = make_panel(sold)
    model = GlobalLightGBM(forests=3).fit(panel, HORIZON)
    rows = model.table_after(panel, HORIZON).rows_after(np.arange(30), HORIZON).matrix(model.columns)
    parts = model.contributions(rows)
    assert np.ptp(parts[:, :-1].sum(axis=1)) > 0.05
    np.testing.assert_allclose(np.exp(parts.sum(axis=1)), model.estimate(rows), rtol=1e-6)
    assert model.gain().sum() == pytest.approx(1.0)


def test_returns_in_any_sample_make_all_forests_add(
    make_panel: MakePanel, sold: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    sold = sold.copy()
    sold[3, 100] = -40.0
    monkeypatch.setattr(GlobalLightGBM, "row_budget", 3_000)  # so that not every sample holds that day
    grown: list[bool] = []
    fit_forest = GlobalLightGBM.fit_forest

    def watched(self: GlobalLightGBM, sample: Any, seed: int, *, negative: bool) -> Any:
        grown.append(bool(sample.ratio.min() < 0))
        return fit_forest(self, sample, seed, negative=negative)

    monkeypatch.setattr(GlobalLightGBM, "fit_forest", watched)
    monkeypatch.setattr(GlobalLightGBM, "samples_for", lambda self, rows, answers: 4)
    model = GlobalLightGBM(forests=4).fit(make_panel(sold), HORIZON)
    assert sorted(set(grown)) == [False, True]
    assert not model.multiplies
    assert all("objective=regression" in each.booster.model_to_string(1) for each in model._forests)


@pytest.mark.parametrize(
    ("asked", "rows", "samples"),
    [(1, 10, 1), (4, 10, 4), (4, 100_000, 4), (4, 200_000, 3), (4, 300_000, 2), (2, 10, 2)],
)
def test_few_rows_are_learned_from_more_often(asked: int, rows: int, samples: int) -> None:
    assert GlobalLightGBM(forests=asked).samples_for(rows, answers=1_000) == samples


def test_very_many_series_are_forecast_by_one_forest() -> None:
    assert GlobalLightGBM(forests=4).samples_for(300_000, answers=50_000 * 7) == 1


def test_the_correction_makes_up_for_what_the_trees_say_of_their_own_rows() -> None:
    random = np.random.default_rng(1)
    rows = random.normal(size=(2_000, 4)).astype(np.float32)
    ratio = random.poisson(np.exp(rows[:, 0]) * (random.random(2_000) < 0.3)).astype(np.float64)
    weight = np.exp(0.05 * rows[:, 0])
    model = GlobalLightGBM(rounds=60)
    model.columns = ("a", "b", "c", "d")
    model.learn(rows, ratio, weight)
    (forest,) = model._forests
    said = forest.booster.predict(rows)
    assert abs(forest.correction - 1) > 0.001
    assert forest.correction == pytest.approx((weight**2 * ratio).sum() / (weight**2 * said).sum(), rel=1e-9)
