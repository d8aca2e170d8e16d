"""Tables answer as LightGBM does by walking down its trees."""

from __future__ import annotations

from typing import Any

import lightgbm
import numpy as np
import pytest

from foresale.forecasting.features.rows_ahead import RowsAhead
from foresale.forecasting.models import global_lightgbm, quantile_lightgbm
from foresale.forecasting.models.forests import Forests
from foresale.forecasting.models.global_lightgbm import GlobalLightGBM
from foresale.forecasting.models.quantile_lightgbm import QuantileLightGBM
from foresale.forecasting.models.tree_tables import MANY, TreeTables

N, H = 150, 6
COLUMNS = ("size", "gap", "kind", "step", "season", "price", "whole")


def rows(seed: int, *, odd: bool = False) -> RowsAhead:
    """Columns of every sort, with holes; odd ones hold what training never saw."""
    random = np.random.default_rng(seed)

    def some(*shape: int) -> np.ndarray:
        return np.where(random.random(shape) < 0.2, np.nan, random.normal(size=shape)).astype(np.float32)

    kind = random.integers(0, 40, N).astype(np.float32)
    price = random.normal(size=N * H).astype(np.float32)
    if odd:
        kind[:4] = [np.nan, -1, 77, 1e9]
        price[:4] = [np.nan, np.inf, -np.inf, 0.0]
    of_series = {"size": random.normal(size=N).astype(np.float32), "gap": some(N), "kind": kind}
    of_step = {"step": np.arange(1, H + 1, dtype=np.float32), "season": some(H)}
    of_row = {"price": price, "whole": random.integers(0, 3, N * H).astype(np.float32)}
    return RowsAhead(H, np.ones(N), of_series, of_step, of_row)


def booster(seed: int = 0, rounds: int = 12, **settings: Any) -> lightgbm.Booster:
    """Trees that ask every column something."""
    random = np.random.default_rng(seed)
    x = rows(seed).matrix(COLUMNS)
    y = (
        np.nan_to_num(x[:, 0])
        + x[:, 2] % 3
        + np.isnan(x[:, 1])
        + x[:, 5] * x[:, 3]
        + random.normal(size=len(x))
    )
    data = lightgbm.Dataset(x, y, categorical_feature=[2], params={"verbosity": -1})
    usual = {"verbosity": -1, "num_threads": 1, "num_leaves": 31, "min_data_in_leaf": 5, "cat_smooth": 1}
    return lightgbm.train({**usual, "seed": seed, **settings}, data, num_boost_round=rounds)


def by_lightgbm(boosters: list[lightgbm.Booster], ahead: RowsAhead) -> np.ndarray:
    x = ahead.matrix(COLUMNS)
    return np.stack([each.predict(x, raw_score=True, num_threads=1) for each in boosters], axis=1)


@pytest.mark.parametrize("leaves", [2, 16, 31, 64])
@pytest.mark.parametrize("odd", [False, True])
def test_sums_are_those_of_lightgbm(leaves: int, odd: bool) -> None:
    boosters = [booster(seed, num_leaves=leaves) for seed in (1, 2)]
    tables = TreeTables.of(boosters, COLUMNS)
    assert tables is not None
    ahead = rows(5, odd=odd)
    np.testing.assert_allclose(tables.sums(ahead), by_lightgbm(boosters, ahead), rtol=1e-12, atol=1e-12)


def test_a_column_that_is_missing_counts_as_unknown() -> None:
    boosters = [booster(1)]
    tables = TreeTables.of(boosters, COLUMNS)
    assert tables is not None
    whole = rows(5)
    less = RowsAhead(H, whole.level, {"size": whole.of_series["size"]}, whole.of_step, {})
    np.testing.assert_allclose(tables.sums(less), by_lightgbm(boosters, less), rtol=1e-12, atol=1e-12)


def test_trees_that_never_ask_anything_add_what_they_are() -> None:
    stump = booster(1, min_data_in_leaf=10_000)
    tables = TreeTables.of([stump, booster(2)], COLUMNS)
    assert tables is not None
    ahead = rows(5)
    np.testing.assert_allclose(tables.sums(ahead), by_lightgbm([stump, booster(2)], ahead), rtol=1e-12)


OTHER_KINDS = {
    "too many leaves": {"num_leaves": 65},
    "a line in each leaf": {"linear_tree": True},
    "zero counts as missing": {"zero_as_missing": True},
    "a forest's mean": {"boosting": "rf", "bagging_freq": 1, "bagging_fraction": 0.5},
}


@pytest.mark.parametrize("settings", OTHER_KINDS.values(), ids=OTHER_KINDS)
def test_trees_of_other_kinds_are_left_to_lightgbm(settings: dict[str, Any]) -> None:
    settings = {"min_data_in_leaf": 1, **settings}
    assert TreeTables.of([booster(1, **settings)], COLUMNS) is None


@pytest.mark.parametrize(
    ("kind", "place"), [(GlobalLightGBM, global_lightgbm), (QuantileLightGBM, quantile_lightgbm)]
)
def test_models_forecast_the_same_whether_rows_are_many_or_few(
    make_panel: Any, monkeypatch: pytest.MonkeyPatch, kind: type[Forests[Any]], place: Any
) -> None:
    random = np.random.default_rng(6)
    shops = {"shop": [f"s{i % 9}" for i in range(400)]}
    panel = make_panel(random.poisson(random.gamma(2, 3, (400, 1)), (400, 90)).astype(float), series=shops)
    monkeypatch.setattr(kind, "row_budget", 5_000)
    model = kind(forests=2).fit(panel, 14)
    assert panel.n_series * 14 >= MANY
    many = model.predict(panel, 14)
    monkeypatch.setattr(place, "MANY", 10**9)
    few = model.predict(panel, 14)
    assert np.ptp(many) > 1
    np.testing.assert_allclose(many, few, rtol=1e-9)
