"""How far days stray from their shares."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from foresale.forecasting.intraday.day_profile import learn_profiles
from foresale.forecasting.intraday.intraday_model import learn_intraday
from foresale.forecasting.intraday.within_day_spread import learn_batches, learn_warp

FIRST = date(2026, 1, 5)
CHANCE = np.random.default_rng(5)


def days_of(days: int, units: int, concentration: float | None, size: int = 1) -> pl.DataFrame:
    """Days of `units` sales of `size` each in four slots, spread evenly, or each day in its own way."""
    rows = []
    for day in range(days):
        even = np.full(4, 0.25)
        shares = even if concentration is None else CHANCE.dirichlet(even * concentration)
        for slot, count in zip((36, 48, 60, 72), CHANCE.multinomial(units, shares), strict=True):
            if count:
                rows.append(
                    (
                        "S",
                        "p",
                        None,
                        FIRST + timedelta(days=day),
                        slot,
                        float(count * size),
                        float(count * size**2),
                    )
                )
    schema = {
        "store": pl.String,
        "product": pl.String,
        "category": pl.String,
        "date": pl.Date,
        "slot": pl.Int64,
        "units": pl.Float64,
        "squares": pl.Float64,
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


@pytest.mark.parametrize(("concentration", "expected"), [(None, 0.0), (19.0, 0.05), (4.0, 0.2)])
def test_how_days_differ_is_told_from_chance(concentration: float | None, expected: float) -> None:
    slots = days_of(700, 60, concentration)
    profiles = learn_profiles(slots)
    assert profiles is not None
    assert learn_warp(slots, profiles)[13] == pytest.approx(expected, rel=0.25, abs=0.006)


def test_sales_of_many_units_are_no_difference_between_days() -> None:
    slots = days_of(700, 20, None, size=6)
    profiles = learn_profiles(slots)
    assert profiles is not None
    assert learn_warp(slots, profiles)[13] < 0.02
    assert learn_batches(slots)["batch"].to_list() == [pytest.approx(6.0)]


def test_times_before_and_after_all_sales_tell_nothing() -> None:
    model = learn_intraday(days_of(100, 30, 10.0))
    assert model is not None
    assert (model.warp[[0, 5, 9, 19, 24]] == 0).all()
    series = pl.DataFrame({"store": ["S"], "product": ["p"], "category": pl.Series([None], dtype=pl.String)})
    assert model.share(series, FIRST.isoweekday(), 12.25)[0] == pytest.approx(0.5, abs=0.05)
    assert model.share(series, FIRST.isoweekday(), 99)[0] == 1.0


def test_a_product_never_seen_is_bought_as_usual() -> None:
    model = learn_intraday(days_of(100, 30, None, size=3))
    assert model is not None
    new = pl.DataFrame({"store": ["S"], "product": ["new"], "category": pl.Series([None], dtype=pl.String)})
    assert model.spread(new, 12.0).batch.tolist() == [pytest.approx(3.0)]
