"""What a learning model is trained on: known demand only, from all series and steps."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from foresale.forecasting.features.sampling import Sample, sample_history

FLAGS = hnp.arrays(np.bool_, (3, 20))


def pairs(sample: Sample) -> set[tuple[int, int]]:
    """Each series and target period that was drawn."""
    return set(zip(sample.series.tolist(), sample.target.tolist(), strict=True))


@given(
    unknown=FLAGS,
    censored=FLAGS,
    horizon=st.integers(1, 25),
    budget=st.integers(1, 300),
    seed=st.integers(0, 2**32 - 1),
)
def test_a_target_is_known_demand_that_no_stock_out_hid(
    make_panel, unknown, censored, horizon: int, budget: int, seed: int
) -> None:
    demand = np.arange(60.0).reshape(3, 20)
    panel = make_panel(np.where(unknown, np.nan, demand), censored=censored)
    sample = sample_history(panel, horizon, budget=budget, seed=seed)
    assert len(sample.series) <= budget
    assert not unknown[sample.series, sample.target].any()
    assert not censored[sample.series, sample.target].any()
    np.testing.assert_array_equal(sample.actual, demand[sample.series, sample.target])


@given(unknown=FLAGS, horizon=st.integers(1, 25), seed=st.integers(0, 2**32 - 1))
def test_every_step_lies_within_the_horizon_and_something_is_known_at_the_origin(
    make_panel, unknown, horizon: int, seed: int
) -> None:
    panel = make_panel(np.where(unknown, np.nan, 1.0))
    sample = sample_history(panel, horizon, budget=300, seed=seed)
    assert ((sample.step >= 1) & (sample.step <= horizon)).all()
    first = panel.first_period()[sample.series]
    launch = sample.origin <= first
    assert (first[launch] > 0).all(), "the beginning of the file is no launch"
    assert (sample.origin[launch] >= 1).all()
    assert (sample.target[launch] >= first[launch]).all()
    assert (sample.origin <= sample.target).all()


def test_every_known_period_but_the_first_is_learned_from_while_the_budget_lasts(make_panel) -> None:
    panel = make_panel([[0.0, 1.0, 2.0, np.nan, 4.0], [0.0, 1.0, 2.0, 3.0, 4.0]])
    wanted = {(0, 1), (0, 2), (0, 4), (1, 1), (1, 2), (1, 3), (1, 4)}
    sample = sample_history(panel, 3, budget=7, seed=0)
    assert len(sample.series) == 7
    assert pairs(sample) == wanted
    assert pairs(sample_history(panel, 3, budget=100, seed=0)) == wanted


def test_with_budget_left_periods_are_learned_from_again_at_other_steps(make_panel) -> None:
    panel = make_panel(np.ones((5, 200)))
    sample = sample_history(panel, 28, budget=10_000, seed=0)
    assert len(sample.series) == 4 * 5 * 199
    assert set(sample.step.tolist()) == set(range(1, 29))
    twice = sample_history(panel, 2, budget=10_000, seed=0)
    assert len(twice.series) == 2 * 5 * 199  # more than the steps there are would repeat rows


def test_the_chance_to_be_drawn_halves_with_each_year_of_age(make_panel) -> None:
    panel = make_panel(np.ones((200, 3 * 12)), "M")
    sample = sample_history(panel, 1, budget=700, seed=1)
    assert len(pairs(sample)) == 700
    last, middle, first = (np.sum(sample.target // 12 == year) for year in (2, 1, 0))
    assert 1.5 < last / middle < 2.5
    assert 1.5 < middle / first < 2.6


def test_the_same_seed_draws_the_same_sample_and_another_seed_another(make_panel) -> None:
    panel = make_panel(np.ones((4, 50)))
    one, same, other = (sample_history(panel, 7, budget=60, seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(one.target, same.target)
    np.testing.assert_array_equal(one.origin, same.origin)
    assert pairs(one) != pairs(other)


def test_without_two_known_periods_there_is_nothing_to_learn_from(make_panel) -> None:
    sample = sample_history(make_panel([[3.0, np.nan, np.nan]]), 7, budget=10, seed=0)
    assert [len(part) for part in (sample.series, sample.origin, sample.step, sample.actual)] == [0] * 4


def test_launches_are_seen_from_before_their_first_sale_in_a_modest_share_of_the_rows(make_panel) -> None:
    target = np.ones((20, 100))
    target[:5, :60] = np.nan
    sample = sample_history(make_panel(target), 14, budget=400, seed=0)
    assert len(sample.series) == 400
    launches = sample.origin <= 60 * (sample.series < 5)
    assert 0 < launches.sum() <= 40
    assert set(sample.series[launches].tolist()) <= set(range(5))
    assert (sample.target[launches] < 60 + 14).all()
    assert (sample.step[launches] <= 14).all()


def test_a_series_that_begins_in_the_last_period_is_learned_from_as_a_launch(make_panel) -> None:
    sample = sample_history(make_panel([[np.nan, np.nan, 3.0], [1.0, 1.0, 1.0]]), 2, budget=100, seed=0)
    at = sample.series == 0
    assert set(zip(sample.origin[at].tolist(), sample.target[at].tolist(), strict=True)) <= {(2, 2), (1, 2)}
    assert at.any()


@pytest.mark.parametrize("repeats", [1, 2, 4])
def test_a_period_stands_in_a_sample_as_often_as_asked_for(make_panel, repeats: int) -> None:
    panel = make_panel(np.ones((3, 40)))
    sample = sample_history(panel, 28, budget=10_000, seed=0, repeats=repeats)
    _, often = np.unique(np.stack([sample.series, sample.target]), axis=1, return_counts=True)
    assert len(often) == 3 * 39
    assert (often == repeats).all()
