"""How wrong sums have been: errors in step or apart, and their shape."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.arrays import Array
from foresale.forecasting.sums import sum_errors
from foresale.forecasting.sums.sum_distribution import LEAST_VARIANCE, standard_errors, sum_quantiles
from foresale.forecasting.sums.sum_errors import LARGEST_RHO, measure_rho, measure_shapes, past_sums
from foresale.forecasting.sums.totals import PartForecast, sum_forecast
from foresale.panel import Panel

Z90 = 1.2815515655446004  # of the normal distribution


def rho_of(panel: Panel, past: list[PartForecast]) -> dict[str, float]:
    return measure_rho(past_sums(panel, past))


def past_folds(panel: Panel, horizon: int, errors: list[Array], scale: float) -> list[PartForecast]:
    """Forecasts of 50 whose errors were these."""
    dates, mean = panel.future_dates(horizon), np.full(errors[0].shape, 50.0)
    return [PartForecast(dates, mean, np.full(mean.shape, scale), mean + error) for error in errors]


def test_rho_tells_independent_errors_from_errors_in_step(make_panel) -> None:
    random, panel = np.random.default_rng(4), make_panel(np.ones((60, 3)), non_negative=False)
    apart = [random.normal(0, 5, (60, 28)) for _ in range(3)]
    together = [np.repeat(random.normal(0, 5, (1, 28)), 60, axis=0) for _ in range(3)]
    assert rho_of(panel, past_folds(panel, 28, apart, 5.0))["total|day"] < 0.02
    assert 0.7 < rho_of(panel, past_folds(panel, 28, together, 5.0))["total|day"] < 1.3


def test_rho_has_a_limit_and_is_negative_for_errors_that_cancel_out(make_panel) -> None:
    panel = make_panel(np.ones((60, 3)))
    off = rho_of(panel, past_folds(panel, 28, [np.full((60, 28), 500.0)], 5.0))
    exact = rho_of(panel, past_folds(panel, 28, [np.zeros((60, 28))], 5.0))
    assert set(off.values()) == {LARGEST_RHO}
    assert -0.1 < exact["total|day"] < 0
    assert set(off) == set(exact) == {"total|day", "total|week", "total|month", "total|horizon"}


def test_parts_that_take_from_each_other_make_a_sum_surer_than_independent_ones(
    make_panel, all_rho, ahead, of, range80
) -> None:
    random, panel = np.random.default_rng(4), make_panel(np.ones((2, 3)), non_negative=False)
    lost = random.normal(0, 5, (3, 1, 28))
    rivals = [np.concatenate([error, -error]) for error in lost]
    rho = rho_of(panel, past_folds(panel, 28, rivals, 5.0))
    assert rho["total|day"] < -0.3
    forecast = ahead(panel, np.full((2, 7), 50.0), np.full((2, 7), 5.0))
    usual, less = (
        range80(of(sum_forecast(panel, forecast, each), "total", "day"))
        for each in (all_rho(panel, 0.0), rho)
    )
    assert (less < 0.8 * usual).all()
    assert (less > np.sqrt(LEAST_VARIANCE) * usual).all()


def test_the_more_parts_the_less_of_the_error_is_expected_in_step(make_panel) -> None:
    found = []
    for series in (10, 1_000):
        panel = make_panel(np.ones((series, 3)))
        as_if_apart = np.full((series, 7), 5 / np.sqrt(series))
        found.append(rho_of(panel, past_folds(panel, 7, [as_if_apart], 5.0))["total|day"])
    assert 0 < found[1] < 0.2 * found[0]


def test_longer_grains_of_few_windows_are_taken_for_less_sure(
    make_panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sum_errors, "RHO_PRIOR", 0.0)
    panel = make_panel(np.ones((60, 3)), non_negative=False)
    in_step = np.full((60, 28), 5.0)
    for windows in (2, 8):
        rho = rho_of(panel, past_folds(panel, 28, [in_step] * windows, 5.0))
        assert rho["total|day"] == pytest.approx(1)
        assert rho["total|horizon"] == pytest.approx(1 + 1 / windows)


def heavy_tailed(panel: Panel, folds: int) -> list[PartForecast]:
    """Mostly small errors, and now and then a huge one."""
    random = np.random.default_rng(8)
    return past_folds(panel, 28, [random.standard_t(2, (panel.n_series, 28)) for _ in range(folds)], 4.0)


def test_a_shape_holds_what_it_promises_where_errors_have_heavy_tails(make_panel) -> None:
    panel = make_panel(
        np.ones((40, 3)), series={"kind": [f"k{i // 2}" for i in range(40)]}, non_negative=False
    )
    sums = past_sums(panel, heavy_tailed(panel, 4))
    shape = measure_shapes(sums, non_negative=False)["kind|day"]
    assert np.all(np.diff(shape.numbers) >= 0)
    (coming,) = past_sums(panel, heavy_tailed(panel, 1))["kind|day"]
    deviation = np.sqrt(sums["kind|day"][0].apart)
    held = []
    for each in (None, shape):
        quantiles = sum_quantiles(coming.mean, deviation, each, non_negative=False)
        inside = (coming.actual >= quantiles[..., 3]) & (coming.actual <= quantiles[..., 11])
        held.append(float(inside.mean()))
    assert abs(held[1] - 0.8) < abs(held[0] - 0.8) - 0.05


def test_a_shape_leaves_the_median_and_needs_two_cutoffs(make_panel) -> None:
    panel = make_panel(np.ones((40, 3)))
    high = past_folds(panel, 28, [np.full((40, 28), 5.0)] * 3, 4.0)
    assert measure_shapes(past_sums(panel, high), non_negative=True)["total|day"].numbers[7] == pytest.approx(
        0
    )
    assert measure_shapes(past_sums(panel, high[:1]), non_negative=True) == {}


def test_sums_that_are_often_nothing_are_covered_too(make_panel) -> None:
    random = np.random.default_rng(3)
    kinds = {"kind": [f"k{i // 2}" for i in range(200)]}
    panel = make_panel(np.ones((200, 3)), series=kinds)
    dates, mean = panel.future_dates(28), np.full((200, 28), 0.3)
    rare = [
        PartForecast(
            dates,
            mean,
            1.2 * np.ones_like(mean),
            random.poisson(3.0, mean.shape) * (random.random(mean.shape) < 0.1),
        )
        for _ in range(4)
    ]
    sums = past_sums(panel, rare[:3])
    shape = measure_shapes(sums, non_negative=True)["kind|day"]
    assert shape.is_plain_error
    (coming,) = past_sums(panel, rare[3:])["kind|day"]
    quantiles = sum_quantiles(coming.mean, np.sqrt(coming.apart), shape, non_negative=True)
    assert quantiles.min() == 0
    below = [float((coming.actual <= quantiles[..., place]).mean()) for place in (11, 13)]
    assert below == pytest.approx([0.9, 0.975], abs=0.04)


def test_a_quantile_next_to_nothing_is_nothing() -> None:
    mean, deviation = np.array([0.3, 50.0]), np.array([0.9, 5.0])
    quantiles = sum_quantiles(mean, deviation, None, non_negative=True)
    assert quantiles[0, 3] == 0  # days without a sale lie inside the 80 % range
    assert (quantiles[1] > 0).all()


def test_standard_errors_are_where_the_distribution_has_the_actual() -> None:
    mean, deviation = np.array([10.0, 10.0, 3.0]), np.array([4.0, 4.0, 0.0])
    quantiles = sum_quantiles(mean, deviation, None, non_negative=True)
    found = standard_errors(quantiles[:, 11], mean, deviation, non_negative=True)
    np.testing.assert_allclose(found, [Z90, Z90, 0.0], atol=1e-9)


def test_unknown_outcomes_are_left_out_of_rho(make_panel) -> None:
    random, panel = np.random.default_rng(4), make_panel(np.ones((60, 3)))
    error = np.repeat(random.normal(0, 5, (1, 28)), 60, axis=0)
    hidden = np.concatenate([error, np.full((60, 28), np.nan)])
    twice = make_panel(np.ones((120, 3)))
    assert rho_of(twice, past_folds(twice, 28, [hidden], 5.0)) == pytest.approx(
        rho_of(panel, past_folds(panel, 28, [error], 5.0))
    )


def test_past_forecasts_without_outcomes_are_refused(make_panel, ahead) -> None:
    panel = make_panel(np.ones((2, 3)))
    with pytest.raises(ValueError, match="need actuals"):
        rho_of(panel, [ahead(panel, np.ones((2, 4)), np.ones((2, 4)))])


@pytest.mark.parametrize("share", [0.0, 0.05])
def test_the_total_of_many_nearly_independent_series_is_not_absurdly_wide(
    make_panel, share: float, ahead, of, range80
) -> None:
    """Few whole horizons can tell how far errors go together, so what days told has to count."""
    random, panel = np.random.default_rng(9), make_panel(np.ones((200, 28)))
    s, h = 200, 28

    def errors() -> Array:
        own, common = random.normal(0, 10, (s, h)), random.normal(0, 10, (1, h))
        return np.sqrt(1 - share) * own + np.sqrt(share) * common

    rho = rho_of(panel, past_folds(panel, h, [errors() for _ in range(3)], 10.0))
    table = sum_forecast(panel, ahead(panel, np.full((s, h), 50.0), np.full((s, h), 10.0)), rho)
    weeks, whole = range80(of(table, "total", "week")), range80(of(table, "total", "horizon"))
    assert len(weeks) == 4
    assert whole[0] < 0.9 * weeks.sum()
    deviation = 10 * np.sqrt(h * (s * (1 - share) + s**2 * share))
    assert 0.7 < whole[0] / (2 * Z90 * deviation) < 3
