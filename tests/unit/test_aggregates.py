"""What aggregates come to."""

from __future__ import annotations

import datetime

import polars as pl
import pytest

from foresale.aggregates import count_days, number_of


def test_a_whole_number_stays_whole_however_large_it_is() -> None:
    assert number_of(pl.Series([2**62 + 1]).max()) == 2**62 + 1


def test_where_no_cell_is_filled_the_caller_says_what_counts_or_hears_of_it() -> None:
    nothing = pl.Series([None], dtype=pl.Float64).mean()
    assert number_of(nothing, empty=0.5) == 0.5
    with pytest.raises(TypeError, match="None is no number"):
        number_of(nothing)


def test_words_and_days_are_no_numbers() -> None:
    for cells in (pl.Series(["7"]), pl.Series([datetime.date(2024, 1, 1)])):
        with pytest.raises(TypeError, match="is no number"):
            number_of(cells.max(), empty=0)


def test_days_are_counted_from_the_first_to_the_last_whatever_their_order() -> None:
    moments = pl.Series([datetime.datetime(2024, 3, 1, 23), datetime.datetime(2024, 2, 28, 1)])
    assert count_days(moments) == 3
