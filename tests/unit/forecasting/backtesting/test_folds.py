"""Where the past is cut: windows that don't run into the test window, and an honest refusal."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foresale.errors import HistoryError
from foresale.forecasting.backtesting.folds import SHORTEST_TRAINING, Cutoffs, plan_cutoffs
from foresale.frequency import Frequency

FREQUENCIES = st.sampled_from(list(Frequency))


def test_selection_windows_follow_each_other_and_end_where_the_test_window_begins() -> None:
    assert plan_cutoffs(100, 10, Frequency.DAY) == Cutoffs(selection=(60, 70, 80), test=90)


def test_every_cutoff_comes_oldest_first_with_the_test_last() -> None:
    assert Cutoffs((60, 70, 80), 90).all == (60, 70, 80, 90)
    assert Cutoffs((60,), None).all == (60,)


def test_a_short_history_puts_selection_windows_closer_together_rather_than_dropping_them() -> None:
    assert plan_cutoffs(14 + 5 + 2 * 20, 20, Frequency.DAY) == Cutoffs(selection=(15, 17, 19), test=39)


def test_a_history_that_can_hold_one_selection_window_only_has_one() -> None:
    assert plan_cutoffs(14 + 2 * 7, 7, Frequency.DAY) == Cutoffs(selection=(14,), test=21)


def test_a_history_too_short_to_keep_a_window_back_selects_on_the_newest() -> None:
    assert plan_cutoffs(27, 7, Frequency.DAY) == Cutoffs(selection=(20,), test=None)


@pytest.mark.parametrize(("freq", "periods"), [("D", 30), ("W", 20), ("M", 16)])
def test_a_horizon_that_leaves_too_little_is_refused_with_the_longest_that_works(
    freq: str, periods: int
) -> None:
    with pytest.raises(HistoryError, match=f"The history has {periods} ") as error:
        plan_cutoffs(periods, periods - 3, Frequency(freq))
    longest = periods - SHORTEST_TRAINING[Frequency(freq)]
    assert error.value.fix == f"Ask for a horizon of at most {longest}, or give a longer history."
    assert plan_cutoffs(periods, longest, Frequency(freq)).test is None
    with pytest.raises(HistoryError):
        plan_cutoffs(periods, longest + 1, Frequency(freq))


def test_a_history_for_which_no_horizon_works_promises_none() -> None:
    with pytest.raises(HistoryError, match="leaves 0 to learn from") as error:
        plan_cutoffs(2, 7, Frequency.DAY)
    assert error.value.fix == "Give a longer history."


@given(periods=st.integers(1, 500), horizon=st.integers(1, 100), folds=st.integers(1, 6), freq=FREQUENCIES)
def test_no_window_reaches_into_the_test_window_or_beyond_the_history(
    periods: int, horizon: int, folds: int, freq: Frequency
) -> None:
    try:
        cutoffs = plan_cutoffs(periods, horizon, freq, folds=folds)
    except HistoryError:
        return
    assert 1 <= len(cutoffs.selection) <= folds
    assert list(cutoffs.all) == sorted(set(cutoffs.all))
    end = periods if cutoffs.test is None else cutoffs.test
    assert cutoffs.selection[-1] + horizon == end
    assert cutoffs.all[-1] + horizon == periods


@given(periods=st.integers(1, 500), horizon=st.integers(1, 100), freq=FREQUENCIES)
def test_selection_windows_only_overlap_where_the_history_is_short(
    periods: int, horizon: int, freq: Frequency
) -> None:
    try:
        selection = plan_cutoffs(periods, horizon, freq, folds=3).selection
    except HistoryError:
        return
    if periods >= 4 * horizon + SHORTEST_TRAINING[freq]:
        assert len(selection) == 3
        assert selection[1] - selection[0] == selection[2] - selection[1] == horizon
