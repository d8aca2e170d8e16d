"""Whether one is told that demand has just moved."""

from __future__ import annotations

import numpy as np
import pytest

from foresale.forecasting.backtesting.newest_window import note_moved_demand
from foresale.forecasting.results import Fold
from foresale.frequency import Frequency

DAYS = np.arange(np.datetime64("2026-01-01"), np.datetime64("2026-01-08"))


def fold(cutoff: int, sold: float, *, is_test: bool = False) -> Fold:
    """Ten units a day were forecast for each of three series; one value isn't known."""
    actual = np.full((3, 7), sold)
    actual[0, 0] = np.nan
    return Fold(cutoff, DAYS, actual, {"model": np.full((3, 7), 10.0)}, {}, is_test)


def told(*earlier: float, newest: float) -> list[str]:
    folds = [fold(cutoff, sold) for cutoff, sold in enumerate(earlier)]
    notes = note_moved_demand([*folds, fold(99, newest, is_test=True)], "model", Frequency.DAY)
    return [note.evidence.seen for note in notes if note.evidence is not None]


@pytest.mark.parametrize(("newest", "words"), [(15.0, "50\u00a0% more"), (6.0, "40\u00a0% less")])
def test_a_window_far_from_all_before_is_told_with_how_far(newest: float, words: str) -> None:
    (text,) = told(10.4, 9.8, 10.2, newest=newest)
    assert f"The newest 7 days sold {words} than was forecast" in text
    assert "the 3 windows before were off by 4\u00a0% at most" in text


def test_a_window_like_those_before_is_no_news() -> None:
    assert told(10.4, 9.8, 10.2, newest=10.5) == []


def test_where_every_window_is_far_off_one_more_is_no_news() -> None:
    assert told(14.0, 7.0, 13.0, newest=15.0) == []


def test_less_than_a_tenth_is_no_news_however_exact_earlier_windows_were() -> None:
    assert told(10.0, 10.01, 9.99, newest=10.9) == []
    assert len(told(10.0, 10.01, 9.99, newest=11.2)) == 1


def test_one_earlier_window_tells_too_little() -> None:
    assert told(10.0, newest=20.0) == []


def test_a_window_that_sold_nothing_is_told() -> None:
    (text,) = told(10.0, 10.1, newest=0.0)
    assert "100\u00a0% less" in text


def test_unknown_windows_and_pasts_without_a_test_window_are_no_news() -> None:
    assert told(10.0, 10.1, newest=np.nan) == []
    assert note_moved_demand([fold(1, 10.0), fold(2, 30.0)], "model", Frequency.DAY) == []
