"""Pivots in one column with their months above the products."""

from __future__ import annotations

import polars as pl
import pytest

from foresale.errors import ColumnsError
from odd_tables import MONTHS, amount, span
from sales_tables import read, total


def test_a_pivot_of_one_column_may_have_its_months_above_the_products():
    items = ("Bread", "Cheese")
    rows = []
    for month in MONTHS:
        sold = {f"  {name}": amount(month, item) for item, name in enumerate(items)}
        rows.append({"Row Labels": f"{month:%b %Y}", "Sum of Qty": sum(sold.values())})
        rows += [{"Row Labels": name, "Sum of Qty": units} for name, units in sold.items()]
    rows.insert(0, {"Row Labels": "Total", "Sum of Qty": sum(amount(m, i) for m in MONTHS for i in (0, 1))})
    sales = read(pl.DataFrame(rows))
    assert (sales.roles.keys, span(sales)) == (("section",), (MONTHS[0], MONTHS[-1]))
    assert total(sales) == sum(amount(m, item) for item in (0, 1) for m in MONTHS)


def test_months_above_products_that_they_do_not_sum_up_are_no_pivot():
    rows = [{"Row Labels": "Jan 2024", "Sum of Qty": 7}, {"Row Labels": "Tea", "Sum of Qty": 5}] * 3
    rows += [{"Row Labels": "Feb 2024", "Sum of Qty": 7}, {"Row Labels": "Tea", "Sum of Qty": 5}] * 3
    with pytest.raises(ColumnsError):
        read(pl.DataFrame(rows))
