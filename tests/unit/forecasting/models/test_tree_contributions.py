"""Contributions of columns are LightGBM's own, for many rows and of every sort of question."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
import pytest

from foresale.forecasting.models import tree_contributions
from foresale.forecasting.models.tree_contributions import WORTH_IT, add_up_contributions

KINDS = 30


def rows(seed: int, count: int = WORTH_IT + 100) -> np.ndarray:
    """Quantities with holes, codes, and a column that says nothing."""
    random = np.random.default_rng(seed)
    out = random.normal(size=(count, 6)).astype(np.float32)
    out[random.random(count) < 0.2, 1] = np.nan
    out[:, 2] = random.integers(0, KINDS, count)
    out[:, 3] = random.integers(-1, 2, count)
    out[:, 5] = 0.0
    return out


def booster(**settings: Any) -> lightgbm.Booster:
    x = rows(1, 3000)
    y = np.nan_to_num(x[:, 1]) * x[:, 0] + x[:, 2] % 3 + x[:, 3] * x[:, 4] + np.isnan(x[:, 1])
    usual = {"verbosity": -1, "num_threads": 1, "num_leaves": 31, "cat_smooth": 1, "seed": 1, **settings}
    data = lightgbm.Dataset(x, y - y.min(), categorical_feature=[2], params={"verbosity": -1, **settings})
    return lightgbm.train(usual, data, num_boost_round=15)


def by_lightgbm(trees: lightgbm.Booster, x: np.ndarray) -> np.ndarray:
    """What LightGBM itself says."""
    return np.asarray(trees.predict(x, pred_contrib=True, num_threads=1))


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"use_missing": False},
        {"zero_as_missing": True},
        {"objective": "tweedie"},
        {"bagging_fraction": 0.5, "bagging_freq": 1, "feature_fraction": 0.5},
        {"num_leaves": 63, "min_data_in_leaf": 2, "max_depth": 20},
        {"min_data_in_leaf": 3000},
    ],
    ids=lambda settings: " ".join(settings) or "usual",
)
def test_contributions_are_those_of_lightgbm(settings: dict[str, Any]) -> None:
    trees, x = booster(**settings), rows(2)
    found = add_up_contributions(trees, x)
    np.testing.assert_allclose(found, by_lightgbm(trees, x), rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(found.sum(axis=1), trees.predict(x, raw_score=True), rtol=1e-9, atol=1e-9)


def test_values_that_training_never_saw_go_the_way_that_lightgbm_sends_them() -> None:
    trees, x = booster(), rows(3)
    x[:6, 2] = [np.nan, -1, KINDS + 40, 1e6, 2.5, 0]
    x[:4, 0] = [np.nan, np.inf, -np.inf, 0.0]
    np.testing.assert_allclose(add_up_contributions(trees, x), by_lightgbm(trees, x), rtol=1e-9, atol=1e-12)


def test_many_rows_need_no_walk_by_lightgbm_and_few_are_left_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    trees, x = booster(), rows(4)
    expected = by_lightgbm(trees, x)
    walked: list[int] = []
    predict = trees.predict

    def note(data: np.ndarray, **told: Any) -> Any:
        walked.append(len(data))
        return predict(data, **told)

    monkeypatch.setattr(trees, "predict", note)
    np.testing.assert_allclose(add_up_contributions(trees, x), expected, rtol=1e-9, atol=1e-12)
    assert walked == []
    np.testing.assert_allclose(add_up_contributions(trees, x[:3]), expected[:3])
    assert walked == [3]


def test_paths_of_too_many_columns_are_left_to_lightgbm(monkeypatch: pytest.MonkeyPatch) -> None:
    trees, x = booster(), rows(5)
    monkeypatch.setattr(tree_contributions, "MOST_COLUMNS", 1)
    np.testing.assert_array_equal(add_up_contributions(trees, x), by_lightgbm(trees, x))
