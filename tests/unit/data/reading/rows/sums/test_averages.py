"""Rows called an average among the sales: left out where they are one, else asked about."""

from __future__ import annotations

import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError

_DAYS = [datetime.date(2024, 1, 1) + datetime.timedelta(days=i) for i in range(14)]
_AMOUNTS = st.lists(st.lists(st.integers(0, 500), min_size=3, max_size=3), min_size=14, max_size=14)


def _sales(amounts, word, average):
    rows = [
        (day, product, units)
        for day, each in zip(_DAYS, amounts, strict=True)
        for product, units in [*zip("ABC", each, strict=True), (word, average(each))]
    ]
    return pl.DataFrame(rows, schema=["date", "product", "units"], orient="row")


def _total(frame, options=None):
    return float(read_sales(frame, options=options).frame["units"].sum())


@settings(max_examples=25, deadline=None)
@given(
    _AMOUNTS,
    st.sampled_from(["Average", "Ø Durchschnitt"[2:], "Moyenne", "Média", "Среднее", "平均"]),
    st.integers(0, 2),
)
def test_averages_of_the_others_are_left_out(amounts, word, decimals):
    frame = _sales(amounts, word, lambda each: float(round(sum(each) / 3, decimals)))
    assert _total(frame) == pytest.approx(sum(map(sum, amounts)))


def test_the_note_says_what_all_rows_would_have_added_up_to():
    frame = _sales([[1, 2, 6]] * 14, "Average", lambda each: 3.0)
    note = next(n for n in read_sales(frame).notes if n.rule == "average_rows")
    assert [reading.total for reading in note.evidence.readings] == [126, 168]


def test_a_product_called_average_that_is_none_is_asked_about_and_both_options_work():
    frame = _sales([[10, 20, 60]] * 14, "Average", lambda each: 3.0)
    with pytest.raises(ColumnsError, match="aren't the average") as caught:
        read_sales(frame)
    assert "Average" in caught.value.fix
    assert _total(frame, ReadOptions(without=("product=Average",))) == 14 * 90
    assert _total(frame, ReadOptions(only=("product=A,B,C,Average",))) == 14 * 93
