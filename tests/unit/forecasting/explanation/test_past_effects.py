"""What promotions, prices and events did is found again where it was put in, and not where nothing was."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.explanation.past_effects import measure_effect
from foresale.forecasting.explanation.past_spells import AskedChange, PastDays, find_episodes

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


def chain(seed: int, stores: int, campaigns: int, shared: float, own: float) -> tuple[PastDays, float]:
    """Campaigns that all stores have at once, each with an effect around 1.6, and the effect of the next."""
    random = np.random.default_rng(seed)
    shape = (stores, 728)
    promoted, effect = np.zeros(shape, dtype=bool), np.ones(shape)
    for start in random.choice(np.arange(40, 680, 20), campaigns, replace=False):
        promoted[:, start : start + 5] = True
        logs = random.normal(0.0, shared) + random.normal(0.0, own, stores)
        effect[:, start : start + 5] = 1.6 * np.exp(logs)[:, None]
    no = np.zeros(shape, dtype=bool)
    units = random.poisson(np.tile(WEEK, 104) * effect).astype(float)
    following = 1.6 * np.exp(random.normal(0.0, shared) + random.normal(0.0, own))
    return PastDays(units, promoted, np.ones(shape), no, no), float(following)


@pytest.mark.parametrize(
    ("stores", "campaigns", "shared", "own"),
    [(3, 3, 0.25, 0.05), (3, 8, 0.25, 0.05), (10, 4, 0.25, 0.1), (10, 8, 0.0, 0.25)],
)
def test_the_range_holds_the_next_campaign_however_many_stores_had_the_few_before(
    stores, campaigns, shared, own
):
    inside, runs = 0, 60
    for seed in range(runs):
        past, following = chain(seed, stores, campaigns, shared, own)
        told = measure_effect(find_episodes(past), AskedChange(promotion=True))
        assert told.cases == campaigns
        inside += told.lower <= following <= told.upper
    assert 0.68 * runs <= inside <= 0.95 * runs


def test_a_campaign_in_three_stores_is_one_case_and_two_campaigns_are_too_few():
    past, _ = chain(1, 3, 2, 0.2, 0.05)
    found = find_episodes(past)
    assert (len(found.units), found.count("promotion")) == (6, 2)
    assert found.lacking(AskedChange(promotion=True)) == "promotion"
    # Three stores that had theirs one after the other had three campaigns.
    apart = np.zeros_like(past.promoted)
    for row in range(3):
        apart[row, 100 + 30 * row : 105 + 30 * row] = True
    calm = PastDays(past.units, apart, past.price, past.event, past.disturbed)
    assert find_episodes(calm).count("promotion") == 3


def test_spells_that_follow_one_another_in_other_stores_are_no_endless_case():
    shape = (12, 728)
    promoted, no = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
    for row in range(12):
        promoted[row, 100 + 3 * row : 105 + 3 * row] = True
    found = find_episodes(PastDays(np.tile(WEEK, (12, 104)), promoted, np.ones(shape), no, no))
    assert found.count("promotion") == 12


def test_where_a_promotion_is_planned_only_what_comes_on_top_is_told():
    found = find_episodes(days_with(1.5, -1.2, 1.3))
    same = measure_effect(found, AskedChange(promotion=True), is_planned=True)
    assert (same.factor, same.lower, same.upper) == (1.0, 1.0, 1.0)
    deeper = measure_effect(found, AskedChange(promotion=True, price=0.7), is_planned=True)
    assert deeper.factor == pytest.approx((0.7 / 0.8) ** -1.2, rel=0.06)
    assert deeper.lower < deeper.factor < deeper.upper
    fair = measure_effect(found, AskedChange(event=True), is_planned=True)
    assert fair.factor == pytest.approx(1.3, rel=0.06)
