"""Lines of a till that say how was paid, beside those of what was sold."""

from __future__ import annotations

import polars as pl
import pytest

import foresale as fs
from odd_tables import DAYS, amount
from sales_tables import total


@pytest.mark.parametrize("kind", ["TENDER", "Payment"])
def test_lines_of_what_was_paid_are_no_sales(kind: str) -> None:
    rows = [
        line
        for day in DAYS
        for at, item in enumerate(("Milk", "Tea"))
        for line in (
            (str(day), f"{day:%m%d}{at}", "ITEM", item, amount(day, at)),
            (str(day), f"{day:%m%d}{at}", kind, "Cash", 1),
        )
    ]
    names = ["date", "receipt", "line type", "item", "qty"]
    sales = fs.read(pl.DataFrame(rows, schema=names, orient="row"))
    assert total(sales) == sum(amount(day, at) for day in DAYS for at in (0, 1))
