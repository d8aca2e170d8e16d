"""Columns that are named after a measure and an item."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import MONTHS, amount, saved
from sales_tables import read, total


def table(names: list[str]) -> pl.DataFrame:
    columns = {name: [amount(month, item) for month in MONTHS] for item, name in enumerate(names)}
    return pl.DataFrame({"Month": [f"{month:%Y-%m}" for month in MONTHS], **columns})


def sold(*items: int) -> int:
    return sum(amount(month, item) for month in MONTHS for item in items)


@pytest.mark.parametrize(
    "names",
    [
        ["Sum of Units Bread", "Sum of Units Milk", "Sum of Revenue Bread", "Sum of Revenue Milk"],
        ["Units Online", "Units Store", "Revenue Online", "Revenue Store"],
    ],
)
def test_a_grid_of_two_measures_and_two_items_is_a_series_each(names: list[str]) -> None:
    sales = read(table(names))
    assert total(sales) == sold(0, 1)
    assert sales.frame[sales.roles.keys[0]].n_unique() == 2


def test_measures_below_their_items_are_a_grid_too(tmp_path) -> None:
    lines = [",Bread,,Milk,", "Month,Units,Revenue,Units,Revenue"]
    lines += [f"{m:%Y-%m},{amount(m)},{amount(m) * 2},{amount(m, 1)},{amount(m, 1) * 3}" for m in MONTHS]
    sales = read_sales(saved(tmp_path, "pivot.csv", "\n".join(lines)))
    assert total(sales) == sold(0, 1)


@pytest.mark.parametrize("this", ["Actual", "TY"])
def test_a_plan_or_last_year_beside_what_was_sold_is_left_out(this: str) -> None:
    other = {"Actual": "Budget", "TY": "LY"}[this]
    sales = read(table([f"Units {this}", f"Units {other}", f"Sales {this}", f"Sales {other}"]))
    assert (total(sales), sales.roles.keys) == (sold(0), ())


def test_gross_and_net_of_the_same_sales_are_no_series() -> None:
    with pytest.raises(ColumnsError, match="could each be what was sold"):
        read(table(["Units Gross", "Units Net", "Revenue Gross", "Revenue Net"]))


@pytest.mark.parametrize("name", ["units per case", "Stück pro Karton", "pcs/carton", "units in box"])
def test_the_size_of_a_pack_is_not_what_was_sold(name: str) -> None:
    rows = [{"date": str(month), "product": "A", "cases": amount(month), name: 12} for month in MONTHS]
    assert total(read(pl.DataFrame(rows))) == sold(0)


@pytest.mark.parametrize(
    "names",
    [
        ["Qty Ordered", "Qty Invoiced", "Qty Refunded", "Sales Total"],
        ["Qty Ordered", "Qty Shipped", "Qty Backordered"],
        ["ordered_qty", "cancelled_qty", "delivered_qty"],
    ],
)
def test_what_became_of_what_was_ordered_is_no_series(names: list[str]) -> None:
    with pytest.raises(ColumnsError, match="could each be what was sold"):
        read(table(names))
    sales = read(table(names), target=names[0])
    assert (sales.roles.keys, total(sales)) == ((), sold(0))
