"""Shares of late orders in a supply file: as shares, or per cent."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.replenishment.series_match import SeriesNames
from foresale.data.reading.replenishment.supply import read_supply


@pytest.mark.parametrize(
    ("told", "shares"),
    [([1, 5, 10], [0.01, 0.05, 0.1]), ([0.5, 2, 4], [0.005, 0.02, 0.04]), ([0.05, 0.1, 1], [0.05, 0.1, 1])],
)
def test_a_column_counts_per_cent_as_a_whole_or_not_at_all(told, shares):
    items = pl.DataFrame({"item": ["a", "b", "c"]})
    table = items.with_columns(pl.lit(3).alias("lead time"), pl.Series("late share", told))
    found, _, notes = read_supply(table, SeriesNames(items, ("item",)), ReadOptions())
    assert found["late_share"].to_list() == pytest.approx(shares)
    assert any(note.rule == "late_share_in_percent" for note in notes) == (max(told) > 1)
