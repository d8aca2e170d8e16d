"""What promotions, prices and events did is found again where it was put in, and not where nothing was."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.explanation.past_effects import (
    AskedChange,
    PastDays,
    find_episodes,
    measure_effect,
)

WEEK = np.array([20.0, 18, 18, 20, 26, 40, 30])


def days_with(promotion: float, elasticity: float, event: float, seed: int = 1) -> PastDays:
    """Ten series of two years with promotions (a fifth off), price changes and an event now and then."""
    random = np.random.default_rng(seed)
    shape = (10, 728)
    promoted, on = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    price = np.ones(shape)
    for row in range(10):
        for start in random.choice(np.arange(40, 680, 20), 12, replace=False):
            kind = random.integers(3)
            span = slice(start, start + 5)
            if kind == 0:
                promoted[row, span], price[row, span] = True, 0.8
            elif kind == 1:
                price[row, span] = random.choice([0.85, 1.15])
            else:
                on[row, span] = True
    mean = np.tile(WEEK, 104) * promotion**promoted * price**elasticity * event**on
    no = np.zeros(shape, dtype=bool)
    return PastDays(random.poisson(mean).astype(float), promoted, price, on, no)


@pytest.mark.parametrize(("promotion", "elasticity", "event"), [(1.5, -1.2, 1.3), (1.0, 0.0, 1.0)])
def test_effects_that_were_put_in_are_found(promotion, elasticity, event):
    found = find_episodes(days_with(promotion, elasticity, event))
    for change, truth in (
        (AskedChange(promotion=True, price=0.8), promotion * 0.8**elasticity),
        (AskedChange(price=0.9), 0.9**elasticity),
        (AskedChange(event=True), event),
    ):
        assert found.lacking(change) is None
        told = measure_effect(found, change)
        assert told.factor == pytest.approx(truth, rel=0.06)
        assert told.lower < truth < told.upper


def test_a_promotion_without_a_price_is_told_for_the_price_that_promotions_had():
    found = find_episodes(days_with(1.5, -1.0, 1.0))
    told = measure_effect(found, AskedChange(promotion=True))
    assert told.price == pytest.approx(0.8)
    assert told.factor == pytest.approx(1.5 / 0.8, rel=0.08)
    assert not told.is_price_new
    assert measure_effect(found, AskedChange(promotion=True, price=0.4)).is_price_new


def test_a_bulk_order_during_a_promotion_is_no_effect_of_promotions():
    past = days_with(1.5, 0.0, 1.0)
    told = measure_effect(find_episodes(past), AskedChange(promotion=True))
    past.units[np.unravel_index(np.argmax(past.promoted), past.units.shape)] = 20_000.0
    bulk = measure_effect(find_episodes(past), AskedChange(promotion=True))
    assert bulk.factor == pytest.approx(told.factor, rel=0.1)


def test_what_was_hardly_seen_is_said_to_lack():
    past = days_with(1.5, -1.0, 1.0)
    nothing = np.zeros_like(past.promoted)
    calm = PastDays(past.units, nothing, np.ones_like(past.units), nothing, nothing)
    found = find_episodes(calm)
    assert found.lacking(AskedChange(promotion=True)) == "promotion"
    assert found.lacking(AskedChange(price=0.9)) == "price"
    assert found.lacking(AskedChange(event=True)) == "event"


def test_the_range_holds_the_next_case_about_as_often_as_it_says():
    inside = 0
    for seed in range(20):
        random = np.random.default_rng(seed)
        own = float(random.lognormal(np.log(1.6), 0.2))  # each spell has an effect of its own
        past = days_with(1.6, 0.0, 1.0, seed)
        spells = random.lognormal(0.0, 0.2, past.units.shape[1] // 20 + 1).repeat(20)
        noisy = PastDays(
            np.where(past.promoted, past.units * spells[: past.units.shape[1]], past.units),
            past.promoted, past.price, past.event, past.disturbed,
        )  # fmt: skip
        told = measure_effect(find_episodes(noisy), AskedChange(promotion=True))
        inside += told.lower <= own <= told.upper
    assert 12 <= inside <= 20
