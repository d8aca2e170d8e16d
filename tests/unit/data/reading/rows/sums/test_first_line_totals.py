"""An order's total on the first of its lines only isn't what that line's product sold."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.data.reading.options import ReadOptions
from foresale.data.reading.read_sales import read_sales
from foresale.errors import ColumnsError
from odd_tables import DAYS
from sales_tables import read, rules, total


def orders(*, further: str | None = None) -> pl.DataFrame:
    """Two hundred orders of one to three lines, their totals on the first."""
    rows = [
        {
            "Date": str(DAYS[order // 3]),
            "Order": f"#{1001 + order}",
            "Item": ("Tea", "Milk", "Cup")[(order + line) % 3],
            "Total": f"{20 + order % 17}.50" if line == 0 else further,
        }
        for order in range(200)
        for line in range(1 + order % 3)
    ]
    return pl.DataFrame(rows)


def test_the_total_of_an_order_is_not_that_of_its_first_product() -> None:
    table = orders()
    sales = read(table)
    assert total(sales) == pytest.approx(table["Total"].cast(pl.Float64).sum())
    assert sales.roles.keys == ()
    assert "order_totals" in rules(sales)


def test_it_is_not_parted_by_products_that_are_named() -> None:
    with pytest.raises(ColumnsError, match="can't be parted by Item"):
        read_sales(orders(), options=ReadOptions(keys=("Item",)))


def test_lines_with_amounts_of_their_own_stay_as_they_are() -> None:
    sales = read(orders(further="3.00"))
    assert "order_totals" not in rules(sales)
    assert sales.roles.keys == ("Item",)
