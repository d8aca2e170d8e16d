"""Hours that come twice where summer time ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest

from foresale.data.panel.build import build_panel
from foresale.data.reading.read_sales import read_sales

OCTOBER = datetime(2024, 10, 21)


def hours(twice: list[datetime], count: int = 240, minutes: int = 60) -> pl.DataFrame:
    moments = [OCTOBER + timedelta(minutes=minutes * i) for i in range(count)]
    return pl.DataFrame({"time": sorted(str(m) for m in [*moments, *twice]), "units": 5})


def total(table: pl.DataFrame) -> tuple[float, set[str]]:
    panel, notes = build_panel(read_sales(table))
    return float(panel.target.sum()), {note.rule for note in notes}


@pytest.mark.parametrize("minutes", [60, 30, 15])
def test_equal_rows_of_the_hour_that_is_put_back_both_count(minutes):
    twice = [datetime(2024, 10, 27, 2) + timedelta(minutes=minutes * i) for i in range(60 // minutes)]
    table = hours(twice, 10 * 24 * 60 // minutes, minutes)
    assert total(table) == (5 * table.height, {"hour_put_back", "frequency"})


@pytest.mark.parametrize(
    "twice",
    [
        [datetime(2024, 10, 26, 2)],  # a Saturday
        [datetime(2024, 10, 27, 14)],  # at noon
        [datetime(2024, 10, 27, 2), datetime(2024, 10, 25, 9)],  # copies elsewhere too
        [datetime(2024, 10, 27, 2)] * 2,  # three times
    ],
)
def test_other_equal_rows_are_copies(twice):
    assert total(hours(twice))[0] == 5 * 240
