"""How a day's sales spread over its hours."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl

from foresale.forecasting.intraday.day_profile import SLOTS, learn_profiles

FIRST = date(2026, 3, 2)  # a Monday


def sold(
    days: int, slots: list[int], *, store: str = "S", category: str | None = None, units: float = 1.0
) -> pl.DataFrame:
    """Every day `units` in each of some slots."""
    return pl.DataFrame(
        [
            (store, category, FIRST + timedelta(days=day), slot, units)
            for day in range(days)
            for slot in slots
        ],
        schema={
            "store": pl.String,
            "category": pl.String,
            "date": pl.Date,
            "slot": pl.Int64,
            "units": pl.Float64,
        },
        orient="row",
    )


def asked(store: str, category: str | None = None) -> pl.DataFrame:
    return pl.DataFrame({"store": [store], "category": [category]}, schema_overrides={"category": pl.String})


def test_shares_are_those_of_the_sales() -> None:
    profiles = learn_profiles(sold(60, [40, 50, 60, 70], units=500))
    assert profiles is not None
    (shares,) = profiles.shares_of(asked("S"), 1)
    assert shares[[0, 40, 41, 51, 61, 71, SLOTS]].round(3).tolist() == [0, 0, 0.25, 0.5, 0.75, 1, 1]
    assert (np.diff(shares) >= 0).all()


def test_sales_without_times_have_no_profile() -> None:
    assert learn_profiles(sold(60, [0], units=50)) is None


def test_a_fortnight_is_needed() -> None:
    assert learn_profiles(sold(13, [40, 50, 60])) is None
    assert learn_profiles(sold(14, [40, 50, 60])) is not None


def test_a_shop_that_shuts_early_has_sold_all_by_then() -> None:
    both = pl.concat([sold(60, [40, 50, 60], store="early", units=30), sold(60, [60, 70, 80], store="late")])
    profiles = learn_profiles(both)
    assert profiles is not None
    assert profiles.shares_of(asked("early"), 3)[0, 61] > 0.97
    assert profiles.shares_of(asked("late"), 3)[0, 61] < 0.5


def test_weekdays_and_categories_differ_where_sales_show_it() -> None:
    weekend = sold(84, [60, 70, 80], units=100).filter(pl.col("date").dt.weekday() > 5)
    week = sold(84, [30, 40, 50], units=100).filter(pl.col("date").dt.weekday() <= 5)
    bread = sold(84, [28, 29, 30], category="bread", units=100)
    profiles = learn_profiles(pl.concat([weekend, week, bread]))
    assert profiles is not None
    assert profiles.shares_of(asked("S"), 1)[0, 51] > profiles.shares_of(asked("S"), 7)[0, 51] + 0.3
    assert profiles.shares_of(asked("S", "bread"), 7)[0, 31] > 0.9


def test_a_store_never_seen_takes_the_shares_of_all() -> None:
    profiles = learn_profiles(sold(60, [40, 50, 60, 70], units=500))
    assert profiles is not None
    assert profiles.shares_of(asked("new"), 2)[0, 51].round(2) == 0.5


def test_a_few_sales_hardly_move_a_weekdays_shares() -> None:
    chance = np.random.default_rng(3)
    slots = [int(slot) for slot in chance.choice([36, 48, 60, 72], size=300)]
    many = pl.concat([sold(60, slots[at : at + 30]) for at in range(0, 300, 30)])
    few = sold(40, [80], store="kiosk").filter(pl.col("date").dt.weekday() == 4)
    profiles = learn_profiles(pl.concat([many, few]))
    assert profiles is not None
    assert profiles.shares_of(asked("S"), 4)[0, 79] > 0.95
