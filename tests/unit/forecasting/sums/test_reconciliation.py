"""Forecasts of series and of sums that are made to agree."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from foresale.forecasting.results import BaseErrors, Reconciliation
from foresale.forecasting.sums.hierarchy import Hierarchy, hierarchy_of
from foresale.forecasting.sums.reconciliation import (
    METHODS,
    BaseForecasts,
    load_reconciliation,
    reconcile,
    reconcile_mean,
    save_reconciliation,
    side_by_side_errors,
)
from foresale.panel import Panel

SERIES, STEPS = 12, 5


@pytest.fixture
def shops(make_panel) -> Panel:
    """Six products in two shops."""
    return make_panel(
        np.random.default_rng(1).poisson(9.0, (SERIES, 90)),
        series={"product": list("abcdef") * 2, "shop": ["Leeds"] * 6 + ["York"] * 6},
        keys=("product", "shop"),
    )


@pytest.fixture
def hierarchy(shops: Panel) -> Hierarchy:
    found = hierarchy_of(shops)
    assert found is not None
    return found


@pytest.fixture
def base(hierarchy: Hierarchy) -> BaseForecasts:
    """Series far below what their sums say."""
    random = np.random.default_rng(2)
    series = random.uniform(5, 10, (SERIES, STEPS))
    sums = 1.4 * hierarchy.sums(series) * random.uniform(0.95, 1.05, (hierarchy.n_nodes, STEPS))
    return BaseForecasts(series, sums)


def errors_of(hierarchy: Hierarchy, series: float, sums: float, steps: int = 60) -> BaseErrors:
    random = np.random.default_rng(3)
    own = random.normal(0, series, (SERIES, steps))
    return BaseErrors(own, random.normal(0, sums, (hierarchy.n_nodes, steps)))


def test_bottom_up_leaves_the_series_as_they_are(base: BaseForecasts, hierarchy: Hierarchy) -> None:
    assert reconcile(base, hierarchy, "bottom_up") is base.series


def test_top_down_keeps_the_total_and_each_series_share_of_it(
    base: BaseForecasts, hierarchy: Hierarchy
) -> None:
    found = reconcile(base, hierarchy, "top_down")
    np.testing.assert_allclose(found.sum(axis=0), base.sums[0])
    np.testing.assert_allclose(found / found.sum(axis=0), base.series / base.series.sum(axis=0))


def test_middle_out_keeps_the_sums_of_its_level(base: BaseForecasts, hierarchy: Hierarchy) -> None:
    found = reconcile(base, hierarchy, "middle_out", level="shop")
    np.testing.assert_allclose(found[:6].sum(axis=0), base.sums[1])
    np.testing.assert_allclose(found[6:].sum(axis=0), base.sums[2])


def test_a_share_of_nothing_stays_nothing_and_no_series_is_scaled_beyond_belief(
    hierarchy: Hierarchy,
) -> None:
    series = np.ones((SERIES, 2))
    series[:, 1] = 0.0
    wild = BaseForecasts(series, np.full((hierarchy.n_nodes, 2), 1e6))
    found = reconcile(wild, hierarchy, "top_down")
    np.testing.assert_array_equal(found, np.stack([np.full(SERIES, 5.0), np.zeros(SERIES)], axis=1))


def by_definition(base: BaseForecasts, hierarchy: Hierarchy, errors: BaseErrors) -> np.ndarray:
    """MinT as in the paper: (SᵀW⁻¹S)⁻¹ SᵀW⁻¹ ŷ with a diagonal W, over all nodes."""
    s = np.vstack([hierarchy.summing.toarray(), np.eye(SERIES)])
    variance = np.mean(np.square(np.vstack([errors.sums, errors.series])), axis=1)
    weighted = s.T / variance
    return np.linalg.solve(weighted @ s, weighted @ np.vstack([base.sums, base.series]))


def test_mint_is_the_generalised_least_squares_of_its_paper(
    base: BaseForecasts, hierarchy: Hierarchy
) -> None:
    errors = errors_of(hierarchy, 2.0, 5.0)
    found = reconcile(base, hierarchy, "mint_variance", errors=errors)
    np.testing.assert_allclose(found, by_definition(base, hierarchy, errors))
    assert (found.sum(axis=0) > base.series.sum(axis=0)).all()
    assert (found.sum(axis=0) < 1.5 * base.series.sum(axis=0)).all()


def test_mint_with_covariances_trusts_sums_more_where_the_series_err_together(
    base: BaseForecasts, hierarchy: Hierarchy
) -> None:
    apart = errors_of(hierarchy, 2.0, 8.0)
    in_step = BaseErrors(np.repeat(apart.series[:1], SERIES, axis=0), apart.sums)
    moved = [
        reconcile(base, hierarchy, method, errors=errors).sum() - base.series.sum()
        for method, errors in (("mint_shrink", apart), ("mint_shrink", in_step), ("mint_variance", in_step))
    ]
    assert moved[1] > 1.2 * moved[2]
    assert moved[1] > 1.2 * moved[0]


def test_nothing_falls_below_zero_and_the_total_stays(hierarchy: Hierarchy) -> None:
    series = np.full((SERIES, 1), 10.0)
    series[0], series[1] = 0.1, 0.0
    sums = 0.5 * hierarchy.sums(series)
    errors = errors_of(hierarchy, 3.0, 0.1)
    found = {
        sign: reconcile(
            BaseForecasts(series, sums, non_negative=sign), hierarchy, "mint_variance", errors=errors
        )
        for sign in (True, False)
    }
    assert found[False].min() < 0
    assert found[True].min() == 0
    assert found[True][1] == found[False][1] == 0  # nothing was forecast, so nothing is
    assert found[True].sum() == pytest.approx(found[False].sum())


@pytest.mark.parametrize(("method", "words"), [("magic", "'magic' can't be done"), (METHODS[3], "errors")])
def test_ways_that_cannot_be_done_are_refused(
    base: BaseForecasts, hierarchy: Hierarchy, method: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        reconcile(base, hierarchy, method)


def recipe_of(hierarchy: Hierarchy, method: str) -> Reconciliation:
    return Reconciliation(method, "shop", hierarchy.nodes, errors_of(hierarchy, 2.0, 4.0))


@pytest.mark.parametrize("method", METHODS[1:])
def test_a_saved_recipe_reconciles_alike(
    shops: Panel, hierarchy: Hierarchy, method: str, tmp_path: Path
) -> None:
    recipe, mean = recipe_of(hierarchy, method), np.full((SERIES, STEPS), 7.0)
    save_reconciliation(recipe, tmp_path / "recipe.npz")
    loaded = load_reconciliation(tmp_path / "recipe.npz")
    trained = np.arange(SERIES)
    expected = reconcile_mean(recipe, shops, mean, trained, STEPS)
    assert expected.sum() > 1.05 * mean.sum()  # they sold nine a day
    np.testing.assert_array_equal(reconcile_mean(loaded, shops, mean, trained, STEPS), expected)


@pytest.mark.parametrize("method", METHODS[1:])
def test_fewer_steps_are_the_beginning_of_more(shops: Panel, hierarchy: Hierarchy, method: str) -> None:
    recipe, mean = recipe_of(hierarchy, method), np.full((SERIES, STEPS), 7.0)
    whole, short = (
        reconcile_mean(recipe, shops, mean[:, :steps], np.arange(SERIES), STEPS) for steps in (STEPS, 2)
    )
    np.testing.assert_allclose(short, whole[:, :2])


def test_series_and_sums_unknown_in_training_keep_to_themselves(
    shops: Panel, hierarchy: Hierarchy, make_panel
) -> None:
    recipe, mean = recipe_of(hierarchy, "mint_variance"), np.full((SERIES, STEPS), 7.0)
    trained = np.arange(SERIES)
    trained[4] = -1
    found = reconcile_mean(recipe, shops, mean, trained, STEPS)
    share = found.sum() / found.sum(axis=0, keepdims=True)
    assert np.isfinite(share).all()
    np.testing.assert_allclose(found[4], mean[4])
    elsewhere = Reconciliation("mint_variance", "", ("shop|Hull",), BaseErrors(mean, mean[:1]))
    np.testing.assert_array_equal(reconcile_mean(elsewhere, shops, mean, trained, STEPS), mean)
    alone = make_panel(np.full((1, 30), 9.0))
    np.testing.assert_array_equal(reconcile_mean(recipe, alone, mean[:1], trained[:1], STEPS), mean[:1])


@pytest.mark.parametrize("method", METHODS[1:])
def test_a_product_not_yet_begun_keeps_its_forecast_and_takes_nothing_from_others(
    shops: Panel, hierarchy: Hierarchy, method: str
) -> None:
    recipe, mean, trained = recipe_of(hierarchy, method), np.full((SERIES, STEPS), 7.0), np.arange(SERIES)
    target = shops.target.copy()
    target[4] = np.nan
    announced = replace(shops, target=target)
    small, large = mean.copy(), mean.copy()
    small[4], large[4] = 1.0, 500.0
    found = [reconcile_mean(recipe, announced, each, trained, STEPS) for each in (small, large)]
    np.testing.assert_array_equal(found[0][4], small[4])
    np.testing.assert_array_equal(found[1][4], large[4])
    others = np.arange(SERIES) != 4
    np.testing.assert_array_equal(found[0][others], found[1][others])


def test_errors_of_cutoffs_stand_side_by_side(hierarchy: Hierarchy) -> None:
    parts = [errors_of(hierarchy, 1.0, 1.0, steps) for steps in (3, 4)]
    both = side_by_side_errors(parts)
    assert (both.series.shape, both.sums.shape) == ((SERIES, 7), (hierarchy.n_nodes, 7))
    np.testing.assert_array_equal(both.sums[:, 3:], parts[1].sums)
