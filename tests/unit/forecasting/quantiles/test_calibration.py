"""Quantiles around a mean, from past errors: they hold what they promise and never cross."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from foresale.arrays import Array
from foresale.forecasting.quantiles.calibration import Calibration, PastForecast, calibrate
from foresale.forecasting.results import QUANTILES

AT = {level: i for i, level in enumerate(QUANTILES)}
SHAPE = (2, 3)
MEANS = hnp.arrays(np.float64, SHAPE, elements=st.floats(-10, 1e6))
ACTUALS = hnp.arrays(np.float64, SHAPE, elements=st.one_of(st.just(np.nan), st.floats(-10, 1e6)))


def covered(calibration: Calibration, mean: Array, actual: Array, share: float = 0.8) -> Array:
    """S × H: whether the actual lies in the central range of this share."""
    quantiles = calibration.quantiles(mean, non_negative=False)
    low, high = AT[round((1 - share) / 2, 4)], AT[round((1 + share) / 2, 4)]
    return (quantiles[..., low] <= actual) & (actual <= quantiles[..., high])


def width(quantiles: Array) -> Array:
    return quantiles[..., AT[0.9]] - quantiles[..., AT[0.1]]


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(11)


def outcomes(mean: Array, random: np.random.Generator) -> Array:
    """Skewed demand whose errors grow with the square root of its size; its mean is `mean`."""
    return random.gamma(mean / 2, 2.0)


def test_ranges_hold_their_share_of_fresh_draws_at_every_size(random) -> None:
    mean = np.repeat(random.lognormal(3, 1, 100)[:, None], 200, axis=1)  # 20,000 draws
    past = [PastForecast(mean[:, :28], outcomes(mean[:, :28], random)) for _ in range(3)]
    calibration, actual = calibrate(past), outcomes(mean, random)
    assert 0.76 < covered(calibration, mean, actual).mean() < 0.84
    assert 0.93 < covered(calibration, mean, actual, 0.95).mean() < 0.97
    by_size = np.argsort(mean[:, 0])
    for third in np.array_split(by_size, 3):  # a range of one width for all would fail at both ends
        assert 0.74 < covered(calibration, mean, actual)[third].mean() < 0.86


def test_each_quantile_has_its_share_of_skewed_demand_below_it(random) -> None:
    mean = np.full((100, 200), 4.0)
    calibration = calibrate([PastForecast(mean[:, :50], outcomes(mean[:, :50], random)) for _ in range(2)])
    quantiles, actual = calibration.quantiles(mean, non_negative=True), outcomes(mean, random)
    for level, i in AT.items():
        assert (actual <= quantiles[..., i]).mean() == pytest.approx(level, abs=0.02), level


def test_a_few_errors_still_give_ranges_that_hold_their_share(random) -> None:
    shares = []
    for _ in range(40):
        mean = np.full((1, 14), 20.0)
        calibration = calibrate([PastForecast(mean, random.normal(20, 4, (1, 14)))])
        fresh = random.normal(20, 4, (1, 500))
        shares.append(covered(calibration, np.full((1, 500), 20.0), fresh).mean())
    assert 0.74 < np.mean(shares) < 0.88


def test_a_bias_of_the_past_moves_the_quantiles_to_where_demand_was(random) -> None:
    mean = np.full((20, 30), 50.0)
    calibration = calibrate([PastForecast(mean, random.normal(60, 5, mean.shape)) for _ in range(2)])
    assert calibration.quantiles(mean, non_negative=True)[0, 0, AT[0.5]] == pytest.approx(60, abs=1)


def test_a_bias_that_few_errors_show_moves_the_median_part_of_the_way(random) -> None:
    mean = np.full((1, 14), 50.0)
    calibration = calibrate([PastForecast(mean, random.normal(60, 1, mean.shape))])
    assert 53 < calibration.quantiles(mean, non_negative=True)[0, 0, AT[0.5]] < 60


def test_a_series_and_a_step_that_were_further_off_get_wider_ranges(random) -> None:
    noise = np.ones((50, 20))
    noise[0] *= 4  # a series
    noise[:, 10:] *= 2  # later steps
    mean = np.full(noise.shape, 50.0)
    past = [PastForecast(mean, mean + noise * random.normal(size=mean.shape)) for _ in range(20)]
    found = width(calibrate(past).quantiles(mean, non_negative=True))
    assert found[0, 0] / found[1, 0] == pytest.approx(4, rel=0.2)
    assert found[1, 15] / found[1, 0] == pytest.approx(2, rel=0.2)


def test_one_odd_error_of_a_series_does_not_make_its_range_as_odd(random) -> None:
    mean = np.full((50, 7), 10.0)
    actual = mean + random.normal(size=mean.shape)
    actual[0, 0] += 30
    found = width(calibrate([PastForecast(mean, actual)]).quantiles(mean, non_negative=True))
    assert found[0, 1] < 2 * found[1, 1]


def test_one_sale_that_nobody_foresaw_does_not_widen_all_ranges_of_its_step(random) -> None:
    past = [PastForecast(mean, random.poisson(mean).astype(float)) for mean in [np.full((60, 28), 5.0)] * 3]
    past = [PastForecast(np.where(np.arange(60)[:, None] < 6, 0.0, p.mean), p.actual) for p in past]
    for fold in past:
        fold.actual[:6] = 0.0
    past[1].actual[2, 10] = 1.0
    widths = width(calibrate(past).quantiles(np.full((60, 28), 5.0), non_negative=True))[6:]
    assert widths[:, 10].mean() < 1.3 * np.delete(widths, 10, axis=1).mean()


def test_an_odd_window_is_measured_by_what_the_series_other_windows_showed(random) -> None:
    """Measured by itself it would look usual, and the outermost quantiles of all would be too near."""
    mean = np.full((20, 7), 100.0)
    first, second = (mean + random.normal(size=mean.shape) for _ in range(2))
    first[0] += 50
    calibration = calibrate([PastForecast(mean, actual) for actual in (first, second)])
    assert calibration.quantiles(mean, non_negative=True)[5, :, AT[0.995]].min() > 130


def test_beyond_the_sizes_seen_ranges_grow_with_the_mean(random) -> None:
    mean = np.full((20, 30), 10.0)
    calibration = calibrate([PastForecast(mean, random.normal(10, 2, mean.shape)) for _ in range(2)])
    small, large = (width(calibration.quantiles(np.full((20, 1), m), non_negative=True)) for m in (10, 1000))
    np.testing.assert_allclose(large / small, (1000 + 1.6) / (10 + 1.6), rtol=0.05)


def test_the_deviation_is_that_of_the_errors(random) -> None:
    mean = np.full((40, 30), 50.0)
    calibration = calibrate([PastForecast(mean, random.normal(50, 6, mean.shape)) for _ in range(3)])
    np.testing.assert_allclose(calibration.deviation(mean).mean(), 6, rtol=0.05)


@given(
    past=st.lists(st.tuples(MEANS, ACTUALS), min_size=1, max_size=3),
    ahead=MEANS,
    non_negative=st.booleans(),
)
def test_quantiles_are_finite_and_never_cross_nor_fall_below_zero_where_demand_cannot(
    past, ahead: Array, non_negative: bool
) -> None:
    calibration = calibrate([PastForecast(mean, actual) for mean, actual in past])
    quantiles = calibration.quantiles(ahead, non_negative=non_negative)
    assert quantiles.shape == (*SHAPE, len(QUANTILES))
    assert np.isfinite(quantiles).all()
    assert (np.diff(quantiles, axis=-1) >= 0).all()
    assert (calibration.deviation(ahead) >= 0).all()
    if non_negative:
        assert (quantiles >= 0).all()


def test_unknown_outcomes_teach_nothing(random) -> None:
    mean = np.full((10, 20), 30.0)
    actual = random.normal(30, 3, mean.shape)
    hidden, other = actual.copy(), mean.copy()
    hidden[:, 10:], other[:, 10:] = np.nan, 1e5  # means of periods without an outcome don't matter
    plain = calibrate([PastForecast(mean, hidden)]).quantiles(mean, non_negative=True)
    np.testing.assert_array_equal(
        calibrate([PastForecast(other, hidden)]).quantiles(mean, non_negative=True), plain
    )
    assert not np.allclose(calibrate([PastForecast(mean, actual)]).quantiles(mean, non_negative=True), plain)


def test_without_any_outcome_nothing_is_added_to_the_mean() -> None:
    calibration = calibrate([PastForecast(np.full((2, 3), 5.0), np.full((2, 3), np.nan))])
    mean = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    found = calibration.quantiles(mean, non_negative=True)
    np.testing.assert_allclose(found, np.repeat(mean[..., None], len(QUANTILES), axis=2))


def test_a_longer_horizon_than_the_past_ones_goes_on_as_the_last_step(random) -> None:
    mean = np.full((5, 4), 10.0)
    calibration = calibrate([PastForecast(mean, random.normal(10, [1, 1, 1, 3], mean.shape)) for _ in "ab"])
    found = width(calibration.quantiles(np.full((5, 6), 10.0), non_negative=True))
    np.testing.assert_array_equal(found[:, 4:], found[:, [3, 3]])
    assert (found[:, 3] > found[:, 2]).all()


def test_it_saves_and_loads_to_the_same_quantiles(tmp_path: Path, random) -> None:
    mean = random.uniform(1, 50, (6, 40))
    calibration = calibrate([PastForecast(mean, outcomes(mean, random)) for _ in range(2)])
    calibration.save(tmp_path / "calibration.npz")
    loaded = Calibration.load(tmp_path / "calibration.npz")
    np.testing.assert_array_equal(
        loaded.quantiles(mean, non_negative=True), calibration.quantiles(mean, non_negative=True)
    )
    np.testing.assert_array_equal(loaded.deviation(mean), calibration.deviation(mean))


def test_pickled_content_is_refused(tmp_path: Path) -> None:
    harmful = np.array([{"a": 1}], dtype=object)
    np.savez(tmp_path / "calibration.npz", **dict.fromkeys(Calibration.__dataclass_fields__, harmful))
    with pytest.raises(ValueError, match="allow_pickle=False"):
        Calibration.load(tmp_path / "calibration.npz")
