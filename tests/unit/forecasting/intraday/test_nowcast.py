"""A day that has begun."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from foresale.arrays import Array
from foresale.forecasting.intraday.nowcast import DayForecast, SoldSoFar, nowcast
from foresale.forecasting.intraday.within_day_spread import WithinDaySpread

LEVELS = (0.1, 0.5, 0.9)


def gamma_day(mean: Array, deviation: Array) -> DayForecast:
    """A morning's forecast with the quantiles of a gamma distribution."""
    power = (mean / deviation) ** 2
    quantiles = stats.gamma.ppf(np.array(LEVELS), power[:, None], scale=(mean / power)[:, None])
    return DayForecast(mean, deviation, np.asarray(quantiles))


def seen(units: Array, share: float) -> SoldSoFar:
    return SoldSoFar(units, np.full(len(units), share), np.zeros(len(units), dtype=bool))


ONE = gamma_day(np.array([20.0]), np.array([6.0]))
SINGLE = WithinDaySpread(np.array([1.0]), 0.0)


def test_before_the_first_sale_is_due_it_is_the_mornings() -> None:
    morning = DayForecast(ONE.mean, ONE.deviation, np.array([[11.0, 19.0, 33.0]]))
    made = nowcast(morning, LEVELS, seen(np.array([0.0]), 0.0), SINGLE)
    assert made.mean.tolist() == [20.0]
    assert made.deviation == pytest.approx([6.0])
    assert made.quantiles == pytest.approx(morning.quantiles)


def test_a_day_that_is_over_ends_with_what_was_sold() -> None:
    made = nowcast(ONE, LEVELS, seen(np.array([17.0]), 1.0), SINGLE)
    assert (made.mean.tolist(), made.quantiles.tolist()) == ([17.0], [[17.0, 17.0, 17.0]])


def test_poisson_sales_of_gamma_days_are_answered_exactly() -> None:
    # The posterior of Gamma(25, 4/5) days after 14 of an expected 8: 14 + 0.6 × 20 × (k + 14) / (k + 8).
    strength = 20.0**2 / (6.0**2 - 20.0)
    made = nowcast(ONE, LEVELS, seen(np.array([14.0]), 0.4), SINGLE)
    rate = 20.0 * (strength + 14) / (strength + 8)
    assert made.mean == pytest.approx([14 + 0.6 * rate])
    assert made.deviation**2 == pytest.approx([0.6 * rate + 0.36 * rate**2 / (strength + 14)])


def test_what_one_shopper_takes_says_less_than_what_many_take() -> None:
    many = nowcast(ONE, LEVELS, seen(np.array([14.0]), 0.4), SINGLE)
    one = nowcast(ONE, LEVELS, seen(np.array([14.0]), 0.4), WithinDaySpread(np.array([14.0]), 0.0))
    assert 14 + 12 < one.mean[0] < many.mean[0]


def test_a_series_without_a_forecast_has_what_was_sold() -> None:
    nothing = DayForecast(np.zeros(1), np.zeros(1), np.zeros((1, 3)))
    made = nowcast(nothing, LEVELS, seen(np.array([3.0]), 0.5), SINGLE)
    assert made.mean == pytest.approx([3.0], abs=1e-4)
    assert made.quantiles == pytest.approx(np.full((1, 3), 3.0), abs=1e-4)


def test_whole_units_stay_whole() -> None:
    whole = SoldSoFar(np.array([7.0]), np.array([0.5]), np.array([True]))
    assert (nowcast(ONE, LEVELS, whole, SINGLE).quantiles % 1 == 0).all()


def test_returns_leave_the_rest_of_the_day_to_the_morning() -> None:
    made = nowcast(ONE, LEVELS, seen(np.array([-4.0]), 0.5), SINGLE)
    assert -4 < made.mean[0] < 10


@given(
    st.floats(0, 500),
    st.floats(0, 200),
    st.floats(0, 400),
    st.floats(0, 1),
    st.floats(1e-6, 60),
    st.floats(0, 1),
)
def test_no_day_ends_with_less_than_was_sold(
    mean: float, deviation: float, units: float, share: float, batch: float, warp: float
) -> None:
    spread = max(deviation, 1e-3)
    around = gamma_day(np.array([max(mean, 1e-3)]), np.array([spread]))
    morning = DayForecast(np.array([mean]), np.array([deviation]), np.nan_to_num(around.quantiles))
    made = nowcast(morning, LEVELS, seen(np.array([units]), share), WithinDaySpread(np.array([batch]), warp))
    assert np.isfinite(made.quantiles).all()
    assert np.isfinite(made.mean).all()
    assert (made.quantiles >= units - 1e-9).all()
    assert made.mean[0] >= units - 1e-9
    assert (np.diff(made.quantiles) >= 0).all()


def test_ranges_hold_what_they_promise_at_every_hour_and_errors_fall() -> None:
    chance = np.random.default_rng(11)
    days, mean = 20_000, 30.0
    rate = chance.gamma(9, mean / 9, days)
    baskets = chance.poisson(rate / 2.5)
    share = np.array([0.2, 0.5, 0.8])
    parts = [
        chance.multinomial(count, [0.2, 0.3, 0.3, 0.2]) if count else np.zeros(4, dtype=int)
        for count in baskets
    ]
    units = np.array(
        [[chance.geometric(0.4, size).sum() if size else 0 for size in part] for part in parts], dtype=float
    )
    total = units.sum(axis=1)
    morning = gamma_day(np.full(days, total.mean()), np.full(days, total.std()))
    spread = WithinDaySpread(np.full(days, (2 - 0.4) / 0.4), 0.0)  # E[q²] ÷ E[q] of geometric sizes
    errors = [float(np.abs(total - total.mean()).mean())]
    for at, part in enumerate(share):
        made = nowcast(morning, LEVELS, seen(units[:, : at + 1].sum(axis=1), float(part)), spread)
        low, high = made.quantiles[:, 0] - 0.5, made.quantiles[:, 2] + 0.5
        held = float(((total >= low) & (total <= high)).mean())
        assert 0.78 < held < 0.90, (part, held)  # whole units hold a little more than 80 %
        errors.append(float(np.abs(total - made.mean).mean()))
    assert errors == sorted(errors, reverse=True)
