"""Stock files with a column for each time of arrival."""

from __future__ import annotations

import datetime
from typing import Any

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.replenishment.arrival_columns import date_arrivals
from foresale.data.reading.replenishment.series_match import SeriesNames
from foresale.data.reading.replenishment.stock import read_on_the_way, read_stock
from foresale.errors import ColumnsError

ITEMS = pl.DataFrame({"item": ["a", "b"]})
NAMES = SeriesNames(ITEMS, ("item",))
SUNDAY = datetime.date(2024, 4, 14)


def _arrivals(table: pl.DataFrame, counted_on: datetime.date = SUNDAY, week_start: int = 0) -> list[Any]:
    """Item's place, units and day of each delivery."""
    stock, _, _ = read_stock(table, NAMES, ReadOptions())
    dated = date_arrivals(stock.receipts, stock.on_hand, counted_on, week_start)
    return dated.select("series", "quantity", "arrival").sort(pl.all()).rows()


def _stock(**columns: list[Any]) -> pl.DataFrame:
    return ITEMS.with_columns(pl.lit(5).alias("On hand"), **{c: pl.Series(v) for c, v in columns.items()})


def test_weeks_ahead_begin_after_the_week_of_the_count() -> None:
    table = _stock(**{"In Transit W+1": [3, 0], "In Transit W+2": [4, 6]})
    first, second = datetime.date(2024, 4, 15), datetime.date(2024, 4, 22)
    assert _arrivals(table) == [(0, 3, first), (0, 4, second), (1, 6, second)]
    wednesday = datetime.date(2024, 4, 17)
    assert _arrivals(table, wednesday)[0] == (0, 3, second)
    sunday_week = _arrivals(table, wednesday, week_start=6)
    assert sunday_week[0] == (0, 3, datetime.date(2024, 4, 21))


@pytest.mark.parametrize(
    ("columns", "days"),
    [
        (("Unterwegs T+2",), None),
        (("On order D+2", "On order D+10"), (datetime.date(2024, 4, 16), datetime.date(2024, 4, 24))),
        (
            ("Unterwegs Woche 1", "Unterwegs Woche 2"),
            (datetime.date(2024, 4, 15), datetime.date(2024, 4, 22)),
        ),
        (
            ("Incoming (month+1)", "Incoming (month+2)"),
            (datetime.date(2024, 5, 1), datetime.date(2024, 6, 1)),
        ),
        (
            ("On order 2024-04-18", "On order 2024-05-02"),
            (datetime.date(2024, 4, 18), datetime.date(2024, 5, 2)),
        ),
    ],
)
def test_names_say_when(columns: tuple[str, ...], days: tuple[datetime.date, ...] | None) -> None:
    found = _arrivals(_stock(**{column: [7, 0] for column in columns}))
    assert found == [(0, 7, day) for day in days or [None]]


def test_numbers_of_calendar_weeks_arent_weeks_ahead() -> None:
    with pytest.raises(ColumnsError, match="Both"):
        read_stock(_stock(**{"On order week 16": [1, 2], "On order week 17": [3, 4]}), NAMES, ReadOptions())


def test_each_row_counts_from_its_own_day() -> None:
    table = _stock(**{"In transit W+1": [3, 3]}).with_columns(
        pl.Series("Stock date", ["2024-04-14", "2024-04-21"])
    )
    assert [day.day for *_, day in _arrivals(table)] == [15, 22]


def test_a_total_beside_its_parts_counts_once() -> None:
    parts = {"In transit W+1": [3, 0], "In transit W+2": [4, 6]}
    stock, _, notes = read_stock(_stock(**parts, **{"In transit": [7, 6]}), NAMES, ReadOptions())
    assert stock.receipts["quantity"].sum() == 13
    assert notes is not None
    with pytest.raises(ColumnsError, match="isn't the sum"):
        read_stock(_stock(**parts, **{"In transit": [9, 6]}), NAMES, ReadOptions())


@pytest.mark.parametrize(
    "columns",
    [("On order W+1", "In transit W+1", "On order W+2", "In transit W+2"),
     ("On order 2024-04-22", "In transit 2024-04-22", "Incoming 2024-04-22")],
)  # fmt: skip
def test_columns_of_one_time_are_named(columns: tuple[str, ...]) -> None:
    with pytest.raises(ColumnsError, match=r"On order .* and In transit .* say the same time"):
        read_stock(_stock(**{column: [3, 0] for column in columns}), NAMES, ReadOptions())


def test_batches_of_a_row_with_two_deliveries_count_once() -> None:
    table = _stock(**{"In transit W+1": [3, 1], "In transit W+2": [4, 1]}).with_columns(
        pl.Series("Expiry", ["2024-05-01", "2024-05-02"])
    )
    stock, _, _ = read_stock(table, NAMES, ReadOptions())
    assert stock.on_hand["on_hand"].to_list() == [5, 5]
    assert stock.batches["quantity"].to_list() == [5, 5]


def test_the_stock_at_the_end_counts_not_that_of_the_beginning() -> None:
    table = ITEMS.with_columns(pl.Series("Start Inventory", [9, 9]), pl.Series("End Inventory", [2, 3]))
    stock, _, _ = read_stock(table, NAMES, ReadOptions())
    assert stock.on_hand["on_hand"].to_list() == [2, 3]


def test_a_list_of_what_is_on_the_way_may_have_a_column_for_each_week() -> None:
    table = ITEMS.with_columns(pl.Series("W+1 ordered", [1, 2]), pl.Series("Ordered W+2", [0, 4]))
    with_name = table.rename({"W+1 ordered": "Ordered W+1"})
    receipts, _, _ = read_on_the_way(with_name, NAMES, ReadOptions())
    assert receipts["quantity"].to_list() == [1, 2, 4]
    assert receipts["ahead"].to_list() == [1, 1, 2]


def test_bad_cells_are_set_aside_with_their_column() -> None:
    table = _stock(**{"In transit W+1": ["3", "1"], "In transit W+2": ["4", "many"]})
    stock, found, _ = read_stock(table, NAMES, ReadOptions(max_bad_share=0.5))
    assert found.rejects.select("column", "value").rows() == [("In transit W+2", "many")]
    assert stock.receipts["quantity"].sum() == 7
